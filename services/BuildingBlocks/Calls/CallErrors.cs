using System.Data.Common;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Status = Grpc.Core.Status;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Turns an exception that escapes a call into a status. The status tells the user what to do and reveals no internals.
/// </summary>
internal sealed partial class CallErrors(ILogger<CallErrors> log)
{
    /// <summary>The status in the place of an exception; null when the exception is a status already.</summary>
    public RpcException? Translate(Exception error, ServerCallContext context)
    {
        switch (error)
        {
            case RpcException refused:
                CommandMeter.Refused(context.Method, refused);
                return null;
            case OperationCanceledException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "CANCELLED"));
            case OperationCanceledException or TimeoutException:
                return new RpcException(new Status(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED"));
            case DbException when Dialect.SavedNothing(error):
                NotSaved(log, context.Method, error.Message);
                return RefusalStatus.ToException(CommonRefusals.NotSaved);
            // When the database fails in mid-transaction the outcome is unknown; the client retries with the same
            // request_id.
            case DbException or IOException or ObjectDisposedException:
                StoreFailed(log, context.Method, error);
                return RefusalStatus.ToException(CommonRefusals.OutcomeUnknown);
            default:
                CallFailed(log, context.Method, error);
                return new RpcException(new Status(StatusCode.Internal, "INTERNAL"));
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Method}: the store did not answer; the outcome is unknown to the caller"
    )]
    private static partial void StoreFailed(ILogger log, string method, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method}: nothing was saved: {Error}")]
    private static partial void NotSaved(ILogger log, string method, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed")]
    private static partial void CallFailed(ILogger log, string method, Exception error);
}
