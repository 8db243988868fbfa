using Google.Protobuf;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>退出: ends the session here at once, and in every other service with the next event.</summary>
internal static class SignOut
{
    public static async Task<SignOutResponse> HandleAsync(ServerCallContext context, ServiceShard service)
    {
        var caller = await service.CallerAsync(context);
        var hash = HashOf(context);
        var answer = await service.Writer.RunAsync(
            new Job
            {
                Caller = caller,
                CommandId = $"sign-out:{DirectoryJournal.SignInAggregate(hash)}",
                Run = async tx =>
                {
                    var open = await tx.OneAsync<string>(
                        "SELECT account FROM sign_ins WHERE committee = @committee AND token_hash = @hash",
                        new { committee = tx.Committee, hash }
                    );
                    if (open is not null)
                        DirectoryJournal.Record(
                            tx,
                            DirectoryJournal.SignInAggregate(hash),
                            2,
                            new SignedOut { Account = open, TokenHash = ByteString.CopyFrom(hash) }
                        );
                    return Decision<IMessage>.Yes(new SignOutResponse());
                },
            },
            context.CancellationToken
        );
        service.Tell(context, answer);
        return new SignOutResponse();
    }

    /// <summary>Hash of the token of an authenticated call.</summary>
    internal static byte[] HashOf(ServerCallContext context) =>
        Token.HashOf(context.RequestHeaders.GetValue("authorization")!["Bearer ".Length..]);
}
