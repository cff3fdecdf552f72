using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>Somebody was removed, demoted or comes again: what ended stays ended, and what they left behind opens nothing.</summary>
public sealed class ComingAgainTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly AuditActor Operator = AuditActor.System("tests");

    private SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    private AccessTokens Tokens => Process.GetRequiredService<AccessTokens>();

    private MemberStore Members => Process.GetRequiredService<MemberStore>();

    [Fact]
    public async Task Who_was_removed_and_is_invited_again_has_nothing_of_what_was()
    {
        var admin = await HireAsync(Role.Admin);
        var jane = (await JoinAsync(Role.Agent)).Session!;
        var pair = (await Tokens.BeginAsync(jane.Identity, Token)).Value;
        var acting = (
            await Process
                .GetRequiredService<Impersonations>()
                .BeginAsync(admin.Identity, jane.Identity.User, new PersonalText("She sees no drafts."), TimeSpan.FromHours(1), null, Token)
        ).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));

        await RemoveAsync(jane.Identity.User);
        await AgainAsync(Role.Agent);

        (await StandsAsync(jane)).ShouldBeFalse();
        (await StandsAsync(acting)).ShouldBeFalse();
        (await Tokens.AuthenticateAsync(pair.Access, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Tokens.RefreshAsync(pair.Refresh, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public async Task A_sign_in_that_was_overtaken_by_the_removal_does_not_wake_up_with_the_next_membership()
    {
        await HireAsync(Role.Owner);
        var jane = (await JoinAsync(Role.Agent)).Session!.Identity.User;
        Clock.Advance(TimeSpan.FromSeconds(1));

        // Its membership was read before the removal, its row is written after it.
        await RemoveAsync(jane);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await SignInAsync(Acme, jane, Role.Agent);
        (await StandsAsync(late)).ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var again = await AgainAsync(Role.Agent);

        (await StandsAsync(late)).ShouldBeFalse();
        (await StandsAsync(again)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_invitation_that_stayed_open_takes_nobody_back()
    {
        await HireAsync(Role.Owner);
        var spare = await InviteAsync(Acme, Role.Admin);
        var jane = (await JoinAsync(Role.Agent)).Session!.Identity.User;
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RemoveAsync(jane);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var taken = await SignIns.WithInvitationAsync(spare.Token, null, Password, null, Token);

        taken.Failure.ShouldBe(new Failure(FailureCode.Gone));
        (await SignInAsync()).Succeeded.ShouldBeFalse();
        (await AgainAsync(Role.Agent)).Identity.Role.ShouldBe(Role.Agent, "a new invitation does");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Manager)]
    public async Task An_admin_who_is_none_any_more_left_no_invitation_to_come_back_by(Role? role)
    {
        var admin = await HireAsync(Role.Admin);
        var invited = await InviteAsAsync(admin, Role.Admin);
        Clock.Advance(TimeSpan.FromMinutes(1));

        await ChangeAsync(admin.Identity.User, role);

        (await JoinWithAsync(invited)).Failure.ShouldBe(new Failure(FailureCode.Gone));
        (await Process.GetRequiredService<Invitations>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await EventsAsync(Acme)).OfType<InvitationChanged>().Last().Change.ShouldBe(InvitationChange.Withdrawn);
    }

    [Fact]
    public async Task An_owner_who_became_an_admin_left_no_invitation_above_that_and_the_others_stand()
    {
        await HireAsync(Role.Owner);
        var owner = await HireAsync(Role.Owner);
        var (above, below) = (await InviteAsAsync(owner, Role.Owner), await InviteAsAsync(owner, Role.Agent));

        await ChangeAsync(owner.Identity.User, Role.Admin);

        (await JoinWithAsync(above)).Failure.ShouldBe(new Failure(FailureCode.Gone));
        (await JoinWithAsync(below)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task An_invitation_that_was_made_in_the_moment_of_the_demotion_is_worth_what_its_maker_is()
    {
        var admin = await HireAsync(Role.Admin);
        await ChangeAsync(admin.Identity.User, Role.Agent);

        // The request was let in before.
        var invited = await InviteAsAsync(admin, Role.Admin);

        (await JoinWithAsync(invited)).Failure.ShouldBe(new Failure(FailureCode.Gone));
    }

    [Fact]
    public async Task Nobody_escapes_removal_by_more_sessions_than_one_record_takes()
    {
        var jane = (await JoinAsync(Role.Agent)).Session!;
        for (var i = 0; i < IAuditLog.MaxEvents; i++)
        {
            await SignInAsync(Acme, jane.Identity.User, Role.Agent);
        }

        await RemoveAsync(jane.Identity.User);

        (await StandsAsync(jane)).ShouldBeFalse();
        (await EventsAsync(Acme)).OfType<SessionEnded>().Count().ShouldBe(IAuditLog.MaxEvents + 1);
    }

    [Fact]
    public async Task Of_two_owners_who_remove_each_other_at_once_one_stays()
    {
        var (one, other) = (await HireAsync(Role.Owner), await HireAsync(Role.Owner));

        var both = await Task.WhenAll(
            Members.RemoveAsync(Acme, one.Identity.User, Role.Owner, Operator, Token),
            Members.RemoveAsync(Acme, other.Identity.User, Role.Owner, Operator, Token)
        );

        both.Count(outcome => outcome.Succeeded).ShouldBe(1);
        both.Single(outcome => !outcome.Succeeded).Failure.ShouldBe(new Failure(FailureCode.Conflict));
    }

    private async Task<bool> StandsAsync(NewSession session) => (await Sessions.AuthenticateAsync(session.Token, Token)).Succeeded;

    private Task RemoveAsync(UserId user) => ChangeAsync(user, null);

    private async Task ChangeAsync(UserId user, Role? role)
    {
        var changed = role is { } next
            ? await Members.ChangeRoleAsync(Acme, user, next, Role.Owner, Operator, Token)
            : await Members.RemoveAsync(Acme, user, Role.Owner, Operator, Token);
        changed.Succeeded.ShouldBeTrue();
    }

    private async Task<NewSession> AgainAsync(Role role)
    {
        var invitation = await InviteAsync(Acme, role);
        return (await SignIns.WithInvitationAsync(invitation.Token, null, Password, null, Token)).Value.Session!;
    }

    private async Task<NewInvitation> InviteAsAsync(NewSession by, Role role) =>
        (
            await Process
                .GetRequiredService<Invitations>()
                .CreateAsync(Acme, EmailAddress.Read(new PersonalText($"{role.Name()}@elsewhere.example"))!, role, by.Identity.Actor, Token)
        ).Value;

    private Task<Outcome<SignInStep>> JoinWithAsync(NewInvitation invitation) =>
        SignIns.WithInvitationAsync(invitation.Token, new PersonalText("Mallory"), Password, null, Token);
}
