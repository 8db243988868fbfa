using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>Guesses of passwords, many at once, and a flood of sign-ins that should not delay others.</summary>
internal static class Guesses
{
    private const int Free = 5,
        Parallel = 41,
        Changes = 100,
        AtOnce = 20,
        Burst = 250;
    private const string Wrong = "wrong wrong wrong";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);
    private static readonly string[] Turned = ["ACCOUNT_LOCKED", "BUSY"];

    /// <summary>41 guesses at once at a login, of an account and of none.</summary>
    public static async Task<Finding> AtOneLoginAsync(Scene scene)
    {
        var tally = new Tally($"{Parallel} guesses at one login at once");
        foreach (var (login, address) in new[] { ("leader", "127.0.0.41"), ("nobody", "127.0.0.42") })
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Parallel).Select(_ => SignInAsync(scene, login, Wrong, address))
            );
            foreach (var answer in answers)
                tally.Count(answer, login, answer.Reason == "SIGN_IN_FAILED" || Turned.Contains(answer.Reason));
            var verified = answers.Count(a => a.Reason == "SIGN_IN_FAILED");
            tally.Expect(verified is > 0 and <= Free, $"{verified} of {Parallel} at “{login}” were verified");
        }

        var password = scene.Home.Accounts.PasswordOf("leader");
        var here = await SignInAsync(scene, "leader", password, "127.0.0.41");
        tally.Count(here, "the right password where the guesses came from", here.Reason == "ACCOUNT_LOCKED");
        var elsewhere = await SignInAsync(scene, "leader", password, "127.0.0.43");
        tally.Count(elsewhere, "the right password from elsewhere", elsewhere.IsOk);
        return tally.ToFinding();
    }

    /// <summary>100 guesses of the current password by ChangePassword, in a stolen session.</summary>
    public static async Task<Finding> ByChangeAsync(Scene scene)
    {
        var tally = new Tally($"{Changes} guesses by ChangePassword");
        var rpc = Scene.Rpc("DirectoryService.ChangePassword");
        var (authorization, wrong) = ((await scene.Home.MemberAsync(5)).Authorization, 0);
        foreach (var turn in Enumerable.Range(0, Changes).Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(
                turn.Select(n =>
                    scene.Attacker.PostAsync(
                        rpc,
                        Json(
                            new
                            {
                                requestId = Call.NewId(),
                                currentPassword = $"{Wrong} {n}",
                                newPassword = "k7Wm2pQxN4bVt9Zs",
                            }
                        ),
                        authorization,
                        "127.0.0.44"
                    )
                )
            );
            foreach (var answer in answers)
                tally.Count(answer, "guess", answer.Reason == "PASSWORD_WRONG" || Turned.Contains(answer.Reason));
            wrong += answers.Count(a => a.Reason == "PASSWORD_WRONG");
        }

        tally.Expect(wrong is > 0 and <= Free, $"{wrong} of {Changes} were verified");
        var rightful = await SignInAsync(scene, "member5", scene.Home.Accounts.PasswordOf("member5"), "127.0.0.45");
        tally.Count(rightful, "the right password from elsewhere", rightful.IsOk);
        return tally.ToFinding();
    }

    /// <summary>250 sign-ins at once from one address, and one from another.</summary>
    public static async Task<Finding> BurstAsync(Scene scene)
    {
        var tally = new Tally($"burst of {Burst} sign-ins from one address");
        var (alone, _) = await RightfulAsync("office", "127.0.0.46");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var burst = Enumerable
            .Range(0, Burst)
            .Select(async n =>
            {
                var answer = await SignInAsync(scene, $"nobody{n}", Wrong, "127.0.0.47");
                begun.TrySetResult();
                return answer;
            })
            .ToList();
        await begun.Task;
        var left = burst.Count(b => !b.IsCompleted);
        var (took, rightful) = await RightfulAsync("handover", "127.0.0.48");
        tally.Count(rightful, "the rightful sign-in", rightful.IsOk);
        foreach (var answer in await Task.WhenAll(burst))
            tally.Count(answer, "the burst", answer.Reason is "SIGN_IN_FAILED" or "BUSY");
        // Two seconds, or on a busy machine a few times what a lone sign-in takes there.
        var bound = alone * 8 > Bound ? alone * 8 : Bound;
        tally.Expect(
            took < bound,
            string.Create(
                CultureInfo.InvariantCulture,
                $"a rightful one got in after {took.TotalSeconds:F2} s beside {left} that waited (bound "
                    + $"{bound.TotalSeconds:F1} s, alone {alone.TotalSeconds:F2} s)"
            )
        );
        return tally.ToFinding();

        async Task<(TimeSpan, Answer)> RightfulAsync(string login, string address)
        {
            var watch = Stopwatch.StartNew();
            var answer = await SignInAsync(scene, login, scene.Home.Accounts.PasswordOf(login), address);
            return (watch.Elapsed, answer);
        }
    }

    private static Task<Answer> SignInAsync(Scene scene, string login, string password, string address) =>
        scene.Attacker.PostAsync(
            Scene.Rpc("DirectoryService.SignIn"),
            Json(
                new
                {
                    committeeCode = scene.Home.Committee,
                    login,
                    password,
                }
            ),
            null,
            address
        );

    private static byte[] Json(object body) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body));
}
