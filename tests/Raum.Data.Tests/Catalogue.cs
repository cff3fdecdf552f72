using Npgsql;

namespace Raum.Data.Tests;

/// <summary>Tenant tables as the database itself describes them, so that a new table is tested without anybody listing it.</summary>
internal static class Catalogue
{
    public const string OwnSchemas =
        "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' and n.nspname not like 'pg_temp%'";

    /// <summary>Every table with a tenant column, partitions apart: roles reach those through their parent.</summary>
    public static Task<List<string>> TenantTablesAsync(NpgsqlConnection connection) =>
        connection.ListAsync(
            $"""
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and {OwnSchemas}
              and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
            order by 1
            """
        );

    public static async Task<List<Column>> ColumnsAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand(
            """
            select quote_ident(a.attname), format_type(a.atttypid, null), t.typtype, t.typcategory
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
            order by a.attnum
            """,
            connection
        ).With(table);
        await using var reader = await command.ExecuteReaderAsync(Sql.Token);
        var columns = new List<Column>();
        while (await reader.ReadAsync(Sql.Token))
        {
            columns.Add(new Column(reader.GetString(0), reader.GetString(1), reader.GetChar(2), reader.GetChar(3)));
        }

        return columns;
    }

    /// <summary>An INSERT with a value of the right type in every column. <paramref name="number"/> makes keys differ.</summary>
    public static string InsertOf(string table, IReadOnlyList<Column> columns, Guid organization, int number) =>
        $"insert into {table} ({string.Join(", ", columns.Select(column => column.Name))}) values ({string.Join(", ", columns.Select(column => column.Value(organization, number)))})";
}

internal sealed record Column(string Name, string Type, char Kind, char Category)
{
    public string Value(Guid organization, int number) =>
        Name == "organization_id" ? $"'{organization}'"
        : Kind == 'e' ? $"(enum_range(null::{Type}))[1]"
        : Category == 'A' ? $"'{{}}'::{Type}"
        : Type switch
        {
            "uuid" => $"'00000000-0000-7000-8000-{number:000000000000}'",
            "boolean" => "true",
            "bytea" => $"'\\x{number:x8}'",
            "json" or "jsonb" => "'{}'",
            "inet" => "'127.0.0.1'",
            "interval" => "'1 hour'",
            "date" => "current_date",
            "timestamp with time zone" or "timestamp without time zone" => "now()",
            "tsvector" => "''::tsvector",
            _ when Category == 'N' => $"{number}",
            _ when Category == 'S' => $"'x{number}'",
            _ => throw new NotSupportedException($"Say what a value of {Type} looks like, for column {Name}."),
        };
}
