using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>A kind of file that is taken.</summary>
/// <param name="Extension">Its extension, lower case.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Inspect">Looks into a whole file, from its beginning; null when it is what it says and harmless.</param>
internal sealed record FileKind(string Extension, string MediaType, Func<Stream, Refusal?> Inspect);
