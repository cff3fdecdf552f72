using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Raum.AppHost.Local;

/// <summary>Passwords and ids of this machine's stack, made at random on the first start and kept in a file that only its owner reads.</summary>
internal sealed record LocalSecrets
{
    public required string PostgresPassword { get; init; }

    public required string RedisPassword { get; init; }

    /// <summary>Of the local keyring: without it nothing that the database seals can be opened.</summary>
    public required string MasterSecret { get; init; }

    public required Guid Organization { get; init; }

    /// <summary>The demo organization's API key; null until it was created.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where the demo organization's Zendesk was when it was connected.</summary>
    public string? ZendeskAddress { get; init; }

    public required string WebhookSecret { get; init; }

    public required string OAuthClientSecret { get; init; }

    public static LocalSecrets LoadOrCreate(LocalFolders folders)
    {
        if (File.Exists(folders.Secrets))
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folders.Secrets), LocalJson.Default.LocalSecrets)
                ?? throw new LocalException($"{folders.Secrets} is empty. Restore it, or remove {folders.Data} to start anew.");
        }

        var created = new LocalSecrets
        {
            PostgresPassword = Random(),
            RedisPassword = Random(),
            MasterSecret = Random(),
            Organization = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            WebhookSecret = Random(),
            OAuthClientSecret = Random(),
        };
        created.Save(folders);
        return created;
    }

    public void Save(LocalFolders folders)
    {
        // Written beside and renamed: a crash leaves the old file or the new one.
        var temporary = folders.Secrets + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, this, LocalJson.Default.LocalSecrets);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, folders.Secrets, overwrite: true);
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}

/// <summary>What a running stack tells others on this machine: where it listens and how to sign in. Removed when it stops.</summary>
/// <param name="Runner">Process id of the runner.</param>
/// <param name="Folder">Its data folder; <c>logs</c>, <c>redis</c> and <c>postgres</c> lie in it.</param>
internal sealed record RunningStack(
    int Runner,
    Uri Api,
    Uri Worker,
    Uri Sandbox,
    Guid Organization,
    string ApiKey,
    string Redis,
    string Postgres,
    string Folder,
    Uri? Dashboard
);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalSecrets))]
[JsonSerializable(typeof(RunningStack))]
internal sealed partial class LocalJson : JsonSerializerContext;
