using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a sign-in must be, to be worth a count and a look at the password. Gateway and Directory ask alike, so what one
/// counts the other looks at.
/// </summary>
public static class SignInInput
{
    private const int MaxCode = 40;

    private static readonly int MaxPassword = OptionOf("new_password").GetExtension(OptionsExtensions.Characters).Most;

    /// <summary>
    /// Folds a sign-in in place and checks it; null when it is well-formed. Refusals: FIELD_REQUIRED, FIELD_INVALID.
    /// </summary>
    /// <remarks>
    /// A password is only compared here. Which characters it may have was decided when it was set.
    /// </remarks>
    public static Refusal? Refuses(SignInRequest request) =>
        InputGate.Admit(request)
        ?? Input.First(
            Input.Text(request.CommitteeCode, "committee_code", MaxCode),
            Input.Required(request.Login, "login"),
            request.Password.Length == 0 ? CommonRefusals.FieldRequired.On("password") : null,
            Input.Exceeds(request.Password, MaxPassword) ? CommonRefusals.FieldInvalid.On("password") : null
        );

    private static Google.Protobuf.Reflection.FieldOptions OptionOf(string field) =>
        SignInRequest.Descriptor.FindFieldByName(field).GetOptions();
}
