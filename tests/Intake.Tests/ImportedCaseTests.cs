using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>A case of an earlier system's ledger is a case: what was answered there stays as it is.</summary>
public abstract class ImportedCaseTests(IntakeSuite intake) : Given(intake)
{
    private static async Task<IReadOnlyList<Proposal>> ImportedAsync(Cast cast, params LedgerRow[] rows)
    {
        var session = await cast.SessionAsync();
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        var unit = (await cast.UnitAsync(1)).Account.Unit.Split('/')[3];
        var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = session.Name };
        foreach (var row in rows)
        {
            row.Row = (int)row.CaseNumber;
            row.Subject = $"示例台账提案{row.CaseNumber}";
            row.Lead = lead;
            row.ProposerKind = ProposerKind.Member;
            row.SessionKind = SessionKind.InSession;
            row.Decision = LedgerDecision.Filed;
            row.Unit = row.HandedOverOn.Length > 0 ? unit : "";
            request.Rows.Add(row);
        }

        var office = await cast.Office;
        await office.Intake.ImportLedgerAsync(request);
        var listed = await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name });
        return [.. listed.Proposals.OrderBy(p => p.CaseNumber)];
    }

    private static LedgerRow Row(
        int number,
        string handedOver = "",
        string replied = "",
        LedgerClosing closing = LedgerClosing.Unspecified
    ) =>
        new()
        {
            CaseNumber = number,
            HandedOverOn = handedOver,
            RepliedOn = replied,
            Closing = closing,
        };

    private static WithdrawProposalRequest WithdrawalOf(Proposal proposal) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Reason = "撤",
        };

    private static MergeProposalRequest MergeOf(Proposal proposal, Proposal into) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Into = into.Name,
        };

    [Fact]
    public async Task An_answered_or_closed_one_is_not_withdrawn_by_anybody()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var cases = await ImportedAsync(
            cast,
            Row(1, "2025-02-01", "2025-05-01", LedgerClosing.Closed),
            Row(2, "2025-02-01", "2025-05-01"),
            Row(3, "2025-02-01", closing: LedgerClosing.CarriedOver),
            Row(4, "2025-02-01", closing: LedgerClosing.Unable)
        );

        foreach (var person in new[] { await cast.MemberAsync(1), await cast.Office })
        foreach (var one in cases)
            (await Refused.ReasonAsync(person.Intake.WithdrawProposalAsync(WithdrawalOf(one)))).ShouldBe(
                "ALREADY_REPLIED",
                $"{person.Login} {one.CaseNumber}"
            );

        var after = await (await cast.Office).Intake.ListProposalsAsync(
            new ListProposalsRequest { Session = cases[0].Session }
        );
        after.Proposals.ShouldAllBe(p => p.State == ProposalState.Filed);
    }

    [Fact]
    public async Task One_that_was_handed_over_is_neither_merged_nor_merged_into()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var cases = await ImportedAsync(
            cast,
            Row(1, "2025-02-01", "2025-05-01", LedgerClosing.Closed),
            Row(2, "2025-02-01"),
            Row(3)
        );

        foreach (var (source, into) in new[] { (0, 2), (1, 2), (2, 0), (2, 1), (0, 1) })
            (await Refused.ReasonAsync(office.Intake.MergeProposalAsync(MergeOf(cases[source], cases[into])))).ShouldBe(
                "ALREADY_HANDED_OVER",
                $"{source} into {into}"
            );
    }

    [Fact]
    public async Task One_that_waits_for_hand_over_is_merged_and_withdrawn_like_any_other()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (office, lead) = (await cast.Office, await cast.MemberAsync(1));
        var cases = await ImportedAsync(cast, Row(1), Row(2), Row(3));

        (await office.Intake.MergeProposalAsync(MergeOf(cases[0], cases[1]))).State.ShouldBe(ProposalState.Merged);
        (await lead.Intake.WithdrawProposalAsync(WithdrawalOf(cases[2]))).State.ShouldBe(ProposalState.Withdrawn);
    }
}

[Collection("SQLite")]
public sealed class ImportedCasesOnSqlite(SqliteIntake intake) : ImportedCaseTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class ImportedCasesOnPostgreSql(PostgreSqlIntake intake)
    : ImportedCaseTests(intake),
        IClassFixture<PostgreSqlIntake>;
