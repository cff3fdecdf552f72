using Npgsql;

namespace Raum.Data;

/// <summary>Reading columns that may be null.</summary>
public static class ReaderExtensions
{
    /// <summary>The column's value, or the default of <typeparamref name="T"/> where it is SQL's null: ask for <c>DateTimeOffset?</c>, <c>string?</c>.</summary>
    public static T? GetNullable<T>(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
}
