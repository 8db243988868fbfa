using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Grpc.Tests;

/// <summary>The packages' own assemblies were compiled against other builds of the assemblies standing in here.</summary>
public class OfficialAssemblies
{
    private static readonly Assembly[] StandIns =
    [
        typeof(ServerCallContext).Assembly,
        typeof(ICompressionProvider).Assembly,
    ];

    /// <summary>Enough of anything for a reference into a generic type: the runtime looks a member up the same way whatever the arguments.</summary>
    private static readonly Type[] Arguments = [.. Enumerable.Repeat(typeof(object), 8)];

    [Fact]
    public void every_type_member_and_override_they_refer_to_is_there()
    {
        var walk = new Walk();
        walk.Through(typeof(GrpcServiceOptions).Assembly);
        walk.Through(typeof(GrpcChannel).Assembly);

        walk.Unresolved.Distinct().ShouldBeEmpty();
        walk.Walked.ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public void they_are_the_published_ones_and_the_stand_ins_have_the_identity_they_ask_for()
    {
        foreach (var official in new[] { typeof(GrpcServiceOptions).Assembly, typeof(GrpcChannel).Assembly })
        {
            using var file = new PEReader(File.OpenRead(official.Location));
            var metadata = file.GetMetadataReader();
            var asked = metadata
                .AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Select(reference => reference.GetAssemblyName().FullName)
                .ToList();

            official.GetName().GetPublicKey().ShouldBe(StandIns[0].GetName().GetPublicKey());
            asked.ShouldContain(StandIns[0].FullName!);
            asked.ShouldContain(StandIns[1].FullName!);
        }
    }

    [Fact]
    public void the_numbers_compiled_into_them_mean_the_same_names_here()
    {
        Enum.GetNames<MethodType>().ShouldBe(["Unary", "ClientStreaming", "ServerStreaming", "DuplexStreaming"]);
        Enum.GetNames<ConnectivityState>().ShouldBe(["Idle", "Connecting", "Ready", "TransientFailure", "Shutdown"]);
        Enum.GetNames<StatusCode>()
            .ShouldBe([
                "OK",
                "Cancelled",
                "Unknown",
                "InvalidArgument",
                "DeadlineExceeded",
                "NotFound",
                "AlreadyExists",
                "PermissionDenied",
                "ResourceExhausted",
                "FailedPrecondition",
                "Aborted",
                "OutOfRange",
                "Unimplemented",
                "Internal",
                "Unavailable",
                "DataLoss",
                "Unauthenticated",
            ]);
        Enum.GetValues<MethodType>().Cast<int>().ShouldBe(Enumerable.Range(0, 4));
        Enum.GetValues<ConnectivityState>().Cast<int>().ShouldBe(Enumerable.Range(0, 5));
        Enum.GetValues<StatusCode>().Cast<int>().ShouldBe(Enumerable.Range(0, 17));
        ((int)WriteFlags.BufferHint, (int)WriteFlags.NoCompress).ShouldBe((1, 2));
    }

    /// <summary>Has the runtime resolve every reference of an assembly and remembers those it cannot.</summary>
    private sealed class Walk
    {
        private static readonly HashSet<string> Names = [.. StandIns.Select(assembly => assembly.GetName().Name!)];

        public int Walked { get; private set; }

        public List<string> Unresolved { get; } = [];

        public void Through(Assembly assembly)
        {
            using var file = new PEReader(File.OpenRead(assembly.Location));
            var metadata = file.GetMetadataReader();
            foreach (var handle in metadata.TypeReferences)
            {
                var (owner, name) = Described(metadata, handle);
                Check(
                    owner,
                    name,
                    () =>
                        assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(handle))
                            is { IsVisible: false, IsNestedFamily: false, IsNestedFamORAssem: false }
                );
            }

            foreach (var handle in metadata.MemberReferences)
            {
                var member = metadata.GetMemberReference(handle);
                var (owner, name) = Described(metadata, member.Parent);
                Check(
                    owner,
                    $"{name}.{metadata.GetString(member.Name)}",
                    () =>
                        Hidden(
                            assembly.ManifestModule.ResolveMember(
                                MetadataTokens.GetToken(handle),
                                Arguments,
                                Arguments
                            )!
                        )
                );
            }

            Overrides(assembly);
        }

        /// <summary>Without the method it overrides, an override becomes a method of its own that nobody calls.</summary>
        private void Overrides(Assembly assembly)
        {
            Type[] types;
            try
            {
                types = assembly.GetTypes();
            }
            catch (ReflectionTypeLoadException e)
            {
                Unresolved.AddRange(e.LoaderExceptions.Select(each => each!.Message));
                types = [.. e.Types.OfType<Type>()];
            }

            foreach (
                var method in types.SelectMany(type =>
                    type.GetMethods(
                        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                    )
                )
            )
            {
                if (!method.IsVirtual || method.Attributes.HasFlag(MethodAttributes.NewSlot))
                {
                    continue;
                }

                var overridden = method.GetBaseDefinition();
                if (overridden == method)
                {
                    Unresolved.Add($"what {method.DeclaringType}.{method} overrides");
                }
                else if (StandIns.Contains(overridden.DeclaringType!.Assembly))
                {
                    Walked++;
                }
            }
        }

        private void Check(string owner, string name, Func<bool> isHidden)
        {
            if (!Names.Contains(owner))
            {
                return;
            }

            Walked++;
            try
            {
                if (isHidden())
                {
                    Unresolved.Add($"[{owner}] {name}: not accessible");
                }
            }
            catch (Exception e)
                when (e
                        is TypeLoadException
                            or MissingMemberException
                            or ArgumentException
                            or BadImageFormatException
                            or FileNotFoundException
                )
            {
                Unresolved.Add($"[{owner}] {name}: {e.Message}");
            }
        }

        private static bool Hidden(MemberInfo member) =>
            member switch
            {
                MethodBase method => !(method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly),
                FieldInfo field => !(field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly),
                _ => true,
            };

        /// <summary>The assembly a type comes from, by name, and the type's name.</summary>
        private static (string Assembly, string Name) Described(MetadataReader metadata, EntityHandle handle)
        {
            switch (handle.Kind)
            {
                case HandleKind.TypeReference:
                    var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
                    var name = metadata.GetString(type.Name);
                    if (type.ResolutionScope.Kind == HandleKind.TypeReference)
                    {
                        var (assembly, outer) = Described(metadata, type.ResolutionScope);
                        return (assembly, $"{outer}+{name}");
                    }

                    return type.ResolutionScope.Kind == HandleKind.AssemblyReference
                        ? (
                            metadata.GetString(
                                metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name
                            ),
                            $"{metadata.GetString(type.Namespace)}.{name}"
                        )
                        : ("", name);
                case HandleKind.TypeSpecification:
                    // A generic type with its arguments: the signature begins with what kind it is and then the type itself.
                    var signature = metadata.GetBlobReader(
                        metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature
                    );
                    if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                    {
                        return ("", "");
                    }

                    _ = signature.ReadCompressedInteger();
                    return Described(metadata, signature.ReadTypeHandle());
                default:
                    return ("", "");
            }
        }
    }
}
