namespace Raum.Redaction;

/// <summary>"DL" for a licence to drive, by the state or the person before it: "Texas DL 38204917", "my DL D7719204".</summary>
internal static class DriverLicence
{
    private static readonly WordSet Owners = Cues.Set("my his her our their your valid current expired old new driver drivers");

    /// <summary>States of the US and provinces of Canada; of two words the last one.</summary>
    private static readonly WordSet States = Cues.Set(
        "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada "
            + "hampshire jersey mexico york carolina dakota ohio oklahoma oregon pennsylvania island tennessee texas utah vermont virginia washington wisconsin wyoming columbia ontario quebec alberta manitoba saskatchewan scotia brunswick newfoundland"
    );

    private const string Codes =
        " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ON QC BC AB MB SK NS NB NL PE ";

    public static bool IsOne(ReadOnlySpan<char> text, int start, int end)
    {
        if (text[start..end] is not "DL")
        {
            return false;
        }

        var before = NameContext.SpanBefore(text, start, out var sameLine);
        return sameLine && (Owners.Contains(before) || States.Contains(before) || IsCode(before));
    }

    private static bool IsCode(ReadOnlySpan<char> word) =>
        word.Length == 2 && char.IsAsciiLetterUpper(word[0]) && Codes.AsSpan().Contains(word, StringComparison.Ordinal);
}
