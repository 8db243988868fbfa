using Proposals.BuildingBlocks;
using Proposals.Gateway.V1;

namespace Proposals.Gateway;

/// <summary>The reasons to refuse of the gateway, before it calls a service: those of gateway_reasons.proto.</summary>
internal static class GatewayRefusals
{
    public static readonly RefusalReason NoSuchRpc = RefusalReason.Of(GatewayReason.NoSuchRpc);
    public static readonly RefusalReason MethodNotAllowed = RefusalReason.Of(GatewayReason.MethodNotAllowed);
    public static readonly RefusalReason ContentTypeUnknown = RefusalReason.Of(GatewayReason.ContentTypeUnknown);
    public static readonly RefusalReason ProtocolUnknown = RefusalReason.Of(GatewayReason.ProtocolUnknown);
    public static readonly RefusalReason TimeoutInvalid = RefusalReason.Of(GatewayReason.TimeoutInvalid);
    public static readonly RefusalReason EncodingUnknown = RefusalReason.Of(GatewayReason.EncodingUnknown);
    public static readonly RefusalReason BodyTooLarge = RefusalReason.Of(
        GatewayReason.BodyTooLarge,
        ("megabytes", RequestBody.Max / 1024 / 1024)
    );
    public static readonly RefusalReason MalformedJson = RefusalReason.Of(GatewayReason.MalformedJson);
    public static readonly RefusalReason AuthorizationRefused = RefusalReason.Of(GatewayReason.AuthorizationRefused);
    public static readonly RefusalReason CrossSite = RefusalReason.Of(GatewayReason.CrossSite);
    public static readonly RefusalReason HeaderRequired = RefusalReason.Of(GatewayReason.HeaderRequired);
    public static readonly RefusalReason TooManyRequests = RefusalReason.Of(GatewayReason.TooManyRequests);
    public static readonly RefusalReason TooManyStreams = RefusalReason.Of(
        GatewayReason.TooManyStreams,
        ("each", StreamLimits.MaxEach),
        ("all", StreamLimits.Max)
    );
    public static readonly RefusalReason FileNameInvalid = RefusalReason.Of(
        GatewayReason.FileNameInvalid,
        ("rule", FileRules.NameRule)
    );
    public static readonly RefusalReason FileTypeNotAllowed = RefusalReason.Of(
        GatewayReason.FileTypeNotAllowed,
        ("kinds", FileRules.Kinds)
    );
    public static readonly RefusalReason FileDisguised = RefusalReason.Of(GatewayReason.FileDisguised);
    public static readonly RefusalReason FileTooLarge = RefusalReason.Of(
        GatewayReason.FileTooLarge,
        ("megabytes", FileRules.MaxMegabytes)
    );
    public static readonly RefusalReason FileEmpty = RefusalReason.Of(GatewayReason.FileEmpty);
    public static readonly RefusalReason ArchiveBomb = RefusalReason.Of(GatewayReason.ArchiveBomb);
    public static readonly RefusalReason MacroRefused = RefusalReason.Of(GatewayReason.MacroRefused);
    public static readonly RefusalReason PdfActiveContent = RefusalReason.Of(GatewayReason.PdfActiveContent);
    public static readonly RefusalReason StoreFull = RefusalReason.Of(GatewayReason.StoreFull);
    public static readonly RefusalReason FileMissing = RefusalReason.Of(GatewayReason.FileMissing);
    public static readonly RefusalReason ExportTooLarge = RefusalReason.Of(
        GatewayReason.ExportTooLarge,
        ("rows", Exports.MaxRows)
    );
    public static readonly RefusalReason InspectionsBusy = RefusalReason.Of(GatewayReason.InspectionsBusy);
    public static readonly RefusalReason AccountQuota = RefusalReason.Of(GatewayReason.AccountQuota);
    public static readonly RefusalReason CommitteeQuota = RefusalReason.Of(GatewayReason.CommitteeQuota);
}
