using Spectre.Console;

namespace Proposals.Cli;

/// <summary>Output for people, or as one JSON document.</summary>
internal sealed class Output(bool json)
{
    private static readonly System.Text.Json.JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>True when the output is JSON.</summary>
    public bool Json => json;

    /// <summary>Prints a line for people.</summary>
    public void Line(string text)
    {
        if (!json)
            Console.WriteLine(text);
    }

    /// <summary>Prints the document for programs.</summary>
    public void Document(object document)
    {
        if (json)
            Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(document, Options));
    }

    /// <summary>Prints a table for people.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (json)
            return;
        // A pipe has no width of its own; the default of 80 columns breaks Chinese tables apart.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 200;
        var table = new Table().AddColumns([.. columns.Select(Markup.Escape)]);
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    /// <summary>Prints an error on standard error.</summary>
    public void Error(string message, string reason) =>
        Console.Error.WriteLine(
            json ? System.Text.Json.JsonSerializer.Serialize(new { error = new { reason, message } }, Options)
            : reason.Length > 0 ? $"{message}（{reason}）"
            : message
        );
}
