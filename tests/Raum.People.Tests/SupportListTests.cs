using System.Diagnostics;
using Npgsql;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.Support;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-11: what the organization, and staff who visit it, see of accesses and visits.</summary>
public sealed class SupportListTests(PostgresServer postgres) : SupportFixture(postgres)
{
    [Fact]
    public async Task A_visit_that_idled_out_is_shown_as_ended_and_one_that_goes_on_is_not()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await AssignAsync(access.Id);
        var from = Clock.GetUtcNow();
        await EnterAsync(staff, access.Id);

        var running = (await Accesses.ListAsync(Acme, null, Token)).Value.Single().Visits.Single();
        Clock.Advance(TimeSpan.FromMinutes(30));
        var idle = (await Accesses.ListAsync(Acme, null, Token)).Value.Single().Visits.Single();

        running.EndedAt.ShouldBeNull();
        idle.EndedAt.ShouldBe(from);
    }

    [Fact]
    public async Task Visiting_staff_see_their_own_access_and_no_reason_of_another_one()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await Accesses.OpenAsync(admin.Identity, new PersonalText("What Kim did last week."), TimeSpan.FromHours(4), Token);
        await AssignAsync(access.Id);
        var visit = (await EnterAsync(staff, access.Id)).Value;

        var seen = (await Accesses.ListAsync(Acme, visit.Identity.Visit, Token)).Value;

        seen.ShouldHaveSingleItem().Reason.ShouldBe(Reason);
        (await Accesses.ListAsync(Acme, null, Token)).Value.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_organization_sees_every_access_and_visit_and_no_other_ones()
    {
        var (admin, staff, other) = (await HireAsync(Role.Admin), await StaffAsync(), await HireAsync(Role.Admin, Globex));
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await AssignAsync(access.Id);
        var from = Clock.GetUtcNow();
        var visit = (await EnterAsync(staff, access.Id)).Value;
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await Accesses.RevokeAsync(admin.Identity, access.Id, Token)).Succeeded.ShouldBeTrue();

        var seen = (await Accesses.ListAsync(Acme, null, Token)).Value.ShouldHaveSingleItem();

        (seen.Reason, seen.OpenedBy, seen.Staff, seen.RevokedAt).ShouldBe(
            (Reason, admin.Identity.User, staff.Identity.User, from.AddMinutes(10))
        );
        seen.Visits.ShouldBe([new SupportVisit(visit.Identity.Id, from, from, from.AddMinutes(10))]);
        (await Accesses.ListAsync(Globex, null, Token)).Value.ShouldBeEmpty();
        (await Accesses.RevokeAsync(other.Identity, access.Id, Token)).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await DumpAsync()).ShouldNotContain("Jane Doe");
    }

    [Fact]
    public async Task A_list_of_many_visits_asks_the_database_no_more_often_than_one_of_few()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await AssignAsync(access.Id);
        await EnterAsync(staff, access.Id);
        var few = await CommandsAsync(() => Accesses.ListAsync(Acme, null, Token));
        for (var i = 0; i < 10; i++)
        {
            await EnterAsync(staff, access.Id);
        }

        var many = await CommandsAsync(() => Accesses.ListAsync(Acme, null, Token));

        few.ShouldBeGreaterThan(0);
        many.ShouldBe(few);
        var visits = (await Accesses.ListAsync(Acme, null, Token)).Value.Single().Visits;
        (visits.Count, visits.Count(visit => visit.EndedAt is null)).ShouldBe((11, 11));
    }

    /// <summary>How many commands this work sends to Postgres.</summary>
    private static async Task<int> CommandsAsync(Func<Task> work)
    {
        var count = 0;
        using var source = new ActivitySource("tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one == source || one.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        var trace = default(ActivityTraceId);
        listener.ActivityStopped = activity =>
            Interlocked.Add(ref count, activity.Source.Name == "Npgsql" && activity.TraceId == trace ? 1 : 0);
        ActivitySource.AddActivityListener(listener);
        using var root = source.StartActivity("counted").ShouldNotBeNull();
        trace = root.TraceId;
        await work();
        return count;
    }
}
