using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 登录: five failures lock the account for 15 minutes. An unknown account takes the same time and gets the same
/// answer.
/// </summary>
internal static class SignIn
{
    internal const int MaxFailures = 5;
    internal static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    /// <summary>How long a sign-in is valid.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static async Task<SignInResponse> HandleAsync(
        SignInRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        if (
            Input.First(
                Input.Text(request.CommitteeCode, "committee_code", 40),
                Input.Text(request.Login, "login", 40),
                Input.Text(request.Password, "password", Passwords.Length.Most)
            ) is
            { } refused
        )
            throw RefusalStatus.ToException(refused);
        var caller = Caller.System(request.CommitteeCode);
        AccountRow? account;
        await using (
            var connection = await service.Database.OpenReaderAsync(caller.Committee, context.CancellationToken)
        )
        {
            account = await AccountRow.OfLoginAsync(
                new Query(connection, caller, service.Clock.GetUtcNow()),
                request.Login
            );
        }

        if (account is not null && account.LockedUntil > service.Clock.GetUtcNow())
            throw RefusalStatus.ToException(DirectoryRefusals.AccountLocked);
        var matches = await passwords.VerifyAsync(account?.PasswordHash, request.Password) && account!.Roles.Length > 0;
        if (account is null)
            throw RefusalStatus.ToException(DirectoryRefusals.SignInFailed);
        var token = Token.Create(request.CommitteeCode);
        var answer = await service.Writer.RunAsync(
            new Job
            {
                Caller = caller with { Account = account.Id },
                CommandId = $"sign-in:{DirectoryJournal.SignInAggregate(Token.HashOf(token))}",
                Run = async tx =>
                    Decision<IMessage>.Yes(
                        matches ? await OpenAsync(tx, account, token) : await CountFailureAsync(tx, account.Id)
                    ),
            },
            context.CancellationToken
        );
        return answer.Message as SignInResponse
            ?? throw RefusalStatus.ToException(answer.Refusal ?? DirectoryRefusals.SignInFailed);
    }

    private static async Task<IMessage> OpenAsync(Transaction tx, AccountRow account, string token)
    {
        var now = await AccountRow.OfIdAsync(tx, account.Id);
        // The password may have changed, or the account been disabled, since the check before this transaction.
        if (now is null || now.PasswordHash != account.PasswordHash || now.Roles.Length == 0)
            return new Empty();
        var (hash, expires) = (Token.HashOf(token), tx.Now + Life);
        tx.Write(
            "UPDATE account_profiles SET failures = 0 WHERE committee = @committee AND account = @Id",
            new { committee = tx.Committee, now.Id }
        );
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
        return new SignInResponse
        {
            Token = token,
            ExpiresAt = Timestamp.FromDateTimeOffset(expires),
            Account = now.ToMessage(tx.Committee),
        };
    }

    private static async Task<IMessage> CountFailureAsync(Transaction tx, string account)
    {
        var failures =
            await tx.OneAsync<int>(
                "SELECT failures FROM account_profiles WHERE committee = @committee AND account = @account",
                new { committee = tx.Committee, account }
            ) + 1;
        var locked = failures >= MaxFailures;
        tx.Write(
            """
            UPDATE account_profiles
            SET failures = @failures, locked_until = @until
            WHERE committee = @committee AND account = @account
            """,
            new
            {
                committee = tx.Committee,
                account,
                failures = locked ? 0 : failures,
                until = locked ? tx.Now + Lock : DateTimeOffset.UnixEpoch,
            }
        );
        return new Empty();
    }
}
