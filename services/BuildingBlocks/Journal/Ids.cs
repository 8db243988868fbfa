using System.Data;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// New ids: UUIDv7, so they sort by time. Randomness is injected, because the demonstration data needs its own.
/// </summary>
public class Ids
{
    /// <summary>The next id for this instant.</summary>
    public virtual string Next(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();
}
