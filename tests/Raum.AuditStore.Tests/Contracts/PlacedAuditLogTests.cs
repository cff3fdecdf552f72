using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Contracts;

/// <summary>The embedded log of two organizations, one of them in a database of its own: the same promises.</summary>
public sealed class PlacedAuditLogTests(OwnPostgresServer postgres) : PostgresAuditLogTests(postgres)
{
    private TestDatabase _own = null!;
    private readonly List<NpgsqlDataSource> _direct = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _own = await Postgres.CreateDatabaseAsync();
        await ExecuteAsync(
            _own.Superuser,
            "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Test', 'eu', now())",
            Acme.Value
        );
        await ExecuteAsync(Database.Superuser, "insert into organizations.elsewhere (organization_id) values ($1)", Acme.Value);
    }

    [Fact]
    public async Task Its_entries_are_in_its_own_database_only()
    {
        var log = NewLog();
        (await log.AppendAsync(Acme, [AnyEvent()], Token)).Failure.ShouldBeNull();
        (await log.AppendAsync(Globex, [AnyEvent()], Token)).Failure.ShouldBeNull();

        (await CountAsync($"audit.event where organization_id = '{Acme}'")).ShouldBe(0);
        (await CountAsync($"audit.event where organization_id = '{Globex}'")).ShouldBe(1);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var source in _direct)
        {
            await source.DisposeAsync();
        }
    }

    private protected override IPlacements Placements(TimeSpan? appendDeadline) => new Own(Acme, Source(_own, appendDeadline));

    private protected override IPlacements KeyPlacements()
    {
        // A pool for each process, as each has one: connections of before a crash of the server are another process's.
        var source = RaumDataServiceCollectionExtensions.DataSource(_own.App);
        _direct.Add(source);
        return new Own(Acme, source);
    }

    private sealed class Own(OrganizationId placed, NpgsqlDataSource source) : IPlacements
    {
        public ValueTask<NpgsqlDataSource?> FindAsync(
            RaumDatabase shared,
            OrganizationId organization,
            CancellationToken cancellationToken
        ) => ValueTask.FromResult(organization == placed ? source : null);

        public Task<IReadOnlyDictionary<OrganizationId, bool>> ListAsync(RaumDatabase shared, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<OrganizationId, bool>>(new Dictionary<OrganizationId, bool> { [placed] = true });
    }
}
