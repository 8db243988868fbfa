using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>开设届次: opens a session, with the cut-off that separates 大会 from 平时.</summary>
internal static class OpenPlenarySession
{
    public static async Task<Decision<PlenarySession>> HandleAsync(OpenPlenarySessionRequest request, Transaction tx)
    {
        if (request.Session is not { } session)
            return CommonRefusals.FieldRequired.On("session");
        if (Refuses(session) is { } refusal)
            return refusal;
        return await FindAsync(tx, session.Term, session.Number) is not null
            ? DirectoryRefusals.AlreadyExists.On("session")
            : Open(tx, session);
    }

    /// <summary>
    /// Null for a session that can be opened. Refusals: FIELD_REQUIRED, FIELD_INVALID, each with its field.
    /// </summary>
    public static Refusal? Refuses(PlenarySession session) =>
        session.Term is < 1 or > 99 ? CommonRefusals.FieldInvalid.On("session.term")
        : session.Number is < 1 or > 99 ? CommonRefusals.FieldInvalid.On("session.number")
        : session.OpensAt is null ? CommonRefusals.FieldRequired.On("session.opens_at")
        : session.CutOffAt is null ? CommonRefusals.FieldRequired.On("session.cut_off_at")
        : session.ClosesAt is null ? CommonRefusals.FieldRequired.On("session.closes_at")
        : session.CutOffAt < session.OpensAt
            ? CommonRefusals.FieldInvalid.On("session.cut_off_at", "截止时间不能早于开幕时间。")
        : session.ClosesAt < session.CutOffAt
            ? CommonRefusals.FieldInvalid.On("session.closes_at", "闭幕时间不能早于截止时间。")
        : null;

    /// <summary>The session of a term and number, or null.</summary>
    public static async Task<PlenarySession?> FindAsync(IRead read, int term, int number) =>
        await read.OneAsync<PlenarySessionRow>(
            """
            SELECT id, term, number, opens_at, cut_off_at, closes_at
            FROM plenary_sessions
            WHERE committee = @committee AND term = @term AND number = @number
            """,
            new
            {
                committee = read.Committee,
                term,
                number,
            }
        )
            is { } row
            ? ToMessage(read.Committee, row)
            : null;

    /// <summary>Writes a session and its event.</summary>
    public static PlenarySession Open(Transaction tx, PlenarySession session)
    {
        var id = tx.NewId();
        DirectoryJournal.Record(
            tx,
            id,
            1,
            new PlenarySessionOpened
            {
                Session = id,
                Term = session.Term,
                Number = session.Number,
                OpensAt = session.OpensAt,
                CutOffAt = session.CutOffAt,
                ClosesAt = session.ClosesAt,
            }
        );
        return ToMessage(tx.Committee, RowOf(id, session));
    }

    /// <summary>A session as it would be written.</summary>
    public static PlenarySession Plan(Transaction tx, PlenarySession session) =>
        ToMessage(tx.Committee, RowOf(tx.NewId(), session));

    private static PlenarySessionRow RowOf(string id, PlenarySession session) =>
        new()
        {
            Id = id,
            Term = session.Term,
            Number = session.Number,
            OpensAt = session.OpensAt.ToDateTimeOffset(),
            CutOffAt = session.CutOffAt.ToDateTimeOffset(),
            ClosesAt = session.ClosesAt.ToDateTimeOffset(),
        };

    /// <summary>The session as clients see it.</summary>
    public static PlenarySession ToMessage(string committee, PlenarySessionRow row) =>
        new()
        {
            Name = ResourceName.Of(committee, "sessions", row.Id),
            Term = row.Term,
            Number = row.Number,
            OpensAt = Timestamp.FromDateTimeOffset(row.OpensAt),
            CutOffAt = Timestamp.FromDateTimeOffset(row.CutOffAt),
            ClosesAt = Timestamp.FromDateTimeOffset(row.ClosesAt),
            Title = row.Title,
        };
}
