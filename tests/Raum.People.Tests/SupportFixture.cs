using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Sessions;
using Raum.People.Support;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>An organization that lets staff in, and staff who come.</summary>
public abstract class SupportFixture(PostgresServer postgres) : PeopleFixture(postgres)
{
    private protected static readonly PersonalText Reason = new("Answers for Jane Doe do not arrive.");
    private protected static readonly PersonalText StaffEmail = new("sam@platform.example");

    private protected SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    private protected SupportAccesses Accesses => Process.GetRequiredService<SupportAccesses>();

    private protected SupportVisits Visits => Process.GetRequiredService<SupportVisits>();

    /// <summary>Somebody of the staff, signed in at home with a second factor.</summary>
    private protected async Task<NewSession> StaffAsync(PersonalText? email = null)
    {
        await using var operators = NewAdministration();
        var invited = await operators
            .GetRequiredService<SupportStaff>()
            .InviteAsync(EmailAddress.Read(email ?? StaffEmail)!, AuditActor.System("raum-cli"), Token);
        var joined = (await SignIns.WithInvitationAsync(invited.Value.Token, new PersonalText("Sam"), Password, null, Token)).Value;
        var user = joined.Session!.Identity.User;
        return await SignInAsync(OrganizationId.Installation, user, Role.Auditor, "password", "totp");
    }

    private protected async Task LeaveAsync()
    {
        await using var operators = NewAdministration();
        var gone = await operators
            .GetRequiredService<SupportStaff>()
            .RemoveAsync(EmailAddress.Read(StaffEmail)!, AuditActor.System("raum-cli"), Token);
        gone.Succeeded.ShouldBeTrue();
    }

    private protected async Task AgainAsync()
    {
        await using var operators = NewAdministration();
        var invited = await operators
            .GetRequiredService<SupportStaff>()
            .InviteAsync(EmailAddress.Read(StaffEmail)!, AuditActor.System("raum-cli"), Token);
        (await SignIns.WithInvitationAsync(invited.Value.Token, null, Password, null, Token)).Succeeded.ShouldBeTrue();
    }

    private protected async Task AssignAsync(Guid access, PersonalText? email = null)
    {
        await using var operators = NewAdministration();
        var assigned = await operators
            .GetRequiredService<SupportStaff>()
            .AssignAsync(Acme, access, EmailAddress.Read(email ?? StaffEmail)!, AuditActor.System("raum-cli"), Token);
        assigned.Succeeded.ShouldBeTrue();
    }

    private protected Task<Outcome<NewSession>> EnterAsync(NewSession staff, Guid access) =>
        Visits.EnterAsync(staff.Identity, Acme, access, null, Token);

    private protected async Task CloseAsync(UserId user) =>
        (
            await Process
                .GetRequiredService<RaumDatabase>()
                .RunAsync<Done>(
                    OrganizationId.Installation,
                    async (scope, stop) =>
                    {
                        await using var update = scope.CreateCommand(
                            "update people.account set disabled_at = $2 where user_id = $1",
                            user.Value,
                            Clock.GetUtcNow()
                        );
                        (await update.ExecuteNonQueryAsync(stop)).ShouldBe(1);
                        return default(Done);
                    },
                    Token
                )
        ).Succeeded.ShouldBeTrue();
}
