using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Raum.Api.Features.Jobs;
using Raum.Core;
using Raum.Http.Limits;
using Raum.Jobs;
using Raum.Keys;

namespace Raum.Api.Tests;

/// <summary>A job followed as it runs: restored text in order, resumable, for its own organization.</summary>
public sealed class FollowTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = api.Host.Client(api.Ours.Token);

    [Fact]
    public async Task Progress_and_text_arrive_as_they_come_and_the_stream_ends_with_the_job()
    {
        var job = await SubmitAsync();
        await using var stream = await FollowAsync(job);

        await SayAsync(job, ResultKind.Progress, """{"step":"Mask"}""");
        (await stream.NextAsync()).ShouldBe(("progress", """{"step":"mask"}"""));
        await SayAsync(job, ResultKind.Text, """{"text":"Hello Jane,\nyour "}""");
        (await stream.NextAsync()).ShouldBe(("text", """{"text":"Hello Jane,\nyour "}"""));
        await SayAsync(job, ResultKind.Answer, """{"text":"Hello Jane,\nyour order"}""");
        (await stream.NextAsync()).Name.ShouldBe("answer");
        await SayAsync(job, ResultKind.End, null);
        (await stream.NextAsync()).Name.ShouldBe("end");
        (await stream.NextAsync()).Name.ShouldBe("");
    }

    [Fact]
    public async Task Who_comes_back_with_the_last_id_gets_what_follows_and_nothing_twice()
    {
        var job = await SubmitAsync();
        for (var i = 1; i <= 5; i++)
        {
            await SayAsync(job, ResultKind.Text, $$"""{"text":"piece {{i}} "}""");
        }

        string? last;
        await using (var first = await FollowAsync(job))
        {
            (await first.NextAsync()).Data.ShouldContain("piece 1");
            (await first.NextAsync()).Data.ShouldContain("piece 2");
            last = first.LastId;
        }

        await SayAsync(job, ResultKind.End, null);
        await using var second = await FollowAsync(job, last);
        var rest = new List<string>();
        while (await second.NextAsync() is { Name: "text" } piece)
        {
            rest.Add(piece.Data);
        }

        rest.Count.ShouldBe(3);
        rest[0].ShouldContain("piece 3");
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999999999")]
    public async Task An_unreadable_last_id_begins_from_the_start(string lastId)
    {
        var job = await SubmitAsync();
        await SayAsync(job, ResultKind.Text, """{"text":"piece 1"}""");

        await using var stream = await FollowAsync(job, lastId);

        (await stream.NextAsync()).Data.ShouldContain("piece 1");
    }

    [Fact]
    public async Task A_failure_is_named_by_its_problem()
    {
        var job = await SubmitAsync();
        await SayAsync(job, ResultKind.Notice, """{"failure":"ProviderRefused"}""");
        await using var stream = await FollowAsync(job);

        (await stream.NextAsync()).ShouldBe(("failed", """{"failure":"provider-refused"}"""));
    }

    [Fact]
    public async Task A_draft_that_waits_is_shown_masked_with_its_reasons()
    {
        var job = await SubmitAsync();
        await SayAsync(job, ResultKind.Notice, """{"text":"Hello [REDACTED_NAME]","reasons":["Policy"]}""");
        await using var stream = await FollowAsync(job);

        (await stream.NextAsync()).ShouldBe(("held", """{"text":"Hello [REDACTED_NAME]","reasons":["policy"]}"""));
    }

    [Fact]
    public async Task A_finished_job_whose_entries_are_gone_ends_the_stream()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        using var client = api.Host.Client(tenant.Token);
        var job = await SubmitAsync(client);
        await api.Host.TakeAllAsync(tenant.Id);

        using var response = await client.GetAsync($"/v1/jobs/{job}/events", TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("event: end");
    }

    [Fact]
    public async Task The_answer_of_a_finished_job_is_part_of_its_state()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        using var client = api.Host.Client(tenant.Token);
        var job = await SubmitAsync(client);
        await SayAsync(job, ResultKind.Answer, """{"text":"Hello Jane"}""", tenant.Id);
        await SayAsync(job, ResultKind.End, null, tenant.Id);
        await api.Host.TakeAllAsync(tenant.Id);

        var state = await client.GetFromJsonAsync<JsonElement>($"/v1/jobs/{job}", TestContext.Current.CancellationToken);

        state.GetProperty("state").GetString().ShouldBe("done");
        state.GetProperty("answer").GetProperty("text").GetString().ShouldBe("Hello Jane");
        state.GetProperty("answer").GetProperty("masked").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task One_organization_cannot_open_more_streams_than_its_share()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:MaxStreamsPerOrganization", "1"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client(tenant.Token);
        var job = await SubmitAsync(client);
        using var first = await client.GetAsync($"/v1/jobs/{job}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        using var second = await client.GetAsync($"/v1/jobs/{job}/events", cancellationToken);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await second.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "rate-limited");
    }

    [Fact]
    public async Task Who_goes_while_a_stream_is_being_opened_takes_no_place_with_them()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:MaxStreamsPerOrganization", "1"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        var limits = host.Get<RateLimits>();

        for (var i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(async () =>
                await limits.StreamAsync(tenant.Id, new CancellationToken(canceled: true))
            );
        }

        await using var place = (await limits.StreamAsync(tenant.Id, cancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Streams_are_counted_in_all_processes_together_and_one_that_closes_makes_room()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await api.Postgres.CreateDatabaseAsync();
        await using var here = await ApiHost.StartAsync(api.Redis, database, "Production", ("Http:MaxStreamsPerOrganization", "1"));
        await using var there = await ApiHost.StartAsync(api.Redis, database, "Production", ("Http:MaxStreamsPerOrganization", "1"));
        var tenant = await here.AddTenantAsync(cancellationToken);
        var limits = here.Get<RateLimits>();
        var others = there.Get<RateLimits>();
        // A process waits a quarter of a second for Redis, and its first question also connects.
        foreach (var process in (RateLimits[])[limits, others])
        {
            await using var first = await process.StreamAsync(
                new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
                cancellationToken
            );
        }

        var place = (await limits.StreamAsync(tenant.Id, cancellationToken)).ShouldNotBeNull();
        (await others.StreamAsync(tenant.Id, cancellationToken)).ShouldBeNull();
        await place.DisposeAsync();

        await using var next = (await others.StreamAsync(tenant.Id, cancellationToken)).ShouldNotBeNull();
        (await limits.StreamAsync(tenant.Id, cancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Places_of_a_process_that_died_are_free_when_they_run_out()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await ApiHost.StartAsync(api.Redis, api.Postgres, ("Http:MaxStreamsPerOrganization", "2"));
        var tenant = await host.AddTenantAsync(cancellationToken);
        var key = $"raum:streams:{tenant.Id.Value:N}";
        var limits = host.Get<RateLimits>();

        // One that nobody renewed since long ago, and one that runs out far from now.
        await api.Redis.RawAsync($"ZADD {key} 1000 dead 99999999999999 alive", cancellationToken);

        await using var place = (await limits.StreamAsync(tenant.Id, cancellationToken)).ShouldNotBeNull();
        (await limits.StreamAsync(tenant.Id, cancellationToken)).ShouldBeNull();
        (await api.Redis.RawAsync($"ZRANGE {key} 0 -1", cancellationToken)).ShouldNotContain("dead");
    }

    [Fact]
    public async Task An_open_stream_does_not_keep_the_host_from_leaving()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var host = await ApiHost.StartAsync(api.Redis, api.Postgres);
        var tenant = await host.AddTenantAsync(cancellationToken);
        using var client = host.Client(tenant.Token);
        var job = await SubmitAsync(client);
        using var response = await client.GetAsync($"/v1/jobs/{job}/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = response.Content.ReadAsStringAsync(cancellationToken);

        await host.DisposeAsync(); // would wait 30 seconds for the stream, and cut it

        (await body).ShouldNotContain("event: end");
    }

    [Fact]
    public void A_line_end_in_data_cannot_begin_a_field_of_its_own() =>
        EventStream
            .Format(new StreamEvent("1-0", "text", "a\r\nid: 9\rb\nc"))
            .ShouldBe("id: 1-0\nevent: text\ndata: a\ndata: id: 9\ndata: b\ndata: c\n\n");

    private async Task<JobId> SubmitAsync(HttpClient? client = null)
    {
        using var accepted = await (client ?? _client).PostAsJsonAsync(
            "/v1/jobs",
            new { operation = "summarize", ticketId = 7 },
            TestContext.Current.CancellationToken
        );
        return new JobId((await accepted.JsonAsync()).GetProperty("id").GetGuid());
    }

    /// <summary>Says what the worker would say, sealed as it seals.</summary>
    private async Task SayAsync(JobId job, ResultKind kind, string? json, OrganizationId? organization = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var owner = organization ?? api.Ours.Id;
        var bytes = json is null
            ? []
            : (
                await api
                    .Host.Get<TransitSealer>()
                    .SealAsync(owner, "result", job.ToString(), Encoding.UTF8.GetBytes(json), cancellationToken)
            ).Value;
        (await api.Host.Get<IResultChannel>().AppendAsync(owner, job, kind, bytes, cancellationToken)).Succeeded.ShouldBeTrue();
    }

    private async Task<EventReader> FollowAsync(JobId job, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/jobs/{job}/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    private sealed class EventReader(HttpResponseMessage response, Stream stream) : IAsyncDisposable
    {
        private readonly StreamReader _reader = new(stream);

        public string? LastId { get; private set; }

        /// <summary>The next event; an empty name at the end of the stream.</summary>
        public async Task<(string Name, string Data)> NextAsync()
        {
            var name = "";
            var data = new List<string>();
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Length == 0 && name.Length > 0)
                {
                    break;
                }

                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    LastId = line[4..];
                }
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    name = line[7..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    data.Add(line[6..]);
                }
            }

            return (name, string.Join('\n', data));
        }

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
