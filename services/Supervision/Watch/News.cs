using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>What is new for one listener.</summary>
/// <param name="AsOf">Journals as far as they are known here, by name.</param>
/// <param name="Proposals">Ids of proposals that changed and that he may know of.</param>
/// <param name="More">Others may have changed too.</param>
internal sealed record News(IReadOnlyDictionary<string, long> AsOf, IReadOnlyList<string> Proposals, bool More);
