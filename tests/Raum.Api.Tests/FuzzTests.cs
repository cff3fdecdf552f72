using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.ApiKeys;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Support;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>Every operation of the OpenAPI description, with hostile values in each of its members and parameters, and with random bodies, as an owner and as a program: no crash, nothing in a log, nothing of another organization.</summary>
public sealed class FuzzTests(PostgresServer postgres)
{
    private const string TheirMail = "only-globex-knows@globex.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_operation_crashes_talks_or_shows_what_is_anothers()
    {
        await using var redis = await RedisServer.StartNewAsync(Token);
        await using var host = await ApiHost.StartAsync(
            redis,
            postgres,
            ("Http:FailedSignInsPerSecondPerSource", "10000"),
            ("Http:RequestsPerSecondPerSource", "100000"),
            ("Http:RequestsPerSecondPerKey", "100000"),
            ("Http:RequestsPerSecondPerOrganization", "100000")
        );
        var tenant = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, tenant.Id, Token);
        using var program = host.Client((await host.AddKeyAsync(tenant.Id, ApiKeyScopes.All, null, Token)).Token);
        var foreign = await ForeignAsync(host);
        using var anybody = host.Client();
        var description = await anybody.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var (wrong, sent, untouched) = (new List<string>(), 0, new List<string>());
        foreach (var operation in Operations(description))
        {
            // A new session for each: what an operation ended or changed does not shield the next one.
            var owner = await BrowserAsync(host, crew, operation);
            var reached = false;
            var i = 0;
            foreach (var (path, body) in Requests(operation, foreign))
            {
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
                if (body is not null)
                {
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                }

                using var response = await (i++ % 4 == 3 ? program : owner).SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    Token
                );
                sent++;
                var status = (int)response.StatusCode;
                reached |= status is < 400 or 400 or 404 or 409 or 410 or 413 or 422;
                if (status >= 500 && !(status == 503 && operation.MayBeUnavailable))
                {
                    wrong.Add($"{status} {operation.Method} {path} {Short(body)}");
                }

                if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                {
                    var answer = await response.Content.ReadAsStringAsync(Token);
                    if (answer.Contains(TheirMail, StringComparison.OrdinalIgnoreCase))
                    {
                        wrong.Add($"shows what is another's: {operation.Method} {path} {Short(body)}");
                    }
                }

                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    owner.Dispose();
                    owner = await BrowserAsync(host, crew, operation);
                }
            }

            owner.Dispose();
            if (!reached && !operation.IsOpen)
            {
                untouched.Add($"{operation.Method} {operation.Path}");
            }
        }

        wrong.ShouldBeEmpty();
        untouched.ShouldBeEmpty("an operation that refuses everything before it reads was not fuzzed");
        sent.ShouldBeGreaterThan(2_000);
        foreach (var kept in (string[])[host.Lines.Text, host.Spans.Text])
        {
            kept.Length.ShouldBeGreaterThan(1_000);
            kept.ShouldNotContain(Fuzz.Marker);
            kept.ShouldNotContain(Fuzz.Number);
            kept.ShouldNotContain(TheirMail);
        }
    }

    [Fact]
    public async Task The_description_has_every_route_so_that_none_escapes()
    {
        await using var redis = await RedisServer.StartNewAsync(Token);
        await using var host = await ApiHost.StartAsync(redis, postgres);
        using var client = host.Client();
        var described = Operations(await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token))
            .Select(operation => $"{operation.Method} {operation.Path}");
        var routes =
            from endpoint in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            select $"{method} {endpoint.RoutePattern.RawText}";

        routes.Except(described).ShouldBeEmpty();
    }

    /// <summary>Who may do it: an owner, or somebody of the staff where that is asked for.</summary>
    private static async Task<HttpClient> BrowserAsync(ApiHost host, Crew crew, Operation operation) =>
        operation.Path == "/v1/support-visits"
            ? host.Browser((await SupportAccessHttpTests.StaffAsync(host)).Session.Token)
            : await crew.BrowserAsync(Role.Owner, Token);

    private static string Short(string? body) => body is null ? "" : body[..Math.Min(body.Length, 120)];

    private static IEnumerable<Operation> Operations(JsonElement description) =>
        from path in description.GetProperty("paths").EnumerateObject()
        where path.Name.StartsWith("/v1/", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
        where operation.Name is "get" or "post" or "put" or "patch" or "delete"
        select Operation.Of(path.Name, operation.Name.ToUpperInvariant(), operation.Value);

    private static IEnumerable<(string Path, string? Body)> Requests(Operation operation, IReadOnlyList<Guid> foreign)
    {
        // One of the organization's own that is not there: what is asked for reaches the handler.
        var plain = Fill(operation.Path, "01980000-0000-7000-8000-000000000001");
        foreach (var value in Fuzz.Parameters(foreign))
        {
            if (operation.Path.Contains('{', StringComparison.Ordinal))
            {
                yield return (Fill(operation.Path, value), operation.Example);
            }

            foreach (var name in operation.Query)
            {
                yield return ($"{plain}?{name}={value}", operation.Example);
                yield return ($"{plain}?{name}={value}&{name}=x", operation.Example);
            }
        }

        if (operation.Example is not { } example)
        {
            yield return (plain, null);
            yield break;
        }

        foreach (var body in Fuzz.Bodies(example, foreign).Concat(Fuzz.Random(example, $"{operation.Method} {operation.Path}", 30)))
        {
            yield return (plain, body);
        }
    }

    private static string Fill(string pattern, string value) =>
        string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? value : part));

    /// <summary>Ids of another organization: itself, a member, a session, an API key, an invitation, an access of support.</summary>
    private static async Task<IReadOnlyList<Guid>> ForeignAsync(ApiHost host)
    {
        var theirs = await host.AddTenantAsync(Token);
        var crew = await Crew.HireAsync(host, theirs.Id, Token);
        var owner = await crew.SignInAsync(Role.Owner, Token);
        var mail = EmailAddress.Read(new PersonalText(TheirMail))!;
        var invited = await host.Get<Invitations>().CreateAsync(theirs.Id, mail, Role.Agent, owner.Identity.Actor, Token);
        var key = await host.AddKeyAsync(theirs.Id, ApiKeyScopes.All, null, Token);
        var access = await host.Get<SupportAccesses>().OpenAsync(owner.Identity, new PersonalText(TheirMail), TimeSpan.FromHours(1), Token);
        return [theirs.Id.Value, crew[Role.Owner].Value, owner.Identity.Id.Value, key.Id.Value, invited.Value.Id, access.Value.Id];
    }

    /// <param name="IsOpen">Signs in, or is signed by its sender: hostile values are refused with the one answer that all refusals have.</param>
    /// <param name="MayBeUnavailable">Says of itself that something it needs may not be set up: mail, an identity provider.</param>
    private sealed record Operation(
        string Path,
        string Method,
        IReadOnlyList<string> Query,
        string? Example,
        bool IsOpen,
        bool MayBeUnavailable
    )
    {
        private static readonly string[] NeedsMore =
        [
            "BeginMagicLink", // no mail server
            "InviteMember", // the same
        ];

        public static Operation Of(string path, string method, JsonElement operation) =>
            new(
                path,
                method,
                operation.TryGetProperty("parameters", out var parameters)
                    ?
                    [
                        .. parameters
                            .EnumerateArray()
                            .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                            .Select(parameter => parameter.GetProperty("name").GetString()!),
                    ]
                    : [],
                operation.TryGetProperty("requestBody", out var body)
                    ? body.GetProperty("content").EnumerateObject().First().Value.GetProperty("example").GetRawText()
                    : null,
                !operation.TryGetProperty("security", out _),
                NeedsMore.Contains(operation.GetProperty("operationId").GetString())
            );
    }
}
