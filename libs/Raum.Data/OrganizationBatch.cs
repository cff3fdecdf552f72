using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>Statements for one organization in one round trip. They run in one implicit transaction: all of them, or none.</summary>
public sealed class OrganizationBatch : IAsyncDisposable
{
    private readonly ScopedDatabase _database;
    private readonly OrganizationId _organization;
    private readonly List<NpgsqlBatchCommand> _commands;
    private NpgsqlBatch? _batch;

    internal OrganizationBatch(ScopedDatabase database, OrganizationId organization)
    {
        _database = database;
        _organization = organization;
        _commands = [new NpgsqlBatchCommand(database.ScopeSql) { Parameters = { ScopedDatabase.ScopeParameter(organization) } }];
    }

    /// <summary>Adds a statement; parameters are positional (<c>$1</c>), null is SQL's null.</summary>
    public OrganizationBatch Add(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameters.Of(value));
        }

        _commands.Add(command);
        return this;
    }

    /// <summary>Runs the statements.</summary>
    /// <returns>Rows that INSERT, UPDATE and DELETE changed; -1 when there was none of them.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var batch = await PrepareAsync(cancellationToken);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs the statements and reads their rows, from the first added statement on.</summary>
    public async Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken)
    {
        var batch = await PrepareAsync(cancellationToken);
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
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

    public ValueTask DisposeAsync() => _batch?.DisposeAsync() ?? default;

    /// <summary>Only now is it asked where the organization's rows are, so that a batch is made without waiting.</summary>
    private async ValueTask<NpgsqlBatch> PrepareAsync(CancellationToken cancellationToken)
    {
        var source = await _database.SourceAsync(_organization, cancellationToken);
        _batch = source.CreateBatch();
        foreach (var command in _commands)
        {
            _batch.BatchCommands.Add(command);
        }

        return _batch;
    }
}
