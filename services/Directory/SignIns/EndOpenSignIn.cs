using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 结束会话: ends another user's session, with the same event as a sign-out. A session that has ended or expired is
/// NOT_FOUND.
/// </summary>
internal static class EndOpenSignIn
{
    public static async Task<Decision<EndOpenSignInResponse>> HandleAsync(EndOpenSignInRequest request, Transaction tx)
    {
        if (!ResourceName.Id(request.Name, tx.Committee, "signIns").Decided(out var id, out var refusal))
            return refusal;
        if (!DirectoryJournal.IsSignInAggregate(id))
            return CommonRefusals.NotFound;
        var (first, last) = DirectoryJournal.SignInRange(id);
        var open = await tx.OneAsync<Row>(
            """
            SELECT token_hash, account
            FROM sign_ins
            WHERE committee = @committee AND token_hash >= @first AND token_hash <= @last AND expires_at > @Now
            """,
            new
            {
                committee = tx.Committee,
                first,
                last,
                tx.Now,
            }
        );
        if (open is null)
            return CommonRefusals.NotFound;
        DirectoryJournal.Record(
            tx,
            id,
            2,
            new SignedOut { Account = open.Account, TokenHash = ByteString.CopyFrom(open.TokenHash) }
        );
        return new EndOpenSignInResponse();
    }

    private sealed record Row
    {
        public byte[] TokenHash { get; init; } = [];
        public string Account { get; init; } = "";
    }
}
