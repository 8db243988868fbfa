using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>The rules of a filing (handbook T27): who decides on it, and whether it may be published.</summary>
internal static class FilingRules
{
    /// <summary>Null when the profile asks for no body, or this one decides on such proposals.</summary>
    public static Refusal? RefusesBody(FilingBody body, ProposalRow proposal, PolicyProfile policy) =>
        body != FilingBody.Unspecified && !Enum.IsDefined(body) ? CommonRefusals.FieldInvalid.On("filing_body")
        : !policy.FilingBodyRequired ? null
        : body == FilingBody.Unspecified ? IntakeRefusals.FilingBodyRequired.On("filing_body")
        : body == FilingBody.ExaminationCommittee && proposal.SessionKind != SessionKind.InSession
            ? IntakeRefusals.FilingBodyUnsuitable.On("filing_body", "提案审查委员会只审定大会提案，请另选审定机构。")
        : body == FilingBody.CommitteeChair && IsOfBody(proposal.ProposerKind)
            ? IntakeRefusals.FilingBodyUnsuitable.On(
                "filing_body",
                "党派、人民团体和专门委员会的提案由全体会议或主任会议审定，请另选审定机构。"
            )
        : null;

    /// <summary>
    /// What is recorded of the decision on publication. Against the proposer's wish a proposal is opened only with
    /// consent and closed only with a reason. A decision that agrees with the wish is no decision of its own. Refusals:
    /// PUBLICATION_NOT_CONSENTED, FIELD_REQUIRED, FIELD_INVALID.
    /// </summary>
    public static Decision<PublicationDecision> Publication(FileProposalRequest request, bool wished) =>
        request.Publication switch
        {
            PublicationDecision.Unspecified or PublicationDecision.AsWished => PublicationDecision.AsWished,
            PublicationDecision.Open when wished => PublicationDecision.AsWished,
            PublicationDecision.Open when string.IsNullOrWhiteSpace(request.PublicationConsent) =>
                IntakeRefusals.PublicationNotConsented.On("publication_consent"),
            PublicationDecision.Closed when !wished => PublicationDecision.AsWished,
            PublicationDecision.Closed when Input.Required(request.PublicationReason, "publication_reason") is { } no =>
                no,
            PublicationDecision.Open or PublicationDecision.Closed => request.Publication,
            _ => CommonRefusals.FieldInvalid.On("publication"),
        };

    /// <summary>
    /// The ids of the intended units, each once and in their order. Refusals: FIELD_INVALID, NOT_FOUND, UNIT_UNKNOWN.
    /// </summary>
    public static async Task<Decision<IReadOnlyList<string>>> UnitsAsync(IRead read, IReadOnlyCollection<string> names)
    {
        if (Input.Count(names.Count, "intended_units", 20) is { } tooMany)
            return tooMany;
        var ids = new List<string>();
        foreach (var name in names)
        {
            if (!ResourceName.Id(name, read.Committee, "units", "intended_units").Decided(out var id, out var refusal))
                return refusal;
            if (await DirectoryCopy.UnitTitleAsync(read, id) is null)
                return IntakeRefusals.UnitUnknown.On("intended_units");
            ids.Add(id);
        }

        return Decision<IReadOnlyList<string>>.Yes([.. ids.Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsOfBody(ProposerKind kind) =>
        kind is ProposerKind.Party or ProposerKind.PeoplesOrganization or ProposerKind.SpecialCommittee;
}
