using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Finds proposals whose texts may be similar by a few numbers for each submitted text, made of its telling words and
/// of pairs of them. Two similar texts have some in common; how similar they are is then decided by the texts
/// (docs/decisions/0033-similarity-by-words.md).
/// </summary>
internal static class SimilarityTerms
{
    // How terms are made. Another way of making them gets the next number, and a sweep then adds those of all texts.
    private const long Edition = 1;

    private const int MaxSubjectWords = 8,
        MaxSubjectPairs = 4,
        MaxPairs = 6,
        MaxKeyWords = 4,
        MaxOfSubject = MaxSubjectWords + MaxSubjectPairs,
        MaxTerms = MaxOfSubject + MaxPairs + MaxKeyWords;

    // Candidates that are compared by their texts, and how many of the newest proposals with a term are looked at: a
    // term that more have says little.
    private const int MaxCandidates = 40,
        MaxDrafts = 20,
        MaxOfTerm = 500;

    // The part of a text that a term is of.
    private const long OfEdition = 0,
        OfSubject = 1,
        OfBody = 2;

    private static readonly string Insert = $"""
        INSERT INTO similarity_terms (committee, term, proposal, part)
        SELECT @committee, t.term, @proposal, t.part
        FROM (SELECT @edition AS term, {OfEdition} AS part
        {Each(MaxTerms, i => $"  UNION SELECT @term{i}, {(i < MaxOfSubject ? OfSubject : OfBody)}")}) t
        WHERE t.term <> 0
        ON CONFLICT (committee, term, proposal, part) DO NOTHING
        """;

    // A term of a text that the caller does not read in full finds nothing.
    private static readonly string Candidates = $"""
        SELECT p.id, CAST(MAX(CASE WHEN {Readers.InFull} THEN 1 ELSE 0 END) AS BIGINT)
        FROM (
        {Each(MaxTerms, OfTerm)}) t
        JOIN proposals p ON p.committee = @committee AND p.id = t.proposal
        WHERE p.id <> @leaveOut
          {ProposalRow.Visible}
          AND (t.part = {OfSubject} OR {Readers.InFull})
        GROUP BY p.id ORDER BY COUNT(1) DESC, p.id DESC LIMIT {MaxCandidates}
        """;

    private static readonly string Drafts = Sql.Of(
        $"""
        SELECT p.id FROM proposals p
        WHERE p.committee = @committee AND p.state = {ProposalState.Draft} AND p.id <> @leaveOut
          {ProposalRow.Visible}
        ORDER BY p.id DESC LIMIT @MaxDrafts
        """
    );

    private static readonly string Missing = Sql.Of(
        $"""
        SELECT p.committee, p.id FROM proposals p
        WHERE p.state NOT IN ({ProposalState.Draft}, {ProposalState.Deleted})
          AND NOT EXISTS (SELECT 1 FROM similarity_terms t
            WHERE t.committee = p.committee AND t.term = {Edition.ToString(CultureInfo.InvariantCulture)}
              AND t.proposal = p.id AND t.part = {OfEdition.ToString(CultureInfo.InvariantCulture)})
        ORDER BY p.id LIMIT @limit
        """
    );

    /// <summary>Adds the terms of a text that is submitted. Those of an earlier one stay: they find too much.</summary>
    public static void Add(Transaction tx, string proposal, ComparedText text)
    {
        var args = Terms(text);
        args["committee"] = tx.Committee;
        args["proposal"] = proposal;
        args["edition"] = Edition;
        tx.WriteAny(Insert, args);
    }

    /// <summary>
    /// Proposals that the caller may know of and whose text may be similar, and whether the caller reads it in full:
    /// those with the most terms in common, the newest first, and drafts, which have no terms yet.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, bool>> FindAsync(
        IRead read,
        ComparedText wanted,
        string leaveOut
    )
    {
        var (committee, member, now) = (read.Committee, read.Caller.Member, read.Now);
        var office = Readers.IsOffice(read.Caller) ? 1L : 0L;
        var args = Terms(wanted);
        args["committee"] = committee;
        args["leaveOut"] = leaveOut;
        args["office"] = office;
        args["member"] = member;
        args["unit"] = read.Caller.Unit;
        args["now"] = now;
        var found = (await read.ManyAsync<(string Id, long InFull)>(Candidates, args)).ToDictionary(
            c => c.Id,
            c => c.InFull == 1
        );
        // Who sees a draft writes it, or is asked to.
        if (member.Length > 0)
        {
            var drafts = await read.ManyAsync<string>(
                Drafts,
                new
                {
                    committee,
                    leaveOut,
                    office,
                    member,
                    now,
                    MaxDrafts,
                }
            );
            foreach (var draft in drafts)
                found[draft] = true;
        }

        return found;
    }

    /// <summary>Adds the terms of texts that an earlier program submitted.</summary>
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync(
            "similarity-terms",
            Missing,
            async (tx, id) =>
            {
                if (await ProposalRow.FindAsync(tx, id) is not { } proposal)
                    return;
                var text = await ProposalTextRow.FindAsync(tx, id, proposal.SubmittedText);
                Add(tx, id, text is null ? new ComparedText(proposal.Subject) : ComparedText.Of(text.ToText()));
            },
            stop
        );

    /// <summary>The terms of a text.</summary>
    internal static HashSet<long> Of(ComparedText text) => [.. Terms(text).Values.Cast<long>().Where(t => t != 0)];

    private static Dictionary<string, object> Terms(ComparedText text)
    {
        var ofSubject = text
            .SubjectWords.Take(MaxSubjectWords)
            .Select(Term)
            .Concat(text.SubjectPairs.Select(Term).Order().Take(MaxSubjectPairs))
            .ToList();
        // The least of all pairs are a sketch of the text: similar texts have most of them in common.
        var ofBody = text.HasBody
            ? text
                .Pairs.Select(Term)
                .Order()
                .Take(MaxPairs)
                .Concat(text.KeyWords.Take(MaxKeyWords).Select(Term))
                .ToList()
            : [];
        var args = new Dictionary<string, object>();
        for (var i = 0; i < MaxTerms; i++)
        {
            var (of, at) = i < MaxOfSubject ? (ofSubject, i) : (ofBody, i - MaxOfSubject);
            args[$"term{i}"] = at < of.Count ? of[at] : 0L;
        }

        return args;
    }

    private static long Term((string, string) pair) => Term($"{pair.Item1} {pair.Item2}");

    // FNV-1a: the same on every machine, for ever. Greater than every edition.
    private static long Term(string word)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var c in word)
            hash = unchecked((hash ^ c) * 1_099_511_628_211);
        return (long)(hash >> 1) | (1L << 32);
    }

    private static string Each(int count, Func<int, string> line) =>
        string.Join('\n', Enumerable.Range(0, count).Select(line));

    private static string OfTerm(int i) =>
        $"""
              {(i == 0 ? "" : "UNION ALL ")}SELECT t{i}.proposal, t{i}.part FROM (
                SELECT s.proposal, s.part FROM similarity_terms s WHERE s.committee = @committee AND s.term = @term{i}
                ORDER BY s.proposal DESC LIMIT {MaxOfTerm}) t{i}
            """;
}
