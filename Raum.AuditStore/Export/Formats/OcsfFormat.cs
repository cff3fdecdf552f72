using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raum.Core.Audit;

namespace Raum.AuditStore.Export.Formats;

/// <summary>OCSF 1.x, class API Activity (6003), one JSON object an entry.</summary>
/// <remarks>
/// Every required field of the class and what is known of the recommended ones. The class has no field for acting on behalf of somebody: the admin
/// behind an impersonation stands in <c>unmapped</c>.
/// </remarks>
internal sealed class OcsfFormat : IEntryFormat
{
    private const int ApiActivity = 6003;
    private const int Other = 99;

    public string ContentType => "application/jsonl";

    public ReadOnlySpan<byte> Head => [];

    public void Write(IBufferWriter<byte> output, LogEntry entry)
    {
        var header = entry.Header;
        var activity = Activity(entry.Type);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("category_uid", 6);
        json.WriteNumber("class_uid", ApiActivity);
        json.WriteNumber("activity_id", activity);
        json.WriteNumber("type_uid", (ApiActivity * 100) + activity);
        if (activity == Other)
        {
            json.WriteString("activity_name", CefFormat.Name(entry.Type));
        }

        json.WriteNumber("severity_id", Severity(header.Result));
        json.WriteNumber("time", header.At.ToUnixTimeMilliseconds());
        json.WriteNumber("status_id", header.Result == AuditResult.Success ? 1 : 2);
        json.WriteString("status", header.Result == AuditResult.Success ? "Success" : "Failure");
        if (header.Failure is { } failure)
        {
            json.WriteString("status_code", failure.ToString());
        }

        json.WriteString("message", CefFormat.Name(entry.Type));
        WriteMetadata(json, entry);
        WriteActor(json, header.Actor);
        json.WriteStartObject("api");
        json.WriteString("operation", entry.Type);
        json.WriteEndObject();
        json.WriteStartObject("src_endpoint");
        if (entry.Content?.Ip is { } ip)
        {
            json.WriteString("ip", ip);
        }

        json.WriteString("svc_name", header.Actor.Kind.ToString());
        json.WriteEndObject();
        if (entry.Content?.UserAgent is { } agent)
        {
            json.WriteStartObject("http_request");
            json.WriteString("user_agent", agent);
            json.WriteEndObject();
        }

        WriteRest(json, entry);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteMetadata(Utf8JsonWriter json, LogEntry entry)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", "1.4.0");
        json.WriteStartObject("product");
        json.WriteString("name", "Raum");
        json.WriteString("vendor_name", "Raum");
        json.WriteEndObject();
        json.WriteString("uid", entry.Header.Id);
        json.WriteNumber("sequence", entry.Revision);
        json.WriteString("correlation_uid", entry.Header.Correlation.Value);
        json.WriteString("tenant_uid", entry.Organization.Value);
        json.WriteString("log_name", "audit");
        json.WriteNumber("logged_time", entry.RecordedAt.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, AuditActor actor)
    {
        json.WriteStartObject("actor");
        switch (actor.Kind)
        {
            case AuditActorKind.User or AuditActorKind.Staff:
                json.WriteStartObject("user");
                json.WriteString("uid", actor.Id);
                json.WriteEndObject();
                break;
            case AuditActorKind.ApiKey:
                json.WriteString("app_uid", actor.Id);
                break;
            default:
                json.WriteString("app_name", actor.Id);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter json, LogEntry entry)
    {
        var header = entry.Header;
        if (header.Target is { } target)
        {
            json.WriteStartArray("resources");
            json.WriteStartObject();
            json.WriteString("uid", target.Id);
            json.WriteString("type", target.Kind);
            json.WriteNumber("role_id", 1);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("unmapped");
        json.WriteString("class", entry.Class.ToString());
        json.WriteBoolean("authenticated", header.Actor.Authenticated);
        json.WriteString("result", header.Result.ToString());
        if (header.Actor.Impersonator is { } impersonator)
        {
            json.WriteString("impersonator", impersonator);
        }

        if (header.TraceId is { } trace)
        {
            json.WriteString("trace", trace);
        }

        if (entry.Content is { } content)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(content.Body);
        }

        json.WriteEndObject();
    }

    private static int Activity(string type) =>
        type switch
        {
            _ when type.Contains("-created.", StringComparison.Ordinal) => 1,
            _ when type.Contains("-changed.", StringComparison.Ordinal) => 3,
            _ when type.Contains("-revoked.", StringComparison.Ordinal) || type.Contains("-removed.", StringComparison.Ordinal) => 4,
            _ => Other,
        };

    /// <summary>1 Informational, 2 Low, 3 Medium.</summary>
    private static int Severity(AuditResult result) =>
        result switch
        {
            AuditResult.Success => 1,
            AuditResult.Failure => 2,
            _ => 3,
        };
}
