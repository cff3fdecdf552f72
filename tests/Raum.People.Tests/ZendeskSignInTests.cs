using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.Tokens;
using Raum.People.Zendesk;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.People.Tests;

/// <summary>ORG-12, by attack: whose tokens the sidebar may come with, as whom, and what ends its sessions.</summary>
public sealed class ZendeskSignInTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private const string Raum = "https://localhost:5001";
    private const string Shared = "a key of the account, 32 characters and more";
    private const long Amelia = 9001;

    private static readonly DeskApp App = new("acme", 61);

    private ZendeskSignIn SignIn => Process.GetRequiredService<ZendeskSignIn>();

    private AccessTokens Tokens => Process.GetRequiredService<AccessTokens>();

    [Fact]
    public async Task Zendesks_own_token_is_the_agent_as_the_member_who_is_linked()
    {
        await SetAppAsync();
        var (admin, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Manager));
        await LinkAsync(admin, amelia, Amelia);

        var (session, tokens) = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value;
        var identity = (await Tokens.AuthenticateAsync(tokens.Access, Token)).Value;

        (identity.User, identity.Role, identity.Sidebar).ShouldBe(
            (amelia.Identity.User, Role.Manager, new Sidebar(Amelia, SidebarKind.Member))
        );
        identity.Id.ShouldBe(session.Id);
        identity.Actor.ShouldBe(AuditActor.User(amelia.Identity.User));
        identity.Permissions.ShouldBe(PermissionMatrix.Sidebar, ignoreOrder: true);
        identity.Permissions.ShouldNotContain(Permission.ReadMembers);
        (await EventsAsync(Acme)).OfType<SignedIn>().Last().Methods.ShouldBe(["zendesk"]);
    }

    [Fact]
    public async Task An_agent_without_a_link_comes_where_it_is_set_and_nowhere_else()
    {
        await SetAppAsync(agents: false);
        var closed = await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()));
        await SetAppAsync(agents: true);
        Clock.Advance(TimeSpan.FromSeconds(1));

        var first = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var again = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value;
        var other = (await BeginAsync(App.Token(9002, Clock.GetUtcNow()))).Value;

        closed.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (first.Session.Role, first.Session.Sidebar!.Kind).ShouldBe((Role.Agent, SidebarKind.Agent));
        again.Session.User.ShouldBe(first.Session.User);
        other.Session.User.ShouldNotBe(first.Session.User);
        (await Process.GetRequiredService<MemberStore>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shared_key_makes_somebody_claimed_who_is_nobodys_member()
    {
        await SetAppAsync(agents: true);
        await SetSharedAsync();
        var (admin, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Owner));
        await LinkAsync(admin, await HireAsync(Role.Agent), 9002);

        var (session, tokens) = (await BeginAsync(App.SharedToken(Shared, Amelia, Raum, Clock.GetUtcNow()))).Value;
        var identity = (await Tokens.AuthenticateAsync(tokens.Access, Token)).Value;
        var signed = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value;

        identity.Sidebar.ShouldBe(new Sidebar(Amelia, SidebarKind.Claimed));
        identity.Permissions.ShouldBe(
            [Permission.OwnSession, Permission.SubmitJobs, Permission.ReadJobs, Permission.TryMasking],
            ignoreOrder: true
        );
        identity.Actor.Authenticated.ShouldBeFalse();
        session.User.ShouldNotBe(signed.Session.User, "who is only claimed is never the agent");
        session.User.ShouldNotBe(amelia.Identity.User);
        ((string?)TokenForgery.Claims(tokens.Access)["role"]).ShouldBe("claimed");
        (await EventsAsync(Acme))
            .OfType<SignedIn>()
            .ShouldContain(signedIn => signedIn.Methods[0] == "zendesk-claimed" && !signedIn.Actor.Authenticated);
    }

    [Fact]
    public async Task A_shared_key_never_becomes_the_member_who_is_linked()
    {
        await SetAppAsync();
        await SetSharedAsync();
        var (admin, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Manager));
        await LinkAsync(admin, amelia, Amelia);

        var (session, _) = (await BeginAsync(App.SharedToken(Shared, Amelia, Raum, Clock.GetUtcNow()))).Value;

        session.User.ShouldNotBe(amelia.Identity.User);
        session.Permissions.ShouldNotContain(Permission.DecideDrafts);
    }

    [Fact]
    public async Task No_other_key_app_account_audience_or_time()
    {
        await SetAppAsync(agents: true);
        await SetSharedAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var now = Clock.GetUtcNow();
        using var stranger = new DeskApp("acme", 61);
        using var elsewhere = new DeskApp("globex", 61);
        string[] refused =
        [
            stranger.Token(Amelia, now),
            elsewhere.Token(Amelia, now),
            App.Token(Amelia, now, claims => claims["iss"] = "globex.zendesk.com"),
            App.Token(Amelia, now, claims => claims["iss"] = "acme.zendesk.com.evil.example"),
            App.Token(Amelia, now, claims => claims["aud"] = "https://acme.zendesk.com/api/v2/apps/installations/62.json"),
            App.Token(Amelia, now, claims => claims["aud"] = Raum),
            App.Token(Amelia, now, claims => claims.Remove("aud")),
            App.Token(Amelia, now, claims => claims.Remove("exp")),
            App.Token(Amelia, now, claims => claims["exp"] = now.AddMinutes(-2).ToUnixTimeSeconds()),
            App.Token(Amelia, now, claims => claims["exp"] = now.AddDays(1).ToUnixTimeSeconds()),
            App.Token(Amelia, now, claims => claims["nbf"] = now.AddMinutes(5).ToUnixTimeSeconds()),
            App.Token(Amelia, now, claims => claims["iat"] = now.AddMinutes(5).ToUnixTimeSeconds()),
            App.Token(Amelia, now, claims => claims["sub"] = "https://globex.zendesk.com/api/v2/users/9001.json"),
            App.Token(Amelia, now, claims => claims["sub"] = "-9001"),
            App.Token(Amelia, now, claims => claims["sub"] = 0),
            App.Token(Amelia, now, claims => claims.Remove("sub")),
            App.Token(Amelia, now, header: header => header["alg"] = "none"),
            App.Token(Amelia, now, header: header => header["alg"] = "HS256"),
            App.Token(Amelia, now, header: header => header["crit"] = new JsonArray("exp")),
            // The public key is no shared secret.
            App.SharedToken(App.PublicKey, Amelia, Raum, now),
            App.SharedToken(Encoding.ASCII.GetBytes(App.PublicKeyPem), Amelia, Raum, now),
            App.SharedToken("another key of the account, 32 characters", Amelia, Raum, now),
            App.SharedToken(Shared, Amelia, "https://raum.example.com", now),
            App.SharedToken(Shared, Amelia, Raum, now, claims => claims["iss"] = "globex"),
            App.SharedToken(Shared, Amelia, Raum, now, claims => claims["exp"] = now.AddHours(1).ToUnixTimeSeconds()),
            App.SharedToken(Shared, Amelia, Raum, now.AddMinutes(-5)),
            "",
            "a.b.c",
            new string('x', 9000),
        ];

        foreach (var token in refused)
        {
            (await BeginAsync(token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized), token);
        }

        (await SignIn.BeginAsync(Globex, App.Token(Amelia, now), null, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await BeginAsync(App.Token(Amelia, now, claims => claims["sub"] = Amelia))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_works_once_also_when_two_come_at_once()
    {
        await SetAppAsync(agents: true);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var token = App.Token(Amelia, Clock.GetUtcNow());

        var both = await Task.WhenAll(BeginAsync(token), BeginAsync(token));
        var late = await BeginAsync(token);

        both.Count(one => one.Succeeded).ShouldBe(1);
        late.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Theory]
    [InlineData("the app's key is replaced")]
    [InlineData("agents are shut out")]
    [InlineData("the agent becomes somebody's link")]
    public async Task A_session_of_an_agent_ends_when(string what)
    {
        await SetAppAsync(agents: true);
        var admin = await HireAsync(Role.Admin);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var (_, tokens) = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value;
        (await Tokens.AuthenticateAsync(tokens.Access, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));

        switch (what)
        {
            case "the app's key is replaced":
                using (var next = new DeskApp("acme", 61))
                {
                    await SetAppAsync(agents: true, next);
                }

                break;
            case "agents are shut out":
                await SetAppAsync(agents: false);
                break;
            default:
                await LinkAsync(admin, await HireAsync(Role.Agent), Amelia);
                break;
        }

        (await Tokens.AuthenticateAsync(tokens.Access, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Tokens.RefreshAsync(tokens.Refresh, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public async Task A_claimed_session_ends_with_the_key_and_a_members_with_the_link()
    {
        await SetAppAsync();
        await SetSharedAsync();
        var (admin, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        await LinkAsync(admin, amelia, Amelia);
        var claimed = (await BeginAsync(App.SharedToken(Shared, Amelia, Raum, Clock.GetUtcNow()))).Value.Tokens;
        var linked = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value.Tokens;
        (await Tokens.AuthenticateAsync(claimed.Access, Token)).Succeeded.ShouldBeTrue();
        (await Tokens.AuthenticateAsync(linked.Access, Token)).Succeeded.ShouldBeTrue();

        await using (var operators = NewAdministration())
        {
            var off = await operators
                .GetRequiredService<ZendeskApps>()
                .SetSharedKeyAsync(Acme, "acme", null, AuditActor.System("raum-cli"), Token);
            off.Succeeded.ShouldBeTrue();
        }

        var unlinked = await Process.GetRequiredService<ZendeskLinks>().SetAsync(admin.Identity, amelia.Identity.User, null, Token);

        unlinked.Succeeded.ShouldBeTrue();
        (await Tokens.AuthenticateAsync(claimed.Access, Token)).Succeeded.ShouldBeFalse();
        (await Tokens.AuthenticateAsync(linked.Access, Token)).Succeeded.ShouldBeFalse();
        (await BeginAsync(App.SharedToken(Shared, Amelia, Raum, Clock.GetUtcNow().AddSeconds(1)))).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_of_an_old_link_does_not_wake_up_when_the_link_is_made_anew()
    {
        await SetAppAsync(agents: true);
        var (admin, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Agent));
        Clock.Advance(TimeSpan.FromSeconds(1));
        var guest = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value.Tokens;
        await LinkAsync(admin, amelia, Amelia);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var linked = (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Value.Tokens;
        (await Tokens.AuthenticateAsync(linked.Access, Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));

        await LinkAsync(admin, amelia, 9002);
        await LinkAsync(admin, amelia, Amelia);
        var anew = await Tokens.AuthenticateAsync(linked.Access, Token);
        var refreshed = await Tokens.RefreshAsync(linked.Refresh, Token);
        (
            await Process.GetRequiredService<ZendeskLinks>().SetAsync(admin.Identity, amelia.Identity.User, null, Token)
        ).Succeeded.ShouldBeTrue();

        anew.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        refreshed.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Tokens.AuthenticateAsync(guest.Access, Token)).Failure.ShouldBe(
            new Failure(FailureCode.Unauthorized),
            "nor does the agent's own when the link goes"
        );
        (await EventsAsync(Acme)).OfType<SessionEnded>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_removed_member_stays_out_and_nobody_links_somebody_above_them()
    {
        await SetAppAsync(agents: true);
        var (admin, owner, amelia) = (await HireAsync(Role.Admin), await HireAsync(Role.Owner), await HireAsync(Role.Agent));
        var links = Process.GetRequiredService<ZendeskLinks>();
        await LinkAsync(admin, amelia, Amelia);

        (await links.SetAsync(admin.Identity, owner.Identity.User, 9002, Token)).Failure.ShouldBe(new Failure(FailureCode.Forbidden));
        (await links.SetAsync(admin.Identity, admin.Identity.User, Amelia, Token)).Failure.ShouldBe(new Failure(FailureCode.Conflict));
        (await links.SetAsync(owner.Identity, new UserId(Guid.Empty), 9003, Token)).Failure.ShouldBe(new Failure(FailureCode.NotFound));
        await Process
            .GetRequiredService<MemberStore>()
            .RemoveAsync(Acme, amelia.Identity.User, Role.Owner, AuditActor.System("tests"), Token);
        (await BeginAsync(App.Token(Amelia, Clock.GetUtcNow()))).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public async Task What_is_no_key_is_refused_and_a_shared_key_is_sealed()
    {
        await using var operators = NewAdministration();
        var apps = operators.GetRequiredService<ZendeskApps>();
        using var small = new DeskApp("acme", 61, keySize: 1024);
        var actor = AuditActor.System("raum-cli");

        (await apps.SetAppAsync(Acme, "acme", 61, small.PublicKeyPem, false, actor, Token)).Succeeded.ShouldBeFalse();
        (
            await apps.SetAppAsync(Acme, "acme", 61, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", false, actor, Token)
        ).Succeeded.ShouldBeFalse();
        (await apps.SetAppAsync(Acme, "acme.evil.example", 61, App.PublicKeyPem, false, actor, Token)).Succeeded.ShouldBeFalse();
        (await apps.SetSharedKeyAsync(Acme, "acme", new PersonalText("short"), actor, Token)).Succeeded.ShouldBeFalse();
        await SetSharedAsync();
        (await DumpAsync()).ShouldNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(Shared)), Case.Insensitive);
        (await DumpAsync()).ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Shared)));
    }

    private Task<Outcome<(SessionIdentity Session, TokenPair Tokens)>> BeginAsync(string token) =>
        SignIn.BeginAsync(Acme, token, null, Token);

    private async Task LinkAsync(NewSession admin, NewSession member, long agent) =>
        (
            await Process.GetRequiredService<ZendeskLinks>().SetAsync(admin.Identity, member.Identity.User, agent, Token)
        ).Succeeded.ShouldBeTrue();

    private async Task SetAppAsync(bool agents = false, DeskApp? app = null)
    {
        await using var operators = NewAdministration();
        var set = await operators
            .GetRequiredService<ZendeskApps>()
            .SetAppAsync(Acme, "acme", 61, (app ?? App).PublicKeyPem, agents, AuditActor.System("raum-cli"), Token);
        set.Succeeded.ShouldBeTrue();
    }

    private async Task SetSharedAsync()
    {
        await using var operators = NewAdministration();
        var set = await operators
            .GetRequiredService<ZendeskApps>()
            .SetSharedKeyAsync(Acme, "acme", new PersonalText(Shared), AuditActor.System("raum-cli"), Token);
        set.Succeeded.ShouldBeTrue();
    }
}
