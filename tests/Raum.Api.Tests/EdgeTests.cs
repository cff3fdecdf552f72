using System.Net;
using System.Net.Http.Json;
using System.Text;
using Raum.Organizations.Settings;

namespace Raum.Api.Tests;

/// <summary>What holds for every request: problems, headers, origins, limits.</summary>
public sealed class EdgeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = api.Host.Client(api.Ours.Token);

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/v1/nothing/here", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/v1/jobs", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/v1/redact", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    public async Task What_the_framework_refuses_is_a_problem_too(string method, string path, HttpStatusCode status, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(status, type);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_says_what_browsers_must_not_do_with_it(string path)
    {
        using var response = await _client.GetAsync(path, TestContext.Current.CancellationToken);

        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'");
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task The_host_is_live_and_ready_and_says_which_stores_it_asked()
    {
        using var live = await _client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var ready = await _client.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await ready.JsonAsync();
        ready.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToString());
        body.GetProperty("checks")
            .EnumerateObject()
            .Select(check => check.Name)
            .ShouldBe(["accepting", "audit", "database", "keyring", "redis"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_browser_is_answered_for_an_allowed_origin_only()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        await api.Host.ChangeSettingsAsync(
            tenant.Id,
            settings => settings with { AllowedOrigins = ["https://desk.example.com"] },
            cancellationToken
        );
        using var client = api.Host.Client(tenant.Token);

        using var allowed = await RedactFromAsync(client, "https://desk.example.com");
        using var foreign = await RedactFromAsync(client, "https://evil.example.com");
        using var opaque = await RedactFromAsync(client, "null");
        using var none = await RedactFromAsync(client, origin: null);

        allowed.StatusCode.ShouldBe(HttpStatusCode.OK);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["https://desk.example.com"]);
        allowed.Headers.Vary.ShouldContain("Origin");
        await foreign.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        foreign.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        await opaque.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        none.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://a.example.com", true)]
    [InlineData("https://a.b.example.com", true)]
    [InlineData("https://A.Example.com", true)]
    [InlineData("https://example.com", false)]
    [InlineData("https://.example.com", false)]
    [InlineData("https://evilexample.com", false)]
    [InlineData("https://a.example.com.evil.net", false)]
    [InlineData("https://evil.net/.example.com", false)]
    [InlineData("https://evil.net#.example.com", false)]
    [InlineData("https://user@a.example.com", false)]
    [InlineData("https://a.example.com:8443", false)]
    [InlineData("http://a.example.com", false)]
    public async Task A_wildcard_allows_the_hosts_below_and_nothing_that_only_looks_so(string origin, bool allowed)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        await api.Host.ChangeSettingsAsync(
            tenant.Id,
            settings => settings with { AllowedOrigins = ["https://*.example.com"] },
            cancellationToken
        );
        using var client = api.Host.Client(tenant.Token);

        using var response = await RedactFromAsync(client, origin);

        response.StatusCode.ShouldBe(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        response.Headers.Contains("Access-Control-Allow-Origin").ShouldBe(allowed);
    }

    [Fact]
    public async Task A_browsers_question_before_a_call_is_answered_without_a_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/jobs")
        {
            Headers =
            {
                { "Origin", "https://desk.example.com" },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "authorization, content-type" },
            },
        };
        using var anonymous = api.Host.Client();

        using var response = await anonymous.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Headers.GetValues("Access-Control-Allow-Headers").ShouldHaveSingleItem().ShouldContain("Authorization");
        response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_to_wait_and_another_organization_is_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:RequestsPerSecondPerKey", "1"));
        var noisy = await host.AddTenantAsync(cancellationToken);
        var calm = await host.AddTenantAsync(cancellationToken);
        using var noisyClient = host.Client(noisy.Token);
        using var calmClient = host.Client(calm.Token);

        // Far more at once than the bucket holds, so that a slow machine does not refill it meanwhile.
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RedactFromAsync(noisyClient, origin: null)));

        using var other = await RedactFromAsync(calmClient, origin: null);
        var told = answers.First(answer => answer.StatusCode != HttpStatusCode.OK);
        await told.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Masking_shows_each_place_and_why_and_stores_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        const string text = "Jane Doe wrote from jane.doe@example.com.";
        using var response = await _client.PostAsJsonAsync(
            "/v1/redact",
            new { text, people = new[] { new { name = "Jane Doe", role = "requester" } } },
            cancellationToken
        );

        var body = await response.JsonAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("text").GetString().ShouldBe("[REDACTED_NAME] wrote from [REDACTED_EMAIL].");
        var spans = body.GetProperty("spans").EnumerateArray().ToList();
        spans.Select(span => span.GetProperty("type").GetString()).ShouldBe(["NAME", "EMAIL"]);
        spans
            .Select(span => text[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()])
            .ShouldBe(["Jane Doe", "jane.doe@example.com"]);
        (await api.Redis.RawAsync("DBSIZE", cancellationToken)).ShouldNotContain("Jane");
    }

    [Fact]
    public async Task Words_that_an_organization_allows_stay()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        await api.Host.ChangeSettingsAsync(
            tenant.Id,
            settings => settings with { AllowedWords = ["support@acme.example"] },
            cancellationToken
        );
        using var client = api.Host.Client(tenant.Token);

        using var response = await client.PostAsJsonAsync(
            "/v1/redact",
            new { text = "Write to support@acme.example, not to jane.doe@example.com." },
            cancellationToken
        );

        var body = await response.JsonAsync();
        body.GetProperty("text").GetString().ShouldBe("Write to support@acme.example, not to [REDACTED_EMAIL].");
    }

    private const string Contract = """{"name":"contract","type":"ID","pattern":"AC-[0-9]{6}"}""";

    [Fact]
    public async Task An_organizations_own_patterns_types_and_score_decide()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        await api.Host.ChangeSettingsAsync(
            tenant.Id,
            settings => settings with { Patterns = [new MaskingPattern("contract", "ID", "AC-[0-9]{6}")], VisibleTypes = ["EMAIL"] },
            cancellationToken
        );
        using var client = api.Host.Client(tenant.Token);

        using var response = await client.PostAsJsonAsync(
            "/v1/redact",
            new { text = "Contract AC-481902 of jane.doe@example.com." },
            cancellationToken
        );

        var body = await response.JsonAsync();
        body.GetProperty("text").GetString().ShouldBe("Contract [REDACTED_ID] of jane.doe@example.com.");
        var span = body.GetProperty("spans").EnumerateArray().ShouldHaveSingleItem();
        (span.GetProperty("detector").GetString(), span.GetProperty("reason").GetString()).ShouldBe(("contract", "custom"));
    }

    [Theory]
    [InlineData("""{"patterns":[""" + Contract + "]}", "Contract [REDACTED_ID] of [REDACTED_EMAIL].")]
    [InlineData("""{"visibleTypes":["EMAIL"]}""", "Contract AC-481902 of jane.doe@example.com.")]
    [InlineData("""{"minimumScore":1}""", "Contract AC-481902 of jane.doe@example.com.")]
    [InlineData("""{"allowedWords":["jane.doe@example.com"]}""", "Contract AC-481902 of jane.doe@example.com.")]
    [InlineData("{}", "Contract AC-481902 of [REDACTED_EMAIL].")]
    public async Task Choices_are_tried_before_they_are_made(string settings, string expected)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var content = new StringContent(
            $$"""{"text":"Contract AC-481902 of jane.doe@example.com.","settings":{{settings}}}""",
            Encoding.UTF8,
            "application/json"
        );

        using var response = await _client.PostAsync("/v1/redact", content, cancellationToken);

        (await response.JsonAsync()).GetProperty("text").GetString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"patterns":[{"name":"x","type":"ID","pattern":"(?=a)"}]}""", "$.settings.patterns")]
    [InlineData("""{"visibleTypes":["X"]}""", "$.settings.visibleTypes")]
    [InlineData("""{"minimumScore":-1}""", "$.settings.minimumScore")]
    public async Task What_cannot_be_tried_is_named(string settings, string member)
    {
        using var content = new StringContent($$"""{"text":"x","settings":{{settings}}}""", Encoding.UTF8, "application/json");

        using var response = await _client.PostAsync("/v1/redact", content, TestContext.Current.CancellationToken);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([member]);
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{"text":5}""")]
    public async Task Masking_needs_a_text(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await _client.PostAsync("/v1/redact", content, TestContext.Current.CancellationToken);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain("$.text");
    }

    private static async Task<HttpResponseMessage> RedactFromAsync(HttpClient client, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/redact") { Content = JsonContent.Create(new { text = "x" }) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
