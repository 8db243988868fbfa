using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Returns one version of a reply; a proposer sees what was delivered.</summary>
internal static class GetReply
{
    public static async Task<Decision<Reply>> HandleAsync(GetReplyRequest request, Query query) =>
        (await ReplyRow.LoadAsync(query, request.Name)).Decided(out var reply, out var refusal)
            ? reply.SeenBy(query.Caller, await ReplyRow.HandlesAsync(query, reply.Proposal)).ToMessage(query.Committee)
            : refusal;
}
