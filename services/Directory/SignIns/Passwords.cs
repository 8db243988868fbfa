using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proposals.BuildingBlocks;
using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Password hashes by the framework's hasher (PBKDF2-HMAC-SHA512). Hashing is slow on purpose, so it never runs inside
/// the writer.
/// </summary>
internal sealed class Passwords
{
    /// <summary>Rounds of PBKDF2-HMAC-SHA512: about a tenth of a second.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher;
    private readonly Lazy<string> _decoy;
    private readonly SemaphoreSlim _gate = new(Environment.ProcessorCount);

    public Passwords(int iterations)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _decoy = new(() => Hash("an account that does not exist costs the same time"));
    }

    public Task<string> HashAsync(string password) => GatedAsync(() => Hash(password));

    /// <summary>True when the password matches. Without a hash it takes the same time and returns false.</summary>
    public Task<bool> VerifyAsync(string? hash, string password) =>
        GatedAsync(() =>
            _hasher.VerifyHashedPassword("", hash ?? _decoy.Value, password) != PasswordVerificationResult.Failed
            && hash is not null
        );

    /// <summary>Number of characters of a password; the contract has it, and the portal reads it there.</summary>
    public static ContractOptions.V1.Range Length { get; } =
        ChangePasswordRequest
            .Descriptor.FindFieldByNumber(ChangePasswordRequest.NewPasswordFieldNumber)
            .GetOptions()
            .GetExtension(OptionsExtensions.Characters);

    /// <summary>Null when the password is acceptable: of this length, and not one character repeated.</summary>
    public static Refusal? Refuses(string password, string field) =>
        password.Length >= Length.Least && password.Length <= Length.Most && password.Distinct().Count() >= 5
            ? null
            : DirectoryRefusals.PasswordWeak.On(field);

    private string Hash(string password) => _hasher.HashPassword("", password);

    /// <summary>Runs as many at a time as there are cores, so a flood of sign-ins does not take every thread.</summary>
    private async Task<T> GatedAsync<T>(Func<T> work)
    {
        await _gate.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            _gate.Release();
        }
    }
}
