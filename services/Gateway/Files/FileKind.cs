using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>A kind of file that may be uploaded.</summary>
/// <param name="Extension">Its extension, lower case.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Inspect">Inspects a whole file from its beginning; null when it is of this kind and harmless.</param>
internal sealed record FileKind(string Extension, string MediaType, Func<Stream, Refusal?> Inspect);
