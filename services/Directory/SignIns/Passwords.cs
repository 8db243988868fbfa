using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>
/// Password hashes by the framework's hasher (PBKDF2-HMAC-SHA512). Hashing is slow on purpose, so it never runs inside
/// the writer, and needs a turn at the gate.
/// </summary>
internal sealed class Passwords
{
    /// <summary>Rounds of PBKDF2-HMAC-SHA512: about a tenth of a second.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher;
    private readonly Lazy<string> _decoy;
    private readonly PasswordGate _gate;

    public Passwords(int iterations, int? slots = null)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _decoy = new(() => Hash("an account that does not exist costs the same time"));
        _gate = new(slots ?? Environment.ProcessorCount);
    }

    /// <summary>
    /// Waits for a turn; <paramref name="share"/> is the address or account on whose behalf. Refusal: BUSY.
    /// </summary>
    public async Task<Decision<Turn>> EnterAsync(string share, CancellationToken gone) =>
        (await _gate.EnterAsync(share, gone)).Decided(out var slot, out var busy) ? new Turn(this, slot) : busy;

    /// <summary>Hashes one password in a turn of its own. Refusal: BUSY.</summary>
    public async Task<Decision<string>> HashAsync(string share, string password, CancellationToken gone)
    {
        if (!(await EnterAsync(share, gone)).Decided(out var turn, out var busy))
            return busy;
        using (turn)
            return await turn.HashAsync(password);
    }

    private string Hash(string password) => _hasher.HashPassword("", password);

    private bool Matches(string? hash, string password) =>
        _hasher.VerifyHashedPassword("", hash ?? _decoy.Value, password) != PasswordVerificationResult.Failed
        && hash is not null;

    /// <summary>A slot at the gate. Give it back as soon as the hashing is done.</summary>
    internal sealed class Turn(Passwords passwords, IDisposable slot) : IDisposable
    {
        public Task<string> HashAsync(string password) => Task.Run(() => passwords.Hash(password));

        /// <summary>True when the password matches. Without a hash it takes the same time and returns false.</summary>
        public Task<bool> VerifyAsync(string? hash, string password) =>
            Task.Run(() => passwords.Matches(hash, password));

        public void Dispose() => slot.Dispose();
    }
}
