using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>登录: five failures lock the account for 15 minutes; an unknown account costs the same time and answers the same.</summary>
internal static class SignIn
{
    private const int MaxFailures = 5;
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    /// <summary>How long a sign-in is good for.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static async Task<SignInResponse> HandleAsync(
        SignInRequest request,
        ServerCallContext context,
        Service service,
        Passwords passwords
    )
    {
        if (
            Required.First(
                Required.Text(request.CommitteeCode, "committee_code", 40),
                Required.Text(request.Login, "login", 40),
                Required.Text(request.Password, "password", 128)
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
            new Work
            {
                Caller = caller with { Account = account.Id },
                CommandId = $"sign-in:{Facts.SignInAggregate(Token.HashOf(token))}",
                Run = async unit =>
                    Decision<IMessage>.Yes(
                        matches ? await OpenAsync(unit, account, token) : await CountFailureAsync(unit, account.Id)
                    ),
            },
            context.CancellationToken
        );
        return answer.Message as SignInResponse
            ?? throw RefusalStatus.ToException(answer.Refusal ?? DirectoryRefusals.SignInFailed);
    }

    private static async Task<IMessage> OpenAsync(UnitOfWork unit, AccountRow account, string token)
    {
        var now = await AccountRow.OfIdAsync(unit, account.Id);
        // Between the check and this transaction the password may have changed or the account been disabled.
        if (now is null || now.PasswordHash != account.PasswordHash || now.Roles.Length == 0)
            return new Empty();
        var (hash, expires) = (Token.HashOf(token), unit.Now + Life);
        unit.Write(
            "UPDATE account_profiles SET failures = 0 WHERE committee = @committee AND account = @Id",
            new { committee = unit.Committee, now.Id }
        );
        Facts.Record(
            unit,
            Facts.SignInAggregate(hash),
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
            Account = now.ToMessage(unit.Committee),
        };
    }

    private static async Task<IMessage> CountFailureAsync(UnitOfWork unit, string account)
    {
        var failures =
            await unit.OneAsync<int>(
                "SELECT failures FROM account_profiles WHERE committee = @committee AND account = @account",
                new { committee = unit.Committee, account }
            ) + 1;
        var locked = failures >= MaxFailures;
        unit.Write(
            "UPDATE account_profiles SET failures = @failures, locked_until = @until WHERE committee = @committee AND account = @account",
            new
            {
                committee = unit.Committee,
                account,
                failures = locked ? 0 : failures,
                until = locked ? unit.Now + Lock : DateTimeOffset.UnixEpoch,
            }
        );
        return new Empty();
    }
}
