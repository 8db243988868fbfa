using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Returns the sign-in of a token hash to a service whose copy does not know it yet.</summary>
internal static class GetSignInSession
{
    public static async Task<Decision<SignInSession>> HandleAsync(GetSignInSessionRequest request, Query query)
    {
        if (request.TokenHash.Length != 32)
            return CommonRefusals.FieldInvalid.On("token_hash");
        var row = await query.OneAsync<Row>(
            """
            SELECT a.id, a.committee, a.roles, a.member, a.unit, s.expires_at
            FROM sign_ins s JOIN accounts a ON a.committee = s.committee AND a.id = s.account
            WHERE s.token_hash = @hash AND s.expires_at > @Now
            """,
            new { hash = request.TokenHash.ToByteArray(), query.Now }
        );
        if (row is null || row.Roles.Length == 0)
            return CommonRefusals.NotFound;
        var session = new SignInSession
        {
            Account = row.Id,
            Committee = row.Committee,
            Member = row.Member,
            Unit = row.Unit,
            ExpiresAt = Timestamp.FromDateTimeOffset(row.ExpiresAt),
        };
        session.Roles.AddRange(row.Roles.Split(',').Select(r => (Role)int.Parse(r, null)));
        return session;
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Committee { get; init; } = "";
        public string Roles { get; init; } = "";
        public string Member { get; init; } = "";
        public string Unit { get; init; } = "";
        public DateTimeOffset ExpiresAt { get; init; }
    }
}
