using System.Globalization;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Notes;

/// <summary>What a log says about itself at a moment: so many entries, this root (C2SP tlog-checkpoint). It is the text of a <see cref="SignedNote"/>.</summary>
/// <param name="Origin">Which log: a URL without its scheme.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    /// <summary>Three lines: origin, size, root.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text of a note. Further lines, which the format allows, are signed and have no meaning here.</summary>
    /// <returns>Null when it is none.</returns>
    public static Checkpoint? Parse(string text)
    {
        if (
            text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var rest]
            || rest is not [.. var extensions, ""]
            || extensions.Any(line => line.Length == 0)
        )
        {
            return null;
        }

        var isSize =
            size.Length > 0
            && (size[0] != '0' || size.Length == 1)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isSize && TreeHash.TryParse(root, out var hash)
            ? new Checkpoint(origin, long.Parse(size, CultureInfo.InvariantCulture), hash)
            : null;
    }
}
