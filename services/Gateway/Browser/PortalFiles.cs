using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Proposals.Gateway;

/// <summary>
/// The built portal. A file is served as it is, compressed where the browser accepts it. A navigation to any other path
/// gets index.html, because the portal does its own routing. A missing file is not found.
/// </summary>
internal sealed class PortalFiles : IDisposable
{
    private const string Nonce = "__CSP_NONCE__";
    private const string Footer = "__FOOTER__";
    private static readonly FileExtensionContentTypeProvider Types = new()
    {
        Mappings = { [".webmanifest"] = "application/manifest+json", [".ico"] = "image/x-icon" },
    };
    private static readonly (string Encoding, string Extension)[] Packed = [("br", ".br"), ("gzip", ".gz")];
    private readonly PhysicalFileProvider? _files;
    private readonly string _footer;

    /// <summary>Opens the folder once. Files added later are served; a folder created later is not.</summary>
    public PortalFiles(GatewaySettings settings) =>
        (_files, _footer) = (
            Folders.Exists(settings.Portal) ? new PhysicalFileProvider(settings.Portal) : null,
            settings.Footer.ToAttribute()
        );

    /// <summary>True when the portal that existed at the start still exists.</summary>
    public bool IsWhole => _files?.GetFileInfo("index.html").Exists != false;

    /// <summary>Answers a GET or HEAD of any path outside the API.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (
            path is not ("/" or "/index.html")
            && _files?.GetFileInfo(path) is { Exists: true, IsDirectory: false } file
        )
        {
            await SendAsync(context, path, file);
            return;
        }

        if (path is "/" or "/index.html" || IsNavigation(context.Request, path))
            await IndexAsync(context);
        else
            await NotFoundAsync(context);
    }

    /// <inheritdoc />
    public void Dispose() => _files?.Dispose();

    /// <summary>
    /// True for a browser that navigates to a page of the portal: it accepts HTML, and the path is not a file's.
    /// </summary>
    private static bool IsNavigation(HttpRequest request, string path) =>
        !path.StartsWith("/assets/", StringComparison.Ordinal)
        && !Path.HasExtension(path)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private async Task SendAsync(HttpContext context, string path, IFileInfo file)
    {
        var response = context.Response;
        response.ContentType = Types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
        // A file that the build put under assets has a hash in its name; every other file is revalidated.
        response.Headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal)
            ? "public,max-age=31536000,immutable"
            : "no-cache";
        var chosen = file;
        foreach (var (encoding, extension) in Packed)
        {
            if (_files!.GetFileInfo(path + extension) is not { Exists: true } packed)
                continue;
            response.Headers.Vary = "Accept-Encoding";
            if (!Takes(context.Request, encoding))
                continue;
            response.Headers.ContentEncoding = encoding;
            chosen = packed;
            break;
        }

        var tag = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{chosen.LastModified.UtcTicks:x}-{chosen.Length:x}\""
        );
        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentLength = chosen.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.SendFileAsync(chosen, context.RequestAborted);
    }

    private static bool Takes(HttpRequest request, string encoding) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(a =>
                a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0
            );

    private async Task IndexAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        string page;
        if (_files?.GetFileInfo("index.html") is { Exists: true } file)
        {
            using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
            page = (await reader.ReadToEndAsync(context.RequestAborted))
                .Replace(Nonce, SecurityHeaders.NonceOf(context), StringComparison.Ordinal)
                .Replace(Footer, _footer, StringComparison.Ordinal);
        }
        else
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            page = NotBuilt;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
            await response.WriteAsync(page, context.RequestAborted);
    }

    private static async Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.WriteAsync("没有找到。", context.RequestAborted);
    }

    private const string NotBuilt = """
        <!doctype html>
        <html lang="zh-CN"><meta charset="utf-8"><title>门户尚未构建</title>
        <h1>门户尚未构建</h1>
        <p>服务和接口已经可用（<a href="/api">接口说明</a>），只是网页还没有构建出来。</p>
        <p>请安装 Node.js 20.19 以上（含 npm），然后在源码目录执行：</p>
        <pre>dotnet build services/Gateway</pre>
        <p>或者</p>
        <pre>cd services/Portal &amp;&amp; npm ci --ignore-scripts &amp;&amp; npm run build</pre>
        <p>之后重新启动。也可以用 Gateway:Portal 指向已构建好的文件夹。</p>
        </html>
        """;
}
