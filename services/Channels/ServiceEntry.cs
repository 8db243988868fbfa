namespace Proposals.Channels;

/// <summary>A service's entry in services/catalogue.json.</summary>
/// <param name="Name">
/// Lower-case letters and digits: its identity, host name, database, journal, and package <c>proposals.NAME.v1</c>.
/// </param>
/// <param name="Program">Its folder below services; the assembly is <c>Proposals.PROGRAM</c>.</param>
/// <param name="Title">Its name for users, in Chinese.</param>
/// <param name="Follows">
/// The services whose journals it follows. A follower of Directory may ask it for sign-ins.
/// </param>
/// <param name="TakesUploads">True when it accepts files, so that it holds the key of the gateway's receipts.</param>
public sealed record ServiceEntry(
    string Name,
    string Program,
    string Title,
    IReadOnlyList<string> Follows,
    bool TakesUploads = false
);
