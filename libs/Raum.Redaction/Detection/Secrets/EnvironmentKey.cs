namespace Raum.Redaction;

/// <summary>Keys of issuers that no list has, told by the word for an environment or a key before a random part: "nv_live_8sKq2V…", "pat_eu1_Zk39dQ…".</summary>
internal static class EnvironmentKey
{
    private const int ShortestRandom = 16;
    private const int LongestPrefix = 24;

    private static readonly WordSet Parts = Cues.Set(
        "live test prod sandbox staging preprod dev pat key apikey api token secret priv private"
    );

    public static bool Is(ReadOnlySpan<char> run)
    {
        var last = run.LastIndexOf('_');
        if (
            last is < 2 or > LongestPrefix
            || run.Length - last <= ShortestRandom
            || new SecretShape(run[(last + 1)..]) is not { IsRandom: true }
        )
        {
            return false;
        }

        for (var at = 0; at < last; )
        {
            var end = at + run[at..].IndexOf('_');
            if (Parts.Contains(run[at..end]))
            {
                return true;
            }

            at = end + 1;
        }

        return false;
    }
}
