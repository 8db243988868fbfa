using System.Globalization;
using Google.Protobuf.Reflection;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>
/// Two committees of a running suite: the attacker has every account of one, and knows every name of the other.
/// </summary>
internal sealed class Scene : IDisposable
{
    /// <summary>Code of the other committee, which occurs in nothing of the attacker's own.</summary>
    public const string Other = "waiqu";

    /// <summary>Words that stand in texts of the other committee only.</summary>
    public const string Secret = "外区密件";

    private readonly Dictionary<string, string> _names;

    private Scene(ApartDeployment deployment, Cast home, Cast other, Dictionary<string, string> names) =>
        (Deployment, Home, OtherCast, _names, Attacker) = (deployment, home, other, names, new Attacker(deployment));

    public ApartDeployment Deployment { get; }

    public Attacker Attacker { get; }

    /// <summary>The accounts that the attacker has.</summary>
    public Cast Home { get; }

    /// <summary>The accounts of the other committee.</summary>
    public Cast OtherCast { get; }

    /// <summary>The RPC of this name.</summary>
    public static MethodDescriptor Rpc(string name) => HostileCalls.Unary.Single(m => HostileCalls.NameOf(m) == name);

    /// <summary>A resource of the other committee, by its kind.</summary>
    public string NameOf(string kind) => _names[kind];

    /// <summary>Creates the other committee, and in it one of everything that has a name.</summary>
    public static async Task<Scene> CreateAsync(ApartDeployment deployment)
    {
        var now = DateTimeOffset.UtcNow;
        var accounts = await DemoCommittee.CreateAsync(
            deployment.Suite,
            deployment.Secret,
            Other,
            now.AddDays(-1),
            now.AddDays(2),
            now.AddDays(3)
        );
        var other = new Cast(deployment.Suite, accounts, new SeenPositions());
        var home = new Cast(deployment.Suite, deployment.Accounts, new SeenPositions());
        var names = await NamesOfAsync(deployment, other);
        return new Scene(deployment, home, other, names);
    }

    /// <inheritdoc />
    public void Dispose() => Attacker.Dispose();

    private static async Task<Dictionary<string, string>> NamesOfAsync(ApartDeployment deployment, Cast cast)
    {
        var walk = new Walk(cast, _ => { });
        var answered = await walk.FileAsync($"关于{Secret}的提案");
        var (lead, co) = await walk.HandOverAsync(answered);
        await walk.HandleAsync(answered, lead, co);
        var open = await walk.FileAsync($"关于{Secret}办理的提案");
        var (task, _) = await walk.HandOverAsync(open);
        // The walk knows what it has done, and the people below do not.
        await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));

        var (member, unit) = (await cast.MemberAsync(1), await cast.UnitAsync(1));
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = answered.Session,
                    Category = "society",
                    Text = Walk.TextOf($"关于{Secret}草稿的提案"),
                },
            }
        );
        var invitation = await member.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = (await cast.MemberAsync(3)).Account.Member,
            }
        );
        var back = await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Reason = $"{Secret}：不属于本单位职责。",
                SuggestedUnit = (await cast.UnitAsync(3)).Account.Unit,
            }
        );
        var longer = await unit.Assignment.RequestExtensionAsync(
            new RequestExtensionRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Reason = $"{Secret}：需要现场勘查。",
                Until = DateOnly
                    .ParseExact(task.Due.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    .AddDays(10)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }
        );
        await Quiescence.ReachAsync(deployment, TimeSpan.FromSeconds(60));

        var (security, supervisor) = (await cast.OfAsync("security"), await cast.Supervisor);
        var replies = await unit.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = answered.Name });
        var forms = await member.Feedback.ListFeedbackFormsAsync(
            new ListFeedbackFormsRequest { Proposal = answered.Name }
        );
        var signIns = await security.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest());
        var duties = await supervisor.Supervision.ListDutiesAsync(new ListDutiesRequest { Proposal = open.Name });
        string Named(string kind) => answered.Name.Replace("/proposals/", $"/{kind}/", StringComparison.Ordinal);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["proposal"] = answered.Name,
            ["draft"] = draft.Name,
            ["session"] = answered.Session,
            ["invitation"] = invitation.Name,
            ["assignment"] = task.Name,
            ["return"] = back.Name,
            ["extension"] = longer.Name,
            ["reply"] = replies.Replies[0].Name,
            ["form"] = forms.Forms[0].Name,
            ["case"] = Named("cases"),
            ["closing"] = Named("closings"),
            ["duty"] = duties.Duties[0].Name,
            ["account"] = member.Account.Name,
            ["sign-in"] = signIns.SignIns[0].Name,
            ["member"] = member.Account.Member,
            ["unit"] = unit.Account.Unit,
        };
    }
}
