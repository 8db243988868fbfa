using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 在用会话: lists the open sign-ins, newest first, so that an illegitimate session is noticed. A session is named by
/// half of its token's hash, never by the token.
/// </summary>
internal static class ListOpenSignIns
{
    public static async Task<Decision<ListOpenSignInsResponse>> HandleAsync(
        ListOpenSignInsRequest request,
        Query query,
        ServerCallContext context
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!page.AfterInstant().Decided(out var after, out refusal))
            return refusal;
        if (after.Id.Length > 0 && !DirectoryJournal.IsSignInAggregate(after.Id))
            return CommonRefusals.InvalidPage.On("page_token");
        var rows = await query.ManyAsync<Row>(
            """
            SELECT s.token_hash, s.account, s.expires_at, p.login
            FROM sign_ins s JOIN account_profiles p ON p.committee = s.committee AND p.account = s.account
            WHERE s.committee = @committee AND s.expires_at > @Now
              AND (@At = 0 OR s.expires_at < @At OR (s.expires_at = @At AND s.token_hash > @last))
            ORDER BY s.expires_at DESC, s.token_hash LIMIT @Limit
            """,
            new
            {
                committee = query.Committee,
                query.Now,
                after.At,
                last = DirectoryJournal.SignInRange(after.Id).Last,
                page.Limit,
            }
        );
        var (shown, next) = page.Cut(rows, r => Page.KeyOf(r.ExpiresAt, r.Id));
        var own = SignOut.HashOf(context);
        var response = new ListOpenSignInsResponse { NextPageToken = next };
        response.SignIns.AddRange(
            shown.Select(r => new OpenSignIn
            {
                Name = ResourceName.Of(query.Committee, "signIns", r.Id),
                Account = ResourceName.Of(query.Committee, "accounts", r.Account),
                Login = r.Login,
                SignedInAt = Timestamp.FromDateTimeOffset(r.ExpiresAt - SignIn.Life),
                ExpiresAt = Timestamp.FromDateTimeOffset(r.ExpiresAt),
                Own = r.TokenHash.AsSpan().SequenceEqual(own),
            })
        );
        return response;
    }

    private sealed record Row
    {
        public byte[] TokenHash { get; init; } = [];
        public string Account { get; init; } = "";
        public DateTimeOffset ExpiresAt { get; init; }
        public string Login { get; init; } = "";
        public string Id => DirectoryJournal.SignInAggregate(TokenHash);
    }
}
