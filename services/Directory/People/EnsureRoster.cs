using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Creates what a ledger names before the ledger is imported. Entries are found by title or name, whatever its
/// spelling; existing ones stay unchanged.
/// </summary>
internal static class EnsureRoster
{
    private const int MaxNames = 20_000;

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
        var (units, sectors) = (Spelled(request.Units), Spelled(request.Sectors));
        var names = Spelled(request.Proposers.Select(p => p.DisplayName));
        if (
            (Titles(units, "units") ?? Titles(sectors, "sectors") ?? Titles(names, "proposers") ?? Kinds(request)) is
            { } refusal
        )
            return refusal;
        var opened = await OpenPlenarySession.FindAsync(tx, session.Term, session.Number);
        if (opened is null && OpenPlenarySession.Refuses(session) is { } wrong)
            return wrong;

        var (plan, created) = (request.ValidateOnly, new List<string>());
        if (opened is null)
        {
            opened = plan ? OpenPlenarySession.Plan(tx, session) : OpenPlenarySession.Open(tx, session);
            created.Add(opened.Name);
        }

        var response = new EnsureRosterResponse { Session = opened };
        response.Units.AddRange(await EnsureAsync(tx, CreateUnit.Titles, units, plan, u => created.Add(u.Name)));
        response.Sectors.AddRange(await EnsureAsync(tx, CreateSector.Titles, sectors, plan, s => created.Add(s.Name)));
        var sectorOf = response
            .Sectors.DistinctBy(s => s.Title)
            .ToDictionary(s => s.Title, s => s.Name.Split('/')[3], StringComparer.Ordinal);
        var people = await CreateMember.AllAsync(tx);
        foreach (var (name, asked) in names.Zip(request.Proposers))
        {
            if (!people.TryGetValue(name, out var member))
            {
                var sector = sectorOf.GetValueOrDefault(Spelling.OfName(asked.Sector), "");
                member = plan
                    ? CreateMember.Plan(tx, name, asked.Kind, sector)
                    : CreateMember.Insert(tx, name, asked.Kind, sector);
                people.Add(name, member);
                created.Add(member.Name);
            }

            response.Proposers.Add(member);
        }

        response.Created.AddRange(created);
        return response;
    }

    private static IReadOnlyList<string> Spelled(IEnumerable<string> names) => [.. names.Select(Spelling.OfName)];

    private static Refusal? Titles(IReadOnlyList<string> titles, string field) =>
        titles.Select((t, i) => Input.Required(t, $"{field}[{i}]")).FirstOrDefault(r => r is not null);

    private static Refusal? Kinds(EnsureRosterRequest request) =>
        request
            .Proposers.Select((p, i) => Input.Choice(p.Kind, $"proposers[{i}].kind"))
            .FirstOrDefault(r => r is not null);

    // A ledger may name somebody twice, in two spellings.
    private static async Task<IEnumerable<T>> EnsureAsync<T>(
        Transaction tx,
        TitleList<T> list,
        IReadOnlyList<string> titles,
        bool plan,
        Action<T> created
    )
        where T : class
    {
        if (titles.Count == 0)
            return [];
        var known = await list.AllAsync(tx);
        foreach (var title in titles)
        {
            if (known.ContainsKey(title))
                continue;
            var entry = plan ? list.Plan(tx, title) : list.Insert(tx, title);
            known.Add(title, entry);
            created(entry);
        }

        return titles.Select(t => known[t]);
    }
}
