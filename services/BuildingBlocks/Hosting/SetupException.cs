using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Npgsql;

namespace Proposals.BuildingBlocks;

/// <summary>The program cannot work as it is set up. The message is one Chinese sentence for the operator: what is wrong, and what to do.</summary>
public sealed class SetupException(string message) : InvalidOperationException(message);
