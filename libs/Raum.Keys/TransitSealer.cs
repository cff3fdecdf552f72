using Raum.Core;

namespace Raum.Keys;

/// <summary>Seals job texts and results on their way through Redis, under one key per organization and hour that is destroyed within 24 hours.</summary>
/// <remarks>The wrapped key is in Postgres and never in Redis: a copy of one store alone opens nothing. The hot path makes no round trip while the key is cached.</remarks>
public sealed class TransitSealer
{
    private readonly DataKeys _keys;

    internal TransitSealer(DataKeys keys) => _keys = keys;

    /// <param name="kind">What it is, such as <c>job</c> or <c>result</c>: bound to the ciphertext.</param>
    /// <param name="id">Which one it is: bound to the ciphertext.</param>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when there is no key to be had: nothing was sealed.</returns>
    public ValueTask<Outcome<byte[]>> SealAsync(
        OrganizationId organization,
        string kind,
        string id,
        ReadOnlyMemory<byte> plaintext,
        CancellationToken cancellationToken
    ) => Sealing.SealAsync(_keys, organization, KeyPurpose.Transit, Associated(organization, kind, id), plaintext, cancellationToken);

    /// <returns>As <see cref="FieldSealer.OpenAsync"/>; <see cref="FailureCode.TextGone"/> when its hour's key was destroyed.</returns>
    public async ValueTask<Outcome<byte[]>> OpenAsync(
        OrganizationId organization,
        string kind,
        string id,
        ReadOnlyMemory<byte> sealedBytes,
        CancellationToken cancellationToken
    )
    {
        var opened = await Sealing.OpenAsync(_keys, organization, Associated(organization, kind, id), sealedBytes, cancellationToken);
        return opened is { Failure.Code: FailureCode.Gone } ? new Failure(FailureCode.TextGone) : opened;
    }

    private static string Associated(OrganizationId organization, string kind, string id) =>
        $"{organization}|transit|{kind}|{id}|v{SealedFormat.Version}";
}
