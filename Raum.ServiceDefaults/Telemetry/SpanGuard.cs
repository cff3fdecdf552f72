using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;
using OpenTelemetry;

namespace Raum.ServiceDefaults.Telemetry;

/// <summary>Runs before every exporter and leaves in the spans of other libraries only tags from a closed list (PII-5).</summary>
/// <remarks>
/// Frameworks put URLs, paths, user agents, SQL and exception messages into their spans. The list is what remains: methods, route templates,
/// status codes, hosts, sizes, operation names. Raum's own spans carry ids, counts and codes by their code, and lose events only.
/// </remarks>
internal sealed class SpanGuard : BaseProcessor<Activity>
{
    private const string OwnPrefix = "Raum.";

    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
        [
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "http.request.resend_count",
            "url.scheme",
            "server.address",
            "server.port",
            "network.protocol.name",
            "network.protocol.version",
            "network.transport",
            "error.type",
            "db.system",
            "db.system.name",
            "db.name",
            "db.namespace",
            "db.operation.name",
            "db.response.status_code",
            "db.npgsql.prepared",
        ],
        StringComparer.Ordinal
    );

    // Activity offers no way to take an event off; without the field a span that has events is not exported at all.
    private static readonly FieldInfo? Events = typeof(Activity).GetField("_events", BindingFlags.Instance | BindingFlags.NonPublic);

    public override void OnEnd(Activity data)
    {
        if (!data.Source.Name.StartsWith(OwnPrefix, StringComparison.Ordinal))
        {
            DropTags(data);
            data.DisplayName = NameOf(data);
        }

        if (data.Status != ActivityStatusCode.Unset)
        {
            data.SetStatus(data.Status); // without its description, which is an exception's message
        }

        DropEvents(data);
        foreach (var (key, _) in data.Baggage.ToList())
        {
            data.SetBaggage(key, null);
        }
    }

    private static void DropTags(Activity span)
    {
        List<string>? drop = null;
        foreach (ref readonly var tag in span.EnumerateTagObjects())
        {
            if (!Allowed.Contains(tag.Key))
            {
                (drop ??= []).Add(tag.Key);
            }
        }

        foreach (var key in drop ?? [])
        {
            span.SetTag(key, null);
        }
    }

    private static void DropEvents(Activity span)
    {
        if (!span.EnumerateEvents().MoveNext())
        {
            return;
        }

        if (Events is null)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        Events.SetValue(span, null);
    }

    /// <summary>Method and route template, or the operation's own constant name: a display name may hold a path.</summary>
    private static string NameOf(Activity span) =>
        (span.GetTagItem("http.request.method"), span.GetTagItem("http.route")) switch
        {
            (string method, string route) => $"{method} {route}",
            (string method, null) => method,
            _ => span.OperationName,
        };
}
