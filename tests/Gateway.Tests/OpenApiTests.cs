using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class OpenApiTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private async Task<JsonObject> DocumentAsync() =>
        JsonNode.Parse(await gateway.Client().GetStringAsync("/openapi.json"))!.AsObject();

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Objects(p.Value)).Prepend(o),
            JsonArray a => a.SelectMany(Objects),
            _ => [],
        };

    private static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(p =>
                p.Value!.AsObject().Where(m => Methods.Contains(m.Key)).Select(m => (p.Key, m.Key, m.Value!.AsObject()))
            );

    [Fact]
    public async Task Every_rpc_is_there_and_those_for_services_only_are_not()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject().Select(p => p.Key).ToHashSet();
        var all = Contract.Services.SelectMany(s => s.Methods).ToList();
        all.Count.ShouldBeGreaterThan(90);
        string[] withheld = ["GetSignInSession", "CreateCommittee", "FindAttachedFiles", "FindScans"];
        foreach (var rpc in all)
            paths.Contains($"/{rpc.Service.FullName}/{rpc.Name}").ShouldBe(!withheld.Contains(rpc.Name), rpc.FullName);
        paths.ShouldBeSubsetOf([
            .. OfferedRpcs.All.Select(r => r.Path),
            "/files",
            "/files/committees/{committee}/proposals/{proposal}/attachments/{sha256}",
            "/exports/cases.csv",
            "/exports/cases.xlsx",
            "/exports/statistics.xlsx",
        ]);
    }

    [Fact]
    public async Task Every_reference_resolves()
    {
        var document = await DocumentAsync();
        var references = Objects(document)
            .Where(o => o.ContainsKey("$ref"))
            .Select(o => (string)o["$ref"]!)
            .Distinct()
            .ToList();
        references.Count.ShouldBeGreaterThan(150);
        foreach (var reference in references)
        {
            reference.ShouldStartWith("#/");
            JsonNode? at = document;
            foreach (var part in reference[2..].Split('/'))
                at = at?[part];
            at.ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public async Task The_document_has_what_openapi_3_1_requires()
    {
        var document = await DocumentAsync();
        ((string)document["openapi"]!).ShouldBe("3.1.0");
        ((string)document["info"]!["title"]!).ShouldNotBeEmpty();
        ((string)document["info"]!["version"]!).ShouldNotBeEmpty();
        var operations = Operations(document).ToList();
        operations.Select(o => (string)o.Operation["operationId"]!).ShouldBeUnique();
        var schemes = document["components"]!["securitySchemes"]!.AsObject().Select(s => s.Key).ToList();
        var tags = document["tags"]!.AsArray().Select(t => (string)t!["name"]!).ToList();
        tags.ShouldBeUnique();
        foreach (var (path, method, operation) in operations)
        {
            path.ShouldStartWith("/");
            operation["responses"]!.AsObject().ContainsKey("200").ShouldBeTrue(path);
            foreach (var response in operation["responses"]!.AsObject().Select(r => r.Value!.AsObject()))
                (response.ContainsKey("description") || response.ContainsKey("$ref")).ShouldBeTrue(path);
            operation["tags"]!.AsArray().Select(t => (string)t!).ShouldBeSubsetOf(tags);
            var parameters =
                operation["parameters"]?.AsArray().Select(p => p!.AsObject()).Where(p => p.ContainsKey("name")).ToList()
                ?? [];
            parameters
                .Where(p => (string)p["in"]! == "path")
                .Select(p => (string)p["name"]!)
                .Order()
                .ShouldBe(Regex.Matches(path, @"\{(\w+)\}").Select(m => m.Groups[1].Value).Order(), path);
            foreach (var parameter in parameters)
                (parameter.ContainsKey("schema") ^ parameter.ContainsKey("content")).ShouldBeTrue(path);
            if (method == "get")
                operation.ContainsKey("requestBody").ShouldBeFalse(path);
            foreach (var need in operation["security"]?.AsArray() ?? [])
                need!.AsObject().Select(n => n.Key).ShouldBeSubsetOf(schemes);
        }

        foreach (var name in document["components"]!.AsObject().SelectMany(c => c.Value!.AsObject()).Select(c => c.Key))
            name.ShouldMatch(@"^[a-zA-Z0-9._-]+$");
    }

    [Fact]
    public async Task Schemas_follow_protojson_and_carry_the_comments_of_the_protos()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        var proposal = schemas["proposals.intake.v1.Proposal"]!;
        ((string)proposal["description"]!).ShouldNotBeEmpty();
        ((string)proposal["properties"]!["caseNumber"]!["type"]!).ShouldBe("string");
        ((string)proposal["properties"]!["filedAt"]!["format"]!).ShouldBe("date-time");
        ((string)proposal["properties"]!["state"]!["$ref"]!).ShouldBe(
            "#/components/schemas/proposals.intake.v1.ProposalState"
        );
        schemas["proposals.intake.v1.ProposalState"]!["enum"]!
            .AsArray()
            .Select(v => (string)v!)
            .ShouldContain("PROPOSAL_STATE_FILED");
        ((string)schemas["proposals.intake.v1.ProposalState"]!["description"]!).ShouldContain(
            "PROPOSAL_STATE_FILED: 立案"
        );
        ((string)schemas["proposals.journal.v1.Event"]!["properties"]!["hash"]!["contentEncoding"]!).ShouldBe("base64");
        Operations(await DocumentAsync())
            .Where(o => string.IsNullOrEmpty((string?)o.Operation["summary"]))
            .Select(o => o.Path)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_and_events_bear_their_chinese_words()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        ((string)schemas["proposals.intake.v1.ProposalFiled"]!["title"]!).ShouldBe("立案");
        var states = schemas["proposals.assignment.v1.AssignmentState"]!;
        ((string)states["x-enumDescriptions"]!["ASSIGNMENT_STATE_HANDED_OVER"]!).ShouldBe("待签收");
        ((string)states["description"]!).ShouldContain("ASSIGNMENT_STATE_HANDED_OVER: 待签收");
        (
            (string)schemas["proposals.intake.v1.ProposalMove"]!["x-enumDescriptions"]!["PROPOSAL_MOVE_UNMERGE"]!
        ).ShouldBe("撤销并案");
        var page = ApiPage.Build("http://a", "n");
        page.ShouldContain("<td><code>ASSIGNMENT_STATE_HANDED_OVER</code></td><td>待签收</td>");
        page.ShouldContain("<td><code>proposals.intake.v1.ProposalFiled</code></td><td>立案</td>");
    }

    [Fact]
    public async Task What_the_contract_makes_public_and_nothing_else_needs_no_token()
    {
        Operations(await DocumentAsync())
            .Where(o => o.Operation["security"]?.AsArray() is [JsonObject { Count: 0 }])
            .Select(o => o.Path)
            .ShouldBe(OfferedRpcs.All.Where(r => !r.NeedsToken).Select(r => r.Path), ignoreOrder: true);
        OfferedRpcs.All.Count(r => !r.NeedsToken).ShouldBe(6);
    }

    [Fact]
    public async Task Signing_in_needs_no_token_and_filing_does()
    {
        var paths = (await DocumentAsync())["paths"]!;
        paths[Calls.Directory + "SignIn"]!["post"]!["security"]!.AsArray().Single()!.AsObject().ShouldBeEmpty();
        paths[Calls.Intake + "FileProposal"]!["post"]!.AsObject().ContainsKey("security").ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_for_people_has_every_rpc_and_no_script()
    {
        using var response = await gateway.Client().GetAsync("/api");
        var page = await response.Content.ReadAsStringAsync();
        foreach (var rpc in OfferedRpcs.All)
            page.ShouldContain($"id=\"{rpc.Descriptor.FullName}\"");
        page.ShouldNotContain("<script");
        page.ShouldContain("curl ");
        var nonce = Regex.Match(page, "nonce=\"([^\"]+)\"").Groups[1].Value;
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"'nonce-{nonce}'");
    }

    [Fact]
    public void A_host_that_somebody_invents_is_only_text_in_the_page() =>
        ApiPage.Build("http://x\"><script>", "n").ShouldNotContain("<script");
}
