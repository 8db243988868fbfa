using System.Globalization;
using Serilog;
using Serilog.Core;

namespace Proposals.Standalone;

/// <summary>The log beside the data: files of at most 10 MB, of which the ten newest are kept.</summary>
internal static class LogFile
{
    private const long MaxBytes = 10 * 1024 * 1024;
    private const int MaxFiles = 10;

    /// <summary>
    /// Opens the log. Logging:LogLevel sets the level, as for the console: information and above by default.
    /// </summary>
    public static Logger Open(string folder) =>
        new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                Path.Combine(folder, "standalone-.log"),
                formatProvider: CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {TraceId}"
                    + "{NewLine}  {Message:lj}{NewLine}{Exception}",
                fileSizeLimitBytes: MaxBytes,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MaxFiles
            )
            .CreateLogger();
}
