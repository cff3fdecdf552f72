namespace Raum.Redaction;

/// <summary>What a masked value is (PII-1). The names are part of placeholders, of the API and of audit events; they never change.</summary>
public enum PiiType
{
    /// <summary>A person's name or a part of it.</summary>
    Name,
    Email,
    Phone,

    /// <summary>A payment card number.</summary>
    Card,
    Iban,

    /// <summary>National ids, passports, licences, tax numbers.</summary>
    Id,

    /// <summary>A postal address of a person.</summary>
    Address,

    /// <summary>An IPv4, IPv6 or MAC address.</summary>
    Ip,

    /// <summary>A date of birth.</summary>
    BirthDate,

    /// <summary>A link that names or belongs to a person.</summary>
    Url,
    Username,

    /// <summary>Keys, tokens, passwords, one-time codes.</summary>
    Secret,

    /// <summary>Not personal: text that already looked like a placeholder. It is put aside, so that it comes back verbatim.</summary>
    Lookalike,
}

/// <summary>The words that stand for a type inside placeholders.</summary>
public static class PiiTypes
{
    private static readonly string[] Labels =
    [
        "NAME",
        "EMAIL",
        "PHONE",
        "CC",
        "IBAN",
        "ID",
        "ADDRESS",
        "IP",
        "DOB",
        "URL",
        "USERNAME",
        "SECRET",
        "TEXT",
    ];

    /// <summary>How many types there are; a type's number is below it.</summary>
    internal static int Count => Labels.Length;

    /// <summary>The word inside the placeholder: <c>NAME</c> for <c>[REDACTED_NAME]</c>.</summary>
    public static string Label(this PiiType type) => Labels[(int)type];

    /// <summary>The type for a label, in any case; false for a word that is no label.</summary>
    public static bool TryParseLabel(ReadOnlySpan<char> label, out PiiType type)
    {
        for (var i = 0; i < Labels.Length; i++)
        {
            if (label.Equals(Labels[i], StringComparison.OrdinalIgnoreCase))
            {
                type = (PiiType)i;
                return true;
            }
        }

        type = default;
        return false;
    }
}
