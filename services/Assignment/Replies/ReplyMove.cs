using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>What can be done with a version of a reply.</summary>
internal enum ReplyMove
{
    Draft,
    Sign,
    Deliver,
    Supersede,
}
