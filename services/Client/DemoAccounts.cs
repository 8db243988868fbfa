using System.Text.Json;

namespace Proposals.Client;

/// <summary>The accounts of the demonstration committee, as kept in a file beside the data.</summary>
/// <param name="Committee">Code of the committee.</param>
/// <param name="Accounts">Its accounts.</param>
public sealed record DemoAccounts(string Committee, IReadOnlyList<DemoAccount> Accounts)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The password of an account.</summary>
    public string PasswordOf(string login) => Accounts.First(a => a.Login == login).Password;

    /// <summary>Reads the file. Throws <see cref="InvalidDataException"/> when it holds no accounts.</summary>
    public static DemoAccounts Load(string path) =>
        JsonSerializer.Deserialize<DemoAccounts>(File.ReadAllText(path))
        ?? throw new InvalidDataException($"{path} 中没有示例账号。");

    /// <summary>Writes the file, readable by its owner only.</summary>
    public void Save(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            using (File.Create(path))
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        File.WriteAllText(path, JsonSerializer.Serialize(this, Json));
    }
}
