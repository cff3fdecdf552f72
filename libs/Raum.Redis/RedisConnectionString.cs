using System.Globalization;

namespace Raum.Redis;

/// <summary>Where Redis is and who we are there, in the form that Aspire injects: <c>host:port,password=…,user=…,ssl=true</c>.</summary>
/// <remarks>Settings of other clients that Raum has no use for are ignored. <see cref="ToString"/> shows host and port alone.</remarks>
public sealed class RedisConnectionString
{
    private const int DefaultPort = 6379;

    public required string Host { get; init; }

    public int Port { get; init; } = DefaultPort;

    /// <summary>Name in the server's access list; null is its default user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>TLS 1.2 or newer, the certificate checked against <see cref="TlsHost"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>Name that the certificate must carry.</summary>
    public string TlsHost { get; private init; } = "";

    /// <summary>PEM file with the authorities that may have signed the certificate (<c>sslCa=</c>); null trusts the machine's own.</summary>
    public string? AuthorityFile { get; private init; }

    /// <exception cref="FormatException">No host, a bad port, or a bad truth value. The text itself is not quoted: it holds a password.</exception>
    public static RedisConnectionString Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var endpoint = "";
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // A password may hold an equals sign; only the first one separates.
            if (part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals)
            {
                settings[part[..equals].TrimEnd()] = part[(equals + 1)..].TrimStart();
            }
            else if (endpoint.Length == 0)
            {
                endpoint = part;
            }
            else
            {
                throw new FormatException(
                    "A Redis connection string names one server; for several, name the one address in front of them."
                );
            }
        }

        var (host, port) = SplitEndpoint(endpoint);
        return new RedisConnectionString
        {
            Host = host,
            Port = port,
            User = settings.GetValueOrDefault("user"),
            Password = settings.GetValueOrDefault("password"),
            Tls =
                settings.TryGetValue("ssl", out var ssl)
                && (bool.TryParse(ssl, out var on) ? on : throw new FormatException("ssl is true or false.")),
            TlsHost = settings.GetValueOrDefault("sslHost") ?? host,
            AuthorityFile = settings.GetValueOrDefault("sslCa"),
        };
    }

    public override string ToString() => $"{Host}:{Port}";

    private static (string Host, int Port) SplitEndpoint(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        if (colon < 0 || endpoint.EndsWith(']'))
        {
            return (Bare(endpoint), DefaultPort);
        }

        return
            int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535
            ? (Bare(endpoint[..colon]), port)
            : throw new FormatException("The port of the Redis connection string is not a number from 1 to 65535.");
    }

    private static string Bare(string host) =>
        host.Trim('[', ']') is { Length: > 0 } name ? name : throw new FormatException("The Redis connection string names no host.");
}
