using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 建立单位: creates a committee with its first two administrators, rules and calendar. The sign-in code is also its
/// id.
/// </summary>
internal static class CreateCommittee
{
    public static async Task<Committee> HandleAsync(
        CreateCommitteeRequest request,
        ServerCallContext context,
        ServiceShard service,
        Passwords passwords
    )
    {
        await service.CallerAsync(context, Role.Service);
        if (Refuses(request) is { } refusal)
            throw RefusalStatus.ToException(refusal);
        using var deadline = ServiceShard.WithDeadline(context);
        const string share = "operator";
        if (
            !(await passwords.HashAsync(share, request.AdministratorPassword, deadline.Token)).Decided(
                out var administrator,
                out var busy
            )
            || !(await passwords.HashAsync(share, request.SecurityPassword, deadline.Token)).Decided(
                out var security,
                out busy
            )
        )
            throw RefusalStatus.ToException(busy);
        return await service.CommandAsync(
            request,
            context,
            (r, tx) => DecideAsync(r, tx, administrator, security),
            Caller.System(request.Committee.Code)
        );
    }

    private static Refusal? Refuses(CreateCommitteeRequest request)
    {
        if (request.Committee is not { } committee)
            return CommonRefusals.FieldRequired.On("committee");
        if (
            committee.Code.Length is < 2 or > 40
            || committee.Code.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
        )
        {
            return CommonRefusals.FieldInvalid.On("committee.code", "单位代码须为 2 至 40 个小写字母、数字或连字符。");
        }

        return Input.First(
            Input.Required(committee.Title, "committee.title"),
            Input.Choice(committee.Level, "committee.level"),
            Logins.Refuses(request.AdministratorLogin, "administrator_login"),
            Logins.Refuses(request.SecurityLogin, "security_login"),
            Logins.KeyOf(request.SecurityLogin) == Logins.KeyOf(request.AdministratorLogin)
                ? CommonRefusals.FieldInvalid.On("security_login", "两个管理员须用不同的账号。")
                : null,
            PasswordRules.Refuses(
                request.AdministratorPassword,
                "administrator_password",
                request.AdministratorLogin,
                committee.Code
            ),
            PasswordRules.Refuses(request.SecurityPassword, "security_password", request.SecurityLogin, committee.Code),
            request.SecurityPassword == request.AdministratorPassword
                ? DirectoryRefusals.PasswordWeak.On("security_password", "两个管理员须用不同的密码。")
                : null,
            request.PolicyProfile is { } policy ? PolicyRules.Refuses(policy) : null,
            request.Calendar is { } calendar ? CalendarRules.Refuses(calendar) : null
        );
    }

    private static async Task<Decision<Committee>> DecideAsync(
        CreateCommitteeRequest request,
        Transaction tx,
        string administrator,
        string security
    )
    {
        var id = tx.Committee;
        if (await tx.OneAsync<string>("SELECT code FROM committees WHERE committee = @id", new { id }) is not null)
            return DirectoryRefusals.AlreadyExists.On("committee.code");
        DirectoryJournal.Record(
            tx,
            id,
            1,
            new CommitteeCreated
            {
                Committee = id,
                Code = id,
                Title = request.Committee.Title,
                Level = request.Committee.Level,
            }
        );
        var policy = request.PolicyProfile?.Clone() ?? DefaultPolicy.Create();
        (policy.Version, policy.Name) = (1, ResourceName.Of(id, "policyProfiles", "1"));
        DirectoryJournal.Record(
            tx,
            PublishPolicyProfile.Aggregate,
            1,
            new PolicyProfilePublished { PolicyProfile = policy }
        );
        var calendar = request.Calendar?.Clone() ?? NationalCalendar.Create();
        (calendar.Version, calendar.Name) = (1, $"committees/{id}/calendar");
        DirectoryJournal.Record(tx, PublishCalendar.Aggregate, 1, new CalendarPublished { Calendar = calendar });
        AddAdministrator(tx, request.AdministratorLogin, administrator, Role.SystemAdministrator);
        AddAdministrator(tx, request.SecurityLogin, security, Role.SecurityAdministrator);
        return new Committee
        {
            Name = $"committees/{id}",
            Code = id,
            Title = request.Committee.Title,
            Level = request.Committee.Level,
        };
    }

    private static void AddAdministrator(Transaction tx, string login, string passwordHash, Role role)
    {
        var account = CreateAccount.Insert(tx, login, passwordHash);
        DirectoryJournal.Record(tx, account, 2, new RolesGranted { Account = account, Roles = { role } });
        tx.Write(
            "UPDATE account_profiles SET version = 2 WHERE committee = @committee AND account = @account",
            new { committee = tx.Committee, account }
        );
    }
}
