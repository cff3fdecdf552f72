using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-7, by attack: as whom, how long, what is left of the permissions, what ends it, who sees it.</summary>
public sealed class ImpersonationTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly PersonalText Reason = new("She does not see the draft of ticket 35436.");

    private SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    private SessionEnds Ends => Process.GetRequiredService<SessionEnds>();

    private Impersonations Impersonations => Process.GetRequiredService<Impersonations>();

    private MemberStore Members => Process.GetRequiredService<MemberStore>();

    [Fact]
    public async Task An_admin_acts_as_a_member_and_every_record_has_both()
    {
        var (admin, jane) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));

        var acting = (await ActAsync(admin, jane)).Value;

        var identity = (await Sessions.AuthenticateAsync(acting.Token, Token)).Value;
        (identity.Organization, identity.User, identity.Role).ShouldBe((Acme, jane.Identity.User, Role.Agent));
        identity.Impersonation.ShouldBe(new Impersonation(admin.Identity.User, Clock.GetUtcNow() + TimeSpan.FromMinutes(30)));
        identity.BegunBy.ShouldBe(admin.Identity.Id);
        identity.Actor.ShouldBe(
            new AuditActor(AuditActorKind.User, jane.Identity.User.ToString(), Authenticated: true, admin.Identity.User.ToString())
        );
        identity.Permissions.ShouldBe(
            [
                Permission.OwnSession,
                Permission.SubmitJobs,
                Permission.ReadJobs,
                Permission.DecideDrafts,
                Permission.TryMasking,
                Permission.ReadKnowledge,
            ],
            ignoreOrder: true
        );
        (await StandsAsync(admin)).ShouldBeTrue("the admin's own session goes on");
        var began = (await EventsAsync(Acme)).OfType<ImpersonationBegan>().ShouldHaveSingleItem();
        began.Actor.ShouldBe(AuditActor.User(admin.Identity.User));
        (began.User, began.Session, began.Reason).ShouldBe((jane.Identity.User, identity.Id, Reason));
    }

    [Fact]
    public async Task Nobody_acts_as_a_member_above_them_as_themselves_or_as_somebody_from_elsewhere()
    {
        var (admin, owner, manager) = (await HireAsync(Role.Admin), await HireAsync(Role.Owner), await HireAsync(Role.Manager));
        var agent = await HireAsync(Role.Agent);
        var stranger = await HireAsync(Role.Agent, Globex);

        (await ActAsync(admin, owner)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await ActAsync(admin, admin)).Failure.ShouldBe(new Failure(FailureCode.Conflict));
        (await ActAsync(admin, stranger)).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await ActAsync(admin, new UserId(Guid.CreateVersion7(Clock.GetUtcNow())))).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        foreach (var other in (NewSession[])[manager, agent, await HireAsync(Role.Auditor)])
        {
            (await ActAsync(other, agent)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        }

        (await ActAsync(owner, admin)).Succeeded.ShouldBeTrue();
        (await EventsAsync(Acme)).OfType<ImpersonationBegan>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Who_acts_as_an_admin_has_none_of_an_admins_power()
    {
        var (owner, admin, agent) = (await HireAsync(Role.Owner), await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        var acting = (await ActAsync(owner, admin)).Value;
        var identity = (await Sessions.AuthenticateAsync(acting.Token, Token)).Value;

        var further = await ActAsync(identity, agent.Identity.User);
        var resumed = await Sessions.ResumeAsync(acting.Token, Token);

        further.Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        resumed.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        identity.Permissions.ShouldBe(PermissionMatrix.WhileImpersonating, ignoreOrder: true);
        foreach (
            var barred in (Permission[])
                [
                    Permission.OwnAccount,
                    Permission.ManageMembers,
                    Permission.ManageApiKeys,
                    Permission.ManageSignIn,
                    Permission.Impersonate,
                    Permission.SearchContent,
                    Permission.HandlePrivacyRequests,
                ]
        )
        {
            identity.Permissions.ShouldNotContain(barred);
        }
    }

    [Theory]
    [InlineData("the admin signs out")]
    [InlineData("the admin's sessions are ended")]
    [InlineData("the admin becomes a manager")]
    [InlineData("the admin becomes an owner")]
    [InlineData("the admin is removed")]
    [InlineData("the admin's credentials change")]
    [InlineData("the admin's account is closed")]
    [InlineData("the member becomes an owner")]
    [InlineData("the member becomes an auditor")]
    [InlineData("the member is removed")]
    [InlineData("the member's credentials change")]
    [InlineData("the member's sessions are ended")]
    [InlineData("the member ends it")]
    [InlineData("the time is over")]
    public async Task It_ends_at_once_and_its_tokens_with_it(string what)
    {
        await HireAsync(Role.Owner);
        var (admin, jane) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        var acting = (await ActAsync(admin, jane)).Value;
        var tokens = Process.GetRequiredService<AccessTokens>();
        var pair = (await tokens.BeginAsync(acting.Identity, Token)).Value;
        (await tokens.AuthenticateAsync(pair.Access, Token)).Succeeded.ShouldBeTrue();
        (await StandsAsync(acting)).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await HappenAsync(what, admin, jane, acting.Identity.Id);

        (await StandsAsync(acting)).ShouldBeFalse();
        (await tokens.AuthenticateAsync(pair.Access, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await tokens.RefreshAsync(pair.Refresh, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public async Task An_hour_is_the_longest_and_the_admins_own_session_is_longer_still()
    {
        var (admin, jane) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        var whole = (await ActAsync(admin, jane.Identity.User, TimeSpan.FromDays(1))).Value;
        var start = Clock.GetUtcNow();
        for (var i = 0; i < 11 * 60 / 20 + 1; i++)
        {
            // In use all the time, or it would end unused.
            Clock.Advance(TimeSpan.FromMinutes(20));
            (await StandsAsync(admin)).ShouldBeTrue();
        }

        var late = (await ActAsync(admin, jane.Identity.User, TimeSpan.FromHours(1))).Value;

        whole.ExpiresAt.ShouldBe(start + TimeSpan.FromHours(1));
        late.ExpiresAt.ShouldBe(admin.ExpiresAt);
        late.ExpiresAt.ShouldBeLessThan(Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_member_sees_who_and_why_and_nobody_else_does()
    {
        var (admin, jane, other) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent), await HireAsync(Role.Agent));
        var acting = (await ActAsync(admin, jane)).Value;
        var list = Process.GetRequiredService<SessionList>();

        var during = (await list.ReadAsync(Acme, jane.Identity.User, Token)).Value;
        Clock.Advance(TimeSpan.FromMinutes(5));
        (await EndAsync(acting.Identity)).Succeeded.ShouldBeTrue();
        var after = (await list.ReadAsync(Acme, jane.Identity.User, Token)).Value;
        var others = (await list.ReadAsync(Acme, other.Identity.User, Token)).Value;
        var admins = (await list.ReadAsync(Acme, admin.Identity.User, Token)).Value;
        Clock.Advance(TimeSpan.FromDays(31));
        var later = (await list.ReadAsync(Acme, jane.Identity.User, Token)).Value;

        during.Count.ShouldBe(2);
        during
            .Single(session => session.Impersonation is not null)
            .Impersonation.ShouldBe(new ImpersonationSummary(admin.Identity.User, Reason, null));
        after
            .Single(session => session.Impersonation is not null)
            .Impersonation.ShouldBe(new ImpersonationSummary(admin.Identity.User, Reason, acting.Identity.ConfirmedAt.AddMinutes(5)));
        others.ShouldAllBe(session => session.Impersonation == null);
        admins.Select(session => session.Id).ShouldBe([admin.Identity.Id]);
        later.ShouldBeEmpty();
        (await DumpAsync()).ShouldNotContain("35436");
    }

    [Fact]
    public async Task Tokens_say_who_acts_and_one_that_leaves_it_out_is_refused()
    {
        var (admin, jane) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        var acting = (await ActAsync(admin, jane)).Value;
        var tokens = Process.GetRequiredService<AccessTokens>();

        var pair = (await tokens.BeginAsync(acting.Identity, Token)).Value;
        var identity = (await tokens.AuthenticateAsync(pair.Access, Token)).Value;
        var own = (await tokens.BeginAsync(jane.Identity, Token)).Value;

        var claims = TokenForgery.Claims(pair.Access);
        ((string?)claims["sub"]).ShouldBe(jane.Identity.User.ToString());
        JsonNode.DeepEquals(claims["act"], new JsonObject { ["sub"] = admin.Identity.User.ToString() }).ShouldBeTrue();
        identity.Impersonation!.By.ShouldBe(admin.Identity.User);
        TokenForgery.Claims(own.Access).ContainsKey("act").ShouldBeFalse();

        // By our own key, as somebody would who had learned it.
        var keys = Process.GetRequiredService<SigningKeys>();
        using var key = (await keys.OpenAsync((await keys.CurrentAsync(Token)).Value, Token)).Value;
        var header = TokenForgery.Header(pair.Access).ToJsonString();
        foreach (
            var act in (JsonNode?[])
                [
                    null,
                    new JsonObject { ["sub"] = jane.Identity.User.ToString() },
                    new JsonObject { ["sub"] = admin.Identity.User.ToString(), ["act"] = new JsonObject() },
                    JsonValue.Create(admin.Identity.User.ToString()),
                    new JsonObject(),
                ]
        )
        {
            var forged = TokenForgery.Claims(pair.Access);
            forged.Remove("act");
            if (act is not null)
            {
                forged["act"] = act;
            }

            (await tokens.AuthenticateAsync(TokenForgery.Es256(header, forged.ToJsonString(), key), Token)).Failure.ShouldBe(
                new Failure(FailureCode.Unauthorized)
            );
        }
    }

    private async Task HappenAsync(string what, NewSession admin, NewSession jane, SessionId acting)
    {
        var by = AuditActor.System("tests");
        Outcome<Done> happened = what switch
        {
            "the admin signs out" => await EndAsync(admin.Identity),
            "the admin's sessions are ended" => await Ends.EndAllAsync(Acme, admin.Identity.User, by, Token),
            "the admin becomes a manager" => await ChangeAsync(admin, Role.Manager),
            "the admin becomes an owner" => await ChangeAsync(admin, Role.Owner),
            "the admin is removed" => await Members.RemoveAsync(Acme, admin.Identity.User, Role.Owner, by, Token),
            "the admin's credentials change" => await AccountAsync(admin, "sessions_since"),
            "the admin's account is closed" => await AccountAsync(admin, "disabled_at"),
            "the member becomes an owner" => await ChangeAsync(jane, Role.Owner),
            "the member becomes an auditor" => await ChangeAsync(jane, Role.Auditor),
            "the member is removed" => await Members.RemoveAsync(Acme, jane.Identity.User, Role.Owner, by, Token),
            "the member's credentials change" => await AccountAsync(jane, "sessions_since"),
            "the member's sessions are ended" => await Ends.EndAllAsync(Acme, jane.Identity.User, by, Token),
            "the member ends it" => await Ends.EndAsync(Acme, jane.Identity.User, acting, SessionEnd.Revoked, jane.Identity.Actor, Token),
            "the time is over" => await PassAsync(TimeSpan.FromMinutes(29)),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
        happened.Succeeded.ShouldBeTrue();
    }

    private Task<Outcome<Done>> PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.FromResult<Outcome<Done>>(default(Done));
    }

    private Task<Outcome<Done>> ChangeAsync(NewSession session, Role role) =>
        Members.ChangeRoleAsync(Acme, session.Identity.User, role, Role.Owner, AuditActor.System("tests"), Token);

    private Task<Outcome<Done>> AccountAsync(NewSession session, string column) =>
        Process
            .GetRequiredService<RaumDatabase>()
            .RunAsync<Done>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    await using var update = scope.CreateCommand(
                        $"update people.account set {column} = $2 where user_id = $1",
                        session.Identity.User.Value,
                        Clock.GetUtcNow()
                    );
                    (await update.ExecuteNonQueryAsync(stop)).ShouldBe(1);
                    return default(Done);
                },
                Token
            );

    private Task<Outcome<Done>> EndAsync(SessionIdentity session) =>
        Ends.EndAsync(session.Organization, session.User, session.Id, SessionEnd.SignedOut, session.Actor, Token);

    private async Task<bool> StandsAsync(NewSession session) => (await Sessions.AuthenticateAsync(session.Token, Token)).Succeeded;

    private Task<Outcome<NewSession>> ActAsync(NewSession by, NewSession user) => ActAsync(by.Identity, user.Identity.User);

    private Task<Outcome<NewSession>> ActAsync(NewSession by, UserId user, TimeSpan? lasts = null) => ActAsync(by.Identity, user, lasts);

    private Task<Outcome<NewSession>> ActAsync(SessionIdentity by, UserId user, TimeSpan? lasts = null) =>
        Impersonations.BeginAsync(by, user, Reason, lasts ?? TimeSpan.FromMinutes(30), null, Token);
}
