using System.Globalization;
using System.Web;

namespace Raum.AuditStore.EventStoreDb;

/// <summary>What a connection string says: <c>esdb://[user:password@]host[:2113][,host2…]?tls=…</c>, or <c>esdb+discover://</c> for a cluster.</summary>
/// <remarks>TLS is on unless the string says <c>tls=false</c>. The certificate is always checked: <c>tlsVerifyCert=false</c> is refused.</remarks>
internal sealed record EventStoreSettings
{
    private static readonly string[] Schemes = ["esdb", "eventstore", "kurrentdb", "kurrent", "kdb"];

    /// <summary>Settings of the official clients that mean nothing here: there is no local choice to make.</summary>
    private static readonly string[] Ignored =
    [
        "maxdiscoverattempts",
        "discoveryinterval",
        "gossiptimeout",
        "nodepreference",
        "throwonappendfailure",
        "keepaliveinterval",
        "keepalivetimeout",
        "tlsverifycert",
    ];

    public required IReadOnlyList<NodeAddress> Seeds { get; init; }

    /// <summary>Ask the seeds who leads the cluster, instead of talking to the first.</summary>
    public bool Discover { get; init; }

    public bool Tls { get; init; } = true;

    /// <summary>PEM file with the authorities to trust instead of the machine's.</summary>
    public string? TlsCaFile { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public string ConnectionName { get; init; } = "raum";

    /// <summary>Longest time of one call. Default 10 seconds.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="FormatException">Not a connection string. The message does not quote it: it holds a password.</exception>
    public static EventStoreSettings Parse(string connectionString)
    {
        var schemeEnd = connectionString.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
        {
            throw new FormatException("The event store's connection string has no scheme; expected esdb://.");
        }

        var scheme = connectionString[..schemeEnd].ToLowerInvariant();
        var discover = scheme.EndsWith("+discover", StringComparison.Ordinal);
        if (!Schemes.Contains(discover ? scheme[..^"+discover".Length] : scheme))
        {
            throw new FormatException("The event store's connection string has an unknown scheme; expected esdb:// or esdb+discover://.");
        }

        var rest = connectionString[(schemeEnd + 3)..];
        var queryStart = rest.IndexOf('?', StringComparison.Ordinal);
        var authority = (queryStart < 0 ? rest : rest[..queryStart]).TrimEnd('/');
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Credentials(authority[..at]);
        var seeds = authority[(at + 1)..].Split(',').Select(NodeAddress.Parse).ToList();

        var settings = new EventStoreSettings
        {
            Seeds = seeds,
            Discover = discover || seeds.Count > 1,
            User = user,
            Password = password,
        };
        return queryStart < 0 ? settings : WithOptions(settings, rest[(queryStart + 1)..]);
    }

    private static EventStoreSettings WithOptions(EventStoreSettings settings, string query)
    {
        var options = HttpUtility.ParseQueryString(query);
        foreach (var name in options.AllKeys)
        {
            var value = options[name] ?? "";
            settings = name?.ToLowerInvariant() switch
            {
                "tls" => settings with { Tls = Flag(value) },
                "tlscafile" => settings with { TlsCaFile = value },
                "connectionname" => settings with { ConnectionName = value },
                "defaultdeadline" => settings with { Deadline = Milliseconds(value) },
                "tlsverifycert" when !Flag(value) => throw new FormatException(
                    "tlsVerifyCert=false is refused: name the authority with tlsCaFile."
                ),
                { } known when Ignored.Contains(known) => settings,
                _ => throw new FormatException("The event store's connection string has an unknown option."),
            };
        }

        return settings;
    }

    private static (string User, string Password) Credentials(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..]))
            : throw new FormatException("The event store's connection string has a user without a password.");
    }

    private static bool Flag(string value) =>
        bool.TryParse(value, out var flag)
            ? flag
            : throw new FormatException("An option of the event store's connection string is not true or false.");

    private static TimeSpan Milliseconds(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException("defaultDeadline of the event store's connection string is not a number of milliseconds above 0.");

    /// <summary>Without the password, so that it cannot be printed by accident.</summary>
    public override string ToString() => $"{string.Join(',', Seeds)} (tls {Tls})";
}

/// <summary>A node of the event store.</summary>
internal readonly record struct NodeAddress(string Host, int Port)
{
    public static NodeAddress Parse(string text)
    {
        if (!Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.AbsolutePath != "/")
        {
            throw new FormatException("A host of the event store's connection string is not host or host:port.");
        }

        return new NodeAddress(uri.Host, text.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? uri.Port : 2113);
    }

    public override string ToString() => $"{Host}:{Port}";
}
