using System.Buffers;

namespace Raum.Redaction;

/// <summary>
/// A key of a data format that says something of people, and the value behind it: <c>"dob": "1990-02-03"</c>, <c>'dob' => '1990-02-03'</c>, <c>[dob] => 1990-02-03</c>,
/// <c>dob=1990-02-03</c>, <c>&lt;dob&gt;1990-02-03&lt;/dob&gt;</c>.
/// </summary>
/// <param name="KeyStart">Where the key begins, behind its quote or bracket.</param>
/// <param name="Start">Where the value begins, behind its quote.</param>
internal readonly record struct KeyedValue(ColumnKind Kind, int KeyStart, int Start, int End)
{
    private const int LongestKey = ColumnLabels.Longest + 8;
    private const int Longest = 200;
    private const int MostSpaces = 3;

    /// <summary>The bracket of a record stands no further before a key in it.</summary>
    private const int Widest = 400;

    /// <summary>What stands between a key and its value.</summary>
    public static readonly SearchValues<char> Signs = SearchValues.Create(":=>");

    /// <summary>End a value without quotes.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create("&;,<>\"'|)}] \t\r\n");

    private static readonly SearchValues<char> BracketEnds = SearchValues.Create(",;)}=&\r\n\"<>");

    private static readonly SearchValues<char> FormEnds = SearchValues.Create("& \t\r\n\"<>");

    /// <summary>Before a key without quotes: the nearest says what record it is in.</summary>
    private static readonly SearchValues<char> Brackets = SearchValues.Create("{}[]\n");

    private static readonly SearchValues<char> UnquotedEnds = SearchValues.Create(" {}[]\r\n");

    /// <summary>The same where spaces stand in it: "[name] => Anna Berg".</summary>
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");

    private static readonly SearchValues<char> ListEnds = SearchValues.Create(",}])\r\n");

    /// <summary>What <paramref name="sign"/> stands between; null where its key says nothing of people, or has no value.</summary>
    public static KeyedValue? Read(ReadOnlySpan<char> text, int sign)
    {
        var (start, end) = text[sign] == '>' ? Tag(text, sign) : Key(text, sign);
        Work.Add(end - start);
        if (end - start < 2)
        {
            return null;
        }

        var isQuoted = end < sign && text[end] is '"' or '\'' or '`' or ']';
        if (text[start..end] is "value" or "Value")
        {
            (start, end) = KeyBefore(text, start);
        }

        var kind = KindOf(text[start..end]);
        if (kind is ColumnKind.Other or ColumnKind.Secret)
        {
            return null;
        }

        var value = text[sign] switch
        {
            '>' => Inside(text, sign + 1),
            ':' => Quoted(text, Spaces(text, sign + 1))
                ?? (isQuoted ? Until(text, Spaces(text, sign + 1), ListEnds) : Unquoted(text, start, sign + 1)),
            _ when text[(sign + 1)..].StartsWith(">") => Quoted(text, Spaces(text, sign + 2))
                ?? Until(text, Spaces(text, sign + 2), text[end] == ']' ? LineEnds : ListEnds),
            _ => Quoted(text, Spaces(text, sign + 1)) ?? Assigned(text, start, sign + 1),
        };
        return value is var (from, to) && to > from ? new KeyedValue(kind, start, from, to) : null;
    }

    /// <summary><c>{"name": "last_name", "value": "Funk"}</c>, <c>&lt;input name="last_name" value="Funk"&gt;</c>: what the value is stands in the quotes before it.</summary>
    private static (int Start, int End) KeyBefore(ReadOnlySpan<char> text, int value)
    {
        var floor = Math.Max(0, value - Longest);
        floor += text[floor..value].LastIndexOfAny('{', '<', '\n') + 1;
        Work.Add(value - floor);
        // The quote of the word "value" itself.
        var near = text[floor..value] is [.., '"' or '\''] ? text[floor..(value - 1)] : text[floor..value];
        near = near.TrimEnd(" ,");
        if (near is not [.., '"' or '\''])
        {
            return default;
        }

        var open = near[..^1].LastIndexOf(near[^1]);
        return open > 0 && near[open - 1] is ' ' or '=' or ':' ? (floor + open + 1, floor + near.Length - 1) : default;
    }

    /// <summary>"line1" is one of an address here; elsewhere a line may be anything.</summary>
    private static ColumnKind KindOf(ReadOnlySpan<char> key) =>
        key is "line1" or "line2" or "line_1" or "line_2" ? ColumnKind.Street : ColumnLabels.Of(key);

    /// <summary>The key before the sign: in quotes, in brackets, or a word.</summary>
    private static (int Start, int End) Key(ReadOnlySpan<char> text, int sign)
    {
        var end = sign;
        while (end > 0 && sign - end < MostSpaces && text[end - 1] == ' ')
        {
            end--;
        }

        if (end == 0)
        {
            return (0, 0);
        }

        var floor = Math.Max(0, end - LongestKey);
        var last = text[end - 1];
        if (last is '"' or '\'' or '`' or ']')
        {
            var open = text[floor..(end - 1)].LastIndexOf(last == ']' ? '[' : last);
            return open < 0 ? (0, 0) : (floor + open + 1, end - 1);
        }

        var start = end;
        while (start > floor && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        return (start, end);
    }

    /// <summary>The name of the tag that ends here: "&lt;dob&gt;".</summary>
    private static (int Start, int End) Tag(ReadOnlySpan<char> text, int close)
    {
        var floor = Math.Max(0, close - LongestKey);
        var open = text[floor..close].LastIndexOf('<');
        return open < 0 || text[(floor + open + 1)..close].ContainsAny(" /=") ? (0, 0) : (floor + open + 1, close);
    }

    private static (int Start, int End)? Inside(ReadOnlySpan<char> text, int at)
    {
        var length = Near(text, at).IndexOf("</");
        return length < 0 ? null : Trimmed(text, at, at + length);
    }

    private static (int Start, int End)? Quoted(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || text[at] is not ('"' or '\'' or '`'))
        {
            return null;
        }

        var value = Near(text, at + 1);
        for (var end = 0; end < value.Length; end++)
        {
            if (value[end] == '\\')
            {
                end++;
            }
            else if (value[end] == text[at])
            {
                Work.Add(end);
                return Trimmed(text, at + 1, at + 1 + end);
            }
        }

        return null;
    }

    /// <summary>As Go prints a map or a struct, <c>map[name:Anna Berg dob:1990-02-03]</c>, <c>{Name:Anna Berg Dob:1990-02-03}</c>: to the next key, or to the bracket.</summary>
    private static (int Start, int End)? Unquoted(ReadOnlySpan<char> text, int key, int from)
    {
        if (key == 0 || text[key - 1] is not (' ' or '{' or '[') || from == text.Length || text[from] is ' ' or '{' or '[' or '&' or ':')
        {
            return null;
        }

        var floor = Math.Max(0, key - Widest);
        var bracket = text[floor..key].LastIndexOfAny(Brackets);
        Work.Add(key - floor);
        if (bracket < 0 || !IsOpening(text, floor + bracket, key))
        {
            return null;
        }

        var near = Near(text, from);
        Work.Add(near.Length);
        for (var at = 0; near[at..].IndexOfAny(UnquotedEnds) is >= 0 and var found; at++)
        {
            at += found;
            if (near[at] != ' ')
            {
                return near[at] is '}' or ']' ? (from, from + at) : null;
            }

            var end = ValueToken.WordEnd(near, at + 1);
            if (end > at + 2 && end < near.Length && near[end] is ':' or '_')
            {
                var sign = near[end..].IndexOfAny(" :");
                if (sign >= 0 && near[end + sign] == ':')
                {
                    return (from, from + at);
                }
            }
        }

        return null;
    }

    /// <summary>"map[", "{Name:": with a key right behind it.</summary>
    private static bool IsOpening(ReadOnlySpan<char> text, int bracket, int key)
    {
        if (text[bracket] == '[' ? !text[..bracket].EndsWith("map") : text[bracket] != '{')
        {
            return false;
        }

        var first = text[(bracket + 1)..Math.Min(text.Length, bracket + 1 + LongestKey)];
        var sign = first.IndexOfAny(" :");
        return key == bracket + 1 || (sign > 0 && first[sign] == ':' && sign + 1 < first.Length && first[sign + 1] != ' ');
    }

    /// <summary>"dob=1990-02-03 "; to the end of the line where nothing else is assigned on it: "name = Anna Berg".</summary>
    private static (int Start, int End)? Assigned(ReadOnlySpan<char> text, int key, int at)
    {
        var isAlone = key == 0 || text[key - 1] == '\n';
        var from = isAlone ? Spaces(text, at) : at;
        if (from == text.Length || text[from] is '=' or '\n' || text[at - 2] is '=' or '!' or '<' or '>')
        {
            return null;
        }

        if (isAlone && Until(text, from, LineEnds) is var (start, last) && !text[start..last].ContainsAny("=&;"))
        {
            return (start, last);
        }

        if (InBrackets(text, from) is var (_, bracket) && bracket > 0)
        {
            return Trimmed(text, from, bracket);
        }

        // "name=Berg,+Anna&city=Ulm"
        return Until(
            text,
            from,
            key > 0 && text[key - 1] == '&' || Near(text, from).IndexOfAny(FormEnds) is >= 0 and var end && text[from + end] == '&'
                ? FormEnds
                : Ends
        );
    }

    /// <summary>"User(name=Anna Berg, phone=…)", "{ Street = 12 Mill Road, Zip = … }": to the comma before the next key, or to the bracket.</summary>
    private static (int Start, int End)? InBrackets(ReadOnlySpan<char> text, int from)
    {
        var near = Near(text, from);
        var length = near.IndexOfAny(BracketEnds);
        Work.Add(length + 1);
        return
            length > 0
            && near[..length].Contains(' ')
            && (near[length] is ')' or '}' || (near[length] is ',' or ';' && IsKey(near[(length + 1)..])))
            ? (from, from + length)
            : null;
    }

    /// <summary>" phone=", " Zip = ".</summary>
    private static bool IsKey(ReadOnlySpan<char> behind)
    {
        var near = behind[..Math.Min(behind.Length, LongestKey)];
        var sign = near.IndexOf('=');
        return sign > 1 && !near[1..sign].TrimEnd(' ').ContainsAny(" ,;\n");
    }

    private static (int Start, int End)? Until(ReadOnlySpan<char> text, int at, SearchValues<char> ends)
    {
        var value = Near(text, at);
        var length = value.IndexOfAny(ends);
        Work.Add(value.Length);
        return length < 0 && value.Length == Longest ? null : Trimmed(text, at, at + (length < 0 ? value.Length : length));
    }

    private static (int Start, int End) Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        start = Spaces(text, start);
        while (end > start && text[end - 1] == ' ')
        {
            end--;
        }

        return (start, Math.Max(start, end));
    }

    private static int Spaces(ReadOnlySpan<char> text, int at)
    {
        for (var most = at + MostSpaces; at < text.Length && at < most && text[at] == ' '; at++) { }
        return at;
    }

    /// <summary>As much as a value may have.</summary>
    private static ReadOnlySpan<char> Near(ReadOnlySpan<char> text, int at) => text.Slice(at, Math.Min(Longest, text.Length - at));
}
