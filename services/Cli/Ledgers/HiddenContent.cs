namespace Proposals.Cli.Ledgers;

/// <summary>What to do with rows and sheets that the spreadsheet program does not show.</summary>
internal enum HiddenContent
{
    /// <summary>Name them and ask.</summary>
    Ask,

    /// <summary>Import them too.</summary>
    Take,

    /// <summary>Leave them out.</summary>
    Leave,
}
