namespace Proposals.Gateway;

/// <summary>
/// A table that is written row by row. A user's text stays text and never becomes a formula, whatever it begins with.
/// </summary>
internal interface IExportTable : IDisposable
{
    /// <summary>Writes a row; numbers stay numbers where the format supports them.</summary>
    void Row(params ReadOnlySpan<object> cells);
}
