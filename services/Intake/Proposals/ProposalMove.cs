using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>What can be done with a proposal.</summary>
internal enum ProposalMove
{
    Draft,
    Revise,
    Delete,
    Invite,
    Attach,
    Detach,
    Submit,
    Return,
    Examine,
    File,
    Reject,
    Merge,
    Unmerge,
    Withdraw,
    Import,
}
