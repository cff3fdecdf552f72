using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>Organizations come to be once, and their first event says so.</summary>
public sealed class OrganizationDirectoryTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private OrganizationDirectory Directory => Process.GetRequiredService<OrganizationDirectory>();

    [Fact]
    public async Task A_second_call_changes_nothing_and_tells_what_is_there()
    {
        Clock.Advance(TimeSpan.FromDays(1));

        var again = (await Directory.CreateAsync(Acme, "Another name", "us", Admin, Token)).Value;

        (again.Name, again.Region).ShouldBe(("Acme Tools", "eu"));
        Log.Events.Count(entry => entry.Organization == Acme).ShouldBe(1);
    }

    [Fact]
    public async Task A_creation_that_could_not_be_recorded_is_recorded_by_the_next_call()
    {
        var initech = new OrganizationId(Guid.Parse("0197a3c4-0000-7000-8000-00000000000c"));
        Log.Away = true;
        (await Directory.CreateAsync(initech, "Initech", "apac", Admin, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        Log.Away = false;
        Clock.Advance(TimeSpan.FromHours(1));
        (await Directory.CreateAsync(initech, "Initech", "apac", Admin, Token)).Succeeded.ShouldBeTrue();

        Log.Events.Single(entry => entry.Organization == initech).Event.ShouldBeOfType<OrganizationCreated>().Region.ShouldBe("apac");
    }

    [Fact]
    public async Task Of_calls_at_once_all_agree()
    {
        var hooli = new OrganizationId(Guid.Parse("0197a3c4-0000-7000-8000-00000000000d"));

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Directory.CreateAsync(hooli, "Hooli", "us", Admin, Token)));

        all.ShouldAllBe(outcome => outcome.Succeeded || outcome.Failure!.Code == FailureCode.Conflict);
        all.ShouldContain(outcome => outcome.Succeeded);
        Log.Events.Count(entry => entry.Organization == hooli).ShouldBe(1);
        (await Directory.ListAsync(Token)).ShouldBe([Acme, Globex, hooli], ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "eu")]
    [InlineData("Acme", "mars")]
    [InlineData("Acme", "EU")]
    public async Task A_name_and_a_region_are_required(string name, string region)
    {
        var id = new OrganizationId(Guid.Parse("0197a3c4-0000-7000-8000-00000000000e"));

        (await Directory.CreateAsync(id, name, region, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }
}
