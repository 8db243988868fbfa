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
        if (session.Term is < 1 or > 99)
            return CommonRefusals.FieldInvalid.On("session.term");
        if (session.Number is < 1 or > 99)
            return CommonRefusals.FieldInvalid.On("session.number");
        if (session.OpensAt is null)
            return CommonRefusals.FieldRequired.On("session.opens_at");
        if (session.CutOffAt is null)
            return CommonRefusals.FieldRequired.On("session.cut_off_at");
        if (session.ClosesAt is null)
            return CommonRefusals.FieldRequired.On("session.closes_at");
        if (session.CutOffAt < session.OpensAt)
            return CommonRefusals.FieldInvalid.On("session.cut_off_at", "截止时间不能早于开幕时间。");
        if (session.ClosesAt < session.CutOffAt)
            return CommonRefusals.FieldInvalid.On("session.closes_at", "闭幕时间不能早于截止时间。");
        return await FindAsync(tx, session.Term, session.Number) is not null
            ? DirectoryRefusals.AlreadyExists.On("session")
            : Open(tx, session);
    }

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
        return ToMessage(
            tx.Committee,
            new PlenarySessionRow
            {
                Id = id,
                Term = session.Term,
                Number = session.Number,
                OpensAt = session.OpensAt.ToDateTimeOffset(),
                CutOffAt = session.CutOffAt.ToDateTimeOffset(),
                ClosesAt = session.ClosesAt.ToDateTimeOffset(),
            }
        );
    }

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
