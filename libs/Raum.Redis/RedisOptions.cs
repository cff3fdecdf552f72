using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.Redis;

/// <summary>How patient the Redis client is. Section <c>Redis</c>. A wrong value stops the host at start.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// Longest wait for one answer, the wait for a connection included. Default 2 seconds, from 100 milliseconds to 1 minute.
    /// </summary>
    /// <remarks>A missed one closes the connection: whether the command ran is unknown, and so it is for all behind it.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two tries to connect. Default 1 second, from 10 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class RedisOptionsRanges : IValidateOptions<RedisOptions>;
