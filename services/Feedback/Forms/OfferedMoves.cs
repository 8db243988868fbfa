using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using static Proposals.Feedback.V1.FormMove;

namespace Proposals.Feedback;

/// <summary>
/// What a reader may do with forms now. A page offers these moves and no others. Each asks what its command asks, so
/// that what is offered is refused only for what a request says.
/// </summary>
internal sealed class OfferedMoves(IRead read)
{
    /// <summary>The moves that are offered with a form.</summary>
    public static readonly IReadOnlyList<FormMove> All = [Submit, Record, Settle, Restate, Reopen];

    private readonly Dictionary<string, (CaseRow Row, PolicyProfile Policy)> _cases = new(StringComparer.Ordinal);

    /// <summary>The moves that the caller may make on a form that the caller sees.</summary>
    public async Task<IReadOnlyList<FormMove>> OfAsync(FormRow form)
    {
        IReadOnlyList<FormMove> possible =
        [
            .. All.Where(m => IsFor(read.Caller, form, m) && FormMachine.Moves.Refuses(form.State, m) is null),
        ];
        if (possible.Count == 0)
            return possible;
        var (row, policy) = await CaseAsync(form.Proposal);
        return [.. possible.Where(m => Refuses(form, m, row, policy, read.Now) is null)];
    }

    private static bool IsFor(Caller caller, FormRow form, FormMove move) =>
        move switch
        {
            Submit or Restate => caller.Is(Role.Member) && form.IsOf(caller),
            Record or Settle => caller.Is(Role.ProposalsOffice)
                && !FormRow.IsDepartment(caller)
                && form.RefusesOwner(caller) is null,
            _ => caller.Is(Role.ProposalsOffice),
        };

    private static Refusal? Refuses(
        FormRow form,
        FormMove move,
        CaseRow row,
        PolicyProfile policy,
        DateTimeOffset now
    ) =>
        move switch
        {
            Submit => SubmitFeedback.Refuses(form, now),
            Record => RecordPaperForm.Refuses(form, row, now, policy),
            Settle => SettlePaperConflict.Refuses(form, row),
            Restate => RestateFeedback.Refuses(form, row, now, policy),
            Reopen => ReopenForm.Refuses(form, row),
            _ => throw new ArgumentOutOfRangeException(nameof(move), move, "not offered with a form"),
        };

    private async Task<(CaseRow Row, PolicyProfile Policy)> CaseAsync(string proposal)
    {
        if (_cases.TryGetValue(proposal, out var known))
            return known;
        var row = await CaseRow.OfAsync(read, proposal);
        return _cases[proposal] = (row, await row.PolicyAsync(read));
    }
}
