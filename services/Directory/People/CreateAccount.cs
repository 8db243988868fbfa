using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Creates an account. It may do nothing until a security administrator grants it roles (三员分立).</summary>
internal static class CreateAccount
{
    public static async Task<Account> HandleAsync(
        CreateAccountRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        var caller = await service.CallerAsync(context, Role.SystemAdministrator);
        if (
            Input.First(
                Logins.Refuses(request.Login, "login"),
                PasswordRules.Refuses(request.Password, "password", request.Login, caller.Committee)
            ) is
            { } refusal
        )
            throw RefusalStatus.ToException(refusal);
        using var deadline = ServiceShard.WithDeadline(context);
        if (
            !(await passwords.HashAsync(caller.Account, request.Password, deadline.Token)).Decided(
                out var hash,
                out var busy
            )
        )
            throw RefusalStatus.ToException(busy);
        return await service.CommandAsync(request, context, (r, tx) => DecideAsync(r, tx, hash), caller);
    }

    /// <summary>Writes the account and its event; returns its id.</summary>
    public static string Insert(
        Transaction tx,
        string login,
        string passwordHash,
        string member = "",
        string of = "",
        bool oneTime = false
    )
    {
        var account = AccountRow.Insert(tx, login, passwordHash, oneTime).Id;
        DirectoryJournal.Record(
            tx,
            account,
            1,
            new AccountCreated
            {
                Account = account,
                Member = member,
                Unit = of,
            }
        );
        return account;
    }

    private static async Task<Decision<Account>> DecideAsync(
        CreateAccountRequest request,
        Transaction tx,
        string passwordHash
    )
    {
        if (
            !ResourceName
                .IdOrEmpty(request.Member, tx.Committee, "members", "member")
                .Decided(out var member, out var refusal)
        )
            return refusal;
        if (member.Length > 0 && await DirectoryCopy.MemberAsync(tx, member) is null)
            return CommonRefusals.NotFound;
        if (!ResourceName.IdOrEmpty(request.Unit, tx.Committee, "units", "unit").Decided(out var of, out refusal))
            return refusal;
        if (of.Length > 0 && await DirectoryCopy.UnitTitleAsync(tx, of) is null)
            return CommonRefusals.NotFound;

        if (await AccountRow.LikeAsync(tx, request.Login) is [var like, ..])
            return DirectoryRefusals.AlreadyExists.On("login", $"与已有账号“{like.Login}”相同，或看起来一样。");
        var id = Insert(tx, request.Login, passwordHash, member, of, request.OneTime);
        return (await AccountRow.OfIdAsync(tx, id))!.ToMessage(tx.Committee);
    }
}
