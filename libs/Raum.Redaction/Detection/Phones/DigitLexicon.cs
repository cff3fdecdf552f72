using System.Globalization;

namespace Raum.Redaction;

/// <summary>Finds known digit strings in a text, however they are grouped: spaces, dots, dashes, brackets between the digits.</summary>
/// <remarks>Linear: each window of <see cref="Window"/> digits is looked up once.</remarks>
internal sealed class DigitLexicon
{
    private const int Window = 5;
    private const int MaximumGap = 3;
    private readonly Dictionary<int, List<(string Digits, Identity Identity)>> _byStart = [];

    /// <summary>Adds a number of at least five digits; shorter ones would be found everywhere.</summary>
    public void Add(string number, Identity identity)
    {
        var digits = number.TrimStart('+');
        if (digits.Length < Window || !digits.All(char.IsAsciiDigit))
        {
            return;
        }

        var key = int.Parse(digits.AsSpan(0, Window), NumberStyles.None, CultureInfo.InvariantCulture);
        if (!_byStart.TryGetValue(key, out var entries))
        {
            _byStart[key] = entries = [];
        }

        if (entries.Count < 64 && !entries.Exists(entry => entry.Digits == digits))
        {
            entries.Add((digits, identity));
        }
    }

    /// <summary>Reports where a known number stands as a whole: no digit or letter touches it.</summary>
    public void Find(ReadOnlySpan<char> text, UnitMap units, Action<int, int, Identity> found)
    {
        if (_byStart.Count == 0)
        {
            return;
        }

        var chain = new List<int>(32);
        var numbers = units.Digits;
        for (var i = numbers.First(0); i < text.Length; i = numbers.First(i))
        {
            chain.Clear();
            var last = i;
            for (; i < text.Length && i - last <= MaximumGap; i++)
            {
                if (char.IsAsciiDigit(text[i]))
                {
                    chain.Add(i);
                    last = i;
                }
                else if (!IsSeparator(text[i]))
                {
                    break;
                }
            }

            FindInChain(text, chain, found);
        }
    }

    private void FindInChain(ReadOnlySpan<char> text, List<int> chain, Action<int, int, Identity> found)
    {
        var window = 0;
        for (var k = 0; k < chain.Count; k++)
        {
            window = ((window * 10) + text[chain[k]] - '0') % 100_000;
            var first = k - Window + 1;
            if (first < 0 || !Starts(text, chain[first]) || !_byStart.TryGetValue(window, out var entries))
            {
                continue;
            }

            foreach (var (digits, identity) in entries)
            {
                if (Same(text, chain, first, digits) && Ends(text, chain[first + digits.Length - 1]))
                {
                    var start = chain[first];
                    start -= start > 0 && text[start - 1] == '+' ? 1 : 0;
                    found(start, chain[first + digits.Length - 1] + 1, identity);
                    break;
                }
            }
        }
    }

    private static bool Same(ReadOnlySpan<char> text, List<int> chain, int first, string digits)
    {
        if (first + digits.Length > chain.Count)
        {
            return false;
        }

        for (var i = 0; i < digits.Length; i++)
        {
            if (text[chain[first + i]] != digits[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Starts(ReadOnlySpan<char> text, int at) => at == 0 || !char.IsLetterOrDigit(text[at - 1]);

    private static bool Ends(ReadOnlySpan<char> text, int at) => at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1]);

    private static bool IsSeparator(char c) =>
        c is ' ' or '-' or '.' or '/' or '(' or ')' or '+' or '\u00A0' or '\u202F' or '\u2011' or '\u2013' or '\t';
}
