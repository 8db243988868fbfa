using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>
/// Sign-in names: how they are spelled, and which look like each other. Only letters that nobody can confuse are
/// accepted, so that an account cannot pass for another one.
/// </summary>
internal static class Logins
{
    public const int MinLength = 2,
        MaxLength = 40;

    private const string Rule = "账号须为 2 至 40 个字母、数字、汉字或 . _ - @ 符号，不含空格。";

    /// <summary>Null when a new account may have this login. Refusals: FIELD_REQUIRED, FIELD_INVALID.</summary>
    public static Refusal? Refuses(string login, string field) =>
        login.Length == 0 ? CommonRefusals.FieldRequired.On(field)
        : Input.Length(login) is < MinLength or > MaxLength || !Spelled(login).EnumerateRunes().All(IsAllowed)
            ? CommonRefusals.FieldInvalid.On(field, Rule)
        : null;

    /// <summary>The one spelling in which a login is stored: full-width letters and digits become plain ones.</summary>
    public static string Spelled(string login) => string.Concat(login.Select(Narrowed));

    /// <summary>
    /// Equal for logins that look the same: upper and lower case, full-width letters, 0 and o, 1 and l, and whatever
    /// blanks and invisible characters stand between.
    /// </summary>
    public static string KeyOf(string login)
    {
        var key = new StringBuilder(login.Length);
        foreach (var rune in Spelled(login).ToLowerInvariant().EnumerateRunes().Where(r => !IsInvisible(r)))
        {
            key.Append(
                rune.Value switch
                {
                    '0' => "o",
                    '1' => "l",
                    _ => rune.ToString(),
                }
            );
        }

        return key.ToString();
    }

    /// <summary>
    /// The key of a login as it is counted: a hash, because what was typed may be a password in the wrong field.
    /// </summary>
    public static string HashOf(string login) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(login))).AsSpan(0, 16));

    private static bool IsAllowed(Rune rune) =>
        rune.IsAscii
            ? Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' or '-' or '@'
            : rune.Value
                is 0x3007
                    or (>= 0x3400 and <= 0x4DBF)
                    or (>= 0x4E00 and <= 0x9FFF)
                    or (>= 0x20000 and <= 0x2EBE0)
                    or (>= 0x30000 and <= 0x323AF);

    private static char Narrowed(char c) =>
        c switch
        {
            >= '！' and <= '～' => (char)(c - 0xFEE0),
            '\u3000' => ' ',
            _ => c,
        };

    private static bool IsInvisible(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark;
}
