using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Raum.Testing;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests.Fake;

/// <summary>The pretend Zendesk refuses what a careful client never sends, and resends webhooks by Zendesk's rules: a fake that takes everything proves nothing.</summary>
public sealed class FakeZendeskTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly ManualClock _clock = new();
    private FakeZendesk _zendesk = null!;
    private DeskTicket _ticket = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _zendesk = await FakeZendesk.StartAsync(new FakeZendeskOptions { Clock = _clock });
        _ticket = _zendesk.Desk.OpenTicket(SampleTickets.English);
        SignIn("tickets:read tickets:write users:read");
    }

    [Theory]
    [InlineData("""{"ticket":{"comment":{"body":"Hello"}}}""")]
    [InlineData("""{"ticket":{"comment":{"body":"Hello","public":"false"}}}""")]
    [InlineData("""{"ticket":{"comment":{"public":false}}}""")]
    [InlineData("""{"ticket":{"comment":{"body":"a","html_body":"b","public":false}}}""")]
    [InlineData("""{"ticket":{"comment":{"body":"Hello","public":false,"colour":"red"}}}""")]
    [InlineData("""{"ticket":{"additional_tags":["vip"]}}""")]
    [InlineData("""{"ticket":{"status":"closed"}}""")]
    [InlineData("""{"ticket":{"status":"solved","safe_update":true}}""")]
    [InlineData("""{"ticket":{"status":"solved","updated_stamp":"2026-11-21T10:00:00Z"}}""")]
    [InlineData("""{"comment":{"body":"Hello","public":false}}""")]
    [InlineData("{")]
    public async Task An_update_that_a_careful_client_never_sends_is_refused(string body)
    {
        (await PutAsync(body)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        _zendesk.Desk.Find(_ticket.Id)!.Comments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_refused()
    {
        SignIn("tickets:read");

        (await PutAsync("""{"ticket":{"status":"solved"}}""")).ShouldBe(HttpStatusCode.Forbidden);
        (await _http.GetAsync(Api("users/me.json"), Token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _http.GetAsync(Api($"tickets/{_ticket.Id}.json"), Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_ends_when_its_time_is_over()
    {
        _clock.Advance(TimeSpan.FromMinutes(30));

        (await _http.GetAsync(Api("users/me.json"), Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refresh_kills_the_pair_it_came_from()
    {
        var grant = _zendesk.Desk.Tokens.Issue("users:read", _zendesk.Desk.ApiUser.Id);
        var refresh = new JsonObject
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = _zendesk.Desk.Options.ClientId,
            ["client_secret"] = _zendesk.Desk.Options.ClientSecret,
            ["refresh_token"] = grant.RefreshToken,
        };

        (await _http.PostAsJsonAsync(new Uri(_zendesk.Address, "oauth/tokens"), refresh, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.PostAsJsonAsync(new Uri(_zendesk.Address, "oauth/tokens"), refresh, Token)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", grant.AccessToken);
        (await _http.GetAsync(Api("users/me.json"), Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_thirty_first_update_of_a_ticket_within_ten_minutes_is_too_many()
    {
        for (var i = 0; i < 30; i++)
        {
            (await PutAsync("""{"ticket":{"status":"open"}}""")).ShouldBe(HttpStatusCode.OK);
        }

        (await PutAsync("""{"ticket":{"status":"open"}}""")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Every_update_moves_the_stamp()
    {
        var before = DeskTime();
        await PutAsync("""{"ticket":{"status":"open"}}""");
        await PutAsync("""{"ticket":{"status":"pending"}}""");

        DeskTime().ShouldBe(before.AddSeconds(2));
    }

    [Theory]
    [InlineData(500, null, 1)]
    [InlineData(401, null, 1)]
    [InlineData(202, null, 1)]
    [InlineData(409, null, 4)]
    [InlineData(503, null, 1)]
    [InlineData(503, 60, 1)]
    [InlineData(503, 30, 6)]
    [InlineData(429, 5, 6)]
    public async Task A_webhook_is_sent_again_by_zendesks_rules(int status, int? retryAfter, int attempts)
    {
        await using var receiver = await WebhookReceiver.StartAsync(status, retryAfter);
        _zendesk.Desk.Options.WebhookUrl = receiver.Address;

        _zendesk.Desk.AddComment(_ticket.Id, _ticket.RequesterId, "Any news?");
        var done = _zendesk.Webhooks.WhenIdleAsync();
        while (!done.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }

        _zendesk.Webhooks.Attempts.Select(attempt => attempt.Attempt).ShouldBe(Enumerable.Range(1, attempts));
        _zendesk.Webhooks.Attempts.Select(attempt => attempt.InvocationId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_state_survives_a_restart_when_it_has_a_file()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}.json");
        try
        {
            long id;
            await using (var first = await FakeZendesk.StartAsync(new FakeZendeskOptions { StateFile = file }))
            {
                id = first.Desk.OpenTicket(SampleTickets.German).Id;
                first.Desk.AddComment(id, first.Desk.Agent.Id, "Guten Tag");
            }

            await using var second = await FakeZendesk.StartAsync(new FakeZendeskOptions { StateFile = file });

            second.Desk.Find(id)!.Comments.Count.ShouldBe(2);
            second.Desk.Mails.Count.ShouldBe(1);
            second.Desk.OpenTicket(SampleTickets.French).Id.ShouldBe(id + 1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _zendesk.DisposeAsync();
    }

    private void SignIn(string scope) =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            _zendesk.Desk.Tokens.Issue(scope, _zendesk.Desk.ApiUser.Id).AccessToken
        );

    private Uri Api(string path) => new(_zendesk.Address, $"api/v2/{path}");

    private DateTimeOffset DeskTime() => _zendesk.Desk.Find(_ticket.Id)!.UpdatedAt;

    private async Task<HttpStatusCode> PutAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync(Api($"tickets/{_ticket.Id}.json"), content, Token);
        return answer.StatusCode;
    }
}
