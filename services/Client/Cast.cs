using System.Collections.Concurrent;
using Grpc.Core;
using Proposals.Channels;
using Proposals.Directory.V1;

namespace Proposals.Client;

/// <summary>
/// All users of the demonstration committee; each signs in when first needed. With <paramref name="seen"/> each of them
/// finds at every service what any of them has done.
/// </summary>
public sealed class Cast(Suite suite, DemoAccounts accounts, SeenPositions? seen = null)
{
    private readonly ConcurrentDictionary<string, Task<Person>> _people = new(StringComparer.Ordinal);

    public Suite Suite => suite;

    /// <summary>Code of the committee.</summary>
    public string Committee => accounts.Committee;

    /// <summary>提案委办公室.</summary>
    public Task<Person> Office => OfAsync("office");

    /// <summary>交办机关.</summary>
    public Task<Person> HandOver => OfAsync("handover");

    /// <summary>督办人员.</summary>
    public Task<Person> Supervisor => OfAsync("supervisor");

    /// <summary>审计管理员.</summary>
    public Task<Person> Audit => OfAsync("audit");

    /// <summary>Member number 1 to <see cref="DemoCommittee.Members"/>.</summary>
    public Task<Person> MemberAsync(int number) => OfAsync($"member{number}");

    /// <summary>Unit number 1 to 6.</summary>
    public Task<Person> UnitAsync(int number) => OfAsync($"unit{number}");

    /// <summary>The same users, who will sign in again.</summary>
    public Cast Afresh() => new(suite, accounts, seen);

    /// <summary>Their accounts.</summary>
    public DemoAccounts Accounts => accounts;

    /// <summary>The user with this sign-in name.</summary>
    public async Task<Person> OfAsync(string login)
    {
        var signingIn = _people.GetOrAdd(
            login,
            l => (seen is null ? suite : suite.Seeing(seen)).SignInAsync(accounts.Committee, l, accounts.PasswordOf(l))
        );
        try
        {
            return await signingIn;
        }
        catch (RpcException)
        {
            // The next call signs in again; a failure must not stick.
            _people.TryRemove(KeyValuePair.Create(login, signingIn));
            throw;
        }
    }

    /// <summary>The newest session of the committee.</summary>
    public async Task<PlenarySession> SessionAsync() =>
        (
            await (await Office).Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest { PageSize = 1 })
        ).Sessions[0];
}
