using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Raum.Api.OpenApi;
using Raum.AuditStore.Export;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Authentication;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Knowledge;
using Raum.Organizations.Settings;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Support;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-2: every route of the running API, as every role, every scope, nobody, and somebody of another organization. The routes come from the API itself: a new one is walked too.</summary>
public sealed class PermissionTests(PostgresServer postgres) : IAsyncLifetime
{
    // Open to everybody, each with its reason. A route that is neither here nor asks for a permission fails.
    private static readonly string[] Open =
    [
        "/.well-known/jwks.json",
        "/.well-known/raum-log-keys",
        "/health/live",
        "/health/ready",
        "/openapi/{documentName}.json",
        "/v1/invitations/accept",
        "/v1/session/magic-link",
        "/v1/session/magic-link/redeem",
        "/v1/session/passkey",
        "/v1/session/passkey/options",
        "/v1/session/password",
        "/v1/session/return",
        "/v1/session/second-factor",
        "/v1/session/single-sign-on",
        "/v1/session/single-sign-on/finish",
        "/v1/session/zendesk",
        "/v1/tokens/refresh",
        "/v1/webhooks/zendesk/{organization}",
    ];

    private RedisServer _redis = null!;
    private ApiHost _host = null!;
    private Tenant _ours = null!;
    private Tenant _theirs = null!;
    private Crew _crew = null!;
    private Crew _others = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(Token);
        _host = await ApiHost.StartAsync(
            _redis,
            postgres,
            ("Http:FailedSignInsPerSecondPerSource", "10000"),
            ("Http:RequestsPerSecondPerSource", "10000"),
            ("Http:RequestsPerSecondPerKey", "10000"),
            ("Http:RequestsPerSecondPerOrganization", "10000")
        );
        _ours = await _host.AddTenantAsync(Token);
        _theirs = await _host.AddTenantAsync(Token);
        _crew = await Crew.HireAsync(_host, _ours.Id, Token);
        _others = await Crew.HireAsync(_host, _theirs.Id, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public void Every_route_asks_for_a_permission_or_is_open_on_purpose()
    {
        var routes = Routes().ToList();

        routes.Count.ShouldBeGreaterThan(30);
        routes
            .Where(route => route.Endpoint.Metadata.GetMetadata<RequiredPermission>() is null)
            .Select(route => route.Pattern)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(Open);
    }

    [Fact]
    public async Task A_role_may_do_what_the_table_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var route in Guarded())
        {
            foreach (var role in Roles.All)
            {
                using var client = await _crew.BrowserAsync(role, Token);
                var allowed = PermissionMatrix.Of(role).Contains(route.Permission);
                await CheckAsync(client, route, allowed, role.Name(), wrong);
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scope_of_an_API_key_may_do_what_the_table_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var scope in ApiKeyScopes.All)
        {
            var key = await _host.AddKeyAsync(_ours.Id, [scope], null, Token);
            using var client = _host.Client(key.Token);
            foreach (var route in Guarded())
            {
                await CheckAsync(client, route, PermissionMatrix.Of([scope]).Contains(route.Permission), scope, wrong);
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_anything_but_401()
    {
        using var nobody = _host.Client();
        using var forged = _host.Browser("AZgAAAAAcACAAAAAAAAACgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        foreach (var route in Guarded())
        {
            foreach (var client in (HttpClient[])[nobody, forged])
            {
                using var response = await SendAsync(client, route, _ => "01980000-0000-7000-8000-000000000001");
                response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, route.ToString());
            }
        }
    }

    [Fact]
    public async Task No_route_gives_or_changes_what_is_another_organizations()
    {
        var secrets = await TheirThingsAsync();
        var session = (await _others.SignInAsync(Role.Owner, Token)).Token;
        var walked = 0;
        foreach (var route in Guarded())
        {
            using var owner = await _crew.BrowserAsync(Role.Owner, Token);
            using var program = _host.Client(_ours.Token);
            // A key says whose the request is, whatever cookie comes along.
            program.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.Name}={session}");
            foreach (var client in (HttpClient[])[owner, program])
            {
                // With a version that may be the one in force: who says nothing about it is refused before anything is looked for.
                using var response = await SendAsync(client, route, name => secrets[name], seen: "\"1\"", named: _theirs.Id.ToString());
                var answer = await response.Content.ReadAsStringAsync(Token);

                // What is named in the path is theirs: there is no such thing here. An entry's number is counted in each organization.
                if (
                    route.Pattern.Contains('{', StringComparison.Ordinal) && !route.Pattern.Contains("{revision}", StringComparison.Ordinal)
                )
                {
                    walked++;
                    ((int)response.StatusCode).ShouldBeOneOf([400, 403, 404], route.ToString());
                }

                foreach (var theirs in secrets.Values.Append(_theirs.Id.ToString()).Where(value => value.Length > 8))
                {
                    answer.ShouldNotContain(theirs, Case.Insensitive, route.ToString());
                }
            }
        }

        walked.ShouldBeGreaterThan(10);
        using var their = await _others.BrowserAsync(Role.Owner, Token);
        (await _host.Get<WrittenApprovals>().ListAsync(_theirs.Id, Token)).Value.ShouldHaveSingleItem().WithdrawnAt.ShouldBeNull();
        var account = (await _host.Get<ProviderCredentials>().ListAsync(_theirs.Id, Token)).Value.ShouldHaveSingleItem();
        account.RetireAt.ShouldBeNull();
        (await _host.Get<AuditSinks>().ListAsync(_theirs.Id, Token)).Value.ShouldHaveSingleItem();
        (await _host.Get<RetentionSettings>().GetAsync(_theirs.Id, Token)).Value.Holds.ShouldHaveSingleItem();
        (await _host.Get<SettingsStore>().GetAsync(_theirs.Id, Token)).Value.Version.ShouldBe(0);
        var members = JsonNode.Parse(await their.GetStringAsync("/v1/members", Token))!["members"]!.AsArray();
        members.Count.ShouldBe(Roles.All.Count);
        members.Single(member => (string?)member!["user"] == _others[Role.Agent].ToString())!["role"]!.ToString().ShouldBe("agent");
        JsonNode.Parse(await their.GetStringAsync("/v1/invitations", Token))!["invitations"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>Ids of the other organization, by the names that routes give their parameters. A route with a name that is not here fails until it is.</summary>
    private async Task<Dictionary<string, string>> TheirThingsAsync()
    {
        using var client = _host.Client(_theirs.Token);
        using var job = new StringContent("""{"operation":"summarize","ticketId":77}""", Encoding.UTF8, "application/json");
        using var accepted = await client.PostAsync("/v1/jobs", job, Token);
        var id = (string)JsonNode.Parse(await accepted.Content.ReadAsStringAsync(Token))!["id"]!;
        var session = await _others.SignInAsync(Role.Agent, Token);
        var invitation = await _host
            .Administration<Invitations>()
            .CreateAsync(
                _theirs.Id,
                EmailAddress.Read(new PersonalText("new@globex.example.com"))!,
                Role.Agent,
                AuditActor.System("tests"),
                Token
            );
        var owner = await _others.SignInAsync(Role.Owner, Token);
        var access = await _host
            .Get<SupportAccesses>()
            .OpenAsync(owner.Identity, new PersonalText("A test of others."), TimeSpan.FromHours(1), Token);
        var article = await _host
            .Administration<KnowledgeWriter>()
            .CreateAsync(
                _theirs.Id,
                KnowledgeKind.Article,
                new KnowledgeDocument { Title = new PersonalText("Refunds of Globex"), Body = new PersonalText("Ask the bank of Globex.") },
                AuditActor.System("tests"),
                Token
            );
        var sink = await _host
            .Administration<AuditSinks>()
            .AddAsync(
                _theirs.Id,
                SinkKind.AlertMail,
                EntryFormat.Csv,
                new PersonalText("alerts@globex.example.com"),
                null,
                null,
                null,
                AuditActor.System("tests"),
                Token
            );
        var account = await _host
            .Administration<ProviderCredentials>()
            .AddAsync(
                _theirs.Id,
                new NewProviderCredential("openai", "gpt", "eu", new PersonalText("sk-globex-0123456789-GLOB")),
                AuditActor.System("tests"),
                Token
            );
        var hold = await _host.Administration<RetentionSettings>().PlaceHoldAsync(_theirs.Id, AuditActor.System("tests"), Token);
        return new Dictionary<string, string>
        {
            ["entry"] = article.Value.Id.ToString("D"),
            ["version"] = "1",
            ["id"] = id,
            ["revision"] = "0",
            ["session"] = session.Identity.Id.ToString(),
            ["user"] = _others[Role.Agent].ToString(),
            ["passkey"] = "AZgAAAAAcACAAAAAAAAACg",
            ["key"] = _theirs.Key.ToString(),
            ["invitation"] = invitation.Value.Id.ToString("D"),
            ["access"] = access.Value.Id.ToString("D"),
            ["approval"] = (await _host.Get<WrittenApprovals>().ListAsync(_theirs.Id, Token)).Value.ShouldHaveSingleItem().Id.ToString("D"),
            ["sink"] = sink.Value.ToString("D"),
            ["account"] = account.Value.ToString("D"),
            ["hold"] = hold.Value.ToString("D"),
            // Names that all organizations share: there is nothing of anybody's in them.
            ["rule"] = "a-rule-of-theirs",
            ["class"] = "a-class-of-theirs",
        };
    }

    private static async Task CheckAsync(HttpClient client, Route route, bool allowed, string who, List<string> wrong)
    {
        using var response = await SendAsync(client, route, _ => "01980000-0000-7000-8000-000000000001");
        var refused = response.StatusCode == HttpStatusCode.Forbidden;
        if (
            refused == allowed
            || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        )
        {
            wrong.Add($"{who} {route}: {(int)response.StatusCode}, allowed is {allowed}");
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        Route route,
        Func<string, string> valueOf,
        string? seen = null,
        string? named = null
    )
    {
        var path = string.Join('/', route.Pattern.Split('/').Select(part => part.StartsWith('{') ? valueOf(part.Trim('{', '}')) : part));
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (Examples.Requests.TryGetValue(route.Name, out var body))
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (seen is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", seen);
        }

        // Headers that are ours, and what others call a tenant's: none of them says whose the request is.
        foreach (
            var header in (string[])(
                named is null ? [] : ["Idempotency-Key", "Last-Event-ID", "X-Organization-Id", "X-Tenant-Id", "Raum-Organization"]
            )
        )
        {
            request.Headers.TryAddWithoutValidation(header, named);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private IEnumerable<Route> Guarded() => Routes().Where(route => route.Endpoint.Metadata.GetMetadata<RequiredPermission>() is not null);

    private IEnumerable<Route> Routes() =>
        from endpoint in _host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select new Route(method, endpoint.RoutePattern.RawText!, endpoint);

    private sealed record Route(string Method, string Pattern, RouteEndpoint Endpoint)
    {
        public string Name => Endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";

        public Permission Permission => Endpoint.Metadata.GetMetadata<RequiredPermission>()!.Permission;

        public override string ToString() => $"{Method} {Pattern}";
    }
}
