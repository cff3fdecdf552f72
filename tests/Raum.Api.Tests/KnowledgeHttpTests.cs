using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Knowledge;
using Raum.People.Access;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>FLOW-9 over HTTP: procedures and articles are written, read, changed by who has seen them, rolled back, and the organization's own.</summary>
public sealed class KnowledgeHttpTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Refunds =
        """{"title":"Refunds","body":"Goods may be sent back within 30 days.","language":"en","tags":["refund"],"url":"https://help.acme.example/refunds"}""";

    private const string Returns = """{"title":"Returns","body":"Goods may be sent back within 30 days.","tags":["refund"]}""";

    private RedisServer _redis = null!;
    private ApiHost _host = null!;
    private Tenant _acme = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(Token);
        _host = await ApiHost.StartAsync(_redis, postgres, ("Knowledge:MaxProcedures", "2"));
        _acme = await _host.AddTenantAsync(Token);
        _client = _host.Client(_acme.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task An_earlier_version_is_deleted_by_who_has_seen_the_present_one_and_nothing_brings_it_back()
    {
        var (created, _) = await SendAsync(HttpMethod.Post, "/v1/articles", Refunds);
        var path = created.Headers.Location!.OriginalString;
        await SendAsync(HttpMethod.Put, path, Returns, seen: "\"1\"");

        var (blind, _) = await SendAsync(HttpMethod.Delete, $"{path}/versions/1");
        var (late, _) = await SendAsync(HttpMethod.Delete, $"{path}/versions/1", seen: "\"1\"");
        var (inForce, _) = await SendAsync(HttpMethod.Delete, $"{path}/versions/2", seen: "\"2\"");
        var (never, _) = await SendAsync(HttpMethod.Delete, $"{path}/versions/3", seen: "\"2\"");
        var (deleted, _) = await SendAsync(HttpMethod.Delete, $"{path}/versions/1", seen: "\"2\"");

        blind.StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        inForce.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        never.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, $"{path}/versions/1")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var (_, rolled) = await SendAsync(HttpMethod.Post, $"{path}/rollback", """{"version":1}""", seen: "\"2\"");
        ((int?)rolled["status"]).ShouldBe(404);
        var (present, article) = await SendAsync(HttpMethod.Get, path);
        (present.StatusCode, (string?)article["title"]).ShouldBe((HttpStatusCode.OK, "Returns"));
        var (_, second) = await SendAsync(HttpMethod.Get, $"{path}/versions/2");
        second.ToJsonString().ShouldNotContain("Refunds", Case.Sensitive, "not as what it was before either");
    }

    [Fact]
    public async Task An_article_lives_through_its_versions()
    {
        var (created, article) = await SendAsync(HttpMethod.Post, "/v1/articles", Refunds);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var path = created.Headers.Location!.OriginalString;
        path.ShouldBe($"/v1/articles/{article["id"]}");

        var (changed, returns) = await SendAsync(HttpMethod.Put, path, Returns, seen: "\"1\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag!.Tag.ShouldBe("\"2\"");
        ((string?)returns["title"], (string?)returns["language"], returns["url"]).ShouldBe(("Returns", null, null));

        var (_, versions) = await SendAsync(HttpMethod.Get, $"{path}/versions");
        versions["versions"]!.AsArray().Select(version => (long)version!["version"]!).ShouldBe([2, 1]);
        versions["versions"]![0]!["fields"]!
            .AsArray()
            .Select(field => (string?)field)
            .ShouldBe(["title", "language", "url"], ignoreOrder: true);
        ((string?)versions["versions"]![0]!["by"]).ShouldBe(_acme.Key.ToString());

        var (_, second) = await SendAsync(HttpMethod.Get, $"{path}/versions/2");
        var title = second["changes"]!.AsArray().Single(change => (string?)change!["field"] == "title")!;
        ((string?)title["before"], (string?)title["after"]).ShouldBe(("Refunds", "Returns"));
        var (_, first) = await SendAsync(HttpMethod.Get, $"{path}/versions/1");
        ((string?)first["title"], (string?)first["url"]).ShouldBe(("Refunds", "https://help.acme.example/refunds"));

        var (back, rolled) = await SendAsync(HttpMethod.Post, $"{path}/rollback", """{"version":1}""", seen: "\"2\"");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)rolled["title"], (long)rolled["version"]!).ShouldBe(("Refunds", 3));

        (await SendAsync(HttpMethod.Delete, path, seen: "\"3\"")).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var gone in (string[])[path, $"{path}/versions", $"{path}/versions/1"])
        {
            (await SendAsync(HttpMethod.Get, gone)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound, gone);
        }
    }

    [Fact]
    public async Task Only_who_has_seen_the_version_in_force_changes_it()
    {
        var (created, _) = await SendAsync(HttpMethod.Post, "/v1/articles", Refunds);
        var path = created.Headers.Location!.OriginalString;

        foreach (var missing in (string?[])[null, "*"])
        {
            var required = (HttpStatusCode.PreconditionRequired, "precondition-required");
            (await ProblemAsync(HttpMethod.Put, path, Returns, missing)).ShouldBe(required);
            (await ProblemAsync(HttpMethod.Delete, path, seen: missing)).ShouldBe(required);
            (await ProblemAsync(HttpMethod.Post, $"{path}/rollback", """{"version":1}""", missing)).ShouldBe(required);
        }

        foreach (var tag in (string[])["\"2\"", "W/\"1\"", "\"one\"", "\"1\", \"2\"", "\"\"", "1"])
        {
            (await ProblemAsync(HttpMethod.Put, path, Returns, tag)).ShouldBe(
                (HttpStatusCode.PreconditionFailed, "precondition-failed"),
                tag
            );
            (await ProblemAsync(HttpMethod.Delete, path, seen: tag)).ShouldBe(
                (HttpStatusCode.PreconditionFailed, "precondition-failed"),
                tag
            );
            (await ProblemAsync(HttpMethod.Post, $"{path}/rollback", """{"version":1}""", tag)).ShouldBe(
                (HttpStatusCode.PreconditionFailed, "precondition-failed"),
                tag
            );
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"1\""));
        (await _client.SendAsync(request, Token)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_procedure_is_for_replies_unless_it_says_otherwise_and_there_are_only_so_many()
    {
        await using var projector = _host.StartProjector();
        await SimulatedAsync(null, "Tone", "Be brief.");
        await SimulatedAsync(null, "Words", "Say parcel.", AiOperation.Translate);
        await SimulatedAsync(null, "Third", "One too many.");
        var (_, first) = await SendAsync(HttpMethod.Post, "/v1/procedures", """{"title":"Tone","body":"Be brief."}""");
        var (_, second) = await SendAsync(
            HttpMethod.Post,
            "/v1/procedures",
            """{"title":"Words","body":"Say parcel.","operations":["translate"]}"""
        );

        first["operations"]!.ToJsonString().ShouldBe("""["generate","resolve"]""");
        second["operations"]!.ToJsonString().ShouldBe("""["translate"]""");
        (await ProblemAsync(HttpMethod.Post, "/v1/procedures", """{"title":"Third","body":"One too many."}""")).ShouldBe(
            (HttpStatusCode.Conflict, "conflict")
        );
        (await SendAsync(HttpMethod.Get, $"/v1/articles/{first["id"]}")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_procedure_comes_into_force_with_the_words_that_were_simulated_and_an_earlier_version_comes_back()
    {
        await using var projector = _host.StartProjector();
        const string brief = """{"title":"Tone","body":"Be brief."}""";
        const string kind = """{"title":"Tone","body":"Be kind."}""";
        var required = (HttpStatusCode.Conflict, "simulation-required");
        (await ProblemAsync(HttpMethod.Post, "/v1/procedures", brief)).ShouldBe(required);
        await SimulatedAsync(null, "Tone", "Be brief.");

        var (created, first) = await SendAsync(HttpMethod.Post, "/v1/procedures", brief);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = created.Headers.Location!.OriginalString;
        var id = Guid.Parse((string)first["id"]!);
        (await ProblemAsync(HttpMethod.Put, path, kind, "\"1\"")).ShouldBe(required);
        await SimulatedAsync(null, "Tone", "Be kind.");
        (await ProblemAsync(HttpMethod.Put, path, kind, "\"1\"")).ShouldBe(required, "it was tried besides this one, not instead of it");
        (await SendAsync(HttpMethod.Put, path, brief, "\"1\"")).Response.StatusCode.ShouldBe(HttpStatusCode.OK, "nothing changes");
        (await SendAsync(HttpMethod.Get, path)).Answer["version"]!.GetValue<long>().ShouldBe(1);

        await SimulatedAsync(id, "Tone", "Be kind.");
        (await ProblemAsync(HttpMethod.Put, path, kind, "\"7\"")).Item1.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Put, path, kind, "\"1\"")).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (back, rolled) = await SendAsync(HttpMethod.Post, $"{path}/rollback", """{"version":1}""", "\"2\"");
        (back.StatusCode, (string?)rolled["body"]).ShouldBe((HttpStatusCode.OK, "Be brief."));
    }

    /// <summary>What a worker records of a simulation with these words in its prompt, once the read models have it.</summary>
    private async Task SimulatedAsync(Guid? entry, string title, string body, params AiOperation[] operations)
    {
        var words = new KnowledgeDocument
        {
            Title = new PersonalText(title),
            Body = new PersonalText(body),
            Operations = operations.Length == 0 ? [AiOperation.Generate, AiOperation.Resolve] : operations,
        }.InPlace(KnowledgeKind.Procedure, entry);
        var now = TimeProvider.System.GetUtcNow();
        var job = new JobId(Guid.CreateVersion7(now));
        var print = (await _host.Get<SimulatedTexts>().PrintAsync(_acme.Id, words, Token)).Value;
        var actor = AuditActor.System("tests");
        var correlation = new CorrelationId(job.Value);
        AuditEvent[] events =
        [
            new JobQueued
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Actor = actor,
                Correlation = correlation,
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                Trigger = JobTrigger.Simulation,
                Delivery = DeliveryTarget.Simulation,
            },
            new JobMasked
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Actor = actor,
                Correlation = correlation,
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                ValuesByType = new Dictionary<string, int>(),
                Knowledge = [new KnowledgeUse("procedure", entry ?? job.Value, 0, print)],
            },
            new JobDelivered
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Actor = actor,
                Correlation = correlation,
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                Delivery = DeliveryTarget.Simulation,
            },
        ];
        (await _host.Get<IAuditLog>().AppendAsync(_acme.Id, events, Token)).Failure.ShouldBeNull();
        await Eventually.TrueAsync(async () => (await _host.Get<SimulatedTexts>().RequireAsync(_acme.Id, words, Token)).Succeeded);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_bodies()
    {
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(HttpMethod.Post, "/v1/articles", Refunds);
        }

        var (_, first) = await SendAsync(HttpMethod.Get, "/v1/articles?limit=2");
        var (_, last) = await SendAsync(HttpMethod.Get, $"/v1/articles?limit=2&cursor={first["next"]}");

        var entries = first["entries"]!.AsArray().Concat(last["entries"]!.AsArray()).ToList();
        entries.Select(entry => (string?)entry!["id"]).Distinct().Count().ShouldBe(3);
        entries.ShouldAllBe(entry => entry!["body"] == null && (string?)entry["title"] == "Refunds");
        last["next"].ShouldBeNull();
        foreach (var query in (string[])["limit=0", "limit=101", "limit=x", "cursor=x"])
        {
            (await ProblemAsync(HttpMethod.Get, $"/v1/articles?{query}")).ShouldBe((HttpStatusCode.BadRequest, "invalid-request"), query);
        }
    }

    [Theory]
    [InlineData("""{"title":"","body":"x"}""", "$.title")]
    [InlineData("""{"title":"a\nb","body":"x"}""", "$.title")]
    [InlineData("""{"title":"a","body":" "}""", "$.body")]
    [InlineData("""{"title":"a","body":"\u0000"}""", "$.body")]
    [InlineData("""{"title":"a","body":"x","language":"english"}""", "$.language")]
    [InlineData("""{"title":"a","body":"x","tags":[null]}""", "$.tags")]
    [InlineData("""{"title":"a","body":"x","url":"javascript:alert(1)"}""", "$.url")]
    [InlineData("""{"title":"a","body":"x","url":"//help"}""", "$.url")]
    public async Task What_breaks_a_rule_is_refused_by_its_path_and_not_repeated(string body, string path)
    {
        var (response, problem) = await SendAsync(HttpMethod.Post, "/v1/articles", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        problem["errors"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe(path);
        problem.ToJsonString().ShouldNotContain("alert(1)");
    }

    [Fact]
    public async Task Another_organization_finds_nothing_and_an_agent_changes_nothing()
    {
        var (created, article) = await SendAsync(HttpMethod.Post, "/v1/articles", Refunds);
        var path = created.Headers.Location!.OriginalString;
        var globex = await _host.AddTenantAsync(Token);
        using var stranger = _host.Client(globex.Token);
        using var list = await stranger.GetAsync("/v1/articles", Token);
        (await list.Content.ReadAsStringAsync(Token)).ShouldNotContain((string)article["id"]!);
        (await SendAsync(HttpMethod.Get, path, client: stranger)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Put, path, Returns, "\"1\"", stranger)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, path, seen: "\"1\"", client: stranger)).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var crew = await Crew.HireAsync(_host, _acme.Id, Token);
        using var agent = await crew.BrowserAsync(Role.Agent, Token);
        (await SendAsync(HttpMethod.Get, path, client: agent)).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, path, Returns, "\"1\"", agent)).Response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var jobs = await _host.AddKeyAsync(_acme.Id, [ApiKeyScopes.Jobs], null, Token);
        using var program = _host.Client(jobs.Token);
        (await SendAsync(HttpMethod.Get, path, client: program)).Response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Get, path)).Answer["version"]!.GetValue<long>().ShouldBe(1);
        _host.Lines.Text.ShouldNotContain("Refunds");
        _host.Spans.Text.ShouldNotContain("Refunds");
    }

    private async Task<(HttpStatusCode, string)> ProblemAsync(HttpMethod method, string path, string? body = null, string? seen = null)
    {
        var (response, problem) = await SendAsync(method, path, body, seen);
        return (response.StatusCode, ((string)problem["type"]!).Split('/')[^1]);
    }

    private async Task<(HttpResponseMessage Response, JsonNode Answer)> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? seen = null,
        HttpClient? client = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (seen is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", seen);
        }

        var response = await (client ?? _client).SendAsync(request, Token);
        return (response, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!);
    }
}
