using Microsoft.Extensions.Options;

namespace Raum.Keys.Local;

/// <summary>Reads master secrets that are in files, before the options are checked.</summary>
internal sealed class SecretFiles : IPostConfigureOptions<KeysOptions>
{
    public void PostConfigure(string? name, KeysOptions options)
    {
        foreach (var local in Locals(options).Where(local => local is { MasterSecret: "", MasterSecretFile: not null }))
        {
            (local.MasterSecret, local.MasterSecretFile) = (Read(local.MasterSecretFile!), null);
        }
    }

    /// <summary>Asked after the files were read: one that is still named had a secret beside it.</summary>
    public static string? FaultOf(KeysOptions options) =>
        Locals(options).Any(local => local.MasterSecretFile is not null)
            ? "Set MasterSecret or MasterSecretFile of a local keyring, not both."
        : Locals(options).Any(local => local.MasterSecret.Length == 0)
            ? "Set MasterSecret of a local keyring, or MasterSecretFile to a file that can be read."
        : null;

    private static IEnumerable<LocalKeyringOptions> Locals(KeysOptions options) =>
        new[] { options.Local, options.Previous?.Local }.OfType<LocalKeyringOptions>();

    /// <returns>Empty for a file that cannot be read: the host does not start.</returns>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "";
        }
    }
}
