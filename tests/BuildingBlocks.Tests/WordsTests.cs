using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class WordsTests
{
    [Fact]
    public void A_value_and_an_event_are_called_as_the_contract_says()
    {
        Words.Of(AssignmentState.HandedOver).ShouldBe("待签收");
        Words.Of(ProposalMove.Unmerge).ShouldBe("撤销并案");
        Words.Of(new ProposalFiled()).ShouldBe("立案");
    }

    [Fact]
    public void A_zero_without_a_word_is_empty_and_an_unknown_number_is_said_to_be_unknown()
    {
        Words.Of(SessionKind.Unspecified).ShouldBe("");
        Words.Of((ProposalState)99).ShouldBe("未知（99）");
        Words.Of(new Empty()).ShouldBe("");
    }
}

public sealed class EnumFieldsTests
{
    private static string? FieldOf(Google.Protobuf.IMessage message) => InputGate.Admit(message)?.Field;

    [Fact]
    public void A_number_outside_its_enum_is_found_in_fields_lists_and_messages()
    {
        FieldOf(new ListProposalsRequest { State = (ProposalState)99 }).ShouldBe("state");
        FieldOf(new GrantRolesRequest { Roles = { Role.Member, (Role)99 } }).ShouldBe("roles[1]");
        FieldOf(new UpdateProposalRequest { Proposal = new Proposal { SessionKind = (SessionKind)(-1) } })
            .ShouldBe("proposal.session_kind");
        var profile = new PolicyProfile
        {
            Reply =
            {
                new DeadlineRule(),
                new DeadlineRule { Unit = (PeriodUnit)5 },
            },
        };
        FieldOf(new PublishPolicyProfileRequest { PolicyProfile = profile }).ShouldBe("policy_profile.reply[1].unit");
    }

    [Fact]
    public void A_number_outside_its_enum_is_found_in_maps()
    {
        var value = new Value
        {
            StructValue = new Struct { Fields = { ["b"] = new Value { NullValue = (NullValue)7 } } },
        };
        FieldOf(new Struct { Fields = { ["x"] = Value.ForBool(true), ["a"] = value } })
            .ShouldBe("fields[a].struct_value.fields[b].null_value");
    }

    [Fact]
    public void What_the_contract_knows_passes_zero_included()
    {
        FieldOf(new ListProposalsRequest()).ShouldBeNull();
        FieldOf(new ListProposalsRequest { State = ProposalState.Filed }).ShouldBeNull();
        FieldOf(new GetCallerRequest()).ShouldBeNull();
    }
}
