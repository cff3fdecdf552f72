using System.Buffers;
using System.Globalization;
using System.Text;
using Raum.Core.Audit;

namespace Raum.AuditStore.Export.Formats;

/// <summary>ArcSight Common Event Format 0: seven fields between pipes, then <c>key=value</c>. Severity 3 is a success, 5 a failure, 7 a denial.</summary>
internal sealed class CefFormat : IEntryFormat
{
    public string ContentType => "text/plain; charset=utf-8";

    public ReadOnlySpan<byte> Head => [];

    public void Write(IBufferWriter<byte> output, LogEntry entry)
    {
        var header = entry.Header;
        var line = new StringBuilder(512);
        line.Append("CEF:0|Raum|Audit|1|")
            .Append(Field(entry.Type))
            .Append('|')
            .Append(Field(Name(entry.Type)))
            .Append('|')
            .Append(Severity(header.Result));
        line.Append("|rt=").Append(header.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Add(line, "externalId", header.Id.ToString("D"));
        Add(line, "cat", entry.Class.ToString());
        Add(line, "outcome", header.Result.ToString().ToLowerInvariant());
        Add(line, "reason", header.Failure?.ToString());
        Add(line, "suid", header.Actor.Id);
        Add(line, "sourceServiceName", header.Actor.Kind.ToString());
        Add(line, "duid", header.Target?.Id);
        Add(line, "destinationServiceName", header.Target?.Kind);
        Add(line, "src", entry.Content?.Ip);
        Add(line, "requestClientApplication", entry.Content?.UserAgent);
        Add(line, "cs1", entry.Organization.ToString());
        Add(line, "cs1Label", "organization");
        Add(line, "cs2", header.Correlation.Value.ToString("D"));
        Add(line, "cs2Label", "correlation");
        AddLabeled(line, "cs3", "trace", header.TraceId);
        AddLabeled(line, "cs4", "impersonator", header.Actor.Impersonator);
        AddLabeled(line, "cs5", "authenticated", header.Actor.Authenticated ? "true" : "false");
        AddLabeled(line, "cn1", "revision", entry.Revision.ToString(CultureInfo.InvariantCulture));
        Add(line, "msg", entry.Content?.Body);
        output.Write(Encoding.UTF8.GetBytes(line.ToString()));
    }

    internal static int Severity(AuditResult result) =>
        result switch
        {
            AuditResult.Success => 3,
            AuditResult.Failure => 5,
            _ => 7,
        };

    /// <summary>A field before the extension: <c>\</c> first, then pipes; no line break.</summary>
    internal static string Field(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    /// <summary>A value of the extension: <c>\</c> first, then <c>=</c> and line breaks; pipes stay.</summary>
    internal static string Value(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("=", "\\=", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);

    private static void AddLabeled(StringBuilder line, string key, string label, string? value)
    {
        if (value is not null)
        {
            Add(line, key, value);
            Add(line, key + "Label", label);
        }
    }

    private static void Add(StringBuilder line, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            line.Append(' ').Append(key).Append('=').Append(Value(value));
        }
    }

    /// <summary><c>api-key-created.v1</c> is <c>Api key created</c>.</summary>
    internal static string Name(string type)
    {
        var words = type[..type.LastIndexOf('.')].Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
