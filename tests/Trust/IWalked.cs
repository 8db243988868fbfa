namespace Proposals.Trust;

/// <summary>Life cycles that were walked, for the checker to compare with the databases.</summary>
internal interface IWalked
{
    /// <summary>Every acknowledged command.</summary>
    IReadOnlyCollection<Acknowledged> Acknowledged { get; }

    /// <summary>Number of cycles that were begun.</summary>
    int Cycles { get; }

    /// <summary>Errors of cycles that did not reach 办结.</summary>
    IReadOnlyCollection<string> Broken { get; }
}
