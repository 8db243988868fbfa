using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.Client;
using Proposals.ContractOptions.V1;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>Every RPC by every role with another committee's names; and without a sign-in that is good.</summary>
internal static class ForeignNames
{
    private static readonly string[] Closed = ["NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED"];

    // Fields whose text names something of a committee.
    private static readonly string[] Names =
    [
        "name",
        "proposal",
        "into",
        "leave_out",
        "session",
        "assignment",
        "unit",
        "lead_unit",
        "other_units",
        "suggested_unit",
        "member",
        "case",
        "duty",
        "committee",
        "aggregate",
    ];

    // By the last word of an RPC's name that says so, which resource its field “name” holds.
    private static readonly (string Word, string Kind)[] Kinds =
    [
        ("Invitation", "invitation"),
        ("Return", "return"),
        ("Extension", "extension"),
        ("Reply", "reply"),
        ("Form", "form"),
        ("SubmitFeedback", "form"),
        ("OpenSignIn", "sign-in"),
        ("Roles", "account"),
        ("Account", "account"),
        ("Password", "account"),
        ("Assignment", "assignment"),
        ("Reassign", "assignment"),
        ("CoHandler", "assignment"),
        ("KeyProposal", "case"),
        ("CloseCase", "closing"),
        ("Proposal", "proposal"),
    ];

    /// <summary>Every RPC by every role, by gRPC and through the gateway.</summary>
    public static async Task<Finding> ByEveryRoleAsync(Scene scene)
    {
        var tally = new Tally("other committee's names by every role");
        var before = await EventsAsync(scene);
        var rpcs = HostileCalls.Unary.Where(m => !IsPublic(m) && !HostileCalls.IsOnCaller(m)).ToList();
        foreach (var login in Rights.Logins)
        {
            var authorization = (await scene.Home.OfAsync(login)).Authorization;
            foreach (var method in rpcs)
            {
                var (may, named) = (
                    Rights.Of(HostileCalls.NameOf(method))!.Contains(login),
                    HostileValues.Places(method.InputType).Any(p => p.Any(f => Names.Contains(f.Name)))
                );
                var request = RequestOf(scene, method).ToByteArray();
                var byGrpc = await scene.Attacker.CallAsync(method, request, authorization);
                tally.Count(byGrpc, $"{method.Name} by {login}, gRPC", IsAllowed(byGrpc, may, named));
                var json = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(RequestOf(scene, method)));
                var byJson = await scene.Attacker.PostAsync(method, json, authorization);
                tally.Count(
                    byJson,
                    $"{method.Name} by {login}, JSON",
                    IsAllowed(byJson, may, named)
                        || byJson.Reason == "NO_SUCH_RPC"
                        // What was made by gRPC is there already.
                        || (byGrpc.IsOk && byJson.Reason == "ALREADY_EXISTS")
                );
            }
        }

        var after = await EventsAsync(scene);
        tally.Expect(
            after == before,
            after == before ? $"its {before} events unchanged" : $"its events were {before}, now {after}"
        );
        return tally.ToFinding();
    }

    /// <summary>Every RPC with no token, and with tokens that are none, of somebody else's, or ended.</summary>
    public static async Task<Finding> WithoutSignInAsync(Scene scene)
    {
        var tally = new Tally("no token, wrong token, ended session");
        var ended = await scene.Deployment.Suite.SignInAsync(
            scene.Home.Committee,
            "member7",
            scene.Home.Accounts.PasswordOf("member7")
        );
        await ended.Directory.SignOutAsync(new Directory.V1.SignOutRequest());
        await Quiescence.ReachAsync(scene.Deployment, TimeSpan.FromSeconds(60));
        // A sign-in that was found is believed for half a second more.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var own = (await scene.Home.Office).Authorization!;
        (string What, string? Authorization)[] callers =
        [
            ("no token", null),
            ("a made-up token", $"Bearer {scene.Home.Committee}.{new string('A', 43)}"),
            ("another committee's prefix", $"Bearer {Scene.Other}{own[own.IndexOf('.', StringComparison.Ordinal)..]}"),
            ("half a token", own[..^4]),
            ("an ended session", ended.Authorization),
            ("the services' secret", $"Service {scene.Deployment.Secret}"),
        ];
        foreach (var method in HostileCalls.Unary.Where(m => !IsPublic(m)))
        foreach (var (what, authorization) in callers)
        {
            var request = RequestOf(scene, method);
            var byGrpc = await scene.Attacker.CallAsync(method, request.ToByteArray(), authorization);
            var isForPeers = Rights.Of(HostileCalls.NameOf(method)) is { Count: 0 };
            // The gateway itself asks one of these, by its certificate.
            if (!(isForPeers && byGrpc.IsOk))
                tally.Count(
                    byGrpc,
                    $"{method.Name} with {what}, gRPC",
                    byGrpc.Code == "UNAUTHENTICATED" || (isForPeers && byGrpc.Reason == "PEER_NOT_ALLOWED")
                );
            var json = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request));
            var byJson = await scene.Attacker.PostAsync(method, json, authorization);
            tally.Count(
                byJson,
                $"{method.Name} with {what}, JSON",
                byJson.Code == "UNAUTHENTICATED"
                    || (isForPeers && byJson.Reason == "NO_SUCH_RPC")
                    || (what == "the services' secret" && byJson.Reason == "AUTHORIZATION_REFUSED")
            );
        }

        return tally.ToFinding();
    }

    private static bool IsAllowed(Answer answer, bool may, bool named)
    {
        if (answer.Text.Contains(Scene.Secret, StringComparison.Ordinal))
            return false;
        if (Closed.Contains(answer.Code))
            return true;
        // Whoever may not call it learns nothing else. Whoever may learns nothing of a state, and sees nothing foreign.
        return may
            && (
                !named
                || answer.Code == "INVALID_ARGUMENT"
                || (answer.IsOk && !answer.Text.Contains(Scene.Other, StringComparison.Ordinal))
            );
    }

    /// <summary>A request that is right in everything but that its names are those of the other committee.</summary>
    private static IMessage RequestOf(Scene scene, MethodDescriptor method) =>
        HostileValues.Plausible(
            method.InputType,
            field =>
                field switch
                {
                    "request_id" => Call.NewId(),
                    "etag" or "page_token" or "query" or "upload" or "group" => "",
                    "name" => scene.NameOf(KindOf(method)),
                    "proposal" or "into" or "leave_out" => scene.NameOf("proposal"),
                    "case" => scene.NameOf("closing"),
                    "session" or "assignment" or "unit" or "member" or "duty" => scene.NameOf(field),
                    "lead_unit" or "other_units" or "suggested_unit" => scene.NameOf("unit"),
                    "aggregate" => scene.NameOf("proposal").Split('/')[^1],
                    "committee" => $"committees/{Scene.Other}",
                    "code" => Scene.Other,
                    "date" or "until" => "2026-03-04",
                    "category" => "society",
                    "outcome_class" => "A",
                    "source" or "service" => Channels.Identity.Services[0],
                    "sha256" => new string('a', 64),
                    "login" => "guest7",
                    "password" or "new_password" => "k7Wm2pQxN4bVt9Zs",
                    _ => "甲",
                }
        );

    private static string KindOf(MethodDescriptor method) =>
        method.Name == "GetCase" && method.InputType.File.Package.EndsWith("supervision.v1", StringComparison.Ordinal)
            ? "case"
        : method.Name == "GetCase" ? "closing"
        : Kinds.FirstOrDefault(k => method.Name.Contains(k.Word, StringComparison.Ordinal)).Kind ?? "proposal";

    private static bool IsPublic(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(OptionsExtensions.Access) == Access.Public;

    /// <summary>Number of events that people of the other committee have caused.</summary>
    private static async Task<int> EventsAsync(Scene scene)
    {
        var events = 0;
        foreach (var service in Suite.Services)
            events += (await Stored.ReadAsync(scene.Deployment, service)).Rows.Count(r =>
                r.Committee == Scene.Other && r.Actor != "system"
            );
        return events;
    }
}
