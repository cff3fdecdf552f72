using System.Net;
using Npgsql;

namespace Raum.Data;

/// <summary>How a database is reached: over TLS with a checked certificate, or without leaving the machine.</summary>
public static class DatabaseTransport
{
    /// <summary>True when nobody between here and the database can read along.</summary>
    /// <exception cref="ArgumentException">It is not a connection string.</exception>
    public static bool IsSafe(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        return target.SslMode is SslMode.VerifyFull or SslMode.VerifyCA || (target.Host ?? "").Split(',').All(IsLocal);
    }

    /// <summary>True for a Unix socket and for this machine's own addresses, with or without a port.</summary>
    public static bool IsLocal(string host)
    {
        var name = host.Trim();
        return name.StartsWith('/') // a Unix socket
            || string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(WithoutPort(name), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary><c>127.0.0.1:5432</c>, <c>[::1]:5432</c> and <c>::1</c> without their port.</summary>
    private static string WithoutPort(string host) =>
        host.StartsWith('[') ? host[1..].Split(']')[0]
        : host.Count(character => character == ':') == 1 ? host.Split(':')[0]
        : host;
}
