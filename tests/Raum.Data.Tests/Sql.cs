using Npgsql;

namespace Raum.Data.Tests;

/// <summary>Short ways to say SQL in a test.</summary>
internal static class Sql
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public static async Task<T?> ScalarAsync<T>(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        return (T?)await command.ExecuteScalarAsync(Token);
    }

    /// <summary>The first column of every row, as text.</summary>
    public static async Task<List<string>> ListAsync(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var list = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            list.Add(reader.GetValue(0).ToString()!);
        }

        return list;
    }

    /// <summary>The SQLSTATE that a statement fails with; null when it works.</summary>
    public static async Task<string?> FailureOfAsync(this NpgsqlConnection connection, string sql, params object?[] values)
    {
        try
        {
            await connection.ExecuteAsync(sql, values);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
