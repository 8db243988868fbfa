using System.Security.Cryptography;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>An event of a type that this program does not know.</summary>
public sealed class UnknownEventException(string type) : Exception($"unknown event type {type}");
