using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.AuditStore.Projections;
using Raum.Data;
using Raum.Keys;
using Raum.People.Access;
using Raum.Testing;

namespace Raum.Api.Tests;

/// <summary>AUD-6: an organization reads its own entries, by filter and page by page.</summary>
public sealed class AuditTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Entries_are_filtered_and_paged_without_gap_or_repetition()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        using var client = api.Host.Client(tenant.Token);
        await using var projector = api.Host.StartProjector();
        for (var i = 0; i < 7; i++)
        {
            using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);
        }

        const string filter = "/v1/audit?class=dataAccess&type=request-served.v1&result=success&limit=3";
        await Eventually.TrueAsync(async () => (await PageAsync(client, filter.Replace("limit=3", "limit=200"))).Entries.Count >= 7);
        var until = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddSeconds(5).ToString("O"));
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await PageAsync(client, $"{filter}&until={until}{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.Entries.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Entries.Select(entry => entry.GetProperty("revision").GetInt64()));
            cursor = page.Next;
        } while (cursor is not null && seen.Count < 50);

        seen.Count.ShouldBeGreaterThanOrEqualTo(7);
        seen.ShouldBeUnique();
        seen.ShouldBe(seen.OrderDescending());
    }

    [Fact]
    public async Task A_page_that_the_caller_has_is_not_sent_again_and_one_that_changed_is()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        using var client = api.Host.Client(tenant.Token);
        await using var projector = api.Host.StartProjector();
        using var refused = await client.PostAsJsonAsync("/v1/redact", new { text = 7 }, cancellationToken);
        const string denied = "/v1/audit?type=request-served.v1&result=failure";
        await Eventually.TrueAsync(async () => (await PageAsync(client, denied)).Entries.Count == 1);

        using var first = await client.GetAsync(denied, cancellationToken);
        using var same = await AskAsync(client, denied, first.Headers.ETag!.ToString());
        using var other = await AskAsync(client, denied + "&limit=7&from=2026-01-01T00:00:00Z", "\"bm90IHRoaXMgb25lIQ\", W/\"x\"");
        using var again = await client.PostAsJsonAsync("/v1/redact", new { text = 8 }, cancellationToken);
        await Eventually.TrueAsync(async () => (await PageAsync(client, denied)).Entries.Count == 2);
        using var changed = await AskAsync(client, denied, first.Headers.ETag.ToString());

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await same.Content.ReadAsByteArrayAsync(cancellationToken)).ShouldBeEmpty();
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(first.Headers.ETag);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("If-None-Match", known);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_auditor_searches_in_content_and_stands_on_record_and_an_agent_and_a_key_may_not()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        var crew = await Crew.HireAsync(api.Host, tenant.Id, cancellationToken);
        await using var projector = api.Host.StartProjector();
        var now = TimeProvider.System.GetUtcNow();
        var body = new
        {
            text = "acme",
            from = now.AddDays(-1),
            until = now.AddDays(1),
        };
        using var key = api.Host.Client(tenant.Token);
        using var agent = await crew.BrowserAsync(Role.Agent, cancellationToken);
        using var auditor = await crew.BrowserAsync(Role.Auditor, cancellationToken);
        foreach (
            var (client, status) in new[]
            {
                (key, HttpStatusCode.Forbidden),
                (agent, HttpStatusCode.Forbidden),
                (auditor, HttpStatusCode.OK),
            }
        )
        {
            using var response = await client.PostAsJsonAsync("/v1/audit/search", body, cancellationToken);
            response.StatusCode.ShouldBe(status);
        }

        using var wide = await auditor.PostAsJsonAsync("/v1/audit/search", body with { from = now.AddDays(-40) }, cancellationToken);
        wide.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var reader = await crew.BrowserAsync(Role.Auditor, cancellationToken);
        await Eventually.TrueAsync(async () => (await PageAsync(reader, "/v1/audit?type=content-searched.v1")).Entries.Count == 1);
        var searched = (await PageAsync(reader, "/v1/audit?type=content-searched.v1")).Entries.ShouldHaveSingleItem();
        searched.GetProperty("actor").GetProperty("id").GetString().ShouldBe(crew[Role.Auditor].ToString());
        searched.GetProperty("details").ToString().ShouldNotContain("acme", Case.Insensitive);
    }

    [Fact]
    public async Task Another_organizations_entries_are_never_shown()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var ours = await api.Host.AddTenantAsync(cancellationToken);
        var theirs = await api.Host.AddTenantAsync(cancellationToken);
        await using var projector = api.Host.StartProjector();
        using var client = api.Host.Client(ours.Token);

        await Eventually.TrueAsync(async () => (await PageAsync(client, "/v1/audit")).Entries.Count >= 3);
        var page = await PageAsync(client, "/v1/audit?limit=200");
        var foreign = await PageAsync(client, $"/v1/audit?targetKind=organization&targetId={theirs.Id}");

        page.Entries.Where(entry => entry.ToString().Contains(theirs.Id.ToString(), StringComparison.Ordinal)).ShouldBeEmpty();
        foreign.Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("from=yesterday", "from")]
    [InlineData("class=everything", "class")]
    [InlineData("class=1", "class")]
    [InlineData("result=success,denied", "result")]
    [InlineData("operation=hack", "operation")]
    [InlineData("correlationId=1", "correlationId")]
    [InlineData("ip=example.com", "ip")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor='%20or%201=1", "cursor")]
    [InlineData("actorId=", "actorId")]
    public async Task A_condition_that_is_none_is_an_error_and_never_everything(string query, string named)
    {
        using var client = api.Host.Client(api.Ours.Token);

        using var response = await client.GetAsync($"/v1/audit?{query}", TestContext.Current.CancellationToken);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([named]);
    }

    private static async Task<(IReadOnlyList<JsonElement> Entries, string? Next)> PageAsync(HttpClient client, string path)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);
        return ([.. page.GetProperty("entries").EnumerateArray()], page.TryGetProperty("next", out var next) ? next.GetString() : null);
    }
}

/// <summary>The projector of a worker, beside the API.</summary>
internal sealed class ProjectorProcess : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services;
    private readonly Task _running;

    public ProjectorProcess(TestDatabaseSettings settings)
    {
        var services = new ServiceCollection().AddLogging();
        services.Configure<RaumDataOptions>(data => (data.App, data.Projector) = (settings.App, settings.Projector));
        services.Configure<KeysOptions>(keys => keys.Local = new LocalKeyringOptions { MasterSecret = settings.MasterSecret });
        services.Configure<AuditStoreOptions>(audit => audit.CheckpointInterval = TimeSpan.FromSeconds(1));
        services.AddRaumData().AddRaumKeys().AddRaumAuditProjector();
        _services = services.BuildServiceProvider();
        _running = _services.GetRequiredService<AuditProjector>().RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _stop.Dispose();
    }
}

internal sealed record TestDatabaseSettings(string App, string Projector, string MasterSecret);
