using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.Support;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-11, by attack: who comes in, what they see, what ends it, and what the organization sees of it.</summary>
public sealed class SupportAccessTests(PostgresServer postgres) : SupportFixture(postgres)
{
    [Fact]
    public async Task Staff_come_where_an_admin_opened_and_an_operator_assigned_them()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;

        var unassigned = await EnterAsync(staff, access.Id);
        await AssignAsync(access.Id);
        var visit = (await EnterAsync(staff, access.Id)).Value;
        var identity = (await Sessions.AuthenticateAsync(visit.Token, Token)).Value;

        unassigned.Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (identity.Organization, identity.User, identity.Visit).ShouldBe(
            (Acme, staff.Identity.User, new Visit(access.Id, Clock.GetUtcNow() + TimeSpan.FromHours(4)))
        );
        identity.Permissions.ShouldBe([Permission.OwnSession, Permission.ReadAudit], ignoreOrder: true);
        identity.Actor.ShouldBe(AuditActor.Staff(staff.Identity.User));
        (await EventsAsync(Acme))
            .OfType<SupportAccessChanged>()
            .Select(change => (change.Change, change.Actor.Kind))
            .ShouldBe([
                (SupportAccessChange.Opened, AuditActorKind.User),
                (SupportAccessChange.Assigned, AuditActorKind.System),
                (SupportAccessChange.Entered, AuditActorKind.Staff),
            ]);
    }

    [Fact]
    public async Task Nobody_else_comes_and_nowhere_else()
    {
        var (admin, staff, colleague) = (
            await HireAsync(Role.Admin),
            await StaffAsync(),
            await HireAsync(Role.Auditor, OrganizationId.Installation, "password", "totp")
        );
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await AssignAsync(access.Id);
        var weak = await SignInAsync(OrganizationId.Installation, staff.Identity.User, Role.Auditor);
        var owner = await HireAsync(Role.Owner, Globex, "password", "totp");

        (await EnterAsync(colleague, access.Id)).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await EnterAsync(weak, access.Id)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await EnterAsync(owner, access.Id)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await EnterAsync(admin, access.Id)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await Visits.EnterAsync(staff.Identity, Globex, access.Id, null, Token)).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await Visits.EnterAsync(staff.Identity, OrganizationId.Installation, access.Id, null, Token)).Failure.ShouldBe(
            new Failure(FailureCode.NotFound)
        );
        var visit = (await EnterAsync(staff, access.Id)).Value;
        (await EnterAsync(visit, access.Id)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await Process.GetRequiredService<AccessTokens>().BeginAsync(visit.Identity, Token)).Failure.ShouldBe(
            new Failure(FailureCode.Forbidden)
        );
        (await Sessions.ResumeAsync(visit.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public void At_home_staff_may_do_nothing_but_visit_whatever_their_role()
    {
        foreach (var role in Roles.All)
        {
            var session = new SessionIdentity(OrganizationId.Installation, default, default, role, default);
            session.Permissions.ShouldBe(
                [Permission.OwnAccount, Permission.OwnSession, Permission.VisitForSupport],
                ignoreOrder: true,
                role.Name()
            );
            PermissionMatrix.Of(role).ShouldNotContain(Permission.VisitForSupport);
        }
    }

    [Theory]
    [InlineData("the organization ends the access")]
    [InlineData("somebody else is assigned")]
    [InlineData("the person leaves the staff")]
    [InlineData("the own session ends")]
    [InlineData("the account is closed")]
    [InlineData("the time is over")]
    [InlineData("somebody else was assigned and then they again")]
    [InlineData("the person left the staff and was invited again")]
    public async Task A_visit_ends_at_once(string what)
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromMinutes(20), Token)).Value;
        await AssignAsync(access.Id);
        var visit = (await EnterAsync(staff, access.Id)).Value;
        (await Sessions.AuthenticateAsync(visit.Token, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(1));

        switch (what)
        {
            case "the organization ends the access":
                (await Accesses.RevokeAsync(admin.Identity, access.Id, Token)).Succeeded.ShouldBeTrue();
                (await EnterAsync(staff, access.Id)).Succeeded.ShouldBeFalse();
                break;
            case "somebody else is assigned":
                await StaffAsync(new PersonalText("kim@platform.example"));
                await AssignAsync(access.Id, new PersonalText("kim@platform.example"));
                break;
            case "the person leaves the staff":
                await LeaveAsync();
                (await Sessions.AuthenticateAsync(staff.Token, Token)).Succeeded.ShouldBeFalse();
                break;
            case "somebody else was assigned and then they again":
                await StaffAsync(new PersonalText("kim@platform.example"));
                await AssignAsync(access.Id, new PersonalText("kim@platform.example"));
                await AssignAsync(access.Id);
                break;
            case "the person left the staff and was invited again":
                await LeaveAsync();
                Clock.Advance(TimeSpan.FromSeconds(1));
                await AgainAsync();
                (await Sessions.AuthenticateAsync(staff.Token, Token)).Succeeded.ShouldBeFalse();
                (await EventsAsync(OrganizationId.Installation)).OfType<SessionEnded>().Count().ShouldBe(2);
                break;
            case "the own session ends":
                var ended = await Process
                    .GetRequiredService<SessionEnds>()
                    .EndAsync(
                        OrganizationId.Installation,
                        staff.Identity.User,
                        staff.Identity.Id,
                        SessionEnd.SignedOut,
                        staff.Identity.Actor,
                        Token
                    );
                ended.Succeeded.ShouldBeTrue();
                break;
            case "the account is closed":
                await CloseAsync(staff.Identity.User);
                break;
            case "the time is over":
                Clock.Advance(TimeSpan.FromMinutes(19));
                (await EnterAsync(staff, access.Id)).Succeeded.ShouldBeFalse();
                break;
        }

        (await Sessions.AuthenticateAsync(visit.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        var shown = (await Accesses.ListAsync(Acme, null, Token)).Value.ShouldHaveSingleItem().Visits.ShouldHaveSingleItem();
        shown.EndedAt.ShouldNotBeNull("the organization does not see it as going on");
    }

    [Fact]
    public async Task Who_visits_does_not_idle_out_at_home()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        await AssignAsync(access.Id);
        var visit = (await EnterAsync(staff, access.Id)).Value;
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(20));
            (await Sessions.AuthenticateAsync(visit.Token, Token)).Succeeded.ShouldBeTrue();
        }

        (await Sessions.ResumeAsync(staff.Token, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task An_API_that_was_broken_into_assigns_nobody()
    {
        var (admin, staff) = (await HireAsync(Role.Admin), await StaffAsync());
        var access = (await Accesses.OpenAsync(admin.Identity, Reason, TimeSpan.FromHours(4), Token)).Value;
        string[] attempts =
        [
            "update people.support_access set staff_id = $2, assigned_at = now() where access_id = $1",
            "insert into people.support_access (organization_id, access_id, reason_sealed, opened_by, opened_at, expires_at, staff_id, assigned_at) values (raum.current_organization(), $1, '', $2, now(), now() + interval '1 hour', $2, now())",
        ];
        foreach (var attempt in attempts)
        {
            var refused = await Should.ThrowAsync<PostgresException>(() =>
                Process
                    .GetRequiredService<RaumDatabase>()
                    .RunAsync<Done>(
                        Acme,
                        async (scope, stop) =>
                        {
                            await using var command = scope.CreateCommand(attempt, access.Id, staff.Identity.User.Value);
                            await command.ExecuteNonQueryAsync(stop);
                            return default(Done);
                        },
                        Token
                    )
            );
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }
}
