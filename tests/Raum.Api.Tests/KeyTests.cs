using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Raum.Core.Audit;
using Raum.Organizations.ApiKeys;
using Raum.People.Access;

namespace Raum.Api.Tests;

/// <summary>ORG-3: only live keys of the right scope, and no hint about the others.</summary>
public sealed class KeyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer raum_")]
    [InlineData("Bearer raum_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic cmF1bTpyYXVt")]
    public async Task A_request_without_a_live_key_is_refused(string? authorization)
    {
        using var client = api.Host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/jobs/01980000-0000-7000-8000-000000000000");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Fact]
    public async Task A_key_with_another_secret_is_refused()
    {
        var forged = api.Ours.Token[..^4] + (api.Ours.Token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        using var client = api.Host.Client(forged);

        using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task A_key_is_replaced_over_the_API_and_both_work_until_the_older_one_has_ended()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var crew = await Crew.HireAsync(api.Host, api.Ours.Id, cancellationToken);
        using var admin = await crew.BrowserAsync(Role.Admin, cancellationToken);
        var key = await api.Host.AddKeyAsync(api.Ours.Id, [ApiKeyScopes.Redact], null, cancellationToken);

        using var rolled = await admin.PostAsJsonAsync($"/v1/api-keys/{key.Id}/roll", new { overlapHours = 1 }, cancellationToken);
        rolled.StatusCode.ShouldBe(HttpStatusCode.Created);
        var next = await rolled.JsonAsync();

        (await StatusAsync(key.Token)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(next.GetProperty("token").GetString()!)).ShouldBe(HttpStatusCode.OK);

        // Without an overlap the older one ends at once.
        using var again = await admin.PostAsJsonAsync(
            $"/v1/api-keys/{next.GetProperty("id").GetGuid()}/roll",
            new { overlapHours = 0 },
            cancellationToken
        );
        var last = (await again.JsonAsync()).GetProperty("token").GetString()!;
        (await StatusAsync(next.GetProperty("token").GetString()!)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(last)).ShouldBe(HttpStatusCode.OK);
        using var twice = await admin.PostAsJsonAsync($"/v1/api-keys/{key.Id}/roll", new { overlapHours = 1 }, cancellationToken);
        await twice.ShouldBeProblemAsync(HttpStatusCode.Conflict, "conflict");
        using var theirs = await admin.PostAsJsonAsync($"/v1/api-keys/{api.Theirs.Key}/roll", new { }, cancellationToken);
        await theirs.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task The_list_says_who_made_a_key_and_whether_they_are_gone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var crew = await Crew.HireAsync(api.Host, (await api.Host.AddTenantAsync(cancellationToken)).Id, cancellationToken);
        using var owner = await crew.BrowserAsync(Role.Owner, cancellationToken);
        using var admin = await crew.BrowserAsync(Role.Admin, cancellationToken);
        using var reports = new StringContent("""{"name":"Reports","scopes":["audit"]}""", Encoding.UTF8, "application/json");
        using var made = await admin.PostAsync("/v1/api-keys", reports, cancellationToken);
        var key = (await made.JsonAsync()).GetProperty("id").GetGuid();
        using var me = await admin.GetAsync("/v1/session", cancellationToken);
        var user = (await me.JsonAsync()).GetProperty("user").GetGuid();

        var before = await KeyAsync();
        using var changed = await owner.PutAsJsonAsync($"/v1/members/{user}/role", new { role = "agent" }, cancellationToken);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var after = await KeyAsync();

        (before.GetProperty("createdBy").GetGuid(), before.GetProperty("makerIsGone").GetBoolean()).ShouldBe((user, false));
        (after.GetProperty("createdBy").GetGuid(), after.GetProperty("makerIsGone").GetBoolean()).ShouldBe((user, true));

        async Task<JsonElement> KeyAsync()
        {
            using var listed = await owner.GetAsync("/v1/api-keys", cancellationToken);
            return (await listed.JsonAsync()).GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == key);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var client = api.Host.Client(token);
        using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_its_revocation_on()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var key = await api.Host.AddKeyAsync(api.Ours.Id, [ApiKeyScopes.Redact], null, cancellationToken);
        using var client = api.Host.Client(key.Token);
        using var before = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);

        (
            await api.Host.Administration<ApiKeys>().RevokeAsync(api.Ours.Id, key.Id, AuditActor.System("tests"), cancellationToken)
        ).Succeeded.ShouldBeTrue();
        using var after = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);

        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        await after.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var expiresAt = TimeProvider.System.GetUtcNow().AddMilliseconds(300);
        var key = await api.Host.AddKeyAsync(api.Ours.Id, [ApiKeyScopes.Redact], expiresAt, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, cancellationToken);
        using var client = api.Host.Client(key.Token);

        using var response = await client.PostAsJsonAsync("/v1/redact", new { text = "x" }, cancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("POST", "/v1/jobs", ApiKeyScopes.Jobs)]
    [InlineData("GET", "/v1/jobs/01980000-0000-7000-8000-000000000000", ApiKeyScopes.Jobs)]
    [InlineData("GET", "/v1/jobs/01980000-0000-7000-8000-000000000000/events", ApiKeyScopes.Jobs)]
    [InlineData("POST", "/v1/jobs/01980000-0000-7000-8000-000000000000/approve", ApiKeyScopes.Approve)]
    [InlineData("POST", "/v1/jobs/01980000-0000-7000-8000-000000000000/reject", ApiKeyScopes.Approve)]
    [InlineData("GET", "/v1/audit", ApiKeyScopes.Audit)]
    [InlineData("POST", "/v1/redact", ApiKeyScopes.Redact)]
    public async Task A_key_without_the_scope_is_refused(string method, string path, string scope)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var key = await api.Host.AddKeyAsync(api.Ours.Id, [.. ApiKeyScopes.All.Except([scope])], null, cancellationToken);
        using var client = api.Host.Client(key.Token);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(new { }) };

        using var response = await client.SendAsync(request, cancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task A_source_that_guesses_keys_is_told_to_wait_and_costs_no_lookup()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:FailedSignInsPerSecondPerSource", "1"));
        using var client = host.Client("raum_guess");

        // Requests at once may all be let in before the first of them has failed. After a wave the bucket is empty, so that a later one meets the limit.
        HttpResponseMessage? told = null;
        for (var wave = 0; wave < 50 && told is null; wave++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/v1/audit", cancellationToken)));
            told = answers.FirstOrDefault(answer => answer.StatusCode != HttpStatusCode.Unauthorized);
            Array.ForEach(answers, answer => (answer == told ? null : answer)?.Dispose());
        }

        await told.ShouldNotBeNull().ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
        told.Dispose();
    }
}
