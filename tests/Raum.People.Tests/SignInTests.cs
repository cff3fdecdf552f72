using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5, by attack: guessing, replay, races, other people's links.</summary>
public sealed class SignInTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    [Fact]
    public async Task The_right_password_begins_a_session_and_is_on_record()
    {
        await JoinAsync();

        var session = (await SignInAsync()).Value.Session.ShouldNotBeNull();

        var identity = (await Sessions.AuthenticateAsync(session.Token, Token)).Value;
        (identity.Organization, identity.Role).ShouldBe((Acme, Role.Owner));
        var signedIn = (await EventsAsync(Acme)).OfType<SignedIn>().Last();
        (signedIn.Session, signedIn.User).ShouldBe((identity.Id, identity.User));
        signedIn.Methods.ShouldBe(["password"]);
    }

    [Fact]
    public async Task Every_refusal_is_the_same()
    {
        var joined = await JoinAsync();
        var member = Process.GetRequiredService<MemberStore>();

        var wrong = await SignInAsync(new PersonalText("not the password"));
        var unknown = await SignInAsync(email: new PersonalText("nobody@acme.example"));
        var garbage = await SignInAsync(email: new PersonalText("@"));
        var halfPair = await SignInAsync(new PersonalText("\ud800"));
        await JoinAsync(Role.Owner, new PersonalText("second@acme.example"));
        await member.RemoveAsync(Acme, joined.Session!.Identity.User, Role.Owner, Core.Audit.AuditActor.System("tests"), Token);
        var former = await SignInAsync();

        foreach (var refused in (Outcome<SignIn.SignInStep>[])[wrong, unknown, garbage, halfPair, former])
        {
            refused.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        }
    }

    [Fact]
    public async Task An_account_rests_after_failures_even_for_the_right_password_and_comes_back()
    {
        await JoinAsync();
        for (var i = 0; i < 5; i++)
        {
            (await SignInAsync(new PersonalText($"guess number {i}"))).Succeeded.ShouldBeFalse();
        }

        var resting = await SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(31));
        var rested = await SignInAsync();

        resting.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        rested.Succeeded.ShouldBeTrue();
        var faults = (await EventsAsync(Acme)).OfType<SignInFailed>().Select(failed => failed.Fault).ToList();
        faults.Count(fault => fault == SignInFault.WrongSecret).ShouldBe(5);
        faults[^1].ShouldBe(SignInFault.Locked);
    }

    [Fact]
    public async Task Guesses_at_once_are_counted_as_if_they_came_one_by_one()
    {
        await JoinAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => SignInAsync(new PersonalText($"guess number {i}"))));

        var faults = (await EventsAsync(Acme)).OfType<SignInFailed>().Select(failed => failed.Fault).ToList();
        faults.Count(fault => fault == SignInFault.WrongSecret).ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_at_its_latest()
    {
        var idle = (await JoinAsync()).Session!;
        Clock.Advance(TimeSpan.FromMinutes(31));
        (await Sessions.AuthenticateAsync(idle.Token, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);

        var used = (await SignInAsync()).Value.Session!;
        for (var i = 0; i < 35; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(20));
            (await Sessions.AuthenticateAsync(used.Token, Token)).Succeeded.ShouldBeTrue($"after {i}");
        }

        Clock.Advance(TimeSpan.FromMinutes(20));
        (await Sessions.AuthenticateAsync(used.Token, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task Another_secret_with_a_right_id_is_no_session()
    {
        var session = (await JoinAsync()).Session!;
        var forged = session.Token[..^6] + (session.Token.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA");

        (await Sessions.AuthenticateAsync(forged, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Sessions.AuthenticateAsync(session.Token + "A", Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Sessions.AuthenticateAsync(null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_role_and_an_ended_membership_show_at_once()
    {
        var owner = (await JoinAsync()).Session!.Identity;
        var agent = (await JoinAsync(Role.Agent, new PersonalText("joe@acme.example"))).Session!;
        var members = Process.GetRequiredService<MemberStore>();
        var actor = Core.Audit.AuditActor.User(owner.User);

        (await members.ChangeRoleAsync(Acme, agent.Identity.User, Role.Auditor, owner.Role, actor, Token)).Succeeded.ShouldBeTrue();
        var changed = await Sessions.AuthenticateAsync(agent.Token, Token);
        (await members.RemoveAsync(Acme, agent.Identity.User, owner.Role, actor, Token)).Succeeded.ShouldBeTrue();
        var removed = await Sessions.AuthenticateAsync(agent.Token, Token);

        changed.Value.Role.ShouldBe(Role.Auditor);
        removed.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        var events = await EventsAsync(Acme);
        events.OfType<SessionEnded>().Single().Reason.ShouldBe(SessionEnd.MembershipEnded);
        events
            .OfType<MembershipChanged>()
            .Select(change => (change.OldRole, change.NewRole))
            .TakeLast(2)
            .ShouldBe([("agent", "auditor"), ("auditor", null)]);
    }

    [Fact]
    public async Task An_organization_keeps_an_owner_and_an_admin_reaches_none()
    {
        var owner = (await JoinAsync()).Session!.Identity;
        var members = Process.GetRequiredService<MemberStore>();
        var actor = Core.Audit.AuditActor.User(owner.User);

        (await members.RemoveAsync(Acme, owner.User, Role.Owner, actor, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await members.RemoveAsync(Acme, owner.User, Role.Admin, actor, Token)).Failure!.Code.ShouldBe(FailureCode.Forbidden);
        (await members.ChangeRoleAsync(Acme, owner.User, Role.Agent, Role.Admin, actor, Token)).Failure!.Code.ShouldBe(
            FailureCode.Forbidden
        );
        (await members.ChangeRoleAsync(Globex, owner.User, Role.Agent, Role.Owner, actor, Token)).Failure!.Code.ShouldBe(
            FailureCode.NotFound
        );
    }

    [Fact]
    public async Task An_invitation_works_once_until_it_is_withdrawn_or_expires()
    {
        var used = await InviteAsync(Acme, Role.Agent);
        var withdrawn = await InviteAsync(Acme, Role.Agent, new PersonalText("b@acme.example"));
        var expired = await InviteAsync(Acme, Role.Agent, new PersonalText("c@acme.example"));
        var invitations = Process.GetRequiredService<Invitations>();
        (await AcceptAsync(used.Token)).Succeeded.ShouldBeTrue();
        (await invitations.WithdrawAsync(Globex, withdrawn.Id, Core.Audit.AuditActor.System("tests"), Token)).Failure!.Code.ShouldBe(
            FailureCode.NotFound
        );
        (await invitations.WithdrawAsync(Acme, withdrawn.Id, Core.Audit.AuditActor.System("tests"), Token)).Succeeded.ShouldBeTrue();

        (await AcceptAsync(used.Token)).Failure!.Code.ShouldBe(FailureCode.Gone);
        (await AcceptAsync(withdrawn.Token)).Failure!.Code.ShouldBe(FailureCode.Gone);
        (await AcceptAsync(used.Token[..^6] + "AAAAAA")).Failure!.Code.ShouldBe(FailureCode.Gone);
        Clock.Advance(TimeSpan.FromDays(7));
        (await AcceptAsync(expired.Token)).Failure!.Code.ShouldBe(FailureCode.Gone);

        Task<Outcome<SignIn.SignInStep>> AcceptAsync(string token) => SignIns.WithInvitationAsync(token, null, Password, null, Token);
    }

    [Fact]
    public async Task Somebody_with_an_account_joins_with_their_own_password_only()
    {
        await JoinAsync();
        var invitation = await InviteAsync(Globex, Role.Admin);

        var taken = await SignIns.WithInvitationAsync(
            invitation.Token,
            null,
            new PersonalText("the invited one's own choice"),
            null,
            Token
        );
        var joined = await SignIns.WithInvitationAsync(invitation.Token, null, Password, null, Token);

        taken.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        joined.Value.Session!.Identity.Organization.ShouldBe(Globex);
        joined.Value.Session.Identity.Role.ShouldBe(Role.Admin);
    }

    [Fact]
    public async Task A_magic_link_works_once_in_the_browser_that_asked_and_for_15_minutes()
    {
        await JoinAsync();
        var email = EmailAddress.Read(Email)!;
        var (mine, other) = (SignIn.SignIns.BrowserHash("mine"), SignIn.SignIns.BrowserHash("other"));
        var link = (await SignIns.BeginMagicLinkAsync(email, mine, Token)).Value;
        var late = (await SignIns.BeginMagicLinkAsync(email, mine, Token)).Value;

        (await SignIns.WithMagicLinkAsync(link, other, null, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await SignIns.WithMagicLinkAsync(link, null, null, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await SignIns.WithMagicLinkAsync(link, mine, null, null, Token)).Value.Session.ShouldNotBeNull();
        (await SignIns.WithMagicLinkAsync(link, mine, null, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        Clock.Advance(TimeSpan.FromMinutes(15));
        (await SignIns.WithMagicLinkAsync(late, mine, null, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await SignIns.BeginMagicLinkAsync(EmailAddress.Read(new PersonalText("nobody@acme.example"))!, mine, Token)).Value.ShouldBeNull();
    }

    [Fact]
    public async Task Who_asks_again_and_again_fills_no_mailbox_and_a_link_that_was_sent_stands()
    {
        await JoinAsync();
        var browser = SignIn.SignIns.BrowserHash("the browser of Jane");
        var links = new List<string?>();
        for (var i = 0; i < 8; i++)
        {
            links.Add((await SignIns.BeginMagicLinkAsync(EmailAddress.Read(Email)!, browser, Token)).Value);
        }

        links.Count(link => link is not null).ShouldBe(5);
        (await SignIns.WithMagicLinkAsync(links[0], browser, null, null, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(16));
        (await SignIns.BeginMagicLinkAsync(EmailAddress.Read(Email)!, browser, Token)).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_that_people_are_or_know_stands_in_the_database()
    {
        var session = (await JoinAsync()).Session!;
        var invitation = await InviteAsync(Acme, Role.Agent, new PersonalText("joe@acme.example"));

        var rows = await DumpAsync();

        rows.ShouldContain(session.Identity.User.ToString());
        foreach (
            var secret in (string[])[Email.Reveal(), "Jane Doe", "joe@acme.example", Password.Reveal(), session.Token, invitation.Token]
        )
        {
            rows.ShouldNotContain(secret);
            rows.ShouldNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), Case.Insensitive);
            rows.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)));
        }
    }
}
