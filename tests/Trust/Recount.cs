using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Trust;

/// <summary>
/// Counts the figures of a session again from the journals, by the definitions of docs/figures.md. It uses nothing of
/// services/Supervision.
/// </summary>
internal static class Recount
{
    private static readonly Dictionary<string, MessageDescriptor> Types = Contract.Events.ToDictionary(
        m => m.FullName,
        StringComparer.Ordinal
    );

    /// <summary>A figure: numerator/denominator and percent as text, as they are shown.</summary>
    public sealed record Counted(string Definition, string Group, string Text);

    /// <summary>Counts every figure.</summary>
    public static IReadOnlyList<Counted> Of(IReadOnlyDictionary<string, Stored> stored, string session)
    {
        var profiles = stored["directory"]
            .Rows.Select(Read)
            .OfType<PolicyProfilePublished>()
            .ToDictionary(p => p.PolicyProfile.Version, p => p.PolicyProfile);
        var inForce = profiles[profiles.Keys.Max()];
        var cases = new Dictionary<string, Proposal>(StringComparer.Ordinal);
        foreach (var row in stored["intake"].Rows)
            FoldIntake(cases, Read(row));
        foreach (var row in stored["assignment"].Rows)
            FoldAssignment(cases, Read(row), Time(row));
        foreach (var row in stored["feedback"].Rows)
            FoldFeedback(cases, Read(row));
        var all = cases
            .Values.Where(c => c.Session == session && c.State is not (ProposalState.Draft or ProposalState.Deleted))
            .ToList();
        foreach (var c in all)
            c.Rule = profiles.GetValueOrDefault(c.Policy, inForce);

        var inclusive = inForce.FiledConvention != FiledConvention.Disjoint;
        var received = all.Count;
        var filed = all.Where(c => c.State == ProposalState.Filed || (inclusive && c.State == ProposalState.Merged))
            .ToList();
        var both = all.Count(c => c.State is ProposalState.Filed or ProposalState.Merged);
        var handled = all.Where(c => c.State == ProposalState.Filed).ToList();
        var handedOver = handled.Where(c => c.Live.Count > 0).ToList();
        var replied = handled.Where(c => c.RepliedIn(1)).ToList();
        var asked = replied.Where(c => c.Forms.Count > 0).ToList();
        var figures = new List<Counted>();
        void Count(string id, int n, string group = "") =>
            figures.Add(new(id, group, string.Create(CultureInfo.InvariantCulture, $"{n}/0 ")));
        void Rate(string id, int n, int of, string group = "") =>
            figures.Add(new(id, group, string.Create(CultureInfo.InvariantCulture, $"{n}/{of} {Percent(n, of)}")));

        Count("received", received);
        Count(
            "pending",
            all.Count(c => c.State is ProposalState.Submitted or ProposalState.Returned or ProposalState.Examined)
        );
        Count("filed", filed.Count);
        Count("filed_inclusive", both);
        Count("filed_disjoint", handled.Count);
        Rate("filing_rate", filed.Count, received);
        Rate("filing_rate_inclusive", both, received);
        Rate("filing_rate_disjoint", handled.Count, received);
        Count("not_filed", all.Count(c => c.State == ProposalState.NotFiled && c.RedirectedAs.Length == 0));
        Count("redirected", all.Count(c => c.RedirectedAs.Length > 0));
        Count("merged", all.Count(c => c.State == ProposalState.Merged));
        Count("withdrawn", all.Count(c => c.State == ProposalState.Withdrawn));
        Count("in_session", all.Count(c => c.Kind == SessionKind.InSession));
        Count("inter_session", all.Count(c => c.Kind == SessionKind.InterSession));
        Rate("in_session_share", all.Count(c => c.Kind == SessionKind.InSession), received);
        Rate("inter_session_share", all.Count(c => c.Kind != SessionKind.InSession), received);
        foreach (var examined in all.GroupBy(c => c.Examination).Where(g => g.Key.Length > 0))
        {
            Count("examination_outcome", examined.Count(), examined.Key);
            Rate("examination_outcome_share", examined.Count(), received, examined.Key);
        }

        Rate("collective_of_received", all.Count(c => c.Proposer != ProposerKind.Member), received);
        Rate("individual_of_received", all.Count(c => c.Proposer == ProposerKind.Member), received);
        Rate("collective", filed.Count(c => c.Proposer != ProposerKind.Member), filed.Count);
        Rate("individual", filed.Count(c => c.Proposer == ProposerKind.Member), filed.Count);
        foreach (var category in all.Select(c => c.Category).Distinct(StringComparer.Ordinal))
        {
            Count("category_filed", filed.Count(c => c.Category == category), category);
            Rate("category_share", filed.Count(c => c.Category == category), filed.Count, category);
            Rate("category_share_of_received", all.Count(c => c.Category == category), received, category);
        }

        // When a campaign is over, every case is closed, no light is on and nothing is overdue. A duty that is still
        // open would show as a difference.
        string[] ofOpenDuties =
        [
            "light_green",
            "light_yellow",
            "light_red",
            "overdue",
            "overdue_opinions",
            "lead_excusable",
        ];
        foreach (var light in ofOpenDuties)
            Count(light, handled.Count(c => !c.Closed && c.Live.Any(t => t.Done is null)));
        var key = new HashSet<string>(StringComparer.Ordinal);
        foreach (var happened in stored["supervision"].Rows.Select(Read))
        {
            if (happened is KeyProposalMarked marked)
                key.Add(marked.Proposal);
            else if (happened is KeyProposalUnmarked unmarked)
                key.Remove(unmarked.Proposal);
        }

        var keyFiled = cases.Count(c => key.Contains(c.Key) && filed.Contains(c.Value));
        Count("key_proposals", keyFiled);
        Rate("key_share", keyFiled, filed.Count);
        Count("handed_over", handedOver.Count);
        Rate("contact_rate", handedOver.Count(c => c.Contacted), handedOver.Count);
        Count("replied", replied.Count);
        Rate("reply_rate", replied.Count, handled.Count);
        Rate("reply_rate_of_filed", filed.Count(c => c.RepliedIn(1)), filed.Count);
        Rate(
            "on_time_reply_rate",
            replied.Count(c =>
                c.Live.Where(t => t.Answers && t.Round == 1).All(t => t.Done is { } at && at < t.TooLateAt && !t.Late)
            ),
            handled.Count
        );
        Count("rehandled", handled.Count(c => c.Rounds >= 2));
        Count("conciliated", handled.Count(c => c.Conciliated));
        Rate(
            "conciliated_understood",
            handled.Count(c => c is { Conciliated: true, Understood: true }),
            handled.Count(c => c.Conciliated)
        );
        Count("closed", handled.Count(c => c.Closed));
        Rate("closing_rate", handled.Count(c => c.Closed), handled.Count);
        Rate("closing_rate_of_filed", filed.Count(c => c.Closed), filed.Count);
        Rate("closing_rate_of_replied", replied.Count(c => c.Closed), replied.Count);
        // A case of this system is neither. Only a ledger of an earlier system has such cases.
        Count("carried_over", 0);
        Count("unable", 0);
        var unitCases = handled.SelectMany(c => c.UnitCases()).ToList();
        var answeredCases = unitCases.Where(u => u.Outcome is not null).ToList();
        foreach (var code in inForce.OutcomeClasses.Select(o => o.Code))
        {
            var of = replied.Count(c => c.Outcome() == code);
            Rate($"outcome_{code}", of, replied.Count);
            Rate($"outcome_{code}_of_received", of, received);
            Rate($"outcome_{code}_of_filed", of, filed.Count);
            Rate($"outcome_{code}_of_handled", of, handled.Count);
            Rate($"outcome_{code}_of_classified", of, replied.Count(c => c.Outcome().Length > 0));
            Rate(
                $"outcome_{code}_of_any_unit",
                replied.Count(c => c.Outcome() == code || c.UnitCases().Any(u => u.Outcome == code)),
                replied.Count
            );
            Rate(
                $"outcome_{code}_of_unit_cases",
                answeredCases.Count(u => u.Outcome == code),
                answeredCases.Count(u => u.Outcome!.Length > 0)
            );
        }

        var ratedCases = answeredCases
            .Select(u => (Work: u.Case.Stands(f => f.Work, u.Unit), Result: u.Case.Stands(f => f.Result, u.Unit)))
            .ToList();
        var latest = stored.Values.SelectMany(j => j.Rows).Max(Time);
        var promises = Promises(stored["assignment"].Rows).Where(p => handled.Contains(cases[p.Proposal])).ToList();
        var due = promises.Where(p => latest >= p.TooLateAt).ToList();
        Count("commitments", promises.Count);
        Count("commitments_fulfilled", promises.Count(p => p.Fulfilled));
        Count("commitments_overdue", due.Count(p => p.ProvenAt is null));
        Rate("commitment_rate", due.Count(p => p.Fulfilled && p.ProvenAt < p.TooLateAt), due.Count);
        var supervised = stored["supervision"].Rows.Select(Read).ToList();
        var cancelled = supervised.OfType<SupervisionTaskCancelled>().Select(e => e.Task).ToHashSet();
        Count(
            "supervision_tasks",
            supervised.OfType<SupervisionTaskOpened>().Count(e => IsCounted(e.Proposal, e.Task))
        );
        Count(
            "supervision_tasks_finished",
            supervised.OfType<SupervisionTaskFinished>().Count(e => IsCounted(e.Proposal, e.Task))
        );
        bool IsCounted(string proposal, string task) => all.Contains(cases[proposal]) && !cancelled.Contains(task);
        Count("unit_cases", unitCases.Count);
        Count("unit_cases_with_co_handlers", handled.Sum(c => c.Live.Select(t => t.Unit).Distinct().Count()));
        Rate("unit_cases_reply_rate", answeredCases.Count, unitCases.Count);
        Rate(
            "unit_cases_satisfaction_rate",
            ratedCases.Count(r => Good(r.Work) && Good(r.Result)),
            ratedCases.Count(r => r.Work != Rating.Unspecified && r.Result != Rating.Unspecified)
        );
        var (work, result) = (
            asked.Select(c => c.Stands(f => f.Work)).ToList(),
            asked.Select(c => c.Stands(f => f.Result)).ToList()
        );
        foreach (var (name, ratings) in new[] { ("work", work), ("result", result) })
        {
            Rate($"{name}_satisfied", ratings.Count(r => r == Rating.Satisfied), asked.Count);
            Rate($"{name}_mostly_satisfied", ratings.Count(r => r == Rating.MostlySatisfied), asked.Count);
            Rate($"{name}_dissatisfied", ratings.Count(r => r == Rating.Dissatisfied), asked.Count);
            Rate($"{name}_not_stated", ratings.Count(r => r == Rating.Unspecified), asked.Count);
            Rate($"{name}_satisfaction_rate", ratings.Count(Good), ratings.Count(r => r != Rating.Unspecified));
            Rate($"{name}_satisfaction_rate_of_replied", ratings.Count(Good), replied.Count);
            Rate($"{name}_satisfaction_rate_of_asked", ratings.Count(Good), asked.Count);
            foreach (
                var (level, rating) in new[]
                {
                    ("satisfied", Rating.Satisfied),
                    ("mostly_satisfied", Rating.MostlySatisfied),
                    ("dissatisfied", Rating.Dissatisfied),
                }
            )
            {
                var given = ratings.Count(r => r == rating);
                Rate($"{name}_{level}_of_stated", given, ratings.Count(r => r != Rating.Unspecified));
                Rate($"{name}_{level}_of_replied", given, replied.Count);
                Rate($"{name}_{level}_of_filed", given, filed.Count);
            }
        }

        var bothGood = work.Zip(result).Count(p => Good(p.First) && Good(p.Second));
        Rate(
            "satisfaction_rate",
            bothGood,
            work.Zip(result).Count(p => p.First != Rating.Unspecified && p.Second != Rating.Unspecified)
        );
        Rate("satisfaction_rate_of_replied", bothGood, replied.Count);
        foreach (var unit in all.SelectMany(c => c.Live).Select(t => t.Unit).Distinct(StringComparer.Ordinal))
        {
            var answered = handled.Where(c => c.Live.Any(t => t.Unit == unit && t.Answers)).ToList();
            var done = answered.Where(c => c.Replies.Any(r => r.Unit == unit)).ToList();
            var rated = done.Select(c => (Work: c.Stands(f => f.Work, unit), Result: c.Stands(f => f.Result, unit)))
                .ToList();
            var good = rated.Count(r => Good(r.Work) && Good(r.Result));
            Count("unit_assigned", answered.Count, unit);
            Count("unit_co_handled", handled.Count(c => c.Live.Any(t => t.Unit == unit && !t.Answers)), unit);
            Count("unit_replied", done.Count, unit);
            Rate("unit_reply_rate", done.Count, answered.Count, unit);
            Count("unit_satisfied", good, unit);
            Rate(
                "unit_satisfaction_rate",
                good,
                rated.Count(r => r.Work != Rating.Unspecified && r.Result != Rating.Unspecified),
                unit
            );
        }

        return figures;
    }

    /// <summary>What delivered replies promised and nobody took back. A campaign agrees to no later day.</summary>
    private static IEnumerable<Promise> Promises(IEnumerable<Row> rows)
    {
        var promises = new Dictionary<string, Promise>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            switch (Read(row))
            {
                case CommitmentMade e:
                    promises[e.Commitment] = new(e.Proposal, e.Due.TooLateAt.ToDateTimeOffset(), null, false);
                    break;
                case CommitmentProven e:
                    promises[e.Commitment] = promises[e.Commitment] with { ProvenAt = Time(row) };
                    break;
                case CommitmentProofRefused e:
                    promises[e.Commitment] = promises[e.Commitment] with { ProvenAt = null };
                    break;
                case CommitmentFulfilled e:
                    promises[e.Commitment] = promises[e.Commitment] with { Fulfilled = true };
                    break;
                case CommitmentVoided e:
                    promises.Remove(e.Commitment);
                    break;
            }
        }

        return promises.Values;
    }

    private sealed record Promise(string Proposal, DateTimeOffset TooLateAt, DateTimeOffset? ProvenAt, bool Fulfilled);

    private static bool Good(Rating rating) => rating is Rating.Satisfied or Rating.MostlySatisfied;

    private static string Percent(int numerator, int denominator) =>
        denominator == 0
            ? "—"
            : Math.Round(100m * numerator / denominator, 1, MidpointRounding.AwayFromZero)
                .ToString("F1", CultureInfo.InvariantCulture);

    private static IMessage Read(Row row) => Types[row.Type].Parser.ParseFrom(row.Body);

    private static DateTimeOffset Time(Row row) =>
        DateTimeOffset.UnixEpoch.AddTicks(row.At * TimeSpan.TicksPerMicrosecond);

    private static void FoldIntake(Dictionary<string, Proposal> cases, IMessage message)
    {
        switch (message)
        {
            case ProposalDrafted e:
                cases.Add(
                    e.Proposal,
                    new Proposal
                    {
                        Session = e.Session,
                        State = ProposalState.Draft,
                        Proposer = e.ProposerKind,
                        Category = e.Category,
                    }
                );
                break;
            case ProposalRevised e:
                cases[e.Proposal].Category = e.Category;
                break;
            case ProposalDeleted e:
                cases[e.Proposal].State = ProposalState.Deleted;
                break;
            case ProposalSubmitted e:
                var submitted = cases[e.Proposal];
                (
                    submitted.State,
                    submitted.Session,
                    submitted.Kind,
                    submitted.Proposer,
                    submitted.Category,
                    submitted.Policy
                ) = (ProposalState.Submitted, e.Session, e.SessionKind, e.ProposerKind, e.Category, e.PolicyVersion);
                break;
            case ProposalFiled e:
                var filed = cases[e.Proposal];
                (filed.State, filed.Session, filed.Kind, filed.Category, filed.Policy) = (
                    ProposalState.Filed,
                    e.Session,
                    e.SessionKind,
                    e.Category,
                    e.PolicyVersion
                );
                break;
            case ProposalReturned e:
                cases[e.Proposal].State = ProposalState.Returned;
                break;
            case ProposalExamined e:
                cases[e.Proposal].State = ProposalState.Examined;
                break;
            case ProposalRejected e:
                cases[e.Proposal].State = ProposalState.NotFiled;
                break;
            case ProposalRedirected e:
                cases[e.Proposal].RedirectedAs = e.Outcome;
                break;
            case ProposalMerged e:
                cases[e.Proposal].State = ProposalState.Merged;
                break;
            case ProposalUnmerged e:
                cases[e.Proposal].State = e.State;
                break;
            case ProposalWithdrawn e:
                cases[e.Proposal].State = ProposalState.Withdrawn;
                break;
            case ProposalReinstated e:
                cases[e.Proposal].State = ProposalState.Filed;
                break;
            case WithdrawalRequested or WithdrawalAgreed or WithdrawalEnded:
            case CoSignerInvited or InvitationEnded or CoSignerAskedAgain or SignatureRetracted or RetractionNoted:
            case FileAttached or FileDetached:
                break;
            default:
                throw new InvalidOperationException($"the recount does not know {message.Descriptor.FullName}");
        }
    }

    private static void FoldAssignment(Dictionary<string, Proposal> cases, IMessage message, DateTimeOffset at)
    {
        switch (message)
        {
            case AssignmentHandedOver e:
                cases[e.Proposal]
                    .Tasks.Add(
                        e.Assignment,
                        new UnitTask
                        {
                            Unit = e.Unit,
                            Answers = e.Role != AssignmentRole.CoHandle,
                            Round = e.Round,
                            Needed = e.RepliesNeeded,
                            TooLateAt = e.Due.TooLateAt.ToDateTimeOffset(),
                        }
                    );
                break;
            case ReturnApproved e:
                cases[e.Proposal].Tasks[e.Assignment].Ended = true;
                break;
            case AssignmentReassigned e:
                cases[e.Proposal].Tasks[e.Assignment].Ended = true;
                break;
            case AssignmentReleased e:
                cases[e.Proposal].Tasks[e.Assignment].Ended = true;
                break;
            case AssignmentCancelled { Reply.Length: > 0 } e:
                cases[e.Proposal].Stand(e.Assignment, e.Reply);
                break;
            case AssignmentCancelled e:
                cases[e.Proposal].Tasks[e.Assignment].Ended = true;
                break;
            case ExtensionGranted e:
                cases[e.Proposal].Tasks[e.Assignment].TooLateAt = e.Due.TooLateAt.ToDateTimeOffset();
                break;
            case DueDatesRecounted e:
                cases[e.Proposal].Tasks[e.Assignment].TooLateAt = e.Due.TooLateAt.ToDateTimeOffset();
                break;
            case OpinionSubmitted e:
                cases[e.Proposal].Tasks[e.Assignment].Done = at;
                break;
            case OpinionSentBack e:
                cases[e.Proposal].Tasks[e.Assignment].Done = null;
                cases[e.Proposal].Tasks[e.Assignment].TooLateAt = e.Due.TooLateAt.ToDateTimeOffset();
                break;
            case ContactLogged e:
                cases[e.Proposal].Contacted = true;
                break;
            case ReplySentBack e:
                cases[e.Proposal].Tasks[e.Assignment].Late |=
                    e.Delivered && e.OldDue.TooLateAt.ToDateTimeOffset() <= cases[e.Proposal].Tasks[e.Assignment].Done;
                cases[e.Proposal].Tasks[e.Assignment].Done = null;
                cases[e.Proposal].Tasks[e.Assignment].TooLateAt = e.Due.TooLateAt.ToDateTimeOffset();
                if (e.Delivered)
                    cases[e.Proposal].TakeBack(e.Reply);
                break;
            case ReplyDelivered e:
                cases[e.Proposal].Tasks[e.Assignment].Done = at;
                cases[e.Proposal]
                    .Replies.Add(
                        new Reply(e.Reply, e.Unit, e.Assignment, e.Round, e.RepliesNeeded, e.OutcomeClass, at)
                    );
                break;
        }
    }

    private static void FoldFeedback(Dictionary<string, Proposal> cases, IMessage message)
    {
        switch (message)
        {
            case FormIssued e:
                cases[e.Proposal]
                    .Forms.Add(
                        e.Form,
                        new Form
                        {
                            Reply = e.Reply,
                            Unit = e.Unit,
                            Member = e.Member,
                            Round = e.Round,
                            Lead = e.Lead,
                        }
                    );
                break;
            case FeedbackSubmitted e:
                cases[e.Proposal].Forms[e.Form].Says(e.Work, e.Result);
                break;
            case PaperFormRecorded { Conflict: false } e:
                cases[e.Proposal].Forms[e.Form].Says(e.Work, e.Result);
                break;
            case PaperConflictSettled e:
                cases[e.Proposal].Forms[e.Form].Says(e.Work, e.Result);
                break;
            case FeedbackRestated e:
                cases[e.Proposal].Forms[e.Form].Says(e.Work, e.Result);
                break;
            case ConciliationHeld e:
                (cases[e.Proposal].Conciliated, cases[e.Proposal].Understood) = (
                    true,
                    e.Understanding == Understanding.Understood
                );
                break;
            case CaseMoved e:
                (cases[e.Proposal].Closed, cases[e.Proposal].FeedbackRound) = (false, e.Round);
                break;
            case RehandlingOrdered e:
                (cases[e.Proposal].Closed, cases[e.Proposal].FeedbackRound) = (false, e.Round);
                break;
            case CaseClosed e:
                (cases[e.Proposal].Closed, cases[e.Proposal].FeedbackRound) = (true, e.Round);
                break;
        }
    }

    private sealed record Reply(
        string Id,
        string Unit,
        string Assignment,
        int Round,
        int Needed,
        string Outcome,
        DateTimeOffset At
    );

    private sealed class UnitTask
    {
        public string Unit { get; init; } = "";
        public bool Answers { get; init; }
        public int Round { get; init; }
        public int Needed { get; init; }
        public DateTimeOffset TooLateAt { get; set; }
        public DateTimeOffset? Done { get; set; }

        /// <summary>A reply that was sent back had come late.</summary>
        public bool Late { get; set; }
        public bool Ended { get; set; }
    }

    private sealed class Form
    {
        public string Reply { get; init; } = "";
        public string Unit { get; init; } = "";
        public string Member { get; init; } = "";
        public int Round { get; init; }
        public bool Lead { get; init; }
        public bool Stated { get; private set; }
        public Rating Work { get; private set; }
        public Rating Result { get; private set; }

        public void Says(Rating work, Rating result) => (Stated, Work, Result) = (true, work, result);
    }

    private sealed class Proposal
    {
        public string Session { get; set; } = "";
        public ProposalState State { get; set; }
        public SessionKind Kind { get; set; }
        public ProposerKind Proposer { get; set; }
        public string Category { get; set; } = "";
        public string RedirectedAs { get; set; } = "";
        public long Policy { get; set; }
        public PolicyProfile Rule { get; set; } = new();
        public Dictionary<string, UnitTask> Tasks { get; } = [];
        public List<Reply> Replies { get; } = [];

        /// <summary>The replies that were sent back, by id; what was rated of them does not count.</summary>
        public Dictionary<string, Reply> SentBack { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, Form> Forms { get; } = [];
        public bool Contacted { get; set; }
        public bool Closed { get; set; }
        public int FeedbackRound { get; set; }
        public bool Conciliated { get; set; }
        public bool Understood { get; set; }

        /// <summary>Takes out a delivered reply that was sent back.</summary>
        public void TakeBack(string id)
        {
            var reply = Replies.Single(r => r.Id == id);
            Replies.Remove(reply);
            SentBack.Add(id, reply);
        }

        /// <summary>A reply that was sent back counts again: its proposers had ordered a further round.</summary>
        public void Stand(string assignment, string id)
        {
            var reply = SentBack[id];
            SentBack.Remove(id);
            Replies.Add(reply);
            // The task of a unit that took over has no reply of its own.
            Tasks[assignment].Ended = reply.Assignment != assignment;
            Tasks[assignment].Done = reply.At;
        }

        /// <summary>Tasks that were neither returned nor cancelled.</summary>
        public List<UnitTask> Live => [.. Tasks.Values.Where(t => !t.Ended)];

        /// <summary>Code of the outcome of examination that its state stands for.</summary>
        public string Examination =>
            State switch
            {
                ProposalState.Filed => CodeOf(ExaminationEffect.Filed),
                ProposalState.Merged => CodeOf(ExaminationEffect.Merged),
                ProposalState.NotFiled when RedirectedAs.Length > 0 => RedirectedAs,
                ProposalState.NotFiled => CodeOf(ExaminationEffect.NotFiled),
                ProposalState.Withdrawn => CodeOf(ExaminationEffect.Withdrawn),
                _ => "",
            };

        private string CodeOf(ExaminationEffect effect) =>
            Rule.ExaminationOutcomes.FirstOrDefault(o => o.Effect == effect)?.Code ?? "";

        /// <summary>Its units that answer, each with the class of its last reply; null before it has replied.</summary>
        public IEnumerable<(Proposal Case, string Unit, string? Outcome)> UnitCases() =>
            Live.Where(t => t.Answers)
                .Select(t => t.Unit)
                .Distinct(StringComparer.Ordinal)
                .Select(u => (this, u, Replies.Where(r => r.Unit == u).MaxBy(r => r.Round)?.Outcome));

        public int Rounds => Live.Select(t => t.Round).Append(FeedbackRound).Max();

        /// <summary>True when as many tasks were answered in a round as it needs.</summary>
        public bool RepliedIn(int round)
        {
            var needed = Live.Where(t => t.Round == round)
                .Select(t => t.Needed)
                .Concat(Replies.Where(r => r.Round == round).Select(r => r.Needed))
                .Append(0)
                .Max();
            return needed > 0
                && Replies
                    .Where(r => r.Round == round)
                    .Select(r => r.Assignment)
                    .ToHashSet(StringComparer.Ordinal)
                    .Count >= needed;
        }

        /// <summary>The lowest class among the units' last replies; the journal has them in order.</summary>
        public string Outcome()
        {
            var last = Replies
                .GroupBy(r => r.Unit, StringComparer.Ordinal)
                .Select(g => g.MaxBy(r => r.Round)!.Outcome)
                .ToHashSet(StringComparer.Ordinal);
            return Rule.OutcomeClasses.Select(o => o.Code).LastOrDefault(last.Contains, "");
        }

        /// <summary>
        /// The rating that stands: the worst of each proposer's last word about each unit, or the worst of the leads'
        /// where the profile says so.
        /// </summary>
        public Rating Stands(Func<Form, Rating> dimension, string? unit = null)
        {
            var last = new Dictionary<(string, string), Form>();
            foreach (
                var form in Forms.Values.Where(f =>
                    f.Stated && !SentBack.ContainsKey(f.Reply) && (unit is null || f.Unit == unit)
                )
            )
            {
                var before = last.GetValueOrDefault((form.Unit, form.Member));
                if (before is null || form.Round > before.Round)
                    last[(form.Unit, form.Member)] = form;
            }

            var worst = Rating.Unspecified;
            foreach (var form in last.Values.Where(f => f.Lead || Rule.RatingRule != RatingRule.Lead))
            {
                if (dimension(form) > worst)
                    worst = dimension(form);
            }

            return worst;
        }
    }
}
