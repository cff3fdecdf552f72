using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.ApiKeys;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-3: an API key opens its own organization, while it lives, and nothing else tells anything.</summary>
public sealed class ApiKeyTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private ApiKeys.ApiKeys Keys => Process.GetRequiredService<ApiKeys.ApiKeys>();

    [Fact]
    public async Task A_key_speaks_for_its_organization_with_its_scopes()
    {
        var key = await CreateAsync();

        var identity = (await Keys.AuthenticateAsync(key.Token, null, Token)).Value;

        identity.Organization.ShouldBe(Acme);
        identity.Id.ShouldBe(key.Id);
        identity.Has(ApiKeyScopes.Jobs).ShouldBeTrue();
        identity.Has(ApiKeyScopes.Audit).ShouldBeFalse();
    }

    [Fact]
    public async Task The_secret_stands_nowhere()
    {
        var key = await CreateAsync();

        var everything = await DumpAsync();

        everything.ShouldContain(key.Id.ToString());
        everything.ShouldNotContain(key.Token);
        everything.ShouldNotContain(key.Token["raum_".Length..]);
        key.ToString().ShouldNotContain(key.Token);
        (await StoredAsync<int>("select length(secret_hash) from organizations.api_key")).ShouldBe(32);
    }

    [Fact]
    public async Task Every_key_has_256_random_bits_of_its_own()
    {
        var keys = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            keys.Add((await CreateAsync()).Token);
        }

        // 5 of prefix, 64 of base64url: 16 bytes id, 32 bytes secret.
        keys.ShouldAllBe(token => token.Length == 69);
        keys.Select(token => token[^42..]).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_revoked_key_ends_with_its_revocation()
    {
        var key = await CreateAsync();

        (await Keys.RevokeAsync(Acme, key.Id, Admin, Token)).Succeeded.ShouldBeTrue();

        (await Keys.AuthenticateAsync(key.Token, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        Log.Events.Select(entry => entry.Event).OfType<ApiKeyRevoked>().ShouldHaveSingleItem().Key.ShouldBe(key.Id);
    }

    [Fact]
    public async Task A_key_ends_even_when_the_log_is_away_and_the_next_call_records_it_once()
    {
        var key = await CreateAsync();
        Log.Away = true;

        (await Keys.RevokeAsync(Acme, key.Id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Keys.AuthenticateAsync(key.Token, null, Token)).Succeeded.ShouldBeFalse();

        Log.Away = false;
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await Keys.RevokeAsync(Acme, key.Id, Admin, Token)).Succeeded.ShouldBeTrue();
        (await Keys.RevokeAsync(Acme, key.Id, Admin, Token)).Succeeded.ShouldBeTrue();
        Log.Events.Count(entry => entry.Event is ApiKeyRevoked).ShouldBe(1);
    }

    [Fact]
    public async Task Another_organization_cannot_revoke_or_see_it()
    {
        var key = await CreateAsync();

        (await Keys.RevokeAsync(Globex, key.Id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Keys.ListAsync(Globex, Token)).Value.ShouldBeEmpty();
        (await Keys.AuthenticateAsync(key.Token, null, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        var key = await CreateAsync(Clock.GetUtcNow().AddDays(30));

        Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        (await Keys.AuthenticateAsync(key.Token, null, Token)).Succeeded.ShouldBeTrue();

        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Keys.AuthenticateAsync(key.Token, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task A_right_id_with_a_wrong_secret_opens_nothing()
    {
        var mine = (await CreateAsync()).Token;
        var other = (await CreateAsync()).Token;

        // The id is the first 16 bytes; 24 characters hold 18 bytes.
        var mixed = mine[..(5 + 24)] + other[(5 + 24)..];

        (await Keys.AuthenticateAsync(mixed, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("raum_")]
    [InlineData("Bearer raum_AAAA")]
    [InlineData("raum_AZejxAAAcACAAAAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("raum_%27%20or%201%3D1%20--AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_key_opens_nothing(string? token) =>
        (await Keys.AuthenticateAsync(token, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);

    [Fact]
    public async Task A_key_with_one_character_changed_opens_nothing()
    {
        var key = (await CreateAsync()).Token;
        for (var i = 0; i < key.Length; i++)
        {
            var changed = $"{key[..i]}{(key[i] == 'A' ? 'B' : 'A')}{key[(i + 1)..]}";

            (await Keys.AuthenticateAsync(changed, null, Token)).Succeeded.ShouldBeFalse($"character {i}");
        }
    }

    [Fact]
    public void Text_of_a_tokens_length_is_read_when_every_character_is_of_the_alphabet_and_never_throws()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var bodies =
            from good in Gen.Elements(alphabet.ToCharArray()).ArrayOf(64)
            from bad in Gen.Elements([.. " \t\n=+/%&'\0é\uD800|^".ToCharArray(), .. alphabet[..20]])
            from at in Gen.Choose(0, 63)
            select new string([.. good[..at], bad, .. good[(at + 1)..]]);

        Prop.ForAll(bodies.ToArbitrary(), body => ApiKeyToken.TryRead("raum_" + body, out _, out _) == body.All(alphabet.Contains))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_throws() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>(),
                text => !ApiKeyToken.TryRead(text, out _, out _) && !ApiKeyToken.TryRead($"raum_{text}=", out _, out _)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_name_a_scope_and_a_future_are_required()
    {
        var now = Clock.GetUtcNow();
        (string Name, string[] Scopes, DateTimeOffset? ExpiresAt)[] wrong =
        [
            ("", [ApiKeyScopes.Jobs], null),
            (new string('n', 201), [ApiKeyScopes.Jobs], null),
            ("No scope", [], null),
            ("Unknown scope", ["owner"], null),
            ("Ended already", [ApiKeyScopes.Jobs], now),
        ];
        foreach (var (name, scopes, expiresAt) in wrong)
        {
            (await Keys.CreateAsync(Acme, name, scopes, expiresAt, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest, name);
        }
    }

    [Fact]
    public async Task A_key_that_cannot_be_recorded_does_not_come_to_be()
    {
        Log.Away = true;

        var outcome = await Keys.CreateAsync(Acme, "Night shift", [ApiKeyScopes.Jobs], null, Admin, Token);

        outcome.Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Keys.ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_last_use_is_kept_to_the_minute()
    {
        var key = await CreateAsync();
        var identity = (await Keys.AuthenticateAsync(key.Token, null, Token)).Value;
        var first = Clock.GetUtcNow();

        await Keys.TouchAsync(identity, 3, Token);
        var noted = (await Keys.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Keys.TouchAsync(identity, 2, Token);
        var later = (await Keys.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();

        (noted.LastUsedAt, noted.Uses).ShouldBe((first, 3));
        (later.LastUsedAt, later.Uses).ShouldBe((Clock.GetUtcNow(), 5));
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.7", true)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::7", true)]
    [InlineData("203.0.113.0/24", "203.0.114.7", false)]
    [InlineData("203.0.113.0/24", "2001:db8:1::7", false)]
    [InlineData("203.0.113.0/24", null, false)]
    public async Task A_key_with_a_list_works_from_its_networks_only(string network, string? source, bool works)
    {
        var key = (await Keys.CreateAsync(Acme, "CI", [ApiKeyScopes.Jobs], null, ["198.51.100.1", network], Admin, Token)).Value;

        var found = await Keys.AuthenticateAsync(key.Token, source is null ? null : IPAddress.Parse(source), Token);

        found.Succeeded.ShouldBe(works);
        if (!works)
        {
            // The same answer as for a key that there is not: a stolen key tells a thief nothing.
            found.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("203.0.113.0/33")]
    [InlineData("")]
    public async Task What_is_no_network_is_refused(string network) =>
        (await Keys.CreateAsync(Acme, "CI", [ApiKeyScopes.Jobs], null, [network], Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.InvalidRequest
        );

    private async Task<NewApiKey> CreateAsync(DateTimeOffset? expiresAt = null) =>
        (await Keys.CreateAsync(Acme, "Support desk", [ApiKeyScopes.Jobs, ApiKeyScopes.Redact], expiresAt, Admin, Token)).Value;
}
