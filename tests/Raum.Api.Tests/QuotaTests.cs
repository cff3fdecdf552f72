using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Quotas;
using Raum.People.Access;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Api.Tests;

/// <summary>ORG-8 over HTTP: jobs and spend are counted for all processes, survive an empty Redis, and callers are told what is left.</summary>
public sealed class QuotaTests(PostgresServer postgres) : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private TestDatabase _database = null!;
    private ApiHost _host = null!;
    private Tenant _ours = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(Token);
        _database = await postgres.CreateDatabaseAsync();
        _host = await StartAsync();
        _ours = await _host.AddTenantAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Beyond_the_quota_a_job_is_refused_with_the_time_when_there_is_more()
    {
        await SetAsync(null, quota => quota with { JobsPerMonth = 2 });
        using var client = _host.Client(_ours.Token);

        using var first = await SubmitAsync(client, "order-1");
        using var second = await SubmitAsync(client, "order-2");
        using var third = await SubmitAsync(client, "order-3");
        using var known = await SubmitAsync(client, "order-1");

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Left(first, "jobs-per-month").ShouldBe(1);
        Left(second, "jobs-per-month").ShouldBe(0);
        var problem = await third.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "quota-exhausted");
        problem.GetProperty("violated-policies").EnumerateArray().Select(name => name.GetString()).ShouldBe(["jobs-per-month"]);
        Left(third, "jobs-per-month").ShouldBe(0);
        var until = third.Headers.RetryAfter!.Delta!.Value;
        until.ShouldBe(UntilNextMonth(), TimeSpan.FromMinutes(5));
        Parameter(third, "RateLimit", "jobs-per-month", 't').ShouldBe((long)until.TotalSeconds);

        // What was accepted is repeated without being counted, and was not counted twice.
        known.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await QuotasAsync(client)).GetProperty("quotas")[0].GetProperty("used").GetInt32().ShouldBe(2);
        (await _host.TakeAllAsync(_ours.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task All_processes_count_in_one_place_and_a_restart_of_all_of_them_and_of_Redis_gives_nothing_back()
    {
        await SetAsync(null, quota => quota with { JobsPerMonth = 3 });
        await using var other = await StartAsync();
        using var here = _host.Client(_ours.Token);
        using var there = other.Client(_ours.Token);

        (await StatusAsync(here)).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(there)).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(here)).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(there)).ShouldBe(HttpStatusCode.TooManyRequests);

        await _redis.RestartAsync(Token);
        await using var third = await StartAsync();
        using var late = third.Client(_ours.Token);
        (await StatusAsync(late)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task An_empty_Redis_and_a_new_quota_begin_at_what_the_log_says()
    {
        await using var projector = _host.StartProjector();
        await RecordAsync(jobs: 3, cost: 0.25m, AuditActor.ApiKey(_ours.Key));
        using var client = _host.Client(_ours.Token);
        await Eventually.TrueAsync(async () => (await QuotasAsync(client)).GetProperty("today").GetProperty("jobs").GetInt32() == 3);

        await SetAsync(null, quota => quota with { JobsPerMonth = 4 });
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.TooManyRequests);

        await _redis.RawAsync("FLUSHALL", Token);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.Accepted); // the accepted one was lost with Redis, and was not masked
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Spend_is_capped_and_what_was_spent_is_shown()
    {
        await using var projector = _host.StartProjector();
        await RecordAsync(jobs: 2, cost: 0.75m, AuditActor.ApiKey(_ours.Key));
        using var client = _host.Client(_ours.Token);
        await Eventually.TrueAsync(async () => (await QuotasAsync(client)).GetProperty("month").GetProperty("spend").GetDecimal() == 1.5m);

        await SetAsync(null, quota => quota with { SpendPerMonth = 1.5m });
        using var refused = await SubmitAsync(client);
        var problem = await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "quota-exhausted");
        problem.GetProperty("violated-policies")[0].GetString().ShouldBe("spend-per-month");

        await SetAsync(null, quota => quota with { SpendPerMonth = 1.51m });
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.Accepted);
        await SetAsync(_ours.Key, quota => quota with { SpendPerMonth = 1.5m });
        using var capped = await SubmitAsync(client);
        problem = await capped.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "quota-exhausted");
        problem.GetProperty("violated-policies")[0].GetString().ShouldBe("key-spend-per-month");
    }

    [Fact]
    public async Task A_keys_quota_holds_for_that_key_and_is_seen_by_it_and_by_people_alone()
    {
        var other = await _host.AddKeyAsync(_ours.Id, [ApiKeyScopes.Jobs], null, Token);
        await SetAsync(_ours.Key, quota => quota with { JobsPerMonth = 1 });
        using var limited = _host.Client(_ours.Token);
        using var free = _host.Client(other.Token);
        var crew = await Crew.HireAsync(_host, _ours.Id, Token);
        using var manager = await crew.BrowserAsync(Role.Manager, Token);

        (await StatusAsync(limited)).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(limited)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(free)).ShouldBe(HttpStatusCode.Accepted);

        (await QuotasAsync(free)).GetProperty("quotas").GetArrayLength().ShouldBe(0);
        foreach (var client in (HttpClient[])[limited, manager])
        {
            var quota = (await QuotasAsync(client)).GetProperty("quotas").EnumerateArray().ShouldHaveSingleItem();
            quota.GetProperty("name").GetString().ShouldBe("key-jobs-per-month");
            quota.GetProperty("key").GetGuid().ShouldBe(_ours.Key.Value);
            (quota.GetProperty("used").GetInt32(), quota.GetProperty("limit").GetInt32()).ShouldBe((1, 1));
        }
    }

    [Fact]
    public async Task A_rolled_over_key_has_what_is_left_of_the_quota_of_the_one_before()
    {
        await SetAsync(_ours.Key, quota => quota with { JobsPerMonth = 2, RequestsPerSecond = 50 });
        using var client = _host.Client(_ours.Token);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.Accepted);

        var next = (
            await _host
                .Administration<ApiKeyRollover>()
                .RollAsync(_ours.Id, _ours.Key, TimeSpan.FromHours(1), AuditActor.System("tests"), Token)
        ).Value;
        await Eventually.TrueAsync(async () =>
            (await _host.Get<QuotaStore>().CurrentAsync(_ours.Id, Token)).Value.LineOf(next.Id).Count == 2
        );
        using var later = _host.Client(next.Token);
        using var accepted = await SubmitAsync(later);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Left(accepted, "key-jobs-per-month").ShouldBe(0);
        Parameter(accepted, "RateLimit-Policy", "key", 'q').ShouldBe(100);

        (await StatusAsync(later)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.TooManyRequests);
        var shown = (await QuotasAsync(later)).GetProperty("quotas").EnumerateArray().ShouldHaveSingleItem();
        shown.GetProperty("key").GetGuid().ShouldBe(next.Id.Value);
        shown.GetProperty("used").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_webhook_beyond_the_quota_is_told_to_come_back_no_sooner_than_there_is_room()
    {
        await SetAsync(null, quota => quota with { JobsPerMonth = 1 });
        using var client = _host.Client();
        using var first = await client.SendAsync(Webhook.Trigger(_ours, 1).Request(), Token);
        using var second = await client.SendAsync(Webhook.Trigger(_ours, 2).Request(), Token);

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await second.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "quota-exhausted");
        second.Headers.RetryAfter!.Delta!.Value.ShouldBe(UntilNextMonth(), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task One_organizations_quota_is_not_anothers()
    {
        var theirs = await _host.AddTenantAsync(Token);
        await SetAsync(null, quota => quota with { JobsPerMonth = 0 });
        using var ours = _host.Client(_ours.Token);
        using var others = _host.Client(theirs.Token);

        (await StatusAsync(ours)).ShouldBe(HttpStatusCode.TooManyRequests);
        using var accepted = await SubmitAsync(others);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await QuotasAsync(others)).GetProperty("quotas").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Every_answer_says_what_is_left_of_the_rates_and_an_own_rate_takes_the_place_of_the_deployments()
    {
        using var client = _host.Client(_ours.Token);
        using var before = await client.GetAsync("/v1/quotas", Token);
        Parameter(before, "RateLimit-Policy", "key", 'q').ShouldBe(100);
        Parameter(before, "RateLimit-Policy", "key", 'w').ShouldBe(2);
        Parameter(before, "RateLimit-Policy", "organization", 'q').ShouldBe(400);
        Left(before, "key").ShouldBeInRange(1, 99);

        await SetAsync(_ours.Key, quota => quota with { RequestsPerSecond = 1 });
        await SetAsync(null, quota => quota with { RequestsPerSecond = 1_000 });
        for (var i = 0; ; i++)
        {
            using var response = await client.GetAsync("/v1/quotas", Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                var problem = await response.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
                problem.GetProperty("violated-policies")[0].GetString().ShouldBe("key");
                Parameter(response, "RateLimit-Policy", "key", 'q').ShouldBe(2);
                Left(response, "key").ShouldBe(0);
                Parameter(response, "RateLimit", "key", 't').ShouldBe((long)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
                return;
            }

            Parameter(response, "RateLimit-Policy", "organization", 'q').ShouldBe(2_000);
            i.ShouldBeLessThan(1_000);
        }
    }

    [Fact]
    public async Task A_source_that_nobody_signed_in_for_has_a_rate_of_its_own()
    {
        await using var host = await ApiHost.StartAsync(
            _redis,
            _database,
            "Production",
            ("Http:RequestsPerSecondPerSource", "1"),
            ("Http:FailedSignInsPerSecondPerSource", "10000")
        );
        using var client = host.Client();
        for (var i = 0; ; i++)
        {
            using var response = await client.GetAsync("/.well-known/jwks.json", Token);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                var problem = await response.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
                problem.GetProperty("violated-policies")[0].GetString().ShouldBe("source");
                break;
            }

            i.ShouldBeLessThan(1_000);
        }

        // Probes and programs with a key are not held up by it.
        using var health = await client.GetAsync("/health/live", Token);
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var program = host.Client(_ours.Token);
        using var quotas = await program.GetAsync("/v1/quotas", Token);
        quotas.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(_redis, _database, "Production");

    private async Task SetAsync(ApiKeyId? key, Func<Quota, Quota> change)
    {
        (
            await _host.Administration<QuotaStore>().ChangeAsync(_ours.Id, key, change, AuditActor.System("tests"), Token)
        ).Failure.ShouldBeNull();

        // The API hears of it from Postgres, or asks again after some seconds.
        var wanted = (await _host.Administration<QuotaStore>().GetAsync(_ours.Id, Token)).Value;
        await Eventually.TrueAsync(async () =>
            (await _host.Get<QuotaStore>().CurrentAsync(_ours.Id, Token)).Value is var current
            && current.Organization == wanted.Organization
            && wanted.Keys.All(one => current.Of(one.Key) == one.Value)
        );
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs")
        {
            Content = JsonContent.Create(new { operation = "generate", text = "Where is my order?" }),
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return client.SendAsync(request, Token);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await SubmitAsync(client);
        return response.StatusCode;
    }

    private static async Task<JsonElement> QuotasAsync(HttpClient client) =>
        await client.GetFromJsonAsync<JsonElement>("/v1/quotas", Token);

    private async Task RecordAsync(int jobs, decimal cost, AuditActor actor)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < jobs; i++)
        {
            var job = new JobId(Guid.CreateVersion7(now));
            var masked = new JobMasked
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Actor = actor,
                Correlation = new CorrelationId(job.Value),
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                Attempt = 1,
                ValuesByType = new Dictionary<string, int>(),
            };
            var called = new JobProviderCalled
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Actor = actor,
                Correlation = new CorrelationId(job.Value),
                Target = AuditTarget.Job(job),
                Job = job,
                Operation = AiOperation.Generate,
                Attempt = 1,
                Provider = "OpenAi",
                Model = "gpt-5",
                Cost = cost,
            };
            (await _host.Get<IAuditLog>().AppendAsync(_ours.Id, [masked, called], Token)).Succeeded.ShouldBeTrue();
        }
    }

    private static TimeSpan UntilNextMonth()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1) - now;
    }

    private static long Left(HttpResponseMessage response, string name) => Parameter(response, "RateLimit", name, 'r');

    /// <summary>One parameter of one item of the field's list (RFC 9651).</summary>
    private static long Parameter(HttpResponseMessage response, string field, string name, char parameter)
    {
        var item = string.Join(", ", response.Headers.GetValues(field))
            .Split(", ")
            .Single(one => one.StartsWith($"\"{name}\";", StringComparison.Ordinal));
        var value = item.Split(';').Single(one => one.StartsWith($"{parameter}=", StringComparison.Ordinal));
        return long.Parse(value[2..], CultureInfo.InvariantCulture);
    }
}
