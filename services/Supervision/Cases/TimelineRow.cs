using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>An event of a case, as stored.</summary>
internal record TimelineRow
{
    public string Source { get; init; } = "";
    public long Position { get; init; }
    public string Type { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Actor { get; init; } = "";
    public byte[] Body { get; init; } = [];

    /// <summary>The event itself.</summary>
    public IMessage Happened() => EventTypes.Parse(new Event { Type = Type, Body = ByteString.CopyFrom(Body) });

    /// <summary>The event as clients see it; a unit does not see who did some of them.</summary>
    public TimelineEntry ToEntry(string committee, Labels labels, bool forUnit)
    {
        var happened = Happened();
        var member = TimelineSentence.MemberOf(happened);
        return new TimelineEntry
        {
            Position = new Position { Source = Source, Position_ = Position },
            At = Timestamp.FromDateTimeOffset(At),
            Actor = forUnit && UnitReads.HidesActor(Source) ? "" : Actor,
            Type = Type,
            Text = TimelineSentence.Of(happened, labels),
            Member = member.Length == 0 ? "" : ResourceName.Of(committee, "members", member),
        };
    }
}
