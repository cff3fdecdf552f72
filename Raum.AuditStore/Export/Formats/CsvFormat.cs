using System.Buffers;
using System.Globalization;
using System.Text;

namespace Raum.AuditStore.Export.Formats;

/// <summary>RFC 4180. A field that a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal sealed class CsvFormat : IEntryFormat
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;\t");

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public ReadOnlySpan<byte> Head =>
        "revision,id,at,recorded_at,type,class,actor_kind,actor_id,actor_authenticated,impersonator,target_kind,target_id,result,failure,correlation,trace,ip,user_agent,body\r\n"u8;

    public void Write(IBufferWriter<byte> output, LogEntry entry)
    {
        var header = entry.Header;
        string?[] fields =
        [
            entry.Revision.ToString(CultureInfo.InvariantCulture),
            header.Id.ToString("D"),
            Time(header.At),
            Time(entry.RecordedAt),
            entry.Type,
            entry.Class.ToString(),
            header.Actor.Kind.ToString(),
            header.Actor.Id,
            header.Actor.Authenticated ? "true" : "false",
            header.Actor.Impersonator,
            header.Target?.Kind,
            header.Target?.Id,
            header.Result.ToString(),
            header.Failure?.ToString(),
            header.Correlation.Value.ToString("D"),
            header.TraceId,
            entry.Content?.Ip,
            entry.Content?.UserAgent,
            entry.Content?.Body,
        ];
        output.Write(Encoding.UTF8.GetBytes(string.Join(',', fields.Select(field => Field(field ?? "")))));
    }

    /// <summary>A spreadsheet takes a text for a formula by its first character, also behind blanks and in full width.</summary>
    internal static string Field(string text)
    {
        var first = text.AsSpan().TrimStart(" \u00A0\u3000");
        var safe =
            text.Length > 0
            && (
                text[0] is '\t' or '\r' or '\n'
                || (first.Length > 0 && first[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
            )
                ? "'" + text
                : text;
        // A line is an entry: a reader that takes lines must not be misled.
        safe = safe.Replace("\r\n", "\\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\\n", StringComparison.Ordinal);
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
