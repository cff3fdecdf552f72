using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5, single sign-on: with npm's certified provider, and who becomes what by it.</summary>
public sealed class SingleSignOnTests(PostgresServer postgres) : SingleSignOnFixture(postgres)
{
    private const string Redirect = "https://localhost:5001/sign-in/callback";

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
        var domains = operators.GetRequiredService<VerifiedDomains>();

        var taken = await domains.AddAsync(Globex, "ACME.example", Admin, Token);
        var wrong = await domains.AddAsync(Globex, "example", Admin, Token);
        var byApi = await Record.ExceptionAsync(() =>
            Process.GetRequiredService<VerifiedDomains>().AddAsync(Globex, "globex.example", Admin, Token)
        );

        taken.Failure!.Code.ShouldBe(FailureCode.Conflict);
        wrong.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        byApi.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe("42501");
        (await domains.RemoveAsync(Acme, "acme.example", Admin, Token)).Succeeded.ShouldBeTrue();
        (await domains.AddAsync(Globex, "acme.example", Admin, Token)).Succeeded.ShouldBeTrue();
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

    private async Task<Outcome<SignInStep>> ThroughAsync(OidcProviderProcess provider, string subject)
    {
        var address = (await SignIn.BeginAsync(Acme, Browser, Token)).Value;
        var back = await provider.SignInAsync(address, subject, Token);
        return await SignIn.FinishAsync(back["state"], back["code"], back["iss"], Browser, null, Token);
    }
}
