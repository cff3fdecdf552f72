using System.Net.Sockets;
using Npgsql;

namespace Raum.Data;

/// <summary>Which exceptions of Postgres are expected: the server is away or asks to be tried again. Everything else is a bug.</summary>
public static class DatabaseFailures
{
    /// <summary>What <c>raum.enter</c> says when the organization's rows are in another database: the next look at its place finds them.</summary>
    private const string Elsewhere = "RM001";

    /// <summary>What a server says that takes no writes: it became a standby, and another one serves.</summary>
    private const string ReadOnly = "25006";

    /// <summary>True for lost connections, timeouts, shutdowns, too many connections, serialization failures and deadlocks, a server that takes no writes, and for an organization whose rows are on their way to another database.</summary>
    /// <remarks>Source: PostgreSQL 15, appendix A. Classes 08, 53, 57P and states 40001, 40P01 and 25006. A commit that was cut off may have happened.</remarks>
    public static bool IsUnavailable(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal)
                || state.StartsWith("53", StringComparison.Ordinal)
                || state.StartsWith("57P", StringComparison.Ordinal)
                || state is "40001" or "40P01" or ReadOnly or Elsewhere,
            PlacementException => true,
            NpgsqlException { InnerException: TimeoutException or IOException or SocketException } => true,
            NpgsqlException { IsTransient: true } => true,
            TimeoutException or SocketException => true,
            // Npgsql says this of a connection that broke while its BEGIN waited for the first statement.
            ObjectDisposedException { ObjectName: "System.Threading.ManualResetEventSlim" } => true,
            _ => false,
        };
}
