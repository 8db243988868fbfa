using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>A proposer as the services know him: no name.</summary>
public sealed record MemberRow
{
    /// <summary>Id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Kind.</summary>
    public ProposerKind Kind { get; init; }

    /// <summary>Id of the sector.</summary>
    public string Sector { get; init; } = "";
}
