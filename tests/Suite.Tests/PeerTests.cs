using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Access between processes over real TLS: each identity at each RPC, and every client that must not get in at all.
/// </summary>
public sealed class PeerTests(SecureSuite suite) : IClassFixture<SecureSuite>
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    private static readonly IReadOnlyList<MethodDescriptor> Methods =
    [
        .. Contract.Services.Concat(HealthReflection.Descriptor.Services).SelectMany(s => s.Methods),
    ];

    [Fact]
    public async Task Each_identity_may_call_exactly_what_the_table_says()
    {
        string[] callers = [.. Identity.All, "stranger"];
        var channels = callers.ToDictionary(
            c => c,
            c => Identity.Services.ToDictionary(s => s, s => suite.Channel(s, c))
        );
        var lines = new List<string> { "rpc," + string.Join(',', callers) };
        foreach (var method in Methods)
        {
            var service = Catalogue.Find(Contract.PackageOf(method.File))?.Name ?? "intake";
            var verdicts = new List<string>();
            foreach (var caller in callers)
                verdicts.Add(await ReasonAsync(channels[caller][service], method) == "PEER_NOT_ALLOWED" ? "-" : "yes");
            lines.Add($"{method.Service.Name}.{method.Name},{string.Join(',', verdicts)}");
        }

        foreach (var channel in channels.Values.SelectMany(c => c.Values))
            channel.Dispose();
        var path = Path.Combine(Root(), "docs", "peers.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllLines(path, lines);
        string.Join('\n', lines)
            .ShouldBe(
                string.Join('\n', File.ReadAllLines(path)),
                "who may call what between processes is not what docs/peers.csv says"
            );
    }

    [Fact]
    public async Task A_service_that_is_not_the_gateway_is_known_by_its_certificate_and_the_gateway_never_is_a_service()
    {
        var asOperator = new JournalService.JournalServiceClient(suite.Channel("intake", Identity.Operator));
        (await asOperator.GetJournalAsync(new GetJournalRequest { Source = "intake" })).Source.ShouldBe("intake");
        var asGateway = new JournalService.JournalServiceClient(suite.Channel("intake", Identity.Gateway));
        (await Refused.ReasonAsync(asGateway.GetJournalAsync(new GetJournalRequest { Source = "intake" }))).ShouldBe(
            "UNAUTHENTICATED"
        );
    }

    [Theory]
    [InlineData(Identity.Gateway)]
    [InlineData(Identity.Operator)]
    public async Task The_services_secret_is_worth_nothing_by_TLS(string caller)
    {
        var client = new JournalService.JournalServiceClient(suite.Channel("intake", caller));
        (
            await Refused.ReasonAsync(
                client.GetJournalAsync(
                    new GetJournalRequest { Source = "intake" },
                    new Metadata { { "authorization", "Service " + suite.Secret } }
                )
            )
        ).ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Services_reach_each_other_by_their_certificates_and_a_users_token_travels_on()
    {
        var cast = new Cast(
            suite.Suite,
            await DemoCommittee.CreateAsync(
                suite.Suite,
                "",
                "tls",
                TestSuite.Start.AddDays(-1),
                TestSuite.Start.AddDays(2),
                TestSuite.Start.AddDays(3)
            )
        );
        // The call comes at once, so Intake has to ask Directory whose token it is.
        (
            await (await cast.Office).Intake.ListProposalsAsync(new Intake.V1.ListProposalsRequest())
        ).Proposals.ShouldBeEmpty();
        var head = (
            await suite
                .Suite.Operator("")
                .JournalOf("directory")
                .GetJournalAsync(new GetJournalRequest { Source = "directory" })
        )
            .Head
            .Position_;
        await Call.UntilAsync(
            "Intake follows Directory",
            async () =>
                (
                    await suite
                        .Suite.Operator("")
                        .JournalOf("intake")
                        .GetJournalAsync(new GetJournalRequest { Source = "intake" })
                ).Checkpoints.FirstOrDefault(c => c.Source == "directory" && c.Position_ >= head)
        );
    }

    [Theory]
    [InlineData("of another authority")]
    [InlineData("expired")]
    [InlineData("not valid yet")]
    [InlineData("not at all")]
    public async Task Nobody_gets_in_with_a_certificate_that_is(string what)
    {
        (await HealthAsync(suite.Addresses["intake"], Certificate("good", Identity.Operator))).ShouldBeNull();
        var error = await HealthAsync(
            suite.Addresses["intake"],
            what == "not at all" ? null : Certificate(what, Identity.Operator)
        );
        error.ShouldNotBeNull().StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        Call.ReasonOf(error).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_in_without_TLS()
    {
        using var channel = GrpcChannel.ForAddress(
            suite.Addresses["intake"].Replace("https", "http", StringComparison.Ordinal)
        );
        var error = await Refused.ByAsync(
            new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(),
                deadline: DateTime.UtcNow.AddSeconds(10)
            )
        );
        error.StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
    }

    [Theory]
    [InlineData("of another service")]
    [InlineData("of another authority")]
    [InlineData("expired")]
    [InlineData("not valid yet")]
    [InlineData("of two services")]
    public async Task A_client_does_not_talk_to_a_server_whose_certificate_is(string what)
    {
        await using var good = await HealthServer.ShowingAsync(Certificate("good", "intake"));
        await using var bad = await HealthServer.ShowingAsync(Certificate(what, "intake"));
        (await CheckAsync(good)).ShouldBeNull();
        (await CheckAsync(bad)).ShouldNotBeNull().StatusCode.ShouldBeOneOf(StatusCode.Unavailable, StatusCode.Internal);
        bad.Calls.ShouldBe(0);

        async Task<RpcException?> CheckAsync(HealthServer server)
        {
            using var channel = PeerChannel.Open("intake", server.Address, suite.CertificatesOf(Identity.Gateway));
            return await Refused.OrNullAsync(
                new Health.HealthClient(channel).CheckAsync(
                    new HealthCheckRequest(),
                    deadline: DateTime.UtcNow.AddSeconds(10)
                )
            );
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:5100", true, "单独运行的服务必须使用 TLS")]
    [InlineData("http://0.0.0.0:5100", false, "只能在本机回环地址上使用")]
    [InlineData("https://127.0.0.1:5100", true, "Peers:Certificates")]
    [InlineData("ftp://127.0.0.1:5100", true, "无效")]
    public async Task A_service_does_not_start_where_others_could_read_along(string listen, bool apart, string message)
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            ServiceHost.BuildAsync(
                ["--Listen", listen, "--Database:Folder", suite.Folder],
                [new DirectoryModule()],
                HostParts.Real,
                apart: apart
            )
        );
        refused.Message.ShouldContain(message);
    }

    [Fact]
    public async Task At_the_door_for_health_nothing_else_is_answered()
    {
        using var channel = GrpcChannel.ForAddress(suite.Health);
        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        var headers = new Metadata { { "authorization", "Service " + suite.Secret } };
        foreach (
            var method in Methods.Where(m =>
                m.File.Package is "proposals.intake.v1" or "proposals.journal.v1" && !m.IsServerStreaming
            )
        )
        {
            var call = channel
                .CreateCallInvoker()
                .AsyncUnaryCall(MethodOf(method), null, new CallOptions(headers), RequestOf(method));
            (await Refused.ByAsync(call)).StatusCode.ShouldBe(StatusCode.Unimplemented, method.FullName);
        }
    }

    [Fact]
    public async Task Certificates_and_the_authority_are_replaced_while_calls_go_on_and_none_fails()
    {
        var (folder, now) = (Path.Combine(suite.Folder, "rotation"), DateTimeOffset.UtcNow);
        var authority = CertificateAuthority.Create(folder);
        foreach (var identity in (string[])["intake", Identity.Gateway])
            authority.Issue(identity, [], now, 365);
        await using var server = await HealthServer.OfAsync(Look("intake"));
        var certificates = Look(Identity.Gateway);
        // Short-lived connections of this test alone and no retries, so that a failed handshake shows.
        using var channel = GrpcChannel.ForAddress(
            server.Address,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    SslOptions = certificates.ForClient("intake"),
                    PooledConnectionLifetime = TimeSpan.FromMilliseconds(20),
                    EnableMultipleHttp2Connections = true,
                },
            }
        );
        using var enough = new CancellationTokenSource();
        var (calls, failures) = (0, new ConcurrentQueue<RpcException>());
        var running = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!enough.IsCancellationRequested)
                    {
                        if (
                            await Refused.OrNullAsync(
                                new Health.HealthClient(channel).CheckAsync(
                                    new HealthCheckRequest(),
                                    deadline: DateTime.UtcNow.AddSeconds(20)
                                )
                            ) is
                            { } error
                        )
                            failures.Enqueue(error);
                        else
                            Interlocked.Increment(ref calls);
                    }
                })
            )
            .ToList();

        // New leaf certificates.
        var before = await ShownByAsync(server);
        authority.Issue("intake", [], now, 400);
        authority.Issue(Identity.Gateway, [], now, 400);
        await UntilAsync(async () => await ShownByAsync(server) != before);
        await MoreAsync();

        // A new authority in three steps: both are trusted; every process gets a certificate of the new one; the old
        // one is no longer trusted.
        var old = authority.Sign(Identity.Gateway, [], now.AddMinutes(-5), now.AddDays(90));
        authority = authority.Rotate();
        var renewed = authority.Sign(Identity.Gateway, [], now.AddMinutes(-5), now.AddDays(90));
        await UntilAsync(async () => await HealthAsync(server.Address, renewed) is null);
        (await HealthAsync(server.Address, old)).ShouldBeNull();
        before = await ShownByAsync(server);
        Should.Throw<InvalidDataException>(() => authority.Finish()).Message.ShouldContain("旧 CA");
        authority.Issue("intake", [], now, 365);
        authority.Issue(Identity.Gateway, [], now, 365);
        await UntilAsync(async () => await ShownByAsync(server) != before);
        await MoreAsync();
        authority.Finish();
        await UntilAsync(async () => await HealthAsync(server.Address, old) is not null);
        await MoreAsync();
        await enough.CancelAsync();
        await Task.WhenAll(running);
        failures.Select(f => f.Status.ToString()).ShouldBeEmpty();

        PeerCertificates Look(string identity) =>
            new(Path.Combine(folder, identity), null, TimeSpan.FromMilliseconds(20));

        async Task MoreAsync()
        {
            var from = Volatile.Read(ref calls);
            await UntilAsync(() => Task.FromResult(Volatile.Read(ref calls) > from + 100));
        }
    }

    [Fact]
    public async Task Whoever_keeps_his_connection_is_refused_when_his_authority_is_believed_no_more()
    {
        var (folder, now) = (Path.Combine(suite.Folder, "stolen"), DateTimeOffset.UtcNow);
        var authority = CertificateAuthority.Create(folder);
        foreach (var identity in (string[])["intake", Identity.Operator])
            authority.Issue(identity, [], now, 365);
        var listen = $"https://127.0.0.1:{FreePort.Next()}";
        await using var host = await suite.StartAsync(
            WholeSuite.Modules.Single(m => m.Name == "intake"),
            ("Listen", listen),
            ("Peers:Certificates", Path.Combine(folder, "intake")),
            ("Database:Folder", Path.Combine(suite.Folder, "stolen-data"))
        );
        var stolen = authority.Sign(Identity.Operator, [], now.AddMinutes(-5), now.AddDays(90));
        using var channel = GrpcChannel.ForAddress(
            listen,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    SslOptions = new SslClientAuthenticationOptions
                    {
                        RemoteCertificateValidationCallback = (_, _, _, _) => true,
                        LocalCertificateSelectionCallback = (_, _, _, _, _) => stolen,
                    },
                    PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
                },
            }
        );
        (await AskAsync()).ShouldBeNull();
        authority = authority.Rotate();
        foreach (var identity in (string[])["intake", Identity.Operator])
            authority.Issue(identity, [], now, 365);
        (await AskAsync()).ShouldBeNull();
        authority.Finish();
        RpcException? refused = null;
        await UntilAsync(async () => (refused = await AskAsync()) is not null);
        Call.ReasonOf(refused!).ShouldBe("PEER_NOT_ALLOWED");
        await host.StopAsync();

        async Task<RpcException?> AskAsync() =>
            await Refused.OrNullAsync(
                new Health.HealthClient(channel).CheckAsync(
                    new HealthCheckRequest { Service = "live" },
                    deadline: DateTime.UtcNow.AddSeconds(20)
                )
            );
    }

    [Fact]
    public void Files_that_are_wrong_or_half_written_leave_those_before_in_force_and_are_said_once()
    {
        var (folder, now, log) = (Path.Combine(suite.Folder, "half"), DateTimeOffset.UtcNow, new LogLines());
        var authority = CertificateAuthority.Create(folder);
        authority.Issue("intake", [], now, 365);
        authority.Issue("feedback", [], now, 365);
        var certificates = new PeerCertificates(Path.Combine(folder, "intake"), log.Logger(), TimeSpan.Zero);
        var goodUntil = certificates.GoodUntil;
        var (certificate, key) = (Path.Combine(folder, "intake", "tls.crt"), Path.Combine(folder, "intake", "tls.key"));
        var (wholeCertificate, wholeKey) = (File.ReadAllText(certificate), File.ReadAllText(key));
        foreach (
            var wrong in (Action[])
                [
                    () => File.WriteAllText(certificate, wholeCertificate[..100]),
                    () => File.WriteAllText(key, File.ReadAllText(Path.Combine(folder, "feedback", "tls.key"))),
                    () => File.Delete(key),
                    () => Write(authority.Sign("intake", [], now.AddMinutes(-4), now.AddMinutes(-1))),
                    () =>
                        Write(
                            CertificateAuthority
                                .Create(Path.Combine(folder, "other"))
                                .Sign("intake", [], now, now.AddDays(90))
                        ),
                ]
        )
        {
            _ = log.Taken();
            wrong();
            certificates.GoodUntil.ShouldBe(goodUntil);
            certificates.Name.ShouldBe("intake");
            log.Taken().Count(l => l.Level >= LogLevel.Warning).ShouldBe(1);
            File.WriteAllText(certificate, wholeCertificate);
            File.WriteAllText(key, wholeKey);
        }

        authority.Issue("intake", [], now, 500);
        certificates.GoodUntil.ShouldBeGreaterThan(goodUntil);

        void Write(X509Certificate2 other)
        {
            File.WriteAllText(certificate, other.ExportCertificatePem());
            File.WriteAllText(key, other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        }
    }

    [Fact]
    public void A_folder_without_usable_certificates_is_refused_at_start_in_words() =>
        Should
            .Throw<InvalidOperationException>(() => new PeerCertificates(Path.Combine(suite.Folder, "nothing")))
            .Message.ShouldContain("证书文件夹");

    [Fact]
    public async Task Replicas_are_called_in_turn_and_one_that_goes_away_is_not_missed()
    {
        var certificates = suite.CertificatesOf("intake");
        await using var first = await HealthServer.OfAsync(certificates);
        var second = await HealthServer.OfAsync(certificates);
        using var channel = PeerChannel.Open(
            "intake",
            $"{first.Address},{second.Address}",
            suite.CertificatesOf(Identity.Gateway)
        );
        var client = new Health.HealthClient(channel);
        await UntilAsync(async () =>
        {
            await client.CheckAsync(new HealthCheckRequest());
            return first.Calls > 10 && second.Calls > 10;
        });
        var calls = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await client.CheckAsync(new HealthCheckRequest());
        });
        await second.DisposeAsync();
        await calls;
        first.Calls.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task A_call_that_ends_in_UNAVAILABLE_is_sent_again_four_times_and_no_more()
    {
        await using var server = await HealthServer.OfAsync(suite.CertificatesOf("intake"));
        using var channel = PeerChannel.Open("intake", server.Address, suite.CertificatesOf(Identity.Gateway));
        server.Ailing = 4;
        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
        server.Calls.ShouldBe(5);
        server.Ailing = 100;
        (
            await Refused.ByAsync(new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest()))
        ).StatusCode.ShouldBe(StatusCode.Unavailable);
        server.Calls.ShouldBe(10);
    }

    [Fact]
    public async Task Every_address_of_a_name_is_called()
    {
        await using var server = await HealthServer.OfAsync(suite.CertificatesOf("intake"));
        using var channel = PeerChannel.Open(
            "intake",
            $"dns:///localhost:{server.Port}",
            suite.CertificatesOf(Identity.Gateway)
        );
        (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status.ShouldBe(
            HealthCheckResponse.Types.ServingStatus.Serving
        );
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1,https://127.0.0.1:2")]
    [InlineData("127.0.0.1:1")]
    [InlineData("")]
    public void An_address_that_cannot_be_called_is_refused_in_words(string address) =>
        Should
            .Throw<InvalidOperationException>(() => PeerChannel.Open("intake", address, null))
            .Message.ShouldContain("intake 的地址");

    private X509Certificate2 Certificate(string what, string identity)
    {
        var now = DateTimeOffset.UtcNow;
        var (authority, from, until) = (suite.Authority, now.AddMinutes(-5), now.AddDays(90));
        switch (what)
        {
            case "of another authority":
                authority = CertificateAuthority.Create(Path.Combine(suite.Folder, Guid.NewGuid().ToString("N")));
                break;
            case "expired":
                (from, until) = (now.AddMinutes(-4), now.AddSeconds(-1));
                break;
            case "not valid yet":
                (from, until) = (now.AddHours(1), now.AddDays(90));
                break;
            case "of another service":
                identity = "assignment";
                break;
            case "of two services":
                return TwoIdentities();
        }

        return authority.Sign(identity, ["127.0.0.1"], from, until);
    }

    /// <summary>Signs a certificate for two identities with our authority, which never does that by itself.</summary>
    private X509Certificate2 TwoIdentities()
    {
        var signer = X509Certificate2.CreateFromPemFile(
            Path.Combine(suite.Certificates, "ca", "ca.crt"),
            Path.Combine(suite.Certificates, "ca", "ca.key")
        );
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=two", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("proposals:intake"));
        names.AddUri(new Uri("proposals:assignment"));
        request.CertificateExtensions.Add(names.Build());
        return request
            .Create(signer, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(90), [1, 2, 3])
            .CopyWithPrivateKey(key);
    }

    /// <summary>
    /// Sends one health check, with a certificate or without one. Returns null when it is answered, otherwise the
    /// error. It does not retry, and it trusts any server.
    /// </summary>
    private static async Task<RpcException?> HealthAsync(string address, X509Certificate2? certificate)
    {
        using var channel = GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    SslOptions = new SslClientAuthenticationOptions
                    {
                        RemoteCertificateValidationCallback = (_, _, _, _) => true,
                        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                    },
                },
                DisposeHttpClient = true,
            }
        );
        return await Refused.OrNullAsync(
            new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(),
                deadline: DateTime.UtcNow.AddSeconds(20)
            )
        );
    }

    /// <summary>Returns the hash of the certificate that a server shows now.</summary>
    private static async Task<string> ShownByAsync(HealthServer server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port);
        var shown = "";
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "",
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate!.GetCertHashString();
                        return true;
                    },
                }
            );
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The server wants a certificate. By then it has shown its own.
        }

        return shown;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds) =>
        await Call.UntilAsync("a state of the test", async () => await holds() ? "" : null, TimeSpan.FromSeconds(60));

    private static Method<byte[], byte[]> MethodOf(MethodDescriptor method) =>
        new(
            method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary,
            method.Service.FullName,
            method.Name,
            Bytes,
            Bytes
        );

    private static byte[] RequestOf(MethodDescriptor method)
    {
        var request = method.InputType.Parser.ParseFrom([]);
        foreach (
            var field in method
                .InputType.Fields.InFieldNumberOrder()
                .Where(f => f.Name is "source" or "service" && method.File.Package == "proposals.journal.v1")
        )
            field.Accessor.SetValue(request, "intake");
        return request.ToByteArray();
    }

    /// <summary>
    /// Calls an RPC and returns the reason of its refusal. Empty when it is answered, or when a stream stays open.
    /// </summary>
    private static async Task<string> ReasonAsync(GrpcChannel channel, MethodDescriptor method)
    {
        var (invoker, patience) = (
            channel.CreateCallInvoker(),
            new CallOptions(deadline: DateTime.UtcNow.AddSeconds(method.IsServerStreaming ? 2 : 10))
        );
        try
        {
            if (!method.IsServerStreaming)
                await invoker.AsyncUnaryCall(MethodOf(method), null, patience, RequestOf(method));
            else
                await invoker
                    .AsyncServerStreamingCall(MethodOf(method), null, patience, RequestOf(method))
                    .ResponseStream.MoveNext(CancellationToken.None);
            return "";
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable)
        {
            return Call.ReasonOf(e);
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
