using Npgsql;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <param name="Columns">All but generated ones, by name.</param>
/// <param name="Order">Its primary key, in an order that is the same on every server.</param>
internal sealed record PlacementTable(string Name, string Columns, string Order);

/// <summary>The tables that move with an organization, as the catalogue names them: a new one is among them without being told.</summary>
internal static class PlacementTables
{
    /// <returns>Tables before those that refer to them.</returns>
    public static async Task<List<PlacementTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = new List<(PlacementTable Table, string[] RefersTo)>();
        await using var select = new NpgsqlCommand(
            """
            select format('%I.%I', n.nspname, c.relname),
              (select string_agg(quote_ident(a.attname), ', ' order by a.attname) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
              (select string_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end, ', ' order by k.place)
                from pg_index i cross join unnest(i.indkey::int[]) with ordinality as k (attnum, place)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                where i.indrelid = c.oid and i.indisprimary),
              array(select format('%I.%I', fn.nspname, fc.relname) from pg_constraint f join pg_class fc on fc.oid = f.confrelid
                join pg_namespace fn on fn.oid = fc.relnamespace
                where f.conrelid = c.oid and f.contype = 'f' and fn.nspname = any ($1) and fc.oid <> c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
            order by 1
            """,
            connection
        ).With((object)PlacedDatabase.Schemas.ToArray());
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(
                    (new PlacementTable(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetFieldValue<string[]>(3))
                );
            }
        }

        var ordered = new List<PlacementTable>();
        while (found.Count > 0)
        {
            var names = ordered.Select(table => table.Name).ToHashSet();
            var next = found.FindAll(one => one.RefersTo.All(names.Contains));
            if (next.Count == 0)
            {
                throw new InvalidOperationException("Tables refer to each other in a circle.");
            }

            ordered.AddRange(next.Select(one => one.Table));
            found.RemoveAll(next.Contains);
        }

        return ordered;
    }
}
