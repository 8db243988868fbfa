using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Creates what a ledger names before the ledger is imported. Entries are found by title or name; existing ones stay
/// unchanged.
/// </summary>
internal static class EnsureRoster
{
    private const int MaxNames = 5000;

    public static async Task<Decision<EnsureRosterResponse>> HandleAsync(EnsureRosterRequest request, Transaction tx)
    {
        if (request.Session is not { Term: >= 1 and <= 99, Number: >= 1 and <= 99 } session)
            return CommonRefusals.FieldInvalid.On("session");
        if (
            Input.First(
                Input.Count(request.Units.Count, "units", MaxNames),
                Input.Count(request.Sectors.Count, "sectors", MaxNames),
                Input.Count(request.Proposers.Count, "proposers", MaxNames)
            ) is
            { } many
        )
            return many;
        foreach (
            var title in request.Units.Concat(request.Sectors).Concat(request.Proposers.Select(p => p.DisplayName))
        )
        {
            if (Input.Text(title, "title", 100) is { } refusal)
                return refusal;
        }

        var opened = await OpenPlenarySession.FindAsync(tx, session.Term, session.Number);
        if (opened is null && (session.OpensAt is null || session.CutOffAt is null || session.ClosesAt is null))
            return CommonRefusals.FieldRequired.On("session.opens_at");
        var response = new EnsureRosterResponse { Session = opened ?? OpenPlenarySession.Open(tx, session) };
        foreach (var title in request.Units)
            response.Units.Add(await CreateUnit.Titles.FindAsync(tx, title) ?? CreateUnit.Titles.Insert(tx, title));
        foreach (var title in request.Sectors)
            response.Sectors.Add(
                await CreateSector.Titles.FindAsync(tx, title) ?? CreateSector.Titles.Insert(tx, title)
            );
        var sectors = response.Sectors.ToDictionary(s => s.Title, s => s.Name.Split('/')[3], StringComparer.Ordinal);
        foreach (var proposer in request.Proposers)
        {
            response.Proposers.Add(
                await CreateMember.FindAsync(tx, proposer.DisplayName)
                    ?? CreateMember.Insert(
                        tx,
                        proposer.DisplayName,
                        proposer.Kind,
                        sectors.GetValueOrDefault(proposer.Sector, "")
                    )
            );
        }

        return response;
    }
}
