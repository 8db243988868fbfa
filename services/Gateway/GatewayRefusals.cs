using System.Globalization;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>Refusals of the gateway itself, before a service is called.</summary>
internal static class GatewayRefusals
{
    /// <summary>No such path.</summary>
    public static readonly RefusalReason NoSuchRpc = new(
        "NO_SUCH_RPC",
        RefusalKind.NotFound,
        "没有这个接口，请核对路径；全部接口见 /api。"
    );

    /// <summary>Not the method of this path.</summary>
    public static readonly RefusalReason MethodNotAllowed = new(
        "METHOD_NOT_ALLOWED",
        RefusalKind.Invalid,
        "此接口不接受这种请求方法。"
    );

    /// <summary>Not a content type of this path.</summary>
    public static readonly RefusalReason ContentTypeUnknown = new(
        "CONTENT_TYPE_UNKNOWN",
        RefusalKind.Invalid,
        "请求内容类型须为 application/json 或 application/proto。"
    );

    /// <summary>An unsupported version of the Connect protocol.</summary>
    public static readonly RefusalReason ProtocolUnknown = new(
        "PROTOCOL_UNKNOWN",
        RefusalKind.Invalid,
        "Connect-Protocol-Version 须为 1。"
    );

    /// <summary>Not a time in milliseconds.</summary>
    public static readonly RefusalReason TimeoutInvalid = new(
        "TIMEOUT_INVALID",
        RefusalKind.Invalid,
        "Connect-Timeout-Ms 须为 1 至 10 位的正整数（毫秒）。"
    );

    /// <summary>An unsupported content encoding.</summary>
    public static readonly RefusalReason EncodingUnknown = new(
        "ENCODING_UNKNOWN",
        RefusalKind.Invalid,
        "请求内容只能不压缩或用 gzip 压缩。"
    );

    /// <summary>The request is larger than allowed, as sent or unpacked.</summary>
    public static readonly RefusalReason BodyTooLarge = new(
        "BODY_TOO_LARGE",
        RefusalKind.Exhausted,
        "请求内容超过 4 MB。"
    );

    /// <summary>Not JSON.</summary>
    public static readonly RefusalReason MalformedJson = new(
        "MALFORMED_JSON",
        RefusalKind.Invalid,
        "请求内容不是有效的 JSON。"
    );

    /// <summary>Not the binary form of the request, or not gzip.</summary>
    public static readonly RefusalReason MalformedBody = new(
        "MALFORMED_BODY",
        RefusalKind.Invalid,
        "请求内容无法解读。"
    );

    /// <summary>Anything but a bearer token. The services' secret is never accepted from outside.</summary>
    public static readonly RefusalReason AuthorizationRefused = new(
        "AUTHORIZATION_REFUSED",
        RefusalKind.Denied,
        "此处只接受 Authorization: Bearer 令牌。"
    );

    /// <summary>From a page of another site.</summary>
    public static readonly RefusalReason CrossSite = new(
        "CROSS_SITE",
        RefusalKind.Denied,
        "请求来自其他网站，已拒绝。请从本系统的页面操作。"
    );

    /// <summary>By cookie, without the header that only our own page sends.</summary>
    public static readonly RefusalReason HeaderRequired = new(
        "HEADER_REQUIRED",
        RefusalKind.Denied,
        "用登录 Cookie 调用时必须带请求头 Proposals-Client。"
    );

    /// <summary>Too many requests in a minute.</summary>
    public static readonly RefusalReason TooManyRequests = new(
        "TOO_MANY_REQUESTS",
        RefusalKind.Exhausted,
        "操作过于频繁，请一分钟后再试。"
    );

    /// <summary>Too many event streams.</summary>
    public static readonly RefusalReason TooManyStreams = new(
        "TOO_MANY_STREAMS",
        RefusalKind.Exhausted,
        string.Create(
            CultureInfo.InvariantCulture,
            $"打开的实时连接过多：每个登录最多 {StreamLimits.MaxEach} 个，全系统最多 {StreamLimits.Max:N0} 个。"
                + $"请关闭不用的页面。"
        )
    );

    /// <summary>An invalid file name.</summary>
    public static readonly RefusalReason FileNameInvalid = new(
        "FILE_NAME_INVALID",
        RefusalKind.Invalid,
        "文件名无效：" + FileRules.NameRule
    );

    /// <summary>A kind of file that is not accepted.</summary>
    public static readonly RefusalReason FileTypeNotAllowed = new(
        "FILE_TYPE_NOT_ALLOWED",
        RefusalKind.Invalid,
        "只能上传 pdf、docx、xlsx、pptx、jpg、png、txt 文件。"
    );

    /// <summary>The bytes do not match the name.</summary>
    public static readonly RefusalReason FileDisguised = new(
        "FILE_DISGUISED",
        RefusalKind.Invalid,
        "文件内容与扩展名不符，请用原来的软件重新保存后上传。"
    );

    /// <summary>Larger than <see cref="FileRules.MaxBytes"/>.</summary>
    public static readonly RefusalReason FileTooLarge = new(
        "FILE_TOO_LARGE",
        RefusalKind.Exhausted,
        $"文件超过 {FileRules.MaxMegabytes} MB。"
    );

    /// <summary>No bytes.</summary>
    public static readonly RefusalReason FileEmpty = new("FILE_EMPTY", RefusalKind.Invalid, "文件是空的。");

    /// <summary>An archive that unpacks to too much, or contradicts its directory.</summary>
    public static readonly RefusalReason ArchiveBomb = new(
        "ARCHIVE_BOMB",
        RefusalKind.Invalid,
        "文件的内部结构异常（条目过多、展开后过大、加密或相互重叠），请用原来的软件重新保存后上传。"
    );

    /// <summary>An active document: it runs something when it is opened.</summary>
    public static readonly RefusalReason MacroRefused = new(
        "MACRO_REFUSED",
        RefusalKind.Invalid,
        "文件含有宏、控件、嵌入对象或程序，请去除后另存为 .docx、.xlsx 或 .pptx 再上传。"
    );

    /// <summary>An active PDF, or one with embedded files.</summary>
    public static readonly RefusalReason PdfActiveContent = new(
        "PDF_ACTIVE_CONTENT",
        RefusalKind.Invalid,
        "PDF 含有脚本、启动动作或嵌入文件，请打印为普通 PDF 后上传。"
    );

    /// <summary>The disk has too little free space.</summary>
    public static readonly RefusalReason StoreFull = new(
        "STORE_FULL",
        RefusalKind.Exhausted,
        "文件库的磁盘空间不足，请联系运维人员。"
    );

    /// <summary>An attachment whose bytes are gone.</summary>
    public static readonly RefusalReason FileMissing = new(
        "FILE_MISSING",
        RefusalKind.State,
        "附件原件不在文件库中或不完整，请联系运维人员从备份恢复。"
    );

    /// <summary>More rows than an export may have.</summary>
    public static readonly RefusalReason ExportTooLarge = new(
        "EXPORT_TOO_LARGE",
        RefusalKind.Exhausted,
        "导出超过 50,000 行，请按届次分别导出。"
    );
}
