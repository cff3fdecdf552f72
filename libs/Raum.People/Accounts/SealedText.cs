using System.Security.Cryptography;
using System.Text;
using Raum.Core;
using Raum.Keys;

namespace Raum.People.Accounts;

/// <summary>Short personal texts in sealed columns: addresses, names.</summary>
internal static class SealedText
{
    public static async ValueTask<Outcome<byte[]>> SealTextAsync(
        this FieldSealer sealer,
        OrganizationId organization,
        FieldAddress address,
        PersonalText text,
        CancellationToken cancellationToken
    )
    {
        var bytes = Encoding.UTF8.GetBytes(text.Reveal());
        var sealedBytes = await sealer.SealAsync(organization, address, bytes, cancellationToken);
        CryptographicOperations.ZeroMemory(bytes);
        return sealedBytes;
    }

    public static async ValueTask<Outcome<PersonalText>> OpenTextAsync(
        this FieldSealer sealer,
        OrganizationId organization,
        FieldAddress address,
        byte[] sealedBytes,
        CancellationToken cancellationToken
    )
    {
        var opened = await sealer.OpenAsync(organization, address, sealedBytes, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        var text = new PersonalText(Encoding.UTF8.GetString(opened.Value));
        CryptographicOperations.ZeroMemory(opened.Value);
        return text;
    }
}
