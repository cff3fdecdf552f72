using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Raum.Redis;

/// <summary>Spans, metrics and log lines of the Redis client (event ids 1100 to 1199). Command names, codes and numbers; no keys, no values.</summary>
internal static partial class RedisTelemetry
{
    public const string Name = "Raum.Redis";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "db.client.operation.duration",
        "s",
        "Time from the call to the reply, the wait for a connection included."
    );

    private static readonly Counter<long> FailedConnects = Meter.CreateCounter<long>(
        "raum.redis.connect_failures",
        "{attempt}",
        "Tries to connect that failed."
    );

    public static Activity? Start(string command)
    {
        if (!Source.HasListeners() || Source.StartActivity(command, ActivityKind.Client) is not { } activity)
        {
            return null;
        }

        return activity.SetTag("db.system.name", "redis").SetTag("db.operation.name", command);
    }

    public static void Record(string command, RedisTrouble? trouble, TimeSpan took)
    {
        if (Duration.Enabled)
        {
            Duration.Record(
                took.TotalSeconds,
                new("db.system.name", "redis"),
                new("db.operation.name", command),
                new("error.type", trouble?.ToString())
            );
        }
    }

    public static void CountFailedConnect(RedisTrouble trouble) =>
        FailedConnects.Add(1, new KeyValuePair<string, object?>("error.type", trouble.ToString()));

    [LoggerMessage(1101, LogLevel.Information, "Connected to Redis on attempt {Attempt}")]
    public static partial void Connected(this ILogger logger, int attempt);

    [LoggerMessage(1102, LogLevel.Warning, "No connection to Redis on attempt {Attempt}: {Trouble}")]
    public static partial void NotConnected(this ILogger logger, int attempt, RedisTrouble trouble);
}
