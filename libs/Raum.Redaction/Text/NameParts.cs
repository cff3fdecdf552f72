namespace Raum.Redaction;

/// <summary>The words of a name, folded: what two forms of one name have in common.</summary>
internal static class NameParts
{
    private const int MaximumParts = 12;

    /// <summary>Words of two letters or more; titles and particles are not told apart.</summary>
    public static List<string> Of(ReadOnlySpan<char> name)
    {
        var parts = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length && parts.Count < MaximumParts; i++)
        {
            var inside = i < name.Length && (char.IsLetterOrDigit(name[i]) || char.IsSurrogate(name[i]));
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                if (i - start > 1)
                {
                    parts.Add(ValueKey.Of(name[start..i]));
                }

                start = -1;
            }
        }

        return parts;
    }
}
