using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5, single sign-on by attack: forged tokens, mixed-up providers, addresses inside of a network, providers that say too much.</summary>
public sealed class SingleSignOnAttackTests(PostgresServer postgres) : SingleSignOnFixture(postgres)
{
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
    public async Task A_provider_that_an_admin_set_opens_no_owners_account()
    {
        await using var provider = await HostileAsync();
        await JoinAsync(Role.Owner, new PersonalText("jane@acme.example"));

        Refused(await FinishAsync(provider));
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
}
