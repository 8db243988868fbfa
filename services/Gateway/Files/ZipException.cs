using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Proposals.Gateway;

/// <summary>An archive that is not what its directory says, or larger than allowed.</summary>
internal sealed class ZipException(string message) : Exception(message);
