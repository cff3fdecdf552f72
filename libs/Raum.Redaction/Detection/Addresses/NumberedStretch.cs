namespace Raum.Redaction;

/// <summary>A part of a line that an expression has to read: around one number, or around several that stand near each other.</summary>
internal struct NumberedStretch
{
    public (int Start, int End) Place { get; private set; }

    /// <summary>Takes the surroundings of a number in, or gives out what it had and begins anew.</summary>
    public bool Extend(ReadOnlySpan<char> text, int line, int from, int at, int to, out (int Start, int End) ready)
    {
        to = Math.Min(to, text.Length);
        var length = text[at..to].IndexOf('\n');
        to = length < 0 ? to : at + length;
        ready = Place;
        if (from <= Place.End && Place.End > 0)
        {
            Place = (Place.Start, Math.Max(to, Place.End));
            return false;
        }

        // A word that is cut would look like one that begins there.
        while (from > line && from < at && char.IsLetterOrDigit(text[from]) && char.IsLetterOrDigit(text[from - 1]))
        {
            from++;
        }

        Place = (from, to);
        return ready.End > 0;
    }
}
