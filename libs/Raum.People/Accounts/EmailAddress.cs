using System.Buffers;
using System.Net.Mail;
using System.Text;
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
        if (
            typed.Length is 0 or > MaxLength
            || typed.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || char.IsSurrogate(letter))
            || typed.AsSpan().ContainsAny(NotInAddresses)
            || !MailAddress.TryCreate(typed, out var address)
            || address.Address != typed
        )
        {
            return null;
        }

        return new EmailAddress(typed.Normalize(NormalizationForm.FormKC).ToLowerInvariant());
    }

    public override string ToString() => Text.ToString();
}
