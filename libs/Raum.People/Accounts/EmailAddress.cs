using System.Buffers;
using System.Net.Mail;
using Raum.Core;

namespace Raum.People.Accounts;

/// <summary>An e-mail address in the one form in which it is compared: NFKC, lower case. Personal data: it prints its length.</summary>
public sealed record EmailAddress
{
    /// <summary>RFC 5321, 4.5.3.1.3: a path has at most 256 characters, its brackets included.</summary>
    private const int MaxLength = 254;

    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create("<>()[],;:\\\"");

    private EmailAddress(string normal) => Text = new PersonalText(normal);

    public PersonalText Text { get; }

    /// <summary>What stands behind the last <c>@</c>.</summary>
    public string Domain => Text.Reveal()[(Text.Reveal().LastIndexOf('@') + 1)..];

    /// <summary>Reads an address alone, without a display name; null for anything else.</summary>
    public static EmailAddress? Read(PersonalText? text)
    {
        var typed = text?.Reveal().Trim() ?? "";
        if (typed.Length is 0 or > MaxLength || NormalForm.Of(typed)?.ToLowerInvariant() is not { } normal)
        {
            return null;
        }

        // The normal form is what is checked: a full-width sign is none in an address before, and one after (ASVS 5.0, 1.1.1).
        return
            normal.Length > MaxLength
            || normal.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || char.IsSurrogate(letter))
            || normal.AsSpan().ContainsAny(NotInAddresses)
            || normal.Count(letter => letter == '@') != 1
            || !MailAddress.TryCreate(normal, out var address)
            || address.Address != normal
            ? null
            : new EmailAddress(normal);
    }

    public override string ToString() => Text.ToString();
}
