using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.Tokens;
using Raum.Testing.Npm;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-4, by attack: what is signed, by whom, for whom, when, and what ends it.</summary>
public sealed class AccessTokenTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private const string Issuer = "https://localhost:5001";
    private const string Audience = "https://localhost:5001/v1";

    private AccessTokens Tokens => Process.GetRequiredService<AccessTokens>();

    [Fact]
    public async Task A_token_is_its_sessions_person_for_fifteen_minutes()
    {
        var session = (await JoinAsync(Role.Manager)).Session!.Identity;
        var pair = (await Tokens.BeginAsync(session, Token)).Value;

        var identity = (await Tokens.AuthenticateAsync(pair.Access, Token)).Value;
        Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        var late = await Tokens.AuthenticateAsync(pair.Access, Token);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var expired = await Tokens.AuthenticateAsync(pair.Access, Token);

        (identity.Organization, identity.Id, identity.User, identity.Role).ShouldBe((Acme, session.Id, session.User, Role.Manager));
        late.Succeeded.ShouldBeTrue();
        expired.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
    }

    [Fact]
    public async Task Jose_takes_the_token_and_refuses_what_we_refuse()
    {
        var pair = await PairAsync();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claims = TokenForgery.Claims(pair.Access).ToJsonString();
        var header = TokenForgery.Header(pair.Access).ToJsonString();
        string[] tokens =
        [
            pair.Access,
            TokenForgery.Es256(header, claims, stranger),
            TokenForgery.Swap(pair.Access, claims: claims.Replace("owner", "admin", StringComparison.Ordinal)),
        ];
        var question = new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(token => JsonValue.Create(token))]),
            ["jwks"] = await JwksAsync(),
            ["issuer"] = Issuer,
            ["audience"] = Audience,
            ["now"] = Clock.GetUtcNow().ToString("O"),
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        var folder = await NodeProject.InstallAsync("people", limit.Token);

        var seen = JsonNode
            .Parse(await NodeProject.RunAsync(folder, "node", ["tokens.js", question.ToJsonString()], limit.Token))!
            .AsArray();

        JsonNode.DeepEquals(seen[0]!["payload"], TokenForgery.Claims(pair.Access)).ShouldBeTrue();
        ((string?)seen[0]!["header"]!["alg"]).ShouldBe("ES256");
        ((string?)seen[1]!["refused"]).ShouldBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
        ((string?)seen[2]!["refused"]).ShouldBe("ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
    }

    [Fact]
    public async Task No_other_algorithm_and_no_key_that_comes_with_the_token()
    {
        var pair = await PairAsync();
        var claims = TokenForgery.Claims(pair.Access).ToJsonString();
        var kid = (string)TokenForgery.Header(pair.Access)["kid"]!;
        var key = (await Tokens.KeysAsync(Token)).Value.Single();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var known = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Bytes(key.X), Y = Bytes(key.Y) },
            }
        );
        var spki = known.ExportSubjectPublicKeyInfo();
        var pem = Encoding.ASCII.GetBytes(known.ExportSubjectPublicKeyInfoPem());
        var point = own.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Text(point.X!)}}","y":"{{Text(point.Y!)}}"}""";
        var parts = pair.Access.Split('.');
        string[] forged =
        [
            $"{TokenForgery.Encode($$"""{"alg":"none","kid":"{{kid}}","typ":"at+jwt"}""")}.{parts[1]}.",
            $"{TokenForgery.Encode($$"""{"alg":"none","kid":"{{kid}}","typ":"at+jwt"}""")}.{parts[1]}.AA",
            $"{parts[0]}.{parts[1]}.",
            TokenForgery.Signed($$"""{"alg":"HS256","kid":"{{kid}}","typ":"at+jwt"}""", claims, input => HMACSHA256.HashData(spki, input)),
            TokenForgery.Signed($$"""{"alg":"HS256","kid":"{{kid}}","typ":"at+jwt"}""", claims, input => HMACSHA256.HashData(pem, input)),
            TokenForgery.Es256($$"""{"alg":"ES256","kid":"{{kid}}","typ":"at+jwt","jwk":{{jwk}}}""", claims, own),
            TokenForgery.Es256($$"""{"alg":"ES256","kid":"{{kid}}","typ":"at+jwt","jku":"https://evil.example/jwks"}""", claims, own),
            TokenForgery.Es256($$"""{"alg":"ES256","kid":"{{kid}}","typ":"at+jwt","crit":["exp"]}""", claims, own),
            TokenForgery.Es256("""{"alg":"ES256","typ":"at+jwt"}""", claims, own),
            TokenForgery.Es256($$"""{"alg":"ES256","kid":"{{kid}}","typ":"at+jwt"}""", claims, own),
        ];

        await RefusedAsync(forged);
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("' or '1'='1")]
    [InlineData("x'; select pg_sleep(10); --")]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000")]
    public async Task A_key_id_is_compared_and_nothing_else(string kid)
    {
        var pair = await PairAsync();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["kid"] = kid,
            ["typ"] = "at+jwt",
        };

        await RefusedAsync([
            TokenForgery.Es256(header.ToJsonString(), TokenForgery.Claims(pair.Access).ToJsonString(), own),
            TokenForgery.Swap(pair.Access, header: header.ToJsonString()),
        ]);
    }

    [Fact]
    public async Task Claims_that_the_key_itself_signed_must_be_for_here_and_now_and_say_all_of_it_once()
    {
        var pair = await PairAsync();
        using var key = await PrivateKeyAsync();
        var header = TokenForgery.Header(pair.Access).ToJsonString();
        var good = TokenForgery.Claims(pair.Access);
        string With(string name, JsonNode? value)
        {
            var claims = good.DeepClone().AsObject();
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }

            return TokenForgery.Es256(header, claims.ToJsonString(), key);
        }

        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var text = good.ToJsonString();
        (await Tokens.AuthenticateAsync(TokenForgery.Es256(header, text, key), Token)).Succeeded.ShouldBeTrue();
        await RefusedAsync([
            With("iss", "https://evil.example"),
            With("iss", "https://localhost:5001/"),
            With("aud", "https://localhost:5001"),
            With("aud", new JsonArray(Audience, "https://evil.example")),
            With("exp", now),
            With("exp", now - 1),
            With("exp", "9999999999"),
            With("exp", 1e300),
            With("exp", -1),
            With("nbf", now + 60),
            With("iat", now + 60),
            With("role", "auditor"),
            With("role", "OWNER"),
            With("epoch", (long)good["epoch"]! + 1),
            With("org", Globex.ToString()),
            With("sub", "01980000-0000-7000-8000-000000000001"),
            With("sid", "01980000-0000-7000-8000-000000000001"),
            .. ((string[])["iss", "aud", "sub", "org", "sid", "role", "epoch", "auth_time", "iat", "nbf", "exp"]).Select(name =>
                With(name, null)
            ),
            TokenForgery.Es256(header, text[..^1] + ",\"role\":\"owner\"}", key),
            TokenForgery.Es256("{\"alg\":\"none\"," + header[1..], text, key),
            TokenForgery.Es256(header.Replace("\"typ\":\"", "\"typ\":\"x", StringComparison.Ordinal), text, key),
            TokenForgery.Es256(header, "[]", key),
            TokenForgery.Es256(header, "null", key),
            TokenForgery.Es256(header, text[..^1] + ",\"pad\":\"" + new string('a', 3000) + "\"}", key),
        ]);
    }

    [Fact]
    public async Task A_tampered_token_is_refused_wherever_it_was_touched()
    {
        var pair = await PairAsync();
        var token = pair.Access;
        var touched = new List<string>();
        for (var i = 0; i < token.Length; i += 7)
        {
            touched.Add(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
        }

        await RefusedAsync([
            .. touched,
            token + "=",
            token + ".",
            token + "\n",
            "." + token,
            token.Replace('.', ':'),
            token + new string('A', 100_000),
            new string('.', 50_000),
            "",
        ]);
    }

    [Fact]
    public async Task A_new_role_a_new_password_and_an_ended_session_end_a_token_at_once()
    {
        var owner = (await JoinAsync()).Session!.Identity;
        var agent = (await JoinAsync(Role.Agent, new PersonalText("joe@acme.example"))).Session!.Identity;
        var members = Process.GetRequiredService<MemberStore>();
        var actor = AuditActor.User(owner.User);

        var first = (await Tokens.BeginAsync(agent, Token)).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await members.ChangeRoleAsync(Acme, agent.User, Role.Auditor, owner.Role, actor, Token)).Succeeded.ShouldBeTrue();
        var afterRole = await Tokens.AuthenticateAsync(first.Access, Token);
        (await members.ChangeRoleAsync(Acme, agent.User, Role.Agent, owner.Role, actor, Token)).Succeeded.ShouldBeTrue();
        var sameRoleAgain = await Tokens.AuthenticateAsync(first.Access, Token);
        var second = (await Tokens.RefreshAsync(first.Refresh, Token)).Value;
        var refreshed = await Tokens.AuthenticateAsync(second.Access, Token);
        (await members.RemoveAsync(Acme, agent.User, owner.Role, actor, Token)).Succeeded.ShouldBeTrue();
        var afterRemoval = await Tokens.AuthenticateAsync(second.Access, Token);
        var refreshAfterRemoval = await Tokens.RefreshAsync(second.Refresh, Token);

        var mine = (await Tokens.BeginAsync(owner, Token)).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var password = new PersonalText("another sentence that only Jane knows");
        (await Process.GetRequiredService<OwnAccount>().ChangePasswordAsync(owner, password, null, Token)).Succeeded.ShouldBeTrue();
        var afterPassword = await Tokens.AuthenticateAsync(mine.Access, Token);

        afterRole.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        sameRoleAgain.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        refreshed.Value.Role.ShouldBe(Role.Agent);
        afterRemoval.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        refreshAfterRemoval.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        afterPassword.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Tokens.RefreshAsync(mine.Refresh, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_a_copy_ends_the_whole_family()
    {
        var session = (await JoinAsync()).Session!;
        var first = (await Tokens.BeginAsync(session.Identity, Token)).Value;

        var second = (await Tokens.RefreshAsync(first.Refresh, Token)).Value;
        var third = (await Tokens.RefreshAsync(second.Refresh, Token)).Value;
        var copy = await Tokens.RefreshAsync(first.Refresh, Token);

        copy.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Tokens.RefreshAsync(third.Refresh, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Tokens.AuthenticateAsync(third.Access, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Process.GetRequiredService<SessionStore>().AuthenticateAsync(session.Token, Token)).Succeeded.ShouldBeFalse();
        (await EventsAsync(Acme)).OfType<SessionEnded>().Single().Reason.ShouldBe(SessionEnd.TokenReused);
    }

    [Fact]
    public async Task Of_requests_at_once_with_the_same_refresh_token_one_gets_through_at_most_and_the_family_ends()
    {
        var first = await PairAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Tokens.RefreshAsync(first.Refresh, Token)));

        answers.Count(answer => answer.Succeeded).ShouldBe(1);
        (await Tokens.AuthenticateAsync(answers.Single(answer => answer.Succeeded).Value.Access, Token)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_secret_with_a_right_id_ends_nothing()
    {
        var first = await PairAsync();
        var forged = first.Refresh[..^6] + (first.Refresh.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA");

        (await Tokens.RefreshAsync(forged, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Tokens.RefreshAsync(null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Tokens.RefreshAsync(first.Access, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await Tokens.RefreshAsync(first.Refresh, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Refreshing_goes_on_until_the_session_ends_and_no_longer()
    {
        var pair = await PairAsync();
        var refreshed = 0;
        while ((await Tokens.RefreshAsync(pair.Refresh, Token)) is { Succeeded: true } next)
        {
            pair = next.Value;
            refreshed++;
            Clock.Advance(TimeSpan.FromMinutes(20));
        }

        refreshed.ShouldBe(36);
        pair.RefreshExpiresAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 22, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_proof_given_elsewhere_lifts_no_token_that_was_there_before()
    {
        var session = (await JoinAsync()).Session!.Identity;
        var before = (await Tokens.BeginAsync(session, Token)).Value;
        Clock.Advance(TimeSpan.FromMinutes(14));

        (await SignIns.ConfirmAsync(session, Password, null, null, Token)).Succeeded.ShouldBeTrue();
        var old = (await Tokens.AuthenticateAsync(before.Access, Token)).Value;
        var next = (await Tokens.RefreshAsync(before.Refresh, Token)).Value;
        var refreshed = (await Tokens.AuthenticateAsync(next.Access, Token)).Value;

        old.ConfirmedAt.ShouldBe(session.ConfirmedAt);
        refreshed.ConfirmedAt.ShouldBe(session.ConfirmedAt);
    }

    [Fact]
    public async Task Keys_rotate_the_next_is_published_ahead_and_the_last_stays_until_its_tokens_have_ended()
    {
        var first = (await Tokens.KeysAsync(Token)).Value.Single().Id;
        Clock.Advance(TimeSpan.FromDays(29) + TimeSpan.FromMinutes(1));
        var both = (await Tokens.KeysAsync(Token)).Value.Select(key => key.Id).ToList();
        var stillFirst = await PairAsync();
        Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(6));
        var late = (await Tokens.BeginAsync((await SignInAsync()).Value.Session!.Identity, Token)).Value;
        Clock.Advance(TimeSpan.FromMinutes(6));
        var second = (await Tokens.BeginAsync((await SignInAsync()).Value.Session!.Identity, Token)).Value;
        var overlap = await Tokens.AuthenticateAsync(late.Access, Token);
        Clock.Advance(TimeSpan.FromMinutes(16));
        var after = (await Tokens.KeysAsync(Token)).Value.Select(key => key.Id).ToList();

        both.Count.ShouldBe(2);
        both[0].ShouldBe(first);
        KeyOf(stillFirst.Access).ShouldBe(first);
        KeyOf(late.Access).ShouldBe(first);
        KeyOf(second.Access).ShouldBe(both[1]);
        overlap.Succeeded.ShouldBeTrue();
        after.ShouldBe([both[1]]);
    }

    [Fact]
    public async Task A_key_that_is_published_and_does_not_sign_yet_proves_nothing()
    {
        var pair = await PairAsync();
        Clock.Advance(TimeSpan.FromDays(29) + TimeSpan.FromMinutes(1));
        var next = (await Tokens.KeysAsync(Token)).Value[^1].Id;
        var session = (await SignInAsync()).Value.Session!.Identity;
        var now = (await Tokens.BeginAsync(session, Token)).Value;
        using var key = await PrivateKeyAsync(next);
        var header = TokenForgery.Header(now.Access);
        header["kid"] = next;

        next.ShouldNotBe(KeyOf(pair.Access));
        await RefusedAsync([TokenForgery.Es256(header.ToJsonString(), TokenForgery.Claims(now.Access).ToJsonString(), key)]);
    }

    [Fact]
    public async Task Processes_that_start_at_once_make_one_key()
    {
        var others = Enumerable.Range(0, 4).Select(_ => NewProcess()).ToList();

        var keys = await Task.WhenAll(others.Select(other => other.GetRequiredService<AccessTokens>().KeysAsync(Token)));

        keys.Select(found => found.Value.Single().Id).Distinct().Count().ShouldBe(1);
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Neither_private_keys_nor_tokens_are_readable_in_the_database()
    {
        var pair = await PairAsync();
        using var key = await PrivateKeyAsync();
        var dump = await DumpAsync();

        dump.ShouldContain("signing_key");
        dump.ShouldNotContain(pair.Access);
        dump.ShouldNotContain(pair.Refresh);
        dump.ShouldNotContain(Convert.ToHexStringLower(key.ExportParameters(true).D!));
        dump.ShouldNotContain(Convert.ToBase64String(key.ExportPkcs8PrivateKey())[..40]);
    }

    private async Task<TokenPair> PairAsync()
    {
        var joined = (await SignInAsync()) is { Succeeded: true } known ? known.Value : await JoinAsync();
        return (await Tokens.BeginAsync(joined.Session!.Identity, Token)).Value;
    }

    private async Task RefusedAsync(IReadOnlyList<string> tokens)
    {
        tokens.ShouldNotBeEmpty();
        foreach (var token in tokens)
        {
            var answer = await Tokens.AuthenticateAsync(token, Token);
            answer.Failure.ShouldBe(new Failure(FailureCode.Unauthorized), token.Length > 300 ? token[..300] : token);
        }
    }

    private async Task<JsonObject> JwksAsync() =>
        new()
        {
            ["keys"] = new JsonArray([
                .. (await Tokens.KeysAsync(Token)).Value.Select(key => new JsonObject
                {
                    ["kty"] = "EC",
                    ["crv"] = "P-256",
                    ["x"] = key.X,
                    ["y"] = key.Y,
                    ["kid"] = key.Id,
                }),
            ]),
        };

    /// <summary>What only the product has: who gets it can sign anything.</summary>
    private async Task<ECDsa> PrivateKeyAsync(string? id = null)
    {
        var wanted = id ?? (await Tokens.KeysAsync(Token)).Value[0].Id;
        var row = await Process
            .GetRequiredService<RaumDatabase>()
            .RunAsync<byte[]>(
                OrganizationId.Installation,
                async (scope, stop) =>
                {
                    await using var select = scope.CreateCommand("select private_sealed from people.signing_key where key_id = $1", wanted);
                    return (byte[])(await select.ExecuteScalarAsync(stop))!;
                },
                Token
            );
        var opened = await Process
            .GetRequiredService<FieldSealer>()
            .OpenAsync(OrganizationId.Installation, new FieldAddress("people_signing_key", "private_sealed", wanted), row.Value, Token);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(opened.Value, out _);
        return key;
    }

    private static string? KeyOf(string token) => (string?)TokenForgery.Header(token)["kid"];

    private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
