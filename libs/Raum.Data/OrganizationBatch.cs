using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>Statements for one organization in one round trip. They run in one implicit transaction: all of them, or none.</summary>
public sealed class OrganizationBatch : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch;

    internal OrganizationBatch(NpgsqlBatch batch, OrganizationId organization)
    {
        _batch = batch;
        _batch.BatchCommands.Add(
            new NpgsqlBatchCommand(RaumDatabase.ScopeSql) { Parameters = { RaumDatabase.ScopeParameter(organization) } }
        );
    }

    /// <summary>Adds a statement; parameters are positional (<c>$1</c>), null is SQL's null.</summary>
    public OrganizationBatch Add(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameters.Of(value));
        }

        _batch.BatchCommands.Add(command);
        return this;
    }

    /// <summary>Runs the statements.</summary>
    /// <returns>Rows that INSERT, UPDATE and DELETE changed; -1 when there was none of them.</returns>
    public Task<int> ExecuteAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Runs the statements and reads their rows, from the first added statement on.</summary>
    public async Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = await _batch.ExecuteReaderAsync(cancellationToken);
        try
        {
            await reader.NextResultAsync(cancellationToken); // past set_config
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
