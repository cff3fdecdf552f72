using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Api.Tests;

/// <summary>AUD-2, AUD-3: every authenticated request is on record, denials too; a record is never lost silently.</summary>
public sealed class AccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_request_is_recorded_with_who_from_where_what_and_how_it_ended()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        using var client = api.Host.Client(tenant.Token);
        client.DefaultRequestHeaders.Add("User-Agent", "desk/1.0");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9"); // nobody is configured as a proxy: not believed
        var job = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

        using var response = await client.GetAsync($"/v1/jobs/{job}?secret=jane.doe@example.com", cancellationToken);

        var served = (await WaitForAsync(api.Host, tenant.Id, 1)).ShouldHaveSingleItem();
        served.Method.ShouldBe("GET");
        served.Route.ShouldBe("/v1/jobs/{id}");
        served.Status.ShouldBe(404);
        served.Result.ShouldBe(AuditResult.Failure);
        served.Failure.ShouldBe(FailureCode.NotFound);
        served.Actor.ShouldBe(AuditActor.ApiKey(tenant.Key));
        served.Target.ShouldBe(AuditTarget.Job(new JobId(job)));
        served.Origin!.Ip!.Reveal().ShouldBe("127.0.0.1");
        served.Origin.UserAgent!.Reveal().ShouldBe("desk/1.0");
        response.Headers.GetValues("X-Correlation-Id").ShouldBe([served.Correlation.ToString()]);
    }

    [Fact]
    public async Task A_denial_is_recorded_as_one()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        var key = await api.Host.AddKeyAsync(tenant.Id, ["redact"], null, cancellationToken);
        using var client = api.Host.Client(key.Token);

        using var response = await client.PostAsJsonAsync("/v1/jobs", new { operation = "summarize", ticketId = 1 }, cancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var served = (await WaitForAsync(api.Host, tenant.Id, 1)).ShouldHaveSingleItem();
        served.Result.ShouldBe(AuditResult.Denied);
        served.Failure.ShouldBe(FailureCode.Forbidden);
        served.Actor.ShouldBe(AuditActor.ApiKey(key.Id));
    }

    [Fact]
    public async Task A_signed_webhook_is_recorded_with_its_job_and_a_forged_one_is_nobodys()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        using var client = api.Host.Client();
        using var forged = (Webhook.Trigger(tenant, 71) with { Secret = "not the secret" }).Request();
        using var signed = Webhook.Trigger(tenant, 72).Request();

        using var refused = await client.SendAsync(forged, cancellationToken);
        using var accepted = await client.SendAsync(signed, cancellationToken);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var receipt = JsonNode.Parse(await accepted.Content.ReadAsStringAsync(cancellationToken))!;
        var served = (await WaitForAsync(api.Host, tenant.Id, 1)).ShouldHaveSingleItem();
        served.Actor.ShouldBe(AuditActor.Webhook("zendesk"));
        served.Status.ShouldBe(202);
        served.Route.ShouldBe("/v1/webhooks/zendesk/{organization}");
        served.Target.ShouldBe(AuditTarget.Job(new JobId((Guid)receipt["jobId"]!)));
    }

    [Fact]
    public async Task A_configured_proxy_is_believed_and_nobody_before_it()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:Proxies:0", "127.0.0.0/8"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client(tenant.Token);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9"); // the first one is the caller's own claim

        using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);

        (await WaitForAsync(host, tenant.Id, 1)).ShouldHaveSingleItem().Origin!.Ip!.Reveal().ShouldBe("203.0.113.9");
    }

    [Fact]
    public async Task What_waits_is_recorded_when_the_host_leaves()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await api.Postgres.CreateDatabaseAsync();
        var host = await ApiHost.StartAsync(api.Redis, database, "Production", ("Http:AccessFlushInterval", "00:01:00"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        using (var client = host.Client(tenant.Token))
        {
            for (var i = 0; i < 20; i++)
            {
                using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }

        await host.DisposeAsync();

        await using var next = await ApiHost.StartAsync(api.Redis, database, "Production");
        (await ReadAsync(next, tenant.Id)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Denials_of_nobody_in_particular_are_counted_in_the_installations_log_and_in_no_organizations()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await api.Postgres.CreateDatabaseAsync();
        var host = await ApiHost.StartAsync(api.Redis, database, "Production");
        var tenant = await host.AddTenantAsync(cancellationToken);
        var before = await EventsAsync(host, tenant.Id);
        using (var client = host.Client("rk_" + new string('x', 60)))
        {
            for (var i = 0; i < 7; i++)
            {
                using var forged = (Webhook.Trigger(tenant, 71 + i) with { Secret = "not the secret" }).Request();
                using var webhook = await client.SendAsync(forged, cancellationToken);
                webhook.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
                using var guessed = await client.GetAsync("/v1/audit", cancellationToken);
                guessed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }
        }

        await host.DisposeAsync();

        await using var next = await ApiHost.StartAsync(api.Redis, database, "Production");
        var counted = (await EventsAsync(next, OrganizationId.Installation)).ShouldHaveSingleItem().ShouldBeOfType<DenialsCounted>();
        var source = counted.BySource.ShouldHaveSingleItem();
        source.Value.ShouldBe(14);
        source.Key.ShouldNotContain("127.0.0.1");
        source.Key.Length.ShouldBe(66);
        counted.Others.ShouldBe(0);
        counted.Origin.ShouldBeNull();
        (await EventsAsync(next, tenant.Id)).Count.ShouldBe(before.Count);
    }

    private static async Task<List<AuditEvent>> EventsAsync(ApiHost host, OrganizationId organization)
    {
        var events = new List<AuditEvent>();
        await foreach (var recorded in host.Get<IAuditLog>().ReadAsync(organization, 0, TestContext.Current.CancellationToken))
        {
            events.Add(recorded.Event);
        }

        return events;
    }

    [Fact]
    public async Task An_audit_log_that_is_down_stops_requests_before_records_are_lost_and_says_later_how_many()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await api.Postgres.CreateDatabaseAsync();
        var host = await ApiHost.StartAsync(
            api.Redis,
            database,
            "Production",
            ("Http:MaxPendingAccessEvents", "100"),
            ("Http:AccessFlushInterval", "00:01:00"),
            ("Http:RequestsPerSecondPerKey", "1000"),
            ("Http:RequestsPerSecondPerOrganization", "1000")
        );
        var tenant = await host.AddTenantAsync(cancellationToken);
        using (var client = host.Client(tenant.Token))
        {
            for (var i = 0; i < 103; i++)
            {
                using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);
                if (i < 100)
                {
                    response.StatusCode.ShouldBe(HttpStatusCode.OK);
                }
                else
                {
                    await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "audit-unavailable");
                }
            }
        }

        await host.DisposeAsync();

        await using var next = await ApiHost.StartAsync(api.Redis, database, "Production");
        var recorded = await EventsAsync(next, tenant.Id);
        recorded.OfType<RequestServed>().Count().ShouldBe(100);
        var refused = recorded.OfType<RequestsRefused>().ShouldHaveSingleItem();
        (refused.Count, refused.Result, refused.Failure).ShouldBe((3L, AuditResult.Failure, FailureCode.AuditUnavailable));
        (refused.Until >= refused.From).ShouldBeTrue();
    }

    [Fact]
    public async Task An_organization_whose_keys_were_taken_away_is_stopped_alone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(
            api.Redis,
            api.Postgres,
            settings:
            [
                ("Http:MaxPendingAccessEvents", "1000"),
                ("Http:AccessFlushInterval", "00:00:00.020"),
                ("Http:RequestsPerSecondPerKey", "10000"),
                ("Http:RequestsPerSecondPerOrganization", "10000"),
            ]
        );
        var ours = await host.AddTenantAsync(cancellationToken);
        var theirs = await host.AddTenantAsync(cancellationToken);
        await host.TakeKeysAwayAsync(ours.Id, cancellationToken);
        using var stopped = host.Client(ours.Token);
        using var served = host.Client(theirs.Token);

        // More than there are places.
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 1_500; i++)
        {
            using var response = await stopped.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);
            last = response.StatusCode;
        }

        last.ShouldBe(HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 100; i++)
        {
            using var response = await served.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await WaitForAsync(host, theirs.Id, 100)).Count.ShouldBe(100);
    }

    private static async Task<IReadOnlyList<RequestServed>> WaitForAsync(ApiHost host, OrganizationId organization, int count)
    {
        while (true)
        {
            var events = await ReadAsync(host, organization);
            if (events.Count >= count)
            {
                return events;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<IReadOnlyList<RequestServed>> ReadAsync(ApiHost host, OrganizationId organization)
    {
        var events = new List<RequestServed>();
        await foreach (var recorded in host.Get<IAuditLog>().ReadAsync(organization, 0, TestContext.Current.CancellationToken))
        {
            if (recorded.Event is RequestServed served)
            {
                events.Add(served);
            }
        }

        return events;
    }
}
