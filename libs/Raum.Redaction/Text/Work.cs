namespace Raum.Redaction;

/// <summary>Counts the work of masking on this thread, in units that every machine counts alike: letters read, words scored, finds settled.</summary>
/// <remarks>For the tests that hold masking to linear work (PII-1). Counted once for a stretch, not for a letter, so that counting costs nothing.</remarks>
internal static class Work
{
    [ThreadStatic]
    private static long _units;

    public static long Units => _units;

    public static void Add(int units) => _units += units;
}
