namespace Raum.Redaction;

/// <summary>Ids beside names that are only told together: IE PPS numbers, "Parent: Niamh Boyle, 6290518Q".</summary>
/// <remarks>Linear: a bounded stretch behind each name is read.</remarks>
internal static class IdsOfNames
{
    private const int Digits = 7;
    private const string Marks = "WABCDEFGHIJKLMNOPQRSTUV";

    /// <summary>Adds such ids, once names are known.</summary>
    public static void Add(ReadOnlySpan<char> text, List<Finding> findings, List<Finding> ids)
    {
        Work.Add(findings.Count);
        foreach (var finding in findings)
        {
            if (finding.Type == PiiType.Name && End(text, finding.End) is > 0 and var end)
            {
                ids.Add(new Finding(finding.End + 2, end, PiiType.Id, "national-id", 0.9, "beside-name"));
            }
        }
    }

    private static int End(ReadOnlySpan<char> text, int name)
    {
        var start = name + 2;
        var mark = start + Digits;
        if (
            mark >= text.Length
            || !((text[name] is ',' or ';' or ':' && text[name + 1] == ' ') || (text[name] == ' ' && text[name + 1] == '('))
            || text.Slice(start, Digits).ContainsAnyExceptInRange('0', '9')
        )
        {
            return 0;
        }

        var sum = 0;
        for (var i = 0; i < Digits; i++)
        {
            sum += (text[start + i] - '0') * (8 - i);
        }

        // Since 2013 there may be a letter behind, which counts nine times; W stands for none.
        var end = mark + 1;
        if (end < text.Length && text[end] is 'W' or (>= 'A' and <= 'I'))
        {
            sum += text[end] == 'W' ? 0 : (text[end] - 'A' + 1) * 9;
            end++;
        }

        return Marks[sum % 23] == text[mark] && !(end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '-')) ? end : 0;
    }
}
