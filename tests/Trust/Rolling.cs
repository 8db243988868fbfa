namespace Proposals.Trust;

internal static class Rolling
{
    public static Task<int> RunAsync(bool quick, int rate, int seed) => throw new NotSupportedException($"{quick}{rate}{seed}");
}
