using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>One of the three checks of an examination (handbook 3.2), with its result and remark.</summary>
internal sealed record CheckRow
{
    private static readonly Table<CheckRow> Table = new(
        "examination_checks",
        "k",
        key: [nameof(Proposal), nameof(Version), nameof(Kind)],
        title: "三项审查"
    );

    public string Proposal { get; init; } = "";

    /// <summary>The version of the proposal that the decision made.</summary>
    public long Version { get; init; }
    public CheckKind Kind { get; init; }
    public CheckResult Result { get; init; }
    public string Remark { get; init; } = "";

    private static readonly string OfProposal =
        Table.Select + " AND k.proposal = @proposal AND k.version >= @since ORDER BY k.version, k.kind";

    /// <summary>Keeps a check of a decision.</summary>
    public static void Keep(Transaction tx, ProposalRow decided, ExaminationCheck check) =>
        Table.Add(
            tx,
            new CheckRow
            {
                Proposal = decided.Id,
                Version = decided.Version,
                Kind = check.Kind,
                Result = check.Result,
                Remark = check.Remark,
            }
        );

    /// <summary>The checks of a proposal since a version, by version and kind.</summary>
    public static Task<IReadOnlyList<CheckRow>> ListAsync(IRead read, string proposal, long since) =>
        Table.ManyAsync(
            read,
            OfProposal,
            new
            {
                committee = read.Committee,
                proposal,
                since,
            }
        );

    /// <summary>The check as clients see it.</summary>
    public ExaminationCheck ToMessage() =>
        new()
        {
            Kind = Kind,
            Result = Result,
            Remark = Remark,
        };
}
