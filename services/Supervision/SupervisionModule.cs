using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>
/// Supervision: the outcome of every case, overdue duties, and the figures. All is derived from the other journals;
/// only urges, key proposals, supervision tasks and leaders' instructions are its own.
/// </summary>
public sealed class SupervisionModule : Module
{
    /// <inheritdoc />
    public override string Name => "supervision";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(p => new SupervisionRpc(
            shards,
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
        new Dictionary<string, ApplyEvent>
        {
            ["intake"] = FromIntake.ApplyAsync,
            ["assignment"] = FromAssignment.ApplyAsync,
            ["feedback"] = FromFeedback.ApplyAsync,
        };

    /// <inheritdoc />
    public override IReadOnlyList<CopiedTable> Copies { get; } =
    [
        new("intake_facts", "案件"),
        new("intake_proposers", "案件提案者"),
        new("invitation_facts", "联名邀请"),
        new("ledger_facts", "台账"),
        new("ledger_units", "台账单位"),
        new("assignment_facts", "办理任务"),
        new("reply_facts", "答复"),
        new("contact_facts", "沟通记录"),
        new("commitment_facts", "承诺事项"),
        new("form_facts", "意见表"),
        new("rating_facts", "评价"),
        new("closing_facts", "办结"),
        new("timeline", "办理过程") { Where = "source <> 'supervision'" },
    ];

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<SupervisionRpc>();
}
