using System.Globalization;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Gateway;

/// <summary>
/// Exports for supervisors: GET /exports/cases.csv, /exports/cases.xlsx, /exports/statistics.xlsx, each with
/// ?session=committees/…/sessions/…. Supervision is called with the caller's own credentials, so it decides who may
/// export. The file is completed in the temporary folder and then sent, so an error never yields half a file. Times are
/// local to the committee, as on its pages.
/// </summary>
internal sealed class Exports(PeerChannels peers, GatewaySettings settings, HostParts parts)
{
    /// <summary>Largest number of rows.</summary>
    public const int MaxRows = 50_000;

    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly string[] CaseColumns =
    [
        "案号",
        "案由",
        "阶段",
        "办理轮次",
        "灯",
        "主办/会办单位",
        "期限",
        "完成时间",
        "是否重点",
    ];
    private static readonly string[] FigureColumns = ["指标", "分组", "分子", "分母", "百分比", "口径"];

    public Task CasesCsvAsync(HttpContext context) =>
        SendAsync(
            context,
            "text/csv; charset=utf-8",
            "提案台账",
            ".csv",
            async (client, options, local, stream) =>
            {
                using var table = new CsvTable(stream);
                await WriteCasesAsync(context, client, options, local, table);
            }
        );

    public Task CasesXlsxAsync(HttpContext context) =>
        SendAsync(
            context,
            Workbook,
            "提案台账",
            ".xlsx",
            async (client, options, local, stream) =>
            {
                using var table = new SheetTable(stream, "提案台账", 8, 60, 14, 10, 24, 50, 24, 34, 10);
                await WriteCasesAsync(context, client, options, local, table);
            }
        );

    /// <summary>
    /// Exports the figures of a session as a workbook. A separate sheet says when and from which positions they were
    /// computed.
    /// </summary>
    public Task StatisticsXlsxAsync(HttpContext context) =>
        SendAsync(
            context,
            Workbook,
            "提案统计",
            ".xlsx",
            async (client, options, local, stream) =>
            {
                var statistics = await client.GetStatisticsAsync(
                    new GetStatisticsRequest { Session = SessionOf(context) },
                    options()
                );
                using var table = new SheetTable(stream, "统计", 30, 24, 10, 10, 10, 60);
                table.Row(FigureColumns);
                foreach (var figure in statistics.Figures)
                {
                    table.Row(
                        figure.Title,
                        figure.GroupTitle,
                        figure.Numerator,
                        figure.Rate ? figure.Denominator : "",
                        figure.Rate ? figure.Percent : "",
                        figure.Population
                    );
                }

                table.Sheet("说明", 20, 80);
                table.Row("届次", statistics.Session);
                table.Row("立案数口径", statistics.FiledConvention);
                table.Row($"计算时间（{local.Title}）", local.Minute(statistics.ComputedAt));
                table.Row("所依据的日志位置", PositionsOf(statistics.AsOf));
                if (statistics.Stale)
                    table.Row("注意", "尚有更新未计入。");
            }
        );

    private async Task SendAsync(
        HttpContext context,
        string mediaType,
        string title,
        string extension,
        Func<SupervisionService.SupervisionServiceClient, Func<CallOptions>, LocalTime, Stream, Task> write
    )
    {
        var credentials = Credentials.Of(context, settings);
        var (now, folder) = (parts.Clock.GetUtcNow(), Path.Combine(settings.Files, ".exports"));
        Folders.CreateDirectory(folder);
        var local = new LocalTime(
            (
                await new DirectoryService.DirectoryServiceClient(peers.Of(Identity.Directory)).GetPolicyProfileAsync(
                    new GetPolicyProfileRequest(),
                    Options()
                )
            ).UtcOffsetMinutes
        );
        await using var file = Open(() =>
            new FileStream(
                Path.Combine(folder, parts.Ids.Next(now)),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                64 * 1024,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous
            )
        );
        try
        {
            await write(new SupervisionService.SupervisionServiceClient(peers.Of("supervision")), Options, local, file);
            await file.FlushAsync(context.RequestAborted);
        }
        catch (IOException e) when (PrivateFiles.IsFull(e))
        {
            throw new ConnectException(GatewayRefusals.StoreFull);
        }

        file.Position = 0;
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        await Results
            .Stream(
                file,
                mediaType,
                string.Create(CultureInfo.InvariantCulture, $"{title}-{local.Of(now):yyyyMMdd-HHmm}{extension}")
            )
            .ExecuteAsync(context);

        CallOptions Options() =>
            PeerChannels.OptionsOf(credentials, ConnectRequest.DefaultTimeout, context.RequestAborted);
    }

    /// <summary>The refusal of a file with so many rows; null when it is not too large.</summary>
    internal static RefusalReason? RefusesRows(int rows) => rows > MaxRows ? GatewayRefusals.ExportTooLarge : null;

    private static FileStream Open(Func<FileStream> open)
    {
        try
        {
            return open();
        }
        catch (IOException e) when (PrivateFiles.IsFull(e))
        {
            throw new ConnectException(GatewayRefusals.StoreFull);
        }
    }

    private static async Task WriteCasesAsync(
        HttpContext context,
        SupervisionService.SupervisionServiceClient client,
        Func<CallOptions> options,
        LocalTime local,
        IExportTable table
    )
    {
        table.Row(CaseColumns);
        var (request, rows) = (new ListCasesRequest { PageSize = Page.Maximum, Session = SessionOf(context) }, 0);
        do
        {
            var page = await client.ListCasesAsync(request, options());
            if (RefusesRows(rows += page.Cases.Count) is { } tooLarge)
                throw new ConnectException(tooLarge);
            foreach (var found in page.Cases)
                WriteCase(table, local, found);
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
    }

    private static void WriteCase(IExportTable table, LocalTime local, CaseView found)
    {
        var lead = Duties(found, DutyKind.Reply);
        table.Row(
            found.CaseNumber == 0 ? "" : found.CaseNumber,
            found.Subject,
            found.StageText,
            found.Round == 0 ? "" : found.Round,
            LightOf(found),
            UnitsOf(found),
            string.Join("；", lead.Select(d => d.DueDate).Distinct()),
            string.Join("；", lead.Where(d => d.DoneAt is not null).Select(d => local.Minute(d.DoneAt)).Distinct()),
            found.KeyProposal ? "是" : "否"
        );
    }

    /// <summary>
    /// The units of the last round, each with the part that it was given; those that answer come first.
    /// </summary>
    internal static string UnitsOf(CaseView found) =>
        string.Join(
            "；",
            Duties(found, DutyKind.Reply)
                .Concat(Duties(found, DutyKind.Opinion))
                .Select(d => $"{Words.Of(d.Role)}：{d.UnitTitle}")
                .Distinct()
        );

    private static List<DutyView> Duties(CaseView found, DutyKind kind) =>
        [.. found.Duties.Where(d => d.Round == found.Round && d.Kind == kind)];

    private static string LightOf(CaseView found) =>
        found
            .Duties.Where(d => d.Light == found.Light && d.Light != Light.Unspecified)
            .Select(d => d.LightText)
            .FirstOrDefault()
        ?? "";

    private static string SessionOf(HttpContext context) => QueryParameter.Of(context.Request, "session");

    private static string PositionsOf(IEnumerable<Position> positions) =>
        string.Join(
            "；",
            positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Source}/{p.Shard}/{p.Position_}"))
        );
}
