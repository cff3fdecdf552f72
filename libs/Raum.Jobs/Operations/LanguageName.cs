using System.Globalization;

namespace Raum.Jobs.Operations;

/// <summary>The English name of a BCP 47 tag, so that no free text of a caller gets into an instruction.</summary>
internal static class LanguageName
{
    /// <returns>Null for null and for anything that is no known language.</returns>
    public static string? Of(string? tag)
    {
        if (tag is null || tag.Length is < 2 or > 12 || !tag.All(unit => char.IsAsciiLetterOrDigit(unit) || unit == '-'))
        {
            return null;
        }

        try
        {
            var culture = CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
            return culture.TwoLetterISOLanguageName == "iv" ? null : culture.EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }
}
