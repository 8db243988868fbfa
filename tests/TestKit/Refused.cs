using Proposals.Client;

namespace Proposals.TestKit;

/// <summary>Runs calls that should be refused and returns their errors.</summary>
public static class Refused
{
    /// <summary>Runs a call that must be refused and returns its error. Throws when the call is answered.</summary>
    public static async Task<Grpc.Core.RpcException> ByAsync<T>(Grpc.Core.AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
        }
        catch (Grpc.Core.RpcException e)
        {
            return e;
        }

        throw new InvalidOperationException("the call was not refused");
    }

    /// <summary>Runs a call and returns its error, or null when the call is answered.</summary>
    public static async Task<Grpc.Core.RpcException?> OrNullAsync<T>(Grpc.Core.AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (Grpc.Core.RpcException e)
        {
            return e;
        }
    }

    /// <summary>
    /// Runs a call and returns its answer, or null when it is about something that the service does not know, or does
    /// not know as filed. For what somebody else has done and has not told.
    /// </summary>
    public static async Task<T?> AnswerOrNullAsync<T>(Grpc.Core.AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (Grpc.Core.RpcException e)
            when (e.StatusCode == Grpc.Core.StatusCode.NotFound || Call.ReasonOf(e) == "NOT_FILED")
        {
            return null;
        }
    }

    /// <summary>Runs a call that must be refused and returns its stable reason.</summary>
    public static async Task<string> ReasonAsync<T>(Grpc.Core.AsyncUnaryCall<T> call) =>
        Call.ReasonOf(await ByAsync(call));
}
