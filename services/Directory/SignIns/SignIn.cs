using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 登录: wrong passwords are counted and slowed down (<see cref="SignInTries"/>). An unknown login is answered like a
/// known one, in words, status and time. A one-time password opens only together with a new one.
/// </summary>
internal static class SignIn
{
    /// <summary>How long a sign-in is valid.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static async Task<SignInResponse> HandleAsync(
        SignInRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        if (SignInInput.Refuses(request) is { } refused)
            throw RefusalStatus.ToException(refused);
        using var deadline = ServiceShard.WithDeadline(context);
        var (gone, caller) = (deadline.Token, Caller.System(request.CommitteeCode));
        var address = service.ClientAddressOf(context);
        if (!(await ComeAsync(request, service, caller, address, gone)).Decided(out var tries, out var early))
            throw RefusalStatus.ToException(early);
        if (!(await CheckAsync(request, service, caller, tries, passwords, gone)).Decided(out var found, out var wrong))
            throw RefusalStatus.ToException(wrong);

        var token = Token.Create(request.CommitteeCode);
        var answer = await service.Writer.RunAsync(
            new Job
            {
                Caller = caller with { Account = found.Account.Id },
                CommandId = $"sign-in:{DirectoryJournal.SignInAggregate(Token.HashOf(token))}",
                Run = tx => OpenAsync(tx, found, token),
            },
            gone
        );
        service.Tell(context, answer);
        // With a right password the count of wrong ones is committed as none, whether one may enter or not.
        return answer.Message as SignInResponse
            ?? throw RefusalStatus.ToException(answer.Refusal ?? found.Why ?? DirectoryRefusals.SignInFailed);
    }

    /// <summary>The refusal of a wrong password that was counted.</summary>
    private static Refusal Failed(SignInTries tries, DateTimeOffset now) =>
        DirectoryRefusals.SignInFailed.Because(
            DirectoryRefusals.SignInFailed.Message
                + (
                    tries.Left > 0
                        ? $"还可以再试 {tries.Left} 次。"
                        : $"请 {SignInTries.InWords(tries.Here.WaitUntil - now)}后再试。"
                )
        );

    /// <summary>Refuses without a turn at the gate what no password can open now.</summary>
    private static async Task<Decision<SignInTries>> ComeAsync(
        SignInRequest request,
        ServiceShard service,
        Caller caller,
        string address,
        CancellationToken gone
    )
    {
        await using var connection = await service.Database.OpenReaderAsync(caller.Committee, gone);
        var query = new Query(connection, caller, service.Clock.GetUtcNow());
        // Which committees there are is public.
        if (
            await query.OneAsync<string>(
                "SELECT code FROM committees WHERE committee = @committee",
                new { committee = query.Committee }
            )
            is null
        )
            return DirectoryRefusals.SignInFailed;
        return await SignInTries.OpenAsync(query, request.Login, address);
    }

    /// <summary>
    /// Counts the try, then looks at the password; hashes the new one that replaces a one-time password.
    /// </summary>
    private static async Task<Decision<Found>> CheckAsync(
        SignInRequest request,
        ServiceShard service,
        Caller caller,
        SignInTries tries,
        Passwords passwords,
        CancellationToken gone
    )
    {
        if (!(await passwords.EnterAsync(tries.Address, gone)).Decided(out var turn, out var busy))
            return busy;
        using (turn)
        {
            gone.ThrowIfCancellationRequested();
            if (!(await tries.CountAsync(service, caller, gone)).Decided(out var counted, out var wait))
                return wait;
            var now = service.Clock.GetUtcNow();
            AccountRow? account;
            await using (var connection = await service.Database.OpenReaderAsync(caller.Committee, gone))
                account = await AccountRow.OfLoginAsync(new Query(connection, caller, now), request.Login);
            var matches = await turn.VerifyAsync(account?.PasswordHash, request.Password);
            if (account is null || !matches || account.Roles.Length == 0)
                return Failed(counted, now);

            var why = RefusesNewPassword(request, account, caller, now);
            return new Found(
                account,
                counted,
                why,
                account.IsOneTime && why is null ? await turn.HashAsync(request.NewPassword) : ""
            );
        }
    }

    private static Refusal? RefusesNewPassword(
        SignInRequest request,
        AccountRow account,
        Caller caller,
        DateTimeOffset now
    ) =>
        !account.IsOneTime
            ? request.NewPassword.Length == 0
                ? null
                : CommonRefusals.FieldInvalid.On("new_password", "此账号不在登录时改密码，请登录后修改。")
            : account.OneTimeUntil <= now
                ? DirectoryRefusals.OneTimePasswordExpired
                : request.NewPassword.Length == 0
                    ? DirectoryRefusals.PasswordChangeRequired
                    : PasswordRules.RefusesSame(request.NewPassword, request.Password, "new_password")
                        ?? PasswordRules.Refuses(request.NewPassword, "new_password", account.Login, caller.Committee);

    private static async Task<Decision<IMessage>> OpenAsync(Transaction tx, Found found, string token)
    {
        // The password may have changed, or the account been disabled, since the check before this transaction.
        if (
            await AccountRow.OfIdAsync(tx, found.Account.Id) is not { Roles.Length: > 0 } now
            || now.PasswordHash != found.Account.PasswordHash
        )
            return DirectoryRefusals.SignInFailed;
        await found.Tries.SucceedAsync(tx);
        if (found.Why is not null)
            return Decision<IMessage>.Yes(new Empty());
        if (found.NewHash.Length > 0)
            now = now.WithPassword(tx, found.NewHash);

        var (hash, expires) = (Token.HashOf(token), tx.Now + Life);
        DirectoryJournal.Record(
            tx,
            DirectoryJournal.SignInAggregate(hash),
            1,
            new SignedIn
            {
                Account = now.Id,
                TokenHash = ByteString.CopyFrom(hash),
                ExpiresAt = Timestamp.FromDateTimeOffset(expires),
            }
        );
        return Decision<IMessage>.Yes(
            new SignInResponse
            {
                Token = token,
                ExpiresAt = Timestamp.FromDateTimeOffset(expires),
                Account = now.ToMessage(tx.Committee),
            }
        );
    }

    /// <param name="Account">The account whose password was given.</param>
    /// <param name="Tries">The tries that were counted.</param>
    /// <param name="Why">Why one may not enter all the same; null when one may.</param>
    /// <param name="NewHash">Hash of the password that replaces a one-time password; empty otherwise.</param>
    private sealed record Found(AccountRow Account, SignInTries Tries, Refusal? Why, string NewHash);
}
