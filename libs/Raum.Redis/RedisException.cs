namespace Raum.Redis;

/// <summary>Redis could not be asked, or will not serve now. The same command may succeed later.</summary>
/// <param name="outcomeUnknown">True when the command may have run.</param>
public sealed class RedisUnavailableException(RedisTrouble trouble, bool outcomeUnknown, Exception? inner = null)
    : Exception($"Redis is unavailable: {trouble}.", inner)
{
    public RedisTrouble Trouble { get; } = trouble;

    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>Why Redis could not serve; a closed set, so that logs and metrics may name it.</summary>
public enum RedisTrouble
{
    /// <summary>No connection came about.</summary>
    Unreachable,

    /// <summary>An answer did not come in time.</summary>
    DeadlineMissed,

    /// <summary>The connection ended before the answer.</summary>
    ConnectionLost,

    /// <summary>The other side does not speak RESP.</summary>
    ProtocolBroken,

    /// <summary>User or password are wrong.</summary>
    LoginRefused,

    /// <summary>The server still reads its data from disk.</summary>
    Loading,

    /// <summary>A replica, or a server that cannot write to its disk.</summary>
    NotWritable,

    /// <summary>The memory limit is reached; nothing is evicted.</summary>
    OutOfMemory,

    /// <summary>A script runs too long, or the cluster is not ready.</summary>
    Busy,
}

/// <summary>Redis refused a command: a bug of the caller.</summary>
/// <remarks>The server's text can quote arguments, so only its first word is kept.</remarks>
public sealed class RedisServerException(string code) : Exception($"Redis refused the command: {code}.")
{
    /// <summary>The error's first word, such as <c>WRONGTYPE</c> or <c>NOSCRIPT</c>.</summary>
    public string Code { get; } = code;
}
