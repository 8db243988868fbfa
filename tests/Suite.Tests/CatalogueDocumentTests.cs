using Proposals.BuildingBlocks;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Files that name every service are printed from services/catalogue.json (docs/decisions/0022).</summary>
public sealed class CatalogueDocumentTests
{
    private static IEnumerable<string> Programs =>
        Catalogue
            .Services.Select(s => s.Program)
            .Concat(["Cli", "Gateway", "Standalone"])
            .Order(StringComparer.Ordinal);

    [Fact]
    public void Every_module_follows_the_services_that_the_catalogue_says()
    {
        foreach (var module in Module.All())
        {
            // The host adds Directory, because every other service keeps a copy of it.
            string[] directory = module.Name == Identity.Directory ? [] : [Identity.Directory];
            Catalogue.Find(module.Name)!.Follows.ShouldBe(directory.Concat(module.Follows().Keys), module.Name);
        }

        Module.All().Select(m => m.Name).ShouldBe(Identity.Services);
    }

    [Fact]
    public void The_scripts_have_the_list() =>
        Printed.File(
            "deploy/services.env",
            $"""
            # Printed from services/catalogue.json (tests/Suite.Tests/CatalogueDocumentTests.cs). A shell sources it:
            # the services in the order they start, those that take uploads, and the program of each.
            SERVICES="{string.Join(' ', Identity.Services)}"
            UPLOADS="{string.Join(' ', Catalogue.Services.Where(s => s.TakesUploads).Select(s => s.Name))}"
            {string.Join('\n', Catalogue.Services.Select(s => $"PROGRAM_{s.Name}={s.Program}"))}

            """
        );

    [Fact]
    public void The_images_are_built_of_every_program() =>
        Printed.File(
            "deploy/images.slnf",
            $$"""
            {
              "solution": {
                "path": "..\\Proposals.sln",
                "projects": [
            {{string.Join(",\n", Programs.Select(p => $"""      "services\\{p}\\{p}.csproj" """.TrimEnd()))}}
                ]
              }
            }

            """
        );

    [Fact]
    public void The_client_has_a_property_for_every_service()
    {
        var lines = new List<string> { "    // csharpier-ignore-start" };
        foreach (var service in Catalogue.Services)
        {
            var contract = Contract.Services.Single(s => Contract.PackageOf(s.File) == service.Name);
            var name = contract.Methods[0].InputType.ClrType.Namespace!["Proposals.".Length..];
            lines.Add($"    /// <summary>The client of {service.Program}.</summary>");
            lines.Add($"    public {name}.{contract.Name}.{contract.Name}Client {service.Program} {{ get; }} =");
            lines.Add($"        new(suite.InvokerOf(\"{service.Name}\", authorization));");
            lines.Add("");
        }

        lines[^1] = "    // csharpier-ignore-end";
        Printed.Part("services/Client/Person.cs", "clients", lines);
    }

    [Fact]
    public void Compose_knows_where_the_services_are()
    {
        Printed.Part(
            "docker-compose.yml",
            "peers",
            Catalogue.Services.Select(s => $"  PROPOSALS_Peers__{s.Program}: https://{s.Name}:5100")
        );
        Printed.Part(
            "docker-compose.yml",
            "healthy",
            Identity.Services.Select(s => $"      {s}: {{ condition: service_healthy }}")
        );
        Printed.Part(
            "docker-compose.yml",
            "addresses",
            [
                "      PROPOSALS_ADDRESS: >-",
                .. Identity.Services.Select(s =>
                    $"        {s}=https://{s}:5100{(s == Identity.Services[^1] ? "" : ",")}"
                ),
            ]
        );
    }

    [Fact]
    public void Compose_runs_every_service_and_its_migration()
    {
        var before = "databases";
        var lines = new List<string>();
        foreach (var service in Catalogue.Services)
        {
            lines.AddRange(OfCompose(service, before).Split('\n'));
            before = $"{service.Name}-migrate";
        }

        Printed.Part("docker-compose.yml", "services", lines);
    }

    private static string OfCompose(ServiceEntry service, string before) =>
        $$"""
              {{service.Name}}-migrate:
                <<: *migrate
                depends_on: { {{before}}: { condition: service_completed_successfully } }
                image: "${PROPOSALS_IMAGE_PREFIX:-proposals/}{{service.Name}}:${PROPOSALS_IMAGE_TAG:-0.1.0}"
                volumes:
                  - type: bind
                    source: "${PROPOSALS_SECRETS:-./secrets}/{{service.Name}}-owner"
                    target: /run/secrets
                    read_only: true
              {{service.Name}}:
                <<: *service
                build: { <<: *build, args: { <<: *arguments, PROGRAM: {{service.Program}} } }
                image: "${PROPOSALS_IMAGE_PREFIX:-proposals/}{{service.Name}}:${PROPOSALS_IMAGE_TAG:-0.1.0}"
                volumes:
                  - type: bind
                    source: "${PROPOSALS_SECRETS:-./secrets}/{{service.Name}}"
                    target: /run/secrets
                    read_only: true
                  - type: bind
                    source: "${PROPOSALS_SECRETS:-./secrets}/certs/{{service.Name}}"
                    target: /run/certificates
                    read_only: true
                depends_on:
                  {{service.Name}}-migrate: { condition: service_completed_successfully }
                  rabbitmq: { condition: service_started }

            """;

    [Fact]
    public void The_manual_names_the_Secret_and_the_image_of_every_service()
    {
        const string manual = "docs/运维手册.md",
            owner = "`Database__OwnerPassword` | 只有 migrate 任务挂载 |",
            tls = "`ca.crt`、`tls.crt`、`tls.key` | 也可由 cert-manager 签发，见[证书](#8-证书) |";
        var lines = new List<string> { "", "   | Secret | 文件 | 说明 |", "   | --- | --- | --- |" };
        foreach (var service in Catalogue.Services)
        {
            var receipts = service.TakesUploads ? "、`Peers__Secret` | 校验上传回执 |" : " | |";
            lines.Add($"   | `proposals-{service.Name}` | `Database__Password`、`Bus__Password`{receipts}");
            lines.Add($"   | `proposals-{service.Name}-owner` | {owner}");
            lines.Add($"   | `proposals-{service.Name}-tls` | {tls}");
        }

        Printed.Part(manual, "secrets", [.. lines, ""]);
        Printed.Part(
            manual,
            "images",
            Identity.Services.Select(s =>
                $"     - {{ name: proposals/{s}, newName: registry.example.cn/proposals/{s} }}"
            )
        );
    }

    [Fact]
    public void The_printer_wants_both_marks()
    {
        Printed
            .With("a\n# <catalogue x>\nold\n# </catalogue>\nb", "x", ["new"])
            .ShouldBe("a\n# <catalogue x>\nnew\n# </catalogue>\nb");
        Should.Throw<InvalidDataException>(() => Printed.With("# </catalogue>", "x", []));
        Should.Throw<InvalidDataException>(() => Printed.With("# <catalogue x>", "x", []));
    }
}
