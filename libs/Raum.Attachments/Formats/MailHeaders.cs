namespace Raum.Attachments;

/// <summary>The header fields of a mail or of one of its parts, unfolded (RFC 5322, section 2.2).</summary>
internal sealed class MailHeaders
{
    private const int MaxFields = 500;
    private const int LongestField = 16_000;

    private readonly List<(string Name, string Value)> _fields = [];

    public int Count => _fields.Count;

    /// <summary>Lower case; RFC 2045 says what holds when nothing is said.</summary>
    public string ContentType =>
        (Get("Content-Type") ?? "text/plain").Split(';', 2)[0].Trim().ToLowerInvariant() is { Length: > 0 } type ? type : "text/plain";

    public bool IsFile => Get("Content-Disposition")?.TrimStart().StartsWith("attachment", StringComparison.OrdinalIgnoreCase) ?? false;

    public string? Get(string name) => _fields.Find(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>A parameter of the content type, without its quotes.</summary>
    public string? Parameter(string name)
    {
        foreach (var parameter in (Get("Content-Type") ?? "").Split(';').Skip(1))
        {
            if (
                parameter.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
                && parameter.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            {
                return parameter[(equals + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }

    /// <param name="body">Where the body begins: behind the first empty line.</param>
    public static MailHeaders Read(string mail, int start, int limit, out int body)
    {
        var headers = new MailHeaders();
        body = start;
        while (body < limit)
        {
            var end = mail.IndexOf('\n', body, limit - body);
            end = end < 0 ? limit : end;
            var line = mail.AsSpan(body, end - body).TrimEnd('\r');
            var next = Math.Min(end + 1, limit);
            if (line.IsEmpty)
            {
                body = next;
                break;
            }

            if (!headers.Add(line))
            {
                // No field: the body has begun without an empty line.
                break;
            }

            body = next;
        }

        return headers;
    }

    private bool Add(ReadOnlySpan<char> line)
    {
        if (line[0] is ' ' or '\t')
        {
            if (_fields.Count == 0 || _fields[^1].Value.Length + line.Length > LongestField)
            {
                return _fields.Count > 0;
            }

            _fields[^1] = (_fields[^1].Name, _fields[^1].Value + ' ' + line.Trim().ToString());
            return true;
        }

        var colon = line.IndexOf(':');
        if (colon < 1 || line[..colon].ContainsAnyExceptInRange('!', '~') || _fields.Count == MaxFields)
        {
            return false;
        }

        _fields.Add((line[..colon].ToString(), line[(colon + 1)..].Trim().ToString()));
        return true;
    }
}
