using Raum.Core;

namespace Raum.Keys;

/// <summary>Wraps and unwraps data keys. Adapters: <c>Kms/</c> (AWS KMS) and <c>Local/</c> (a master secret on one machine).</summary>
public interface IKeyWrapper
{
    /// <summary>Stored beside each wrapped key, so that a later reader knows who can open it.</summary>
    string Name { get; }

    /// <summary>Does what the first use would wait for. A repeated call is cheap; wrapping and unwrapping work without it.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when it cannot be done now: call again.</returns>
    Task<Outcome<Done>> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Wraps a 256-bit key under the context.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> when the service cannot be reached; <see cref="FailureCode.KeyRefused"/> when the key's owner took it away.</returns>
    Task<Outcome<byte[]>> WrapAsync(KeyContext context, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Unwraps into a buffer that the caller zeroes.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/> and <see cref="FailureCode.KeyRefused"/> as above; <see cref="FailureCode.SealBroken"/> when the blob or its context is not what was wrapped.</returns>
    Task<Outcome<byte[]>> UnwrapAsync(KeyContext context, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}
