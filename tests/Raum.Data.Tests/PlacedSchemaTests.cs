using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>ORG-1: what a migration must not do, so that an organization's conversations and log can be in a database of their own. Read from the catalogue.</summary>
public sealed class PlacedSchemaTests(PostgresServer server) : IAsyncLifetime
{
    // Asked in every database (PlacedDatabase.LookUpAsync). An architecture test has the same names.
    private static readonly string[] PlacedLookups =
    [
        "active_organizations",
        "due_sinks",
        "open_deliveries",
        "organizations_behind",
        "privacy_requests",
    ];

    private NpgsqlConnection _admin = null!;

    private static string Placed => $"('{string.Join("', '", PlacedDatabase.Schemas)}')";

    public async ValueTask InitializeAsync() => _admin = await Sql.OpenAsync((await server.CreateDatabaseAsync()).Superuser);

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Fact]
    public async Task Every_schema_of_tables_is_either_placed_or_shared()
    {
        var schemas = await _admin.ListAsync(
            $"""
            select distinct n.nspname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and {Catalogue.OwnSchemas} order by 1
            """
        );

        schemas.Except(PlacedDatabase.Schemas).ShouldBe(["keys", "organizations", "people", "raum"]);
    }

    [Fact]
    public async Task Every_trigger_that_would_refuse_to_write_or_delete_a_row_as_it_is_lets_a_move_pass()
    {
        // tgtype: 4 insert, 8 delete. What changes a row has no part in a move.
        var triggers = await _admin.ListAsync(
            $"""
            select format('%s on %s', t.tgname, t.tgrelid::regclass) from pg_trigger t
            join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
            where not t.tgisinternal and n.nspname in {Placed} and t.tgtype & 12 <> 0
              and coalesce(pg_get_triggerdef(t.oid), '') not like '%raum.moves_rows()%'
            """
        );

        triggers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_moves_refers_to_nothing_that_stays_but_the_organization()
    {
        var keys = await _admin.ListAsync(
            $"""
            select format('%s of %s', f.conname, f.conrelid::regclass) from pg_constraint f
            join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
            where f.contype = 'f' and (n.nspname in {Placed}) <> (rn.nspname in {Placed}) and f.confrelid <> 'organizations.organization'::regclass
            """
        );

        keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_function_reads_rows_that_move_and_rows_that_stay()
    {
        var functions = await _admin.ListAsync(
            $"""
            select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where {Catalogue.OwnSchemas} and p.prosrc ~ '\m(from|into|update|join)\s+(audit|projection|conversation)\.'
              and p.prosrc ~ '\m(from|into|update|join)\s+(organizations|people|keys)\.'
            """
        );

        // These refuse an organization that is elsewhere.
        functions.ShouldBe(["raum.end_organization(timestamp with time zone)", "raum.is_ended()", "raum.may_end()"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_looked_up_across_organizations_in_every_database_are_these()
    {
        var lookups = await _admin.ListAsync(
            """
            select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'lookup' and p.prosrc ~ '(audit|projection|conversation)\.' order by 1
            """
        );

        lookups.ShouldBe(PlacedLookups);
    }

    [Fact]
    public async Task A_table_that_moves_has_nothing_that_a_copy_could_not_write()
    {
        var columns = await _admin.ListAsync(
            $"""
            select format('%s.%s', a.attrelid::regclass, a.attname) from pg_attribute a
            join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where n.nspname in {Placed} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
              and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')
            """
        );

        columns.ShouldBeEmpty();
    }
}
