using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Proposals.Channels;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Access to every RPC of the descriptors: without a token only to those listed here, with a role as docs/authz.csv
/// says.
/// </summary>
[Collection("laptop")]
public sealed class ContractTests(Laptop suite) : IClassFixture<Laptop>
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    /// <summary>RPCs that need no token. An addition is a decision about what the public may know.</summary>
    private static readonly string[] Public =
    [
        "SignIn",
        "ListPublicCommittees",
        "ListPublishedProposals",
        "GetPublishedFilters",
        "GetPublishedProposal",
        "ListPublishedReplies",
    ];

    [Fact]
    public void What_needs_no_token_is_what_the_contract_makes_public() =>
        Contract
            .Services.SelectMany(s => s.Methods)
            .Where(m => BuildingBlocks.PublicMethods.Contains($"/{m.Service.FullName}/{m.Name}"))
            .Select(m => m.Name)
            .ShouldBe(Public, ignoreOrder: true);

    private static IEnumerable<MethodDescriptor> Unary =>
        Contract.Services.SelectMany(s => s.Methods).Where(m => !m.IsServerStreaming);

    private async Task<StatusCode> CallAsync(MethodDescriptor method, string? authorization)
    {
        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var headers = new Metadata();
        if (authorization is not null)
            headers.Add("authorization", authorization);
        var request = method.InputType.Parser.ParseFrom([]);
        foreach (
            var field in method
                .InputType.Fields.InFieldNumberOrder()
                .Where(f => f.FieldType == FieldType.String && f.Name is "source" or "service")
        )
            field.Accessor.SetValue(request, "intake");
        try
        {
            await channel
                .CreateCallInvoker()
                .AsyncUnaryCall(
                    new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes),
                    null,
                    new CallOptions(headers, DateTime.UtcNow.AddSeconds(10)),
                    request.ToByteArray()
                );
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_or_with_a_made_up_one()
    {
        Public.ShouldBeSubsetOf(Unary.Select(m => m.Name));
        foreach (var method in Unary.Where(m => Public.Contains(m.Name)))
            (await CallAsync(method, null)).ShouldNotBe(StatusCode.Unauthenticated, method.FullName);
        foreach (var method in Unary.Where(m => !Public.Contains(m.Name)))
        {
            (await CallAsync(method, null)).ShouldBe(StatusCode.Unauthenticated, method.FullName);
            (
                await CallAsync(method, $"Bearer {suite.Cast.Committee}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            ).ShouldBe(StatusCode.Unauthenticated, method.FullName);
            (await CallAsync(method, "Service wrong")).ShouldBe(StatusCode.Unauthenticated, method.FullName);
        }
    }

    [Fact]
    public async Task Each_role_may_call_exactly_what_the_table_says()
    {
        string[] logins =
        [
            "member1",
            "office",
            "handover",
            "unit1",
            "supervisor",
            "leader",
            "system",
            "security",
            "audit",
        ];
        var lines = new List<string> { "rpc," + string.Join(',', logins) };
        foreach (var method in Unary.Where(m => m.Name is not ("SignIn" or "SignOut" or "ChangePassword")))
        {
            var verdicts = new List<string>();
            foreach (var login in logins)
                verdicts.Add(
                    await CallAsync(method, (await suite.Cast.OfAsync(login)).Authorization)
                    == StatusCode.PermissionDenied
                        ? "-"
                        : "yes"
                );
            lines.Add($"{method.Service.Name}.{method.Name},{string.Join(',', verdicts)}");
        }

        var path = Path.Combine(Root(), "docs", "authz.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllLines(path, lines);
        string.Join('\n', lines)
            .ShouldBe(string.Join('\n', File.ReadAllLines(path)), "who may call what is not what docs/authz.csv says");
    }

    [Fact]
    public void Every_rpc_is_called_by_a_test()
    {
        var sources = Folders
            .EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Concat(Folders.EnumerateFiles(Path.Combine(Root(), "services", "Client"), "*.cs"))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        Contract
            .Services.SelectMany(s => s.Methods)
            .Where(m =>
                !sources.Any(s =>
                    s.Contains($".{m.Name}Async(", StringComparison.Ordinal)
                    || s.Contains($".{m.Name}(", StringComparison.Ordinal)
                )
            )
            .Select(m => m.FullName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Old_bytes_of_every_event_stay_readable()
    {
        var path = Path.Combine(Root(), "tests", "Suite.Tests", "golden-events.json");
        var golden = File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, GoldenEvent>>(File.ReadAllText(path))!
            : [];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            // Only new lines are added. An old line is never rewritten.
            foreach (var name in BuildingBlocks.EventTypes.Names.Where(n => !golden.ContainsKey(n)))
            {
                var sample = Sample(DescriptorOf(name), 0);
                golden.Add(
                    name,
                    new GoldenEvent(Convert.ToBase64String(sample.ToByteArray()), JsonFormatter.Default.Format(sample))
                );
            }

            File.WriteAllText(
                path,
                JsonSerializer.Serialize(
                    golden,
                    new JsonSerializerOptions
                    {
                        WriteIndented = true,
                        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                    }
                ) + "\n"
            );
        }

        golden.Keys.ShouldBe(BuildingBlocks.EventTypes.Names, ignoreOrder: true);
        foreach (var (name, old) in golden)
            JsonFormatter
                .Default.Format(DescriptorOf(name).Parser.ParseFrom(Convert.FromBase64String(old.Bytes)))
                .ShouldBe(old.Json, name);
    }

    private static MessageDescriptor DescriptorOf(string name) =>
        ((IMessage)BuildingBlocks.EventTypes.Parse(new Journal.V1.Event { Type = name })).Descriptor;

    /// <summary>Builds a message in which every field has a value of its own.</summary>
    private static IMessage Sample(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            object? value = field.FieldType switch
            {
                FieldType.String => $"{field.Name}-{field.FieldNumber}",
                FieldType.Int32 => field.FieldNumber + 10,
                FieldType.Int64 => (long)field.FieldNumber + 100,
                FieldType.Bool => true,
                FieldType.Bytes => ByteString.CopyFromUtf8(field.Name),
                FieldType.Enum => field.IsRepeated
                    ? Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[^1].Number)
                    : Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[^1].Number),
                FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" =>
                    Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(
                        TestSuite.Start.AddDays(field.FieldNumber)
                    ),
                FieldType.Message when depth < 4 => Sample(field.MessageType, depth + 1),
                _ => null,
            };
            if (value is null)
                continue;
            if (field.IsRepeated)
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
            else
                field.Accessor.SetValue(message, value);
        }

        return message;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private sealed record GoldenEvent(string Bytes, string Json);
}
