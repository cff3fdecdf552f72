using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Keys;
using Raum.Testing.Servers;

namespace Raum.Worker.Tests;

/// <summary>KEY-3: a sealed column that rotation does not know would stay under its old key for ever.</summary>
public sealed class SealedColumnTests(PostgresServer postgres)
{
    // Each with its reason.
    private static readonly string[] NotSealedAnew =
    [
        "audit.log_key.seed_sealed", // append-only: a new version of the log's key takes its place
        "organizations.zendesk_consent.verifier_sealed", // ends within minutes
        "people.ceremony.state_sealed", // ends within minutes
    ];

    [Fact]
    public async Task Every_sealed_column_of_the_database_is_registered()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database.Superuser);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var select = new NpgsqlCommand(
            """
            select format('%I.%I.%I', n.nspname, c.relname, a.attname)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where a.atttypid = 'bytea'::regtype and a.attname like '%sealed%' and c.relkind in ('r', 'p') and not c.relispartition
            """,
            connection
        );
        var found = new List<string>();
        await using (var reader = await select.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                found.Add(reader.GetString(0));
            }
        }

        var builder = WebApplication.CreateBuilder(["--ConnectionStrings:redis=127.0.0.1:1", "--ConnectionStrings:raumdb=Host=127.0.0.1"]);
        builder.AddRaumWorker();
        var registered = builder
            .Services.Where(service => service.ServiceType == typeof(SealedColumn))
            .Select(service => (SealedColumn)service.ImplementationInstance!)
            .Select(column => $"{column.Table}.{column.Column}")
            .Distinct();

        found.Except(NotSealedAnew).ShouldBe(registered, ignoreOrder: true);
    }
}
