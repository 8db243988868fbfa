using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>改密: changes the password and ends every sign-in session of the account, the caller's own too.</summary>
internal static class ChangePassword
{
    public static async Task<ChangePasswordResponse> HandleAsync(
        ChangePasswordRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        var caller = await service.CallerAsync(context);
        if (Passwords.Refuses(request.NewPassword, "new_password") is { } weak)
            throw RefusalStatus.ToException(weak);
        AccountRow? account;
        await using (
            var connection = await service.Database.OpenReaderAsync(caller.Committee, context.CancellationToken)
        )
        {
            account = await AccountRow.OfIdAsync(
                new Query(connection, caller, service.Clock.GetUtcNow()),
                caller.Account
            );
        }

        if (!await passwords.VerifyAsync(account?.PasswordHash, request.CurrentPassword))
            throw RefusalStatus.ToException(DirectoryRefusals.PasswordWrong.On("current_password"));
        var hash = await passwords.HashAsync(request.NewPassword);
        return await service.CommandAsync(
            request,
            context,
            async (_, tx) =>
            {
                if (
                    await AccountRow.OfIdAsync(tx, caller.Account) is not { } now
                    || now.PasswordHash != account!.PasswordHash
                )
                    return DirectoryRefusals.PasswordWrong.On("current_password");
                tx.Write(
                    """
                    UPDATE account_profiles
                    SET password_hash = @hash, version = version + 1
                    WHERE committee = @committee AND account = @Id AND version = @Version
                    """,
                    new
                    {
                        committee = tx.Committee,
                        now.Id,
                        now.Version,
                        hash,
                    }
                );
                DirectoryJournal.Record(tx, now.Id, now.Version + 1, new PasswordChanged { Account = now.Id });
                return (Decision<ChangePasswordResponse>)new ChangePasswordResponse();
            },
            caller
        );
    }
}
