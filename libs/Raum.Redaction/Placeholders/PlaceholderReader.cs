using System.Globalization;

namespace Raum.Redaction;

/// <summary>Reads placeholders: tolerant in form, exact in type and number (PII-6).</summary>
/// <remarks>
/// Accepted: any case, full-width letters, spaces, hyphens or escapes for the underscores, a missing bracket.
/// Without the closing bracket a number must hang on by an underscore or hyphen: "[REDACTED_NAME 2 items" could mean two things and is mangled.
/// Without the opening bracket only the underscore form counts, so that prose about a "redacted name" is prose.
/// </remarks>
internal static class PlaceholderReader
{
    /// <summary>No placeholder is longer than this, in UTF-16 units, however it is written.</summary>
    public const int MaximumLength = 40;

    /// <summary>What every placeholder says, folded.</summary>
    public const string Word = "redacted";
    private const int MaximumGap = 3;

    /// <summary>As much may stand before the word: a bracket with its escape, and a gap.</summary>
    public const int LongestOpening = 2 + MaximumGap;
    private const int MaximumLabel = 8;
    private const int MaximumDigits = 6;

    private const int MostKept = 64;

    /// <summary>By type, then by number: the first ones of each, which are the same in every job.</summary>
    private static readonly string[] Kept =
    [
        .. Enumerable.Range(0, PiiTypes.Count * MostKept).Select(i => Make((PiiType)(i / MostKept), (i % MostKept) + 1)),
    ];

    /// <summary>The placeholder as it is issued: number 1 is not written.</summary>
    public static string Write(PiiType type, int number) =>
        number is > 0 and <= MostKept ? Kept[((int)type * MostKept) + number - 1] : Make(type, number);

    private static string Make(PiiType type, int number) =>
        number == 1 ? $"[REDACTED_{type.Label()}]" : $"[REDACTED_{type.Label()}_{number}]";

    /// <summary>Reads what begins at <paramref name="at"/>.</summary>
    /// <param name="before">The unit before <paramref name="at"/>, or a space at the beginning.</param>
    /// <param name="final">True when nothing follows <paramref name="text"/>.</param>
    public static Reading Read(ReadOnlySpan<char> text, int at, char before, bool final)
    {
        var cursor = new Cursor(text, at);
        var open = cursor.TakeOpening();
        if (!open && (char.IsLetterOrDigit(before) || before == '_'))
        {
            return default;
        }

        if (open)
        {
            cursor.TakeGap(out _);
        }

        var letters = cursor.TakeWord(Word);
        if (letters < Word.Length)
        {
            return !cursor.AtEnd ? default
                : !final ? new Reading(ReadingKind.NeedMore)
                : open && letters >= 2 ? new Reading(ReadingKind.CutOff, cursor.Taken)
                : default;
        }

        var afterWord = cursor.Taken;
        cursor.TakeGap(out var joined);
        if (!open && !joined)
        {
            return cursor.AtEnd && !final ? new Reading(ReadingKind.NeedMore) : default;
        }

        Span<char> taken = stackalloc char[MaximumLabel];
        ReadOnlySpan<char> label = taken[..cursor.TakeLetters(taken)];
        if (cursor.AtEnd)
        {
            if (!final)
            {
                return new Reading(ReadingKind.NeedMore);
            }

            if (open || !PiiTypes.TryParseLabel(label, out _))
            {
                return new Reading(ReadingKind.CutOff, cursor.Taken);
            }
        }

        return PiiTypes.TryParseLabel(label, out var type)
            ? ReadNumber(ref cursor, type, open, afterWord, final)
            : Mangled(ref cursor, open, afterWord, final);
    }

    private static Reading ReadNumber(ref Cursor cursor, PiiType type, bool open, int afterWord, bool final)
    {
        var afterLabel = cursor.Position;
        cursor.TakeGap(out var joined);
        var number = 1;
        var digits = cursor.TakeDigits(MaximumDigits, out var value);
        if (cursor.AtEnd && !final)
        {
            return new Reading(ReadingKind.NeedMore);
        }

        if (digits > 0)
        {
            number = value;
        }
        else
        {
            cursor.Position = afterLabel;
        }

        var afterNumber = cursor.Position;
        cursor.TakeGap(out _);
        if (cursor.AtEnd && !final)
        {
            return new Reading(ReadingKind.NeedMore);
        }

        if (cursor.TakeClosing())
        {
            return number == 0
                ? Mangled(ref cursor, open, afterWord, final)
                : new Reading(ReadingKind.Placeholder, cursor.Taken, type, number, cursor.IsAsIssued(type, number));
        }

        if (open && cursor.AtEnd)
        {
            return new Reading(ReadingKind.CutOff, cursor.Taken);
        }

        cursor.Position = afterNumber;
        return (digits > 0 && !joined) || number == 0 || cursor.AtWordUnit
            ? Mangled(ref cursor, open, afterWord, final)
            : new Reading(ReadingKind.Placeholder, cursor.Taken, type, number);
    }

    /// <summary>Takes the remnant up to its closing bracket, or the word alone where there is none.</summary>
    private static Reading Mangled(ref Cursor cursor, bool open, int afterWord, bool final)
    {
        cursor.RewindTo(afterWord);
        if (!open)
        {
            return new Reading(ReadingKind.Mangled, afterWord);
        }

        while (cursor.Taken < MaximumLength)
        {
            if (cursor.AtEnd)
            {
                return final ? new Reading(ReadingKind.Mangled, afterWord) : new Reading(ReadingKind.NeedMore);
            }

            if (cursor.TakeClosing())
            {
                return new Reading(ReadingKind.Mangled, cursor.Taken);
            }

            if (cursor.AtOpening)
            {
                break;
            }

            cursor.Position++;
        }

        return new Reading(ReadingKind.Mangled, afterWord);
    }

    private ref struct Cursor(ReadOnlySpan<char> text, int start)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly int _start = start;

        public int Position { get; set; } = start;

        public readonly int Taken => Position - _start;

        public readonly bool AtEnd => Position >= _text.Length;

        public readonly bool AtOpening => _text[Position] is '[' or '［';

        public readonly bool AtWordUnit => !AtEnd && (char.IsLetterOrDigit(_text[Position]) || _text[Position] == '_');

        public void RewindTo(int taken) => Position = _start + taken;

        /// <summary>True where the text has what <see cref="Write"/> gives.</summary>
        public readonly bool IsAsIssued(PiiType type, int number)
        {
            var written = _text[_start..Position];
            if (number is > 0 and <= MostKept)
            {
                return written.SequenceEqual(Write(type, number));
            }

            Span<char> issued = stackalloc char[MaximumLength];
            issued.TryWrite(CultureInfo.InvariantCulture, $"[REDACTED_{type.Label()}_{number}", out var length);
            // Number 1 is not written.
            length -= number == 1 ? 2 : 0;
            issued[length++] = ']';
            return written.SequenceEqual(issued[..length]);
        }

        public bool TakeOpening()
        {
            var at = Position;
            if (at + 1 < _text.Length && _text[at] == '\\' && _text[at + 1] == '[')
            {
                Position += 2;
                return true;
            }

            if (at < _text.Length && AtOpening)
            {
                Position++;
                return true;
            }

            return false;
        }

        public bool TakeClosing()
        {
            var at = Position;
            if (at < _text.Length && _text[at] is ']' or '］')
            {
                Position++;
                return true;
            }

            return false;
        }

        /// <summary>Takes spaces, hyphens, underscores and escapes; <paramref name="joined"/> tells whether they tie two words together.</summary>
        public void TakeGap(out bool joined)
        {
            joined = false;
            for (var taken = 0; taken < MaximumGap && !AtEnd; taken++, Position++)
            {
                var c = _text[Position];
                if (c is '_' or '＿' or '-' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFF0D')
                {
                    joined = true;
                }
                else if (
                    c is not (' ' or '\u00A0' or '\u202F' or '\u2009' or '\u200B' or '\u2060' or '\uFEFF' or '\u00AD' or '\\' or '\u3000')
                )
                {
                    return;
                }
            }
        }

        public int TakeWord(string word)
        {
            var letters = 0;
            while (letters < word.Length && !AtEnd && Folding.Fold(_text[Position]) == word[letters])
            {
                letters++;
                Position++;
            }

            return letters;
        }

        /// <summary>Takes letters, as many as there is room for; gives how many.</summary>
        public int TakeLetters(scoped Span<char> letters)
        {
            var count = 0;
            while (count < letters.Length && !AtEnd && Folding.Fold(_text[Position]) is >= 'a' and <= 'z' and var letter)
            {
                letters[count++] = letter;
                Position++;
            }

            return count;
        }

        public int TakeDigits(int most, out int value)
        {
            value = 0;
            var count = 0;
            while (count < most && !AtEnd && Folding.Fold(_text[Position]) is >= '0' and <= '9' and var digit)
            {
                // Leading zeros were never issued: they make the number unreadable.
                value =
                    count == 0 && digit == '0' ? 0
                    : count > 0 && value == 0 ? 0
                    : (value * 10) + (digit - '0');
                count++;
                Position++;
            }

            return count;
        }
    }
}
