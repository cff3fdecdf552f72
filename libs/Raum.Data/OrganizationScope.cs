using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>A transaction that sees one organization. Dispose it; what was not committed is rolled back.</summary>
/// <remarks>With Dapper: <c>scope.Connection.QueryAsync&lt;Row&gt;(sql, parameters, scope.Transaction)</c>.</remarks>
public sealed class OrganizationScope : IAsyncDisposable
{
    internal OrganizationScope(OrganizationId organization, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Organization = organization;
        Connection = connection;
        Transaction = transaction;
    }

    public OrganizationId Organization { get; }

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    /// <summary>A command in this transaction; parameters are positional (<c>$1</c>).</summary>
    public NpgsqlCommand CreateCommand(string sql, params ReadOnlySpan<object?> values) =>
        new NpgsqlCommand(sql, Connection, Transaction).With(values);

    /// <summary>Makes the transaction's changes durable. Nothing of the scope is used after it.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => Transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
