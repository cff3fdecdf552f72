using Npgsql;
using Raum.Testing.Servers;

namespace Raum.Data.Tests;

/// <summary>The rules of <c>0001_tenancy.sql</c>, read from the catalogue: a migration that breaks one fails here.</summary>
public sealed class SchemaTests(PostgresServer server) : IAsyncLifetime
{
    // Not of one organization; each with its reason.
    private static readonly string[] WithoutTenant =
    [
        "keys.local_keyring", // the installation's salt: random, not secret
        "raum.migration", // which files were applied
    ];

    // What must be found before an organization is known. Each returns ids and what is checked, nothing else.
    private static readonly string[] Lookups =
    [
        "lookup.accounts_left_behind()",
        "lookup.active_organizations(timestamp with time zone)",
        "lookup.address_index(uuid)",
        "lookup.api_key(uuid)",
        "lookup.destroyed_organizations(timestamp with time zone)",
        "lookup.due_sinks(timestamp with time zone)",
        "lookup.ended_elsewhere(timestamp with time zone)",
        "lookup.ended_organizations(timestamp with time zone)",
        "lookup.has_account(uuid)",
        "lookup.invitation(uuid)",
        "lookup.memberships(uuid)",
        "lookup.session(uuid)",
        "lookup.open_deliveries(timestamp with time zone, timestamp with time zone, integer)",
        "lookup.organization_ids()",
        "lookup.organizations_behind(text)",
        "lookup.privacy_requests()",
        "lookup.refresh_token(uuid)",
        "lookup.verified_domain(text)",
        "lookup.was_destroyed(uuid)",
        "lookup.credentials_that_came_in()",
        "lookup.rotations(timestamp with time zone)",
    ];

    private const string ServiceRoles =
        "('raum_app', 'raum_api', 'raum_worker', 'raum_rotation', 'raum_projector', 'raum_purge', 'raum_platform')";

    private TestDatabase _database = null!;
    private NpgsqlConnection _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _admin = await Sql.OpenAsync(_database.Superuser);
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Fact]
    public async Task A_fresh_database_is_migrated_and_a_second_run_does_nothing() =>
        (await Migrator.ApplyAsync(_database.Owner, Sql.Token)).ShouldBeEmpty();

    [Fact]
    public async Task Every_tenant_table_has_row_level_security_enabled_and_forced()
    {
        var tables = await Catalogue.TenantTablesAsync(_admin);
        var without = await _admin.ListAsync(
            """
            select t from unnest($1) as t join pg_class c on c.oid = t::regclass
            where not c.relrowsecurity or not c.relforcerowsecurity
              or not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'organization_only')
            """,
            (object)tables.ToArray()
        );

        tables.Count.ShouldBeGreaterThan(1);
        without.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_without_a_tenant_column_is_a_known_exception()
    {
        var tables = await _admin.ListAsync(
            $"""
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'f') and {Catalogue.OwnSchemas}
              and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)
            order by 1
            """
        );

        tables.ShouldBe(WithoutTenant);
    }

    [Fact]
    public async Task Nobody_reaches_a_partition_but_through_its_parent()
    {
        var granted = await _admin.ListAsync(
            $"""
            select format('%s to %s', c.oid::regclass, r.rolname) from pg_class c, pg_roles r
            where c.relispartition and c.relkind in ('r', 'p') and r.rolname in {ServiceRoles}
              and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate')
            """
        );

        granted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_view_shows_only_what_its_reader_may_see()
    {
        var views = await _admin.ListAsync(
            $"""
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {Catalogue.OwnSchemas} and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions, '{"{}"}') @> '{"{security_invoker=true}"}'))
            """
        );

        views.ShouldBeEmpty();
    }

    [Fact]
    public async Task Functions_that_see_across_organizations_are_these_and_no_others()
    {
        var functions = await _admin.ListAsync(
            $"""
            select format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and {Catalogue.OwnSchemas} order by 1
            """
        );

        functions.ShouldNotBeEmpty();
        functions.Select(WithoutNames).Except(Lookups).ShouldBeEmpty();
    }

    [Fact]
    public async Task They_belong_to_the_lookup_role_and_have_a_fixed_search_path()
    {
        var wrong = await _admin.ListAsync(
            """
            select p.oid::regprocedure::text from pg_proc p where p.prosecdef
              and (p.proowner <> 'raum_lookup'::regrole or not coalesce(p.proconfig, '{}') && array['search_path=""', 'search_path='])
            """
        );

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_granted_to_everyone()
    {
        var tables = await _admin.ListAsync(
            $"""
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
            where a.grantee = 0 and {Catalogue.OwnSchemas}
            """
        );
        var routines = await _admin.ListAsync(
            $"""
            select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
              aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0 and {Catalogue.OwnSchemas}
            """
        );

        tables.Concat(routines).ShouldBeEmpty();
    }

    [Fact]
    public async Task Service_roles_have_no_attribute_own_nothing_and_are_members_of_nothing()
    {
        var roles = await _admin.ListAsync(
            """
            select rolname from pg_roles where rolname like 'raum\_%'
              and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
            """
        );
        var owned = await _admin.ListAsync(
            $"""
            select distinct r.rolname from pg_shdepend d join pg_roles r on r.oid = d.refobjid
            where d.deptype = 'o' and r.rolname in {ServiceRoles}
            """
        );
        var members = await _admin.ListAsync(
            $"select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname in {ServiceRoles}"
        );

        roles.Concat(owned).Concat(members).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DatabaseRole.App)]
    [InlineData(DatabaseRole.Api)]
    [InlineData(DatabaseRole.Worker)]
    [InlineData(DatabaseRole.Rotation)]
    [InlineData(DatabaseRole.Projector)]
    [InlineData(DatabaseRole.Purge)]
    [InlineData(DatabaseRole.Platform)]
    public async Task A_service_role_cannot_climb(DatabaseRole role)
    {
        await using var connection = await Sql.OpenAsync(_database.For(role));
        string[] attempts =
        [
            "set role raum_owner",
            "set role raum_lookup",
            "set role postgres",
            "set session authorization raum_owner",
            "alter table organizations.organization disable row level security",
            "alter table organizations.organization no force row level security",
            "create policy mine on organizations.organization using (true)",
            "drop policy organization_only on organizations.organization",
            $"alter role {role.Name()} bypassrls",
            "create table organizations.mine (id int)",
            "create table public.mine (id int)",
            "create function public.mine() returns int language sql as 'select 1'",
            "create or replace function raum.current_organization() returns uuid language sql as 'select null::uuid'",
            "call raum.protect('organizations.organization')",
            "select * from raum.migration",
            "copy organizations.organization to program 'cat'",
            "select pg_read_file('/etc/passwd')",
            "create extension dblink",
        ];
        foreach (var attempt in attempts)
        {
            (await connection.FailureOfAsync(attempt)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }

        await connection.ExecuteAsync("set row_security = off");
        (await connection.FailureOfAsync("select from organizations.organization")).ShouldNotBeNull();
    }

    /// <summary><c>lookup.f(key_id uuid)</c> → <c>lookup.f(uuid)</c>: a name is no promise.</summary>
    private static string WithoutNames(string signature)
    {
        var open = signature.IndexOf('(', StringComparison.Ordinal);
        var arguments = signature[(open + 1)..^1].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        return $"{signature[..open]}({string.Join(", ", arguments.Select(argument => argument[(argument.IndexOf(' ', StringComparison.Ordinal) + 1)..]))})";
    }
}
