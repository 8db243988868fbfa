using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 改密: changes the password and ends every sign-in session of the account, the caller's own too. Wrong passwords are
/// counted together with those of sign-in.
/// </summary>
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
        using var deadline = ServiceShard.WithDeadline(context);
        var (gone, address) = (deadline.Token, service.ClientAddressOf(context));
        if (await FindAsync(service, caller, gone) is not { } account)
            throw RefusalStatus.ToException(CommonRefusals.NotFound);
        if (Refuses(request, account, caller) is { } refusal)
            throw RefusalStatus.ToException(refusal);
        if (!(await ComeAsync(service, caller, account, address, gone)).Decided(out var tries, out var wait))
            throw RefusalStatus.ToException(wait);
        if (
            !(await HashAsync(request, service, caller, account, tries, passwords, gone)).Decided(
                out var hash,
                out var wrong
            )
        )
            throw RefusalStatus.ToException(wrong);

        return await service.CommandAsync(
            request,
            context,
            async (_, tx) =>
            {
                // Another change may have come first.
                if (
                    await AccountRow.OfIdAsync(tx, account.Id) is not { } now
                    || now.PasswordHash != account.PasswordHash
                )
                    return DirectoryRefusals.PasswordWrong.On("current_password");
                await tries.SucceedAsync(tx);
                now.WithPassword(tx, hash);
                return (Decision<ChangePasswordResponse>)new ChangePasswordResponse();
            },
            caller
        );
    }

    private static Refusal? Refuses(ChangePasswordRequest request, AccountRow account, Caller caller) =>
        Input.First(
            request.CurrentPassword.Length == 0 ? CommonRefusals.FieldRequired.On("current_password") : null,
            Input.Exceeds(request.CurrentPassword, PasswordRules.Length.Most)
                ? CommonRefusals.FieldInvalid.On("current_password")
                : null,
            PasswordRules.RefusesSame(request.NewPassword, request.CurrentPassword, "new_password"),
            PasswordRules.Refuses(request.NewPassword, "new_password", account.Login, caller.Committee)
        );

    private static async Task<AccountRow?> FindAsync(ServiceShard service, Caller caller, CancellationToken gone)
    {
        await using var connection = await service.Database.OpenReaderAsync(caller.Committee, gone);
        return await AccountRow.OfIdAsync(new Query(connection, caller, service.Clock.GetUtcNow()), caller.Account);
    }

    private static async Task<Decision<SignInTries>> ComeAsync(
        ServiceShard service,
        Caller caller,
        AccountRow account,
        string address,
        CancellationToken gone
    )
    {
        await using var connection = await service.Database.OpenReaderAsync(caller.Committee, gone);
        return await SignInTries.OpenAsync(
            new Query(connection, caller, service.Clock.GetUtcNow()),
            account.Login,
            address
        );
    }

    /// <summary>Counts the try, then looks at the current password; the hash of the new one when it is right.</summary>
    private static async Task<Decision<string>> HashAsync(
        ChangePasswordRequest request,
        ServiceShard service,
        Caller caller,
        AccountRow account,
        SignInTries tries,
        Passwords passwords,
        CancellationToken gone
    )
    {
        if (!(await passwords.EnterAsync(caller.Account, gone)).Decided(out var turn, out var busy))
            return busy;
        using (turn)
        {
            gone.ThrowIfCancellationRequested();
            if (!(await tries.CountAsync(service, caller, gone)).Decided(out var counted, out var wait))
                return wait;
            return await turn.VerifyAsync(account.PasswordHash, request.CurrentPassword)
                ? await turn.HashAsync(request.NewPassword)
                : DirectoryRefusals.PasswordWrong.On(
                    "current_password",
                    DirectoryRefusals.PasswordWrong.Message
                        + (counted.Left > 0 ? $"还可以再试 {counted.Left} 次。" : "")
                );
        }
    }
}
