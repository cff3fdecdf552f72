using Npgsql;
using Raum.Data;
using Raum.Testing.Servers;

namespace Raum.Cli.Tests;

/// <summary><c>organization place</c>, <c>clear</c>, <c>return</c>, <c>placement</c>, and <c>migrate</c> with a placed organization.</summary>
public sealed class PlacementCommandTests(PostgresServer postgres)
{
    private static readonly DatabaseRole[] Roles =
    [
        DatabaseRole.Owner,
        DatabaseRole.App,
        DatabaseRole.Api,
        DatabaseRole.Worker,
        DatabaseRole.Rotation,
        DatabaseRole.Projector,
        DatabaseRole.Purge,
    ];

    [Fact]
    public async Task An_organization_goes_to_its_own_database_works_there_and_comes_back()
    {
        var line = CommandLine.For(await postgres.CreateDatabaseAsync());
        var own = await postgres.CreateEmptyDatabaseAsync();
        var organization = await line.DoAsync("organization create --name Acme --region eu");
        var lines = Roles.Select(role => $"{role.Name()}={own.For(role)}").ToArray();

        (await line.DoAsync($"organization placement --organization {organization}")).ShouldBe("Here");
        (await line.DoAsync($"organization place --organization {organization}", lines)).ShouldMatch(
            "^Moved. [1-9][0-9]* rows of [1-9][0-9]* tables, the same on both sides; last signed tree: -$"
        );
        (await line.DoAsync($"organization placement --organization {organization}")).ShouldBe("Moved");
        (await line.RunAsync($"organization place --organization {organization}", lines)).ShouldRefuse("database of its own");
        await line.DoAsync($"api-key create --organization {organization} --name desk");
        (await line.DoAsync("migrate")).ShouldBe("Up to date.");
        (await line.DoAsync($"organization connect --organization {organization}", lines)).ShouldBe("Connected.");
        await line.DoAsync($"api-key create --organization {organization} --name door");
        (await line.DoAsync($"organization clear --organization {organization}")).ShouldMatch("^Deleted [1-9][0-9]* rows.$");
        (await line.DoAsync($"organization return --organization {organization}")).ShouldStartWith("Here again.");
        (await line.DoAsync($"organization placement --organization {organization}")).ShouldBe("Here");
        await line.DoAsync($"api-key create --organization {organization} --name spare");
    }

    [Fact]
    public async Task Migrate_names_the_organization_whose_database_is_away_and_other_connections_lead_there_again()
    {
        var shared = await postgres.CreateDatabaseAsync();
        var line = CommandLine.For(shared);
        var own = await postgres.CreateDatabaseAsync();
        var organization = await line.DoAsync("organization create --name Acme --region eu");
        await line.DoAsync(
            $"organization place --organization {organization}",
            [.. Roles.Select(role => $"{role.Name()}={own.For(role)}")]
        );
        await using (var connection = new NpgsqlConnection(shared.Superuser))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var rename = new NpgsqlCommand($"alter database {own.Name} rename to {own.Name}_renamed", connection);
            await rename.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await line.RunAsync("migrate")).ShouldRefuse(organization);
        (
            await line.DoAsync(
                $"organization connect --organization {organization}",
                [
                    .. Roles.Select(role =>
                        $"{role.Name()}={own.For(role).Replace(own.Name, $"{own.Name}_renamed", StringComparison.Ordinal)}"
                    ),
                ]
            )
        ).ShouldBe("Connected.");
        (await line.DoAsync("migrate")).ShouldBe("Up to date.");
    }

    [Fact]
    public async Task Connections_that_are_missing_or_lead_elsewhere_are_refused_in_words_without_them()
    {
        var shared = await postgres.CreateDatabaseAsync();
        var line = CommandLine.For(shared);
        var organization = await line.DoAsync("organization create --name Acme --region eu");
        var place = $"organization place --organization {organization}";

        var missing = await line.RunAsync(place, $"raum_owner={shared.Owner}");
        var unknown = await line.RunAsync(place, $"postgres={shared.Superuser}");
        var same = await line.RunAsync(place, [.. Roles.Select(role => $"{role.Name()}={shared.For(role)}")]);

        var broken = await line.RunAsync(
            place,
            [.. Roles.Select(role => $"{role.Name()}=Host=127.0.0.1;Port=Passw0rd;Username={role.Name()};Password=Passw0rd")]
        );

        broken.ShouldRefuse("Each role needs a connection");
        broken.Errors.ShouldNotContain("Passw0rd");
        missing.ShouldRefuse("A line for each role");
        unknown.ShouldRefuse("A line for each role");
        same.ShouldRefuse("nobody else's rows");
        (missing.Errors + unknown.Errors + same.Errors).ShouldNotContain("Password");
        (await line.RunAsync($"organization clear --organization {organization}")).ShouldRefuse("no such thing");
        (
            await line.RunAsync(
                $"organization connect --organization {organization}",
                [.. Roles.Select(role => $"{role.Name()}={shared.For(role)}")]
            )
        ).ShouldRefuse("no such thing");
        (await line.RunAsync($"organization return --organization {organization}")).ShouldRefuse("no such thing");
    }
}
