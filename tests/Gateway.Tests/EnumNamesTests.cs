using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>
/// No enum field of any offered RPC takes, over JSON, a name or number that the contract does not know.
/// </summary>
public sealed class EnumNamesTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    public static TheoryData<string, string> Fields
    {
        get
        {
            var fields = new TheoryData<string, string>();
            foreach (var rpc in OfferedRpcs.All)
            {
                foreach (var place in EnumPlaces.Of(rpc.Descriptor.InputType))
                    fields.Add(rpc.Path, place.Path);
            }

            return fields;
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task An_unknown_name_or_number_is_refused_with_its_field(string path, string field)
    {
        var place = EnumPlaces
            .Of(OfferedRpcs.All.Single(r => r.Path == path).Descriptor.InputType)
            .Single(p => p.Path == field);
        var unknown = place
            .Fields[^1]
            .EnumType.Values[0]
            .Name.Replace("UNSPECIFIED", "FUTURE", StringComparison.Ordinal);
        foreach (var byJsonName in new[] { true, false })
        {
            foreach (var value in new JsonNode[] { unknown, 9999, -1, 1.5, 1e300, "", "1" })
                await RefusedAsync(path, place.ToJson(value, byJsonName), field);
        }
    }

    [Fact]
    public void There_are_enum_fields_to_look_at() => Fields.Count().ShouldBeGreaterThan(40);

    [Fact]
    public async Task Names_and_numbers_of_the_contract_pass()
    {
        using var office = await gateway.ClientOfAsync("office");
        foreach (var value in new JsonNode?[] { "PROPOSAL_STATE_FILED", "PROPOSAL_STATE_UNSPECIFIED", 5, 5.0, null })
            await office.AskAsync(Calls.Intake + "ListProposals", new JsonObject { ["state"] = value });
    }

    [Fact]
    public async Task A_field_that_the_contract_does_not_know_is_ignored()
    {
        using var office = await gateway.ClientOfAsync("office");
        await office.AskAsync(Calls.Intake + "ListProposals", new { future = "FUTURE_KIND_NEW" });
    }

    [Fact]
    public void Values_of_maps_and_messages_in_maps_are_looked_at()
    {
        var request = MapsOf();
        string? FieldOf(string json) => EnumNames.Refuses(Encoding.UTF8.GetBytes(json), request)?.Field;
        FieldOf("""{"kinds":{"a":"A","b":"C"}}""").ShouldBe("kinds[b]");
        FieldOf("""{"kinds":{"a":7}}""").ShouldBe("kinds[a]");
        FieldOf("""{"inner":{"x":{"kinds":{"y":"C"}}}}""").ShouldBe("inner[x].kinds[y]");
        FieldOf("""{"kinds":{"a":"A"},"inner":{"x":{"kinds":{"y":1}}}}""").ShouldBeNull();
    }

    private async Task RefusedAsync(string path, JsonObject body, string field)
    {
        using var response = await gateway.Client().CallAsync(path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body.ToJsonString());
        var error = await response.JsonAsync();
        ((string)error["code"]!).ShouldBe("invalid_argument");
        Calls.ReasonOf(error).ShouldBe("FIELD_INVALID", body.ToJsonString());
        var detail = error["details"]!.AsArray().Single(d => (string)d!["type"]! == "google.rpc.BadRequest")!;
        var bytes = (string)detail["value"]!;
        BadRequest
            .Parser.ParseFrom(Convert.FromBase64String(bytes.PadRight((bytes.Length + 3) / 4 * 4, '=')))
            .FieldViolations.Single()
            .Field.ShouldBe(field);
    }

    /// <summary>
    /// A message with maps, which no contract has yet: map&lt;string, Kind&gt; kinds, map&lt;string, Maps&gt; inner.
    /// </summary>
    private static MessageDescriptor MapsOf()
    {
        static DescriptorProto Entry(string name, FieldDescriptorProto value) =>
            new()
            {
                Name = name,
                Options = new MessageOptions { MapEntry = true },
                Field = { FieldOf("key", 1, FieldDescriptorProto.Types.Type.String, ""), value },
            };
        static FieldDescriptorProto FieldOf(string name, int number, FieldDescriptorProto.Types.Type type, string of)
        {
            var field = new FieldDescriptorProto
            {
                Name = name,
                JsonName = name,
                Number = number,
                Type = type,
                Label = FieldDescriptorProto.Types.Label.Optional,
            };
            if (of.Length > 0)
                field.TypeName = of;
            return field;
        }
        static FieldDescriptorProto MapOf(string name, int number, string entry)
        {
            var map = FieldOf(name, number, FieldDescriptorProto.Types.Type.Message, ".t.Maps." + entry);
            map.Label = FieldDescriptorProto.Types.Label.Repeated;
            return map;
        }

        var file = new FileDescriptorProto
        {
            Name = "t.proto",
            Package = "t",
            Syntax = "proto3",
            EnumType =
            {
                new EnumDescriptorProto
                {
                    Name = "Kind",
                    Value =
                    {
                        new EnumValueDescriptorProto { Name = "A", Number = 0 },
                        new EnumValueDescriptorProto { Name = "B", Number = 1 },
                    },
                },
            },
            MessageType =
            {
                new DescriptorProto
                {
                    Name = "Maps",
                    Field = { MapOf("kinds", 1, "KindsEntry"), MapOf("inner", 2, "InnerEntry") },
                    NestedType =
                    {
                        Entry("KindsEntry", FieldOf("value", 2, FieldDescriptorProto.Types.Type.Enum, ".t.Kind")),
                        Entry("InnerEntry", FieldOf("value", 2, FieldDescriptorProto.Types.Type.Message, ".t.Maps")),
                    },
                },
            },
        };
        return FileDescriptor.BuildFromByteStrings([file.ToByteString()])[0].MessageTypes[0];
    }
}
