using Raum.Core;

namespace Raum.Keys;

/// <summary>Where a sealed field lives. Bound to the ciphertext, so that it opens nowhere else (KEY-1).</summary>
/// <param name="Row">The row's key, in the form it is looked up by.</param>
public sealed record FieldAddress(string Table, string Column, string Row)
{
    /// <summary>Which of the organization's keys seals it. Opening goes by the key's id in the sealed bytes: a field may change its use.</summary>
    public KeyUse Use { get; init; } = KeyUse.Field;
}

/// <summary>Seals single fields at rest: credentials, secrets, drafts, audit bodies (KEY-1, KEY-6).</summary>
public sealed class FieldSealer
{
    private readonly DataKeys _keys;
    private readonly CredentialKeys _credentials;

    internal FieldSealer(DataKeys keys, CredentialKeys credentials) => (_keys, _credentials) = (keys, credentials);

    /// <summary>Seals under the organization's newest key for the field's use.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when there is no key to be had: nothing was sealed.</returns>
    public ValueTask<Outcome<byte[]>> SealAsync(
        OrganizationId organization,
        FieldAddress address,
        ReadOnlyMemory<byte> plaintext,
        CancellationToken cancellationToken
    ) =>
        Sealing.SealAsync(
            _keys,
            organization,
            KeyPurpose.Of(_credentials.For(address.Use)),
            Associated(organization, address),
            plaintext,
            cancellationToken
        );

    /// <summary>Opens what was sealed for this organization and place.</summary>
    /// <returns>
    /// <see cref="FailureCode.SealBroken"/> when a bit or the place differs, <see cref="FailureCode.Gone"/> when the key was destroyed,
    /// <see cref="FailureCode.KeyUnavailable"/> when it cannot be had now.
    /// </returns>
    public ValueTask<Outcome<byte[]>> OpenAsync(
        OrganizationId organization,
        FieldAddress address,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    ) => Sealing.OpenAsync(_keys, organization, Associated(organization, address), sealedBytes, cancellationToken);

    private static string Associated(OrganizationId organization, FieldAddress address) =>
        $"{organization}|{address.Table}|{address.Column}|{address.Row}|v{SealedFormat.Version}";
}
