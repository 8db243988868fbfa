namespace Proposals.Cli.Ledgers;

/// <summary>Kind of the proposer (提案者).</summary>
internal enum RowProposerKind
{
    Unspecified = 0,
    Member = 1,
    Party = 2,
    PeoplesOrganization = 3,
    SpecialCommittee = 4,
    Sector = 5,
    Group = 6,
}
