using System.Globalization;

namespace Raum.Api.Features.Audit;

/// <summary>A number of entries in a query.</summary>
internal static class EntryNumber
{
    /// <returns>Null, with an error, for anything else.</returns>
    public static long? Read(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors[name] = ["must be a number of entries"];
        return null;
    }
}
