using System.Security.Cryptography;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 重置密码: draws a one-time password and ends every sign-in session of the account. Its user sets a new one at the
/// next sign-in.
/// </summary>
internal static class ResetPassword
{
    // Without those that look alike: l, o, I, O, 0, 1.
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 16;

    public static async Task<ResetPasswordResponse> HandleAsync(
        ResetPasswordRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        var caller = await service.CallerAsync(context, Role.SecurityAdministrator);
        var password = RandomNumberGenerator.GetString(Letters, Length);
        using var deadline = ServiceShard.WithDeadline(context);
        if (!(await passwords.HashAsync(caller.Account, password, deadline.Token)).Decided(out var hash, out var busy))
            throw RefusalStatus.ToException(busy);

        var done = false;
        var response = await service.CommandAsync(
            request,
            context,
            async (r, tx) =>
            {
                var decision = await DecideAsync(r, tx, hash);
                done = decision.Decided(out _, out _);
                return decision;
            },
            caller
        );
        // Shown once and kept nowhere: the answer that is remembered for a repeated request does not have it.
        if (done)
            response.OneTimePassword = password;
        return response;
    }

    private static async Task<Decision<ResetPasswordResponse>> DecideAsync(
        ResetPasswordRequest request,
        Transaction tx,
        string hash
    )
    {
        if (!ResourceName.Id(request.Name, tx.Committee, "accounts").Decided(out var id, out var refusal))
            return refusal;
        if (await AccountRow.OfIdAsync(tx, id) is not { } account)
            return CommonRefusals.NotFound;
        if (Etag.Refuses(request.Etag, account.Version) is { } stale)
            return stale;
        if (id == tx.Caller.Account)
            return DirectoryRefusals.OwnAccount.Because("不能重置自己的密码，请用“修改密码”。");

        SignInTryRow.Forgive(tx, Logins.HashOf(account.Login));
        return new ResetPasswordResponse
        {
            Account = account.WithOneTimePassword(tx, hash).ToMessage(tx.Committee),
            ExpiresAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(tx.Now + AccountRow.OneTimeLife),
        };
    }
}
