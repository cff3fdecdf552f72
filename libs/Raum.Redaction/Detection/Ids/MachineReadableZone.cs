namespace Raum.Redaction;

/// <summary>The lines at the foot of passports and id cards, with name, number and birth date: "P&lt;UTOERIKSSON&lt;&lt;ANNA&lt;MARIA&lt;&lt;&lt;…" (ICAO Doc 9303, parts 4 to 6).</summary>
/// <remarks>Linear: what stands around a filler is read once.</remarks>
internal sealed class MachineReadableZone : IDetector
{
    private const string Filler = "<<";

    /// <summary>A line has 30, 36 or 44 signs; scans lose a few fillers at its end.</summary>
    private const int Shortest = 26;

    private static readonly System.Buffers.SearchValues<char> Signs = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var behind = 0;
        for (var at = units.Has('<') ? text.IndexOf(Filler) : -1; at >= 0; )
        {
            var start = behind + text[behind..at].LastIndexOfAnyExcept(Signs) + 1;
            var length = text[start..].IndexOfAnyExcept(Signs);
            var end = length < 0 ? text.Length : start + length;
            Work.Add(end - start);
            if (end - start >= Shortest && text[start..end].ContainsAnyInRange('A', 'Z'))
            {
                findings.Add(new Finding(start, end, PiiType.Id, "mrz", 0.95, "machine-readable"));
            }

            behind = end;
            var next = text[end..].IndexOf(Filler);
            at = next < 0 ? -1 : end + next;
        }
    }
}
