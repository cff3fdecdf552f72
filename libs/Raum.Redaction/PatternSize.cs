using System.Globalization;

namespace Raum.Redaction;

/// <summary>How many places a regular expression has once its counts are written out: <c>([ab]{1,70}a){1,20}x</c> has 1,421.</summary>
/// <remarks>
/// An automaton has a state for each place (Glushkov 1961), and the sets of states that a text may be in are made while it is read. Parts that repeat make by far the
/// most of them, so such a part may have few places. Made for .NET syntax that the runtime accepts. What might be read otherwise than the runtime reads it is refused: white
/// space and comments inside a pattern (<c>(?x)</c>), an opening bracket inside a class that has no backslash.
/// </remarks>
internal ref struct PatternSize
{
    /// <summary>Takes half a second at the worst of those tried, for texts made to be slow.</summary>
    private const int Most = 500;

    /// <summary>For a part of several places that repeats. Takes a few seconds at the worst of those tried; with 100 it was half a minute.</summary>
    private const int MostRepeated = 40;

    private readonly ReadOnlySpan<char> _pattern;
    private int _at;

    private PatternSize(ReadOnlySpan<char> pattern) => _pattern = pattern;

    /// <summary>False for a pattern of too many places, and for one that cannot be read for certain.</summary>
    public static bool IsSmall(ReadOnlySpan<char> pattern)
    {
        var size = new PatternSize(pattern);
        return size.Places() is not null && size._at == pattern.Length;
    }

    private readonly char Next => _at < _pattern.Length ? _pattern[_at] : '\0';

    /// <summary>The places up to the end, or to the bracket that closes a group; null for a pattern that is refused.</summary>
    private int? Places()
    {
        var places = 0L;
        while (_at < _pattern.Length && Next != ')')
        {
            if (One() is not { } one)
            {
                return null;
            }

            var (times, repeats) = Quantifier();
            var all = one * times;
            places += all;
            if (places > Most || (repeats && one > 1 && all > MostRepeated))
            {
                return null;
            }
        }

        return (int)places;
    }

    /// <summary>The places of what a quantifier may stand behind.</summary>
    private int? One() =>
        _pattern[_at++] switch
        {
            '(' => Group(),
            '[' => Class() ? 1 : null,
            '\\' => Escape() ? 1 : null,
            '|' => 0,
            _ => 1,
        };

    /// <summary>Behind the bracket that opens it: "(a)", "(?:a)", "(?&lt;name&gt;a)", "(?i:a)", "(?i)".</summary>
    private int? Group()
    {
        if (Take('?') && !Kind())
        {
            return null;
        }

        return Places() is { } places && Take(')') ? places : null;
    }

    /// <summary>A name, or options: "&lt;name&gt;", "i-s:", or "i" before the bracket that closes them.</summary>
    private bool Kind()
    {
        if (Next is '<' or '\'')
        {
            var name = _pattern[(_at + 1)..].IndexOf(Next == '<' ? '>' : '\'');
            _at += name + 2;
            return name >= 0;
        }

        while (Next is 'i' or 'm' or 'n' or 's' or '-' or '+')
        {
            _at++;
        }

        return Take(':') || Next == ')';
    }

    /// <summary>Behind the bracket that opens it: "[a-z]", "[^]x]".</summary>
    private bool Class()
    {
        Take('^');
        for (var first = true; _at < _pattern.Length; first = false)
        {
            switch (_pattern[_at++])
            {
                case ']' when !first:
                    return true;
                case '\\' when !Escape():
                case '[':
                    return false;
            }
        }

        return false;
    }

    /// <summary>Behind the backslash: "\d", "\p{Lu}", "\c[". The digits of "\u0041" are taken for places of their own.</summary>
    private bool Escape()
    {
        var length = Next switch
        {
            'p' or 'P' => _pattern[_at..].IndexOf('}') + 1,
            'c' => 2,
            _ => 1,
        };
        _at += length;
        return length > 0 && _at <= _pattern.Length;
    }

    /// <summary>How many times a quantifier here writes out what stands before it, 1 where it does so without end, and whether that repeats.</summary>
    private (long Times, bool Repeats) Quantifier()
    {
        var found = (Times: 1L, Repeats: Next is '*' or '+');
        if (Next is '*' or '+' or '?')
        {
            _at++;
        }
        else if (
            Next == '{'
            && _pattern[_at..].IndexOf('}') is > 1 and var length
            && Times(_pattern.Slice(_at + 1, length - 1)) is { } times
        )
        {
            _at += length + 1;
            found = times;
        }

        Take('?');
        return found;
    }

    /// <summary>Of "3", "3," and "3,5"; null for what is no count and stands for itself.</summary>
    private static (long Times, bool Repeats)? Times(ReadOnlySpan<char> count)
    {
        var comma = count.IndexOf(',');
        var isOpen = comma >= 0 && comma + 1 == count.Length;
        var least = comma < 0 ? count : count[..comma];
        var most = comma < 0 || isOpen ? least : count[(comma + 1)..];
        return
            int.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            ? (Math.Max(times, 1), isOpen || times > 1)
            : null;
    }

    private bool Take(char sign)
    {
        if (Next != sign)
        {
            return false;
        }

        _at++;
        return true;
    }
}
