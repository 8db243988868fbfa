using System.Globalization;
using System.Text;
using Proposals.BuildingBlocks;
using Proposals.ContractOptions.V1;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Which passwords are accepted: 12 to 128 characters that one can type, hard to guess as zxcvbn estimates it
/// (docs/decisions/0007), and not the old one.
/// </summary>
internal static class PasswordRules
{
    /// <summary>Number of characters of a password; the contract has it, and the portal reads it there.</summary>
    public static ContractOptions.V1.Range Length { get; } =
        ChangePasswordRequest
            .Descriptor.FindFieldByNumber(ChangePasswordRequest.NewPasswordFieldNumber)
            .GetOptions()
            .GetExtension(OptionsExtensions.Characters);

    private const int MinDifferent = 5;

    // zxcvbn counts from 0 to 4; 3 means that guessing at the hash would take years.
    private const int MinScore = 3;

    // A guesser tries the beginning too, and the estimate's cost grows faster than the length.
    private const int MaxEstimated = 64;

    // A shorter login is found in many good passwords by chance.
    private const int MinOwn = 4;

    // What guessers try here and the English dictionaries of zxcvbn do not hold.
    private static readonly string[] Words =
    [
        .. (
            "zhengxie zhengfu zhongguo zhonghua renmin weiyuan weiyuanhui tian tianxitong tiangongzuo "
            + "bangong bangongshi shizheng xianzheng quzheng duchashi mima kouling denglu guanli "
            + "guanliyuan xitong ceshi woaini woaizhongguo woshishui nihao beijing shanghai 5201314 "
            + "1314520 520520 888888 666666 168168 147258369 789456123 政协 提案 委员 委员会 办公室 政府 "
            + "人民 中国 密码 口令 登录 管理员 系统 测试 你好 我爱你"
        ).Split(' '),
    ];

    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimate = new(() => new Zxcvbn.Zxcvbn());

    /// <summary>Null when the password is accepted. Refusal: PASSWORD_WEAK, with what to do.</summary>
    /// <param name="password">The new password.</param>
    /// <param name="field">The field that it came in.</param>
    /// <param name="own">What belongs to the account: a guesser tries these first.</param>
    public static Refusal? Refuses(string password, string field, params ReadOnlySpan<string> own)
    {
        var weak = DirectoryRefusals.PasswordWeak;
        if (password.EnumerateRunes().Any(IsUntypable))
            return weak.On(field, "密码含有控制字符或看不见的字符，登录时无法再输入，请换一个。");
        if (string.IsNullOrWhiteSpace(password) || Input.Length(password) < Length.Least)
            return weak.On(field);
        if (Input.Exceeds(password, Length.Most))
            return weak.On(field);
        // What belongs to the account counts for one character: it adds nothing that a guesser has to guess.
        var hard = password;
        foreach (var word in own)
        {
            if (word.Length >= MinOwn)
                hard = Shortened(Shortened(hard, word), string.Concat(word.Reverse()));
        }

        var begins = hard.Length > MaxEstimated ? hard[..MaxEstimated] : hard;
        return !Repeats(password) && Estimate.Value.EvaluatePassword(begins, Words).Score >= MinScore
            ? null
            : weak.On(field, "密码太容易被猜到：不要用账号、常见词、日期、连续或重复的字符，可用几个不相干的词。");
    }

    /// <summary>Null when the new password is another one.</summary>
    public static Refusal? RefusesSame(string password, string old, string field) =>
        password == old ? DirectoryRefusals.PasswordWeak.On(field, "新密码不能与原密码相同。") : null;

    private static string Shortened(string password, string word) =>
        password.Replace(word, word[..1], StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a short part written again and again, e.g. abababababab or few different characters.</summary>
    private static bool Repeats(string password) =>
        password.Distinct().Count() < MinDifferent
        || Enumerable.Range(1, Length.Least - 1).Any(part => password[part..] == password[..^part]);

    private static bool IsUntypable(Rune rune) =>
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned;
}
