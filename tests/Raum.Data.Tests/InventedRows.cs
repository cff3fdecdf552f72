using Npgsql;

namespace Raum.Data.Tests;

/// <summary>A row of invented values in every tenant table, so that a new table is tried without anybody listing it.</summary>
internal static class InventedRows
{
    /// <summary>Rows of invented values must fit: this copy of the database keeps keys and security, and drops what checks values.</summary>
    public static async Task AllowAsync(NpgsqlConnection admin)
    {
        var drops = await admin.ListAsync(
            $"""
            select format('alter table %s drop constraint if exists %I', c.conrelid::regclass, c.conname)
            from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
            where c.contype in ('c', 'f') and c.conislocal and c.conparentid = 0 and {Catalogue.OwnSchemas} order by c.contype desc
            """
        );
        foreach (var drop in drops)
        {
            await admin.ExecuteAsync(drop);
        }

        // Triggers check values too; security does not depend on any.
        foreach (var table in await Catalogue.TenantTablesAsync(admin))
        {
            await admin.ExecuteAsync($"alter table {table} disable trigger user");
        }
    }

    public static async Task AddAsync(NpgsqlConnection admin, string table, Guid organization, int number)
    {
        var columns = await Catalogue.ColumnsAsync(admin, table);
        var insert = Catalogue.InsertOf(table, columns, organization, number);
        try
        {
            await admin.ExecuteAsync(insert);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Partitioned, and no partition takes the invented value.
            await admin.ExecuteAsync($"create table {table}_any partition of {table} default");
            await admin.ExecuteAsync(insert);
        }
    }
}
