using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The fields that mean the same in the requests and answers of every RPC: request_id, min_positions, as_of, stale and
/// the passwords.
/// </summary>
/// <remarks>
/// They are looked up and their types checked once for each message type, so a call neither searches by name nor
/// reflects over properties.
/// </remarks>
internal sealed class CallFields
{
    private static readonly ConcurrentDictionary<MessageDescriptor, CallFields> Known = new();
    private readonly MessageDescriptor _message;
    private readonly IFieldAccessor? _requestId;
    private readonly IFieldAccessor? _minPositions;
    private readonly IFieldAccessor? _asOf;
    private readonly IFieldAccessor? _stale;
    private readonly IReadOnlyList<IFieldAccessor> _passwords;

    private CallFields(MessageDescriptor message)
    {
        _message = message;
        _requestId = Field("request_id", f => f is { FieldType: FieldType.String, IsRepeated: false });
        _minPositions = Field("min_positions", IsPositions);
        _asOf = Field("as_of", IsPositions);
        _stale = Field("stale", f => f is { FieldType: FieldType.Bool, IsRepeated: false });
        _passwords =
        [
            .. message
                .Fields.InFieldNumberOrder()
                .Where(f => f.Name.Contains("password", StringComparison.Ordinal))
                .Select(f => f.Accessor),
        ];

        IFieldAccessor? Field(string name, Func<FieldDescriptor, bool> fits) =>
            message.FindFieldByName(name) is { } field && fits(field) ? field.Accessor : null;

        static bool IsPositions(FieldDescriptor field) =>
            field is { FieldType: FieldType.Message, IsRepeated: true } && field.MessageType == Position.Descriptor;
    }

    /// <summary>The fields of a message's type.</summary>
    public static CallFields Of(IMessage message) => Of(message.Descriptor);

    /// <summary>The fields of a type.</summary>
    public static CallFields Of<TMessage>()
        where TMessage : IMessage, new() => OfType<TMessage>.Fields;

    /// <summary>
    /// The request's id. Throws for a command whose request has no request_id; a test of the contract finds such a
    /// command.
    /// </summary>
    public string RequestIdOf(IMessage request) =>
        (string)
            (_requestId ?? throw new NotSupportedException($"{_message.FullName} has no request_id")).GetValue(request);

    /// <summary>
    /// The positions that the answer must include at least; empty when the request has no field for them.
    /// </summary>
    public IReadOnlyList<Position> MinPositionsOf(IMessage request) =>
        _minPositions is null ? [] : [.. ((IList)_minPositions.GetValue(request)).Cast<Position>()];

    /// <summary>Writes into an answer which positions it includes, and whether it is older than requested.</summary>
    public void Mark(IMessage response, IReadOnlyList<Position> asOf, bool stale)
    {
        if (_asOf is not null)
        {
            var list = (IList)_asOf.GetValue(response);
            foreach (var position in asOf)
                list.Add(position);
        }

        if (stale)
            _stale?.SetValue(response, true);
    }

    /// <summary>The request itself when its type has no password, otherwise a copy without passwords.</summary>
    public IMessage WithoutPasswords(IMessage request)
    {
        if (_passwords.Count == 0)
            return request;
        var bare = _message.Parser.ParseFrom(request.ToByteArray());
        foreach (var password in _passwords)
            password.Clear(bare);
        return bare;
    }

    private static CallFields Of(MessageDescriptor message) => Known.GetOrAdd(message, m => new CallFields(m));

    private static class OfType<TMessage>
        where TMessage : IMessage, new()
    {
        public static readonly CallFields Fields = CallFields.Of(new TMessage().Descriptor);
    }
}
