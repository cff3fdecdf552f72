namespace Raum.Core.Audit;

/// <summary>The log could not be read on: the store is away, a key is not available, or a stored event is broken. Nothing was skipped.</summary>
public sealed class AuditReadException(FailureCode code) : Exception($"The audit log could not be read: {code}.")
{
    /// <summary><see cref="FailureCode.AuditUnavailable"/>, <see cref="FailureCode.KeyUnavailable"/> or <see cref="FailureCode.SealBroken"/>.</summary>
    public FailureCode Code { get; } = code;
}
