using Raum.Testing.Servers;

namespace Raum.Data.Tests;

public sealed class SchemaTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_fresh_database_is_migrated_and_a_second_run_does_nothing()
    {
        var database = await postgres.CreateDatabaseAsync();

        var again = await Migrator.ApplyAsync(database.Owner, TestContext.Current.CancellationToken);

        again.ShouldBeEmpty();
    }
}
