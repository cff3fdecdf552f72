using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;
using Raum.Testing;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5, single sign-on: with npm's certified provider, and by attack.</summary>
public sealed class SingleSignOnTests(PostgresServer postgres) : PeopleFixture(postgres, new ManualClock(TimeProvider.System.GetUtcNow()))
{
    private const string Client = "raum";
    private const string Redirect = "https://localhost:5001/sign-in/callback";
    private static readonly PersonalText Secret = new("a secret of the provider: with / and +");
    private static readonly AuditActor Admin = AuditActor.System("tests");
    private static readonly byte[] Browser = SignIns.BrowserHash("the browser of Jane");

    private OidcSignIn SignIn => Process.GetRequiredService<OidcSignIn>();

    private IdentityProviders Providers => Process.GetRequiredService<IdentityProviders>();

    protected override void Configure(IServiceCollection services) =>
        services.Configure<GuardedHttpOptions>(options => options.AllowedNetworks.Add("127.0.0.0/8"));

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Somebody_of_the_domain_signs_in_at_a_real_provider_and_becomes_a_member(string algorithm)
    {
        await using var provider = await StartAsync(algorithm);
        await SetAsync(Acme, provider.Issuer);
        await AddDomainAsync(Acme, "acme.example");

        var first = await ThroughAsync(provider, "jane");
        var again = await ThroughAsync(provider, "jane");
        var unverified = await ThroughAsync(provider, "joe");
        var stranger = await ThroughAsync(provider, "eve");

        var session = first.Value.Session!.Identity;
        (session.Organization, session.Role, session.IsVouchedFor).ShouldBe((Acme, Role.Agent, true));
        again.Value.Session!.Identity.User.ShouldBe(session.User);
        unverified.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        stranger.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        var events = await EventsAsync(Acme);
        events.OfType<MembershipChanged>().Single().Source.ShouldBe("oidc");
        events.OfType<SignedIn>().Select(signedIn => signedIn.Methods.Single()).ShouldBe(["oidc", "oidc"]);
    }

    [Fact]
    public async Task The_way_back_works_once_in_the_browser_that_began_it_and_for_ten_minutes()
    {
        await using var provider = await HostileAsync();

        var (state, code) = await BeginAsync(provider);
        var otherBrowser = await SignIn.FinishAsync(state, code, null, SignIns.BrowserHash("another"), null, Token);
        var noBrowser = await SignIn.FinishAsync(state, code, null, null, null, Token);
        var right = await SignIn.FinishAsync(state, code, null, Browser, null, Token);
        var replayed = await SignIn.FinishAsync(state, code, null, Browser, null, Token);
        var (lateState, lateCode) = await BeginAsync(provider);
        Clock.Advance(TimeSpan.FromMinutes(11));
        var late = await SignIn.FinishAsync(lateState, lateCode, null, Browser, null, Token);

        Refused(otherBrowser);
        Refused(noBrowser);
        right.Succeeded.ShouldBeTrue();
        Refused(replayed);
        Refused(late);
    }

    [Fact]
    public async Task A_token_must_be_this_issuers_for_this_client_this_sign_in_and_now()
    {
        await using var provider = await HostileAsync();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        Func<JsonObject, string> With(string name, JsonNode? value) =>
            claims =>
            {
                claims.Remove(name);
                if (value is not null)
                {
                    claims[name] = value;
                }

                return provider.Sign(claims);
            };
        Func<JsonObject, string>[] attacks =
        [
            With("iss", "https://login.globex.example"),
            With("iss", provider.Issuer + "/"),
            With("aud", "another client"),
            With("aud", new JsonArray(Client, "another client")),
            With("azp", "another client"),
            With("nonce", "an older nonce"),
            With("nonce", null),
            With("exp", now - 120),
            With("exp", null),
            With("iat", now + 600),
            With("nbf", now + 600),
            With("sub", ""),
            With("sub", null),
            With("email_verified", false),
            With("email_verified", "true"),
            With("email_verified", null),
            With("email", null),
            With("email", "jane@globex.example"),
            With("email", "jane@acme.example.evil.example"),
            With("email", "jane@sub.acme.example"),
            With("email", "jane@acme.example, eve@evil.example"),
            claims => HostileProvider.Sign("""{"alg":"ES256","kid":"hostile"}""", claims.ToJsonString(), own),
            claims => TokenForgery.Encode("""{"alg":"none"}""") + "." + TokenForgery.Encode(claims.ToJsonString()) + ".",
            claims =>
                TokenForgery.Signed(
                    """{"alg":"HS256","kid":"hostile"}""",
                    claims.ToJsonString(),
                    input => HMACSHA256.HashData(provider.PublicKey, input)
                ),
            claims => provider.Sign(claims, "RS256"),
            claims =>
                TokenForgery.Swap(provider.Sign(claims), claims: claims.ToJsonString().Replace("jane", "john", StringComparison.Ordinal)),
            _ => "",
            _ => new string('a', 200_000),
        ];
        foreach (var attack in attacks)
        {
            provider.Token = attack;
            Refused(await FinishAsync(provider), Array.IndexOf(attacks, attack));
        }

        provider.Token = null;
        (await FinishAsync(provider)).Succeeded.ShouldBeTrue();
        provider.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_organizations_provider_signs_nobody_in_to_another_one()
    {
        await using var acmes = await HostileAsync();
        await using var globexs = await HostileProvider.StartAsync(Clock, Token);
        globexs.Person = Jane();
        await SetAsync(Globex, globexs.Issuer);

        // Globex has no domain of its own: its provider brings nobody, and Acme's people least of all.
        var toGlobex = await SignIn.BeginAsync(Globex, Browser, Token);
        var (globexState, globexCode) = globexs.SignIn(toGlobex.Value);
        Refused(await SignIn.FinishAsync(globexState, globexCode, null, Browser, null, Token));

        // A code of Globex' provider in a sign-in to Acme (mix-up), with and without the issuer that RFC 9207 adds.
        var (state, _) = await BeginAsync(acmes);
        var (_, code) = globexs.SignIn((await SignIn.BeginAsync(Globex, Browser, Token)).Value);
        Refused(await SignIn.FinishAsync(state, code, globexs.Issuer, Browser, null, Token));
        var (second, _) = await BeginAsync(acmes);
        Refused(await SignIn.FinishAsync(second, code, null, Browser, null, Token));
        var (third, right) = await BeginAsync(acmes);
        Refused(await SignIn.FinishAsync(third, right, globexs.Issuer, Browser, null, Token));

        // A token that Globex' provider signs, from Acme's: it is not by Acme's keys.
        acmes.Token = claims =>
        {
            claims["iss"] = globexs.Issuer;
            return globexs.Sign(claims);
        };
        Refused(await FinishAsync(acmes));
        acmes.Token = claims => globexs.Sign(claims);
        Refused(await FinishAsync(acmes));
    }

    [Fact]
    public async Task A_provider_that_says_it_names_itself_must_do_so()
    {
        await using var provider = await HostileAsync();
        provider.Discovery = about => about["authorization_response_iss_parameter_supported"] = true;

        var (state, code) = await BeginAsync(provider);
        var without = await SignIn.FinishAsync(state, code, null, Browser, null, Token);
        (state, code) = await BeginAsync(provider);
        var with = await SignIn.FinishAsync(state, code, provider.Issuer, Browser, null, Token);

        Refused(without);
        with.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_provider_that_was_replaced_meanwhile_answers_for_nobody()
    {
        await using var provider = await HostileAsync();
        await using var next = await HostileProvider.StartAsync(Clock, Token);
        var (state, code) = await BeginAsync(provider);

        await SetAsync(Acme, next.Issuer);

        Refused(await SignIn.FinishAsync(state, code, null, Browser, null, Token));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:10.0.0.1]")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1")]
    [InlineData("https://user:secret@login.example.com")]
    [InlineData("https://login.example.com/?x=1")]
    [InlineData("https://login.example.com/#x")]
    [InlineData("not an address")]
    public async Task An_issuer_inside_of_somebodys_network_is_refused_when_it_is_typed(string issuer)
    {
        var set = await Providers.SetAsync(Acme, issuer, Client, Secret, Role.Agent, Role.Owner, Admin, Token);

        set.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Theory]
    [InlineData("token_endpoint", "http://169.254.169.254/latest/meta-data")]
    [InlineData("jwks_uri", "https://10.1.2.3/keys")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("issuer", "https://login.globex.example")]
    [InlineData("token_endpoint", null)]
    public async Task What_a_provider_says_about_itself_leads_nowhere_else(string member, string? value)
    {
        await using var provider = await HostileAsync();
        provider.Discovery = about => about[member] = value;

        (await SignIn.BeginAsync(Acme, Browser, Token)).Failure!.Code.ShouldBe(FailureCode.NotConfigured);
        provider.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Who_was_removed_stays_out_and_an_address_that_went_to_somebody_else_is_somebody_else()
    {
        await using var provider = await HostileAsync();
        var owner = (await JoinAsync(Role.Owner, new PersonalText("owner@acme.example"))).Session!.Identity;
        var jane = (await FinishAsync(provider)).Value.Session!.Identity;

        provider.Person["sub"] = "the next Jane, with the same address";
        var recycled = await FinishAsync(provider);
        provider.Person["sub"] = "jane";
        provider.Person["email"] = "jane.smith@acme.example";
        var renamed = await FinishAsync(provider);
        await Process.GetRequiredService<MemberStore>().RemoveAsync(Acme, jane.User, owner.Role, AuditActor.User(owner.User), Token);
        var removed = await FinishAsync(provider);

        Refused(recycled);
        renamed.Value.Session!.Identity.User.ShouldBe(jane.User);
        Refused(removed);
    }

    [Fact]
    public async Task A_provider_that_an_admin_set_opens_no_owners_account()
    {
        await using var provider = await HostileAsync();
        await JoinAsync(Role.Owner, new PersonalText("jane@acme.example"));

        Refused(await FinishAsync(provider));
    }

    [Fact]
    public async Task A_removal_that_overtakes_a_sign_in_wins()
    {
        await using var provider = await HostileAsync();
        var jane = (await FinishAsync(provider)).Value.Session!.Identity;
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var removal = await connection.BeginTransactionAsync(Token);
        await using var remove = new NpgsqlCommand("update people.membership set removed_at = now() where user_id = $1", connection);
        remove.Parameters.Add(new() { Value = jane.User.Value });
        await remove.ExecuteNonQueryAsync(Token);

        var signing = FinishAsync(provider);
        await UntilWaitingAsync();
        await removal.CommitAsync(Token);

        Refused(await signing);
        (await Process.GetRequiredService<MemberStore>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_by_a_provider_does_not_become_an_owners()
    {
        await using var provider = await HostileAsync();
        var session = (await FinishAsync(provider)).Value.Session!;
        var sessions = Process.GetRequiredService<SessionStore>();
        (await sessions.AuthenticateAsync(session.Token, Token)).Succeeded.ShouldBeTrue();

        await Process.GetRequiredService<MemberStore>().ChangeRoleAsync(Acme, session.Identity.User, Role.Owner, Role.Owner, Admin, Token);

        (await sessions.AuthenticateAsync(session.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Theory]
    [InlineData("another issuer")]
    [InlineData("none")]
    public async Task Sessions_that_a_provider_began_end_with_it_and_not_with_its_secret(string next)
    {
        await using var provider = await HostileAsync();
        await using var other = await HostileProvider.StartAsync(Clock, Token);
        var session = (await FinishAsync(provider)).Value.Session!;
        var own = await HireAsync(Role.Admin);
        var sessions = Process.GetRequiredService<SessionStore>();
        await SetAsync(Acme, provider.Issuer);
        (await sessions.AuthenticateAsync(session.Token, Token)).Succeeded.ShouldBeTrue("the provider is the same");

        if (next == "none")
        {
            (await Providers.RemoveAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        }
        else
        {
            await SetAsync(Acme, other.Issuer);
        }

        (await sessions.AuthenticateAsync(session.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await sessions.AuthenticateAsync(own.Token, Token)).Succeeded.ShouldBeTrue();
        (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem().Reason.ShouldBe(SessionEnd.CredentialChanged);
    }

    [Fact]
    public async Task Somebody_who_is_a_member_keeps_account_and_role()
    {
        await using var provider = await HostileAsync();
        var before = (await JoinAsync(Role.Manager, new PersonalText("jane@acme.example"))).Session!.Identity;

        var session = (await FinishAsync(provider)).Value.Session!.Identity;

        (session.User, session.Role).ShouldBe((before.User, Role.Manager));
        (await EventsAsync(Acme)).OfType<MembershipChanged>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_makes_no_owners_and_nobody_sets_a_role_above_their_own()
    {
        (
            await Providers.SetAsync(Acme, "https://login.example.com", Client, null, Role.Owner, Role.Owner, Admin, Token)
        ).Failure!.Code.ShouldBe(FailureCode.Forbidden);
        (
            await Providers.SetAsync(Acme, "https://login.example.com", Client, null, Role.Admin, Role.Manager, Admin, Token)
        ).Failure!.Code.ShouldBe(FailureCode.Forbidden);
    }

    [Fact]
    public async Task A_domain_is_one_organizations_and_the_api_cannot_claim_one()
    {
        await AddDomainAsync(Acme, "acme.example");
        await using var operators = NewAdministration();
        var domains = operators.GetRequiredService<IdentityProviders>();

        var taken = await domains.AddDomainAsync(Globex, "ACME.example", Admin, Token);
        var wrong = await domains.AddDomainAsync(Globex, "example", Admin, Token);
        var byApi = await Record.ExceptionAsync(() => Providers.AddDomainAsync(Globex, "globex.example", Admin, Token));

        taken.Failure!.Code.ShouldBe(FailureCode.Conflict);
        wrong.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        byApi.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe("42501");
        (await domains.RemoveDomainAsync(Acme, "acme.example", Admin, Token)).Succeeded.ShouldBeTrue();
        (await domains.AddDomainAsync(Globex, "acme.example", Admin, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_of_a_sign_in_is_readable_in_the_database()
    {
        await using var provider = await HostileAsync();
        var (state, code) = await BeginAsync(provider);
        (await SignIn.FinishAsync(state, code, null, Browser, null, Token)).Succeeded.ShouldBeTrue();

        var dump = await DumpAsync();

        dump.ShouldContain(provider.Issuer);
        foreach (var secret in (string[])[Secret.Reveal(), state, code, provider.Nonce, "jane@acme.example", "Jane of Acme"])
        {
            dump.ShouldNotContain(secret);
            dump.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)));
        }
    }

    private static void Refused(Outcome<SignInStep> answer, int which = 0) =>
        answer.Failure.ShouldBe(new Failure(FailureCode.Unauthorized), $"number {which}");

    private static JsonObject Jane() =>
        new()
        {
            ["sub"] = "jane",
            ["email"] = "jane@acme.example",
            ["email_verified"] = true,
            ["name"] = "Jane of Acme",
        };

    private static Task<OidcProviderProcess> StartAsync(string algorithm) =>
        OidcProviderProcess.StartAsync(
            Client,
            Secret.Reveal(),
            Redirect,
            algorithm,
            new Dictionary<string, JsonObject>
            {
                ["jane"] = Jane(),
                ["joe"] = new() { ["email"] = "joe@acme.example", ["email_verified"] = false },
                ["eve"] = new() { ["email"] = "eve@evil.example", ["email_verified"] = true },
            },
            Token
        );

    private async Task<HostileProvider> HostileAsync()
    {
        var provider = await HostileProvider.StartAsync(Clock, Token);
        provider.Person = Jane();
        await SetAsync(Acme, provider.Issuer);
        await AddDomainAsync(Acme, "acme.example");
        return provider;
    }

    private async Task SetAsync(OrganizationId organization, string issuer) =>
        (await Providers.SetAsync(organization, issuer, Client, Secret, Role.Agent, Role.Owner, Admin, Token)).Succeeded.ShouldBeTrue();

    private async Task AddDomainAsync(OrganizationId organization, string domain)
    {
        await using var operators = NewAdministration();
        (
            await operators.GetRequiredService<IdentityProviders>().AddDomainAsync(organization, domain, Admin, Token)
        ).Succeeded.ShouldBeTrue();
    }

    private async Task<Outcome<SignInStep>> ThroughAsync(OidcProviderProcess provider, string subject)
    {
        var address = (await SignIn.BeginAsync(Acme, Browser, Token)).Value;
        var back = await provider.SignInAsync(address, subject, Token);
        return await SignIn.FinishAsync(back["state"], back["code"], back["iss"], Browser, null, Token);
    }

    private async Task<(string State, string Code)> BeginAsync(HostileProvider provider) =>
        provider.SignIn((await SignIn.BeginAsync(Acme, Browser, Token)).Value);

    private async Task<Outcome<SignInStep>> FinishAsync(HostileProvider provider)
    {
        var (state, code) = await BeginAsync(provider);
        return await SignIn.FinishAsync(state, code, null, Browser, null, Token);
    }
}
