using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 新增提案者: creates a member or a collective. Two people may have the same name, two collectives may not.
/// </summary>
internal static class CreateMember
{
    public static async Task<Decision<Member>> HandleAsync(CreateMemberRequest request, Transaction tx)
    {
        if (request.Member is not { } member)
            return CommonRefusals.FieldRequired.On("member");
        var name = Spelling.OfName(member.DisplayName);
        if (
            Input.First(Input.Required(name, "member.display_name"), Input.Choice(member.Kind, "member.kind")) is
            { } refusal
        )
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(member.Sector, tx.Committee, "sectors", "member.sector")
                .Decided(out var sector, out var no)
        )
            return no;
        if (
            sector.Length > 0
            && await tx.OneAsync<string>(
                "SELECT id FROM sectors WHERE committee = @committee AND id = @sector",
                new { committee = tx.Committee, sector }
            )
                is null
        )
            return CommonRefusals.NotFound;

        if (member.Kind != ProposerKind.Member && await FindAsync(tx, name) is not null)
            return DirectoryRefusals.AlreadyExists.On("member.display_name");
        return Insert(tx, name, member.Kind, sector);
    }

    /// <summary>The first proposer with a name, or null.</summary>
    public static async Task<Member?> FindAsync(IRead read, string displayName)
    {
        var row = await read.OneAsync<MemberRow>(
            """
            SELECT m.id, m.kind, m.sector FROM people p JOIN members m ON m.committee = p.committee AND m.id = p.member
            WHERE p.committee = @committee AND p.display_name = @displayName ORDER BY m.id LIMIT 1
            """,
            new { committee = read.Committee, displayName }
        );
        return row is null ? null : ToMessage(read.Committee, row, displayName);
    }

    /// <summary>All proposers by the spelling of their name; of several with one spelling, the first.</summary>
    public static async Task<Dictionary<string, Member>> AllAsync(IRead read)
    {
        var all = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (
            var (id, kind, sector, name) in await read.ManyAsync<(string Id, long Kind, string Sector, string Name)>(
                """
                SELECT m.id, m.kind, m.sector, p.display_name
                FROM people p JOIN members m ON m.committee = p.committee AND m.id = p.member
                WHERE p.committee = @committee ORDER BY m.id DESC
                """,
                new { committee = read.Committee }
            )
        )
        {
            var row = new MemberRow
            {
                Id = id,
                Kind = (ProposerKind)kind,
                Sector = sector,
            };
            all[Spelling.OfName(name)] = ToMessage(read.Committee, row, name);
        }

        return all;
    }

    /// <summary>Writes a proposer and its event; the name goes to Directory's own table only.</summary>
    public static Member Insert(Transaction tx, string displayName, ProposerKind kind, string sector)
    {
        var id = tx.NewId();
        tx.Write(
            "INSERT INTO people (committee, member, display_name) VALUES (@committee, @id, @displayName)",
            new
            {
                committee = tx.Committee,
                id,
                displayName,
            }
        );
        DirectoryJournal.Record(
            tx,
            id,
            1,
            new MemberCreated
            {
                Member = id,
                Kind = kind,
                Sector = sector,
            }
        );
        return ToMessage(
            tx.Committee,
            new MemberRow
            {
                Id = id,
                Kind = kind,
                Sector = sector,
            },
            displayName
        );
    }

    /// <summary>A proposer as it would be written.</summary>
    public static Member Plan(Transaction tx, string displayName, ProposerKind kind, string sector) =>
        ToMessage(
            tx.Committee,
            new MemberRow
            {
                Id = tx.NewId(),
                Kind = kind,
                Sector = sector,
            },
            displayName
        );

    /// <summary>The proposer as clients see it.</summary>
    public static Member ToMessage(string committee, MemberRow row, string displayName) =>
        new()
        {
            Name = ResourceName.Of(committee, "members", row.Id),
            DisplayName = displayName,
            Kind = row.Kind,
            Sector = ResourceName.Of(committee, "sectors", row.Sector),
        };
}
