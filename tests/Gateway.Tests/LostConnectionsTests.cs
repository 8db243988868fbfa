using Proposals.Client;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>
/// A connection that ends under a command: it is sent again with the same request_id, and done once.
/// </summary>
public sealed class LostConnectionsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    public static TheoryData<Cut> Cuts => [.. Enum.GetValues<Cut>()];

    private async Task<CreateProposalRequest> DraftAsync(string subject) =>
        new()
        {
            RequestId = Call.NewId(),
            Proposal = new Proposal
            {
                Session = (await gateway.Cast.SessionAsync()).Name,
                Category = "society",
                MayPublish = true,
                Text = Walk.TextOf(subject),
            },
        };

    private static async Task<string[]> NamesAsync(Person person, string subject) =>
        [
            .. (await person.Intake.ListProposalsAsync(new ListProposalsRequest { PageSize = 200, Own = true }))
                .Proposals.Where(p => p.Text.Subject == subject)
                .Select(p => p.Name),
        ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_command_of_the_suite_s_client_is_done_once(Cut how)
    {
        await using var proxy = new CuttingProxy(gateway.Suite.Address);
        using var suite = Client.Suite.At(proxy.Address);
        var token = (await gateway.Cast.MemberAsync(1)).Authorization!["Bearer ".Length..];
        var person = suite.WithToken(token);
        var draft = await DraftAsync($"关于中断的提案{how}");
        await NamesAsync(person, draft.Proposal.Text.Subject);

        proxy.CutNext(how);
        var made = await person.Intake.CreateProposalAsync(draft);

        proxy.Cuts.ShouldBe(1);
        (await NamesAsync(person, draft.Proposal.Text.Subject)).ShouldBe([made.Name]);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_command_through_the_gateway_is_done_once(Cut how)
    {
        await using var proxy = new CuttingProxy(gateway.Suite.Address);
        await using var other = await gateway.StartAsync(("Peers:intake", proxy.Address));
        var person = await gateway.Cast.MemberAsync(2);
        using var client = gateway.Client(person.Authorization, new Uri(other.Urls.First()));
        var draft = await DraftAsync($"关于网关中断的提案{how}");
        await client.AskAsync(Calls.Intake + "ListProposals", new { pageSize = 1 });

        proxy.CutNext(how);
        var made = await client.AskAsync(
            Calls.Intake + "CreateProposal",
            System.Text.Json.Nodes.JsonNode.Parse(Google.Protobuf.JsonFormatter.Default.Format(draft))
        );

        proxy.Cuts.ShouldBe(1);
        (await NamesAsync(person, draft.Proposal.Text.Subject)).ShouldBe([(string)made["name"]!]);
    }
}
