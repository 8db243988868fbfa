using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>Feedback: the proposers' ratings of replies, further rounds, and closing.</summary>
public sealed class FeedbackModule : Module
{
    /// <inheritdoc />
    public override string Name => "feedback";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(all => new FeedbackRpc(shards, all.GetRequiredService<Receipts>()));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
        new Dictionary<string, ApplyEvent> { ["assignment"] = FromAssignment.ApplyAsync };

    /// <inheritdoc />
    public override IReadOnlyList<CopiedTable> Copies { get; } =
    [new("replies", "答复") { LeaveOut = ["pending", "sent_back"] }, new("withdrawn", "撤案")];

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<FeedbackRpc>();

    /// <inheritdoc />
    public override async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        await IssueForms.SweepAsync(service, stop);
        await RecountForms.SweepAsync(service, stop);
        await LapseForms.SweepAsync(service, stop);
        await TellRatings.SweepAsync(service, stop);
    }
}
