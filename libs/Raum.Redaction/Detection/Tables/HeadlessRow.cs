using System.Buffers;

namespace Raum.Redaction;

/// <summary>A row that no head explains: "Anna Berg;a.berg@web.example;12.03.1984;Am Anger 12;80331;Ulm". A mail address, a phone number or an IBAN in a cell of its own tells that it is about a person (PII-1).</summary>
/// <remarks>Linear: each cell is read once, and once more beside the one mail address of its row.</remarks>
internal static class HeadlessRow
{
    private const string Reason = "row";
    private const int FewestCells = 3;

    /// <summary>Somebody born later has no orders of their own.</summary>
    private const int BornBefore = 2011;

    private const int LongestStreet = 60;
    private const int ShortestLogin = 4;
    private const int ShortestName = 3;
    private const int MostWords = 4;

    /// <summary>Nobody writes three commas without a space behind them in a sentence.</summary>
    private const int FewestCommas = 3;

    private static readonly SearchValues<char> PhoneSigns = SearchValues.Create("0123456789+()-./ x");
    private static readonly SearchValues<char> DateSigns = SearchValues.Create("0123456789./-");
    private static readonly SearchValues<char> NoStreet = SearchValues.Create("@:=<>[]{}_");

    public static void Read(
        ReadOnlySpan<char> text,
        int line,
        int end,
        char divider,
        Span<(int Start, int End)> cells,
        List<Finding> findings
    )
    {
        if (divider is '\0' or TableRow.Leader or TableRow.Spaces || (divider == ',' && !IsTight(text[line..end])))
        {
            return;
        }

        Work.Add(2 * (end - line));
        var count = TableRow.Read(text, line, end, divider, cells);
        if (count < FewestCells || !HasContact(text, cells[..count], out var mail))
        {
            return;
        }

        Span<char> letters = stackalloc char[MailLocalPart.Longest];
        var local = MailLocalPart.Letters(text[mail.Start..mail.End], letters);
        for (var i = 0; i < count; i++)
        {
            var (start, last) = cells[i];
            var cell = text[start..last];
            var type =
                IsBirthDate(cell) ? PiiType.BirthDate
                : cells[i] == mail || cell.Length < ShortestName ? null
                : IsLogin(cell, local) ? PiiType.Username
                : IsName(cell, local) ? PiiType.Name
                : (PiiType?)null;
            if (type is null && IsStreet(cell) && Place(text, cells[(i + 1)..count]) is var place && place > 0)
            {
                type = PiiType.Address;
                i += place;
                last = cells[i].End;
            }

            if (type is { } known)
            {
                findings.Add(new Finding(start, last, known, TableDetector.Name, 0.92, Reason));
            }
        }
    }

    /// <summary>"7,Anna,Berg,": as programs write it.</summary>
    private static bool IsTight(ReadOnlySpan<char> line)
    {
        var tight = 0;
        for (var at = 0; tight < FewestCommas && line[at..].IndexOf(',') is >= 0 and var found; at += found + 1)
        {
            var next = at + found + 1;
            tight += next < line.Length && line[next] != ' ' ? 1 : 0;
        }

        return tight >= FewestCommas;
    }

    private static bool HasContact(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> cells, out (int Start, int End) mail)
    {
        mail = default;
        var found = false;
        foreach (var (start, end) in cells)
        {
            var cell = text[start..end];
            var isMail =
                cell.Length > 5 && !cell.Contains(' ') && cell[1..].IndexOf('@') is >= 0 and var sign && cell[(sign + 2)..].Contains('.');
            mail = isMail && mail.End == 0 ? (start, end) : mail;
            found |= isMail || IsPhone(cell) || IsIban(cell) || cell.StartsWith("[REDACTED_EMAIL") || cell.StartsWith("[REDACTED_PHONE");
        }

        return found;
    }

    /// <summary>"+49 171 2345678", "(212) 555-0123", "0171/2345678": digits alone may be any number.</summary>
    private static bool IsPhone(ReadOnlySpan<char> cell) =>
        cell.Length is >= 9 and <= 24
        && cell[0] is '+' or '(' or '0'
        && !cell.ContainsAnyExcept(PhoneSigns)
        && IdToken.DigitsOf(cell) is >= 8 and <= 17
        && (cell[0] == '+' || cell.ContainsAny(" /-"))
        && WrittenDate.End(cell, 0) == 0;

    private static bool IsIban(ReadOnlySpan<char> cell) =>
        cell.Length is >= 15 and <= 42
        && char.IsAsciiLetterUpper(cell[0])
        && char.IsAsciiLetterUpper(cell[1])
        && char.IsAsciiDigit(cell[2])
        && char.IsAsciiDigit(cell[3])
        && IdToken.DigitsOf(cell) >= 10;

    private static bool IsBirthDate(ReadOnlySpan<char> cell) =>
        cell.Length is >= 8 and <= 10
        && !cell.ContainsAnyExcept(DateSigns)
        && WrittenDate.End(cell, 0) == cell.Length
        && WrittenDate.IsDay(cell)
        && WrittenDate.HasYearBefore(cell, BornBefore);

    /// <summary>"Anna_Berg72" beside anna.berg@web.example.</summary>
    private static bool IsLogin(ReadOnlySpan<char> cell, ReadOnlySpan<char> local)
    {
        if (cell.Length > MailLocalPart.Longest || cell.ContainsAny(" @,;") || !(cell.ContainsAny("._") || char.IsAsciiDigit(cell[^1])))
        {
            return false;
        }

        Span<char> letters = stackalloc char[MailLocalPart.Longest];
        var own = MailLocalPart.Letters(cell, letters);
        return PersonLogin.Is(cell) || (own.Length >= ShortestLogin && local.IndexOf(own) >= 0);
    }

    /// <summary>"Berg", "Anna Berg": each word stands in the mail address, too.</summary>
    private static bool IsName(ReadOnlySpan<char> cell, ReadOnlySpan<char> local)
    {
        if (local.IsEmpty || cell.Length > MailLocalPart.Longest || !char.IsUpper(cell[0]) || cell.Count(' ') >= MostWords)
        {
            return false;
        }

        var words = 0;
        for (var at = 0; at < cell.Length; )
        {
            var end = ValueToken.WordEnd(cell, at);
            if (end == at ? cell[at] is not (' ' or '-' or '\'' or '.' or ',') : !MailLocalPart.Holds(local, cell[at..end]))
            {
                return false;
            }

            words += end > at ? 1 : 0;
            at = Math.Max(end, at + 1);
        }

        return words > 0;
    }

    /// <summary>"741 Rippin Streets", "Am Anger 12": a number at one end.</summary>
    private static bool IsStreet(ReadOnlySpan<char> cell) =>
        cell.Length is >= 5 and <= LongestStreet
        && cell.Contains(' ')
        && (char.IsAsciiDigit(cell[0]) || IdToken.DigitsOf(cell[cell.LastIndexOf(' ')..]) > 0)
        && cell.ContainsAnyInRange('A', 'z')
        && !cell.ContainsAny(NoStreet);

    /// <summary>How many of the cells behind a street are its postcode and city: "80331", "Ulm" or "80331 Ulm".</summary>
    private static int Place(ReadOnlySpan<char> text, ReadOnlySpan<(int Start, int End)> behind)
    {
        if (behind.IsEmpty)
        {
            return 0;
        }

        var cell = text[behind[0].Start..behind[0].End];
        var code = cell.IndexOf(' ') is >= 0 and var space ? space : cell.Length;
        if (IsCode(cell[..code]) && code < cell.Length && IsCity(cell[(code + 1)..]))
        {
            return 1;
        }

        return IsCode(cell) && behind.Length > 1 && IsCity(text[behind[1].Start..behind[1].End]) ? 2 : 0;
    }

    /// <summary>"80331", "1012 AB", "12377-2375", "SW1A 2AA".</summary>
    private static bool IsCode(ReadOnlySpan<char> cell)
    {
        foreach (var c in cell)
        {
            if (!char.IsAsciiDigit(c) && !char.IsAsciiLetterUpper(c) && c is not ('-' or ' '))
            {
                return false;
            }
        }

        return cell.Length is >= 4 and <= 10 && IdToken.DigitsOf(cell) >= 2;
    }

    private static bool IsCity(ReadOnlySpan<char> cell) =>
        cell.Length is > 1 and <= LongestStreet
        && char.IsUpper(cell[0])
        && !cell.ContainsAnyInRange('0', '9')
        && cell.Count(' ') < MostWords;
}
