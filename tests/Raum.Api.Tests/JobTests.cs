using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Raum.Core;
using Raum.Jobs;
using Raum.Organizations.ApiKeys;

namespace Raum.Api.Tests;

/// <summary>Jobs over the API: what is accepted, what is refused, and who sees what.</summary>
public sealed class JobTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = api.Host.Client(api.Ours.Token);

    [Fact]
    public async Task A_text_is_queued_sealed_and_opens_for_its_job_only()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = await api.Host.AddTenantAsync(cancellationToken);
        using var client = api.Host.Client(tenant.Token);

        using var response = await PostAsync(
            client,
            """
            {"operation":"rewrite","subject":"Order of Jane Doe","text":"Jane Doe, +49 170 1234567, waits.","instruction":"Call her Jane.",
             "people":[{"name":"Jane Doe","email":"jane.doe@example.com","phone":"+49 170 1234567","role":"requester"}],"options":{"tone":"formal"}}
            """
        );

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var body = await response.JsonAsync();
        var id = body.GetProperty("id").GetGuid();
        response.Headers.Location!.OriginalString.ShouldBe($"/v1/jobs/{id}");
        body.GetProperty("links").GetProperty("events").GetString().ShouldBe($"/v1/jobs/{id}/events");
        (await api.Redis.RawAsync("KEYS *", cancellationToken)).ShouldContain("raum:");
        foreach (var file in Directory.GetFiles(api.Redis.DataFolder, "*", SearchOption.AllDirectories))
        {
            Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, cancellationToken)).ShouldNotContain("Jane");
        }

        var job = (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem();
        job.Target.ShouldBe(DeliveryTarget.Result);
        job.Lane.ShouldBe(JobLane.Interactive);
        job.Options.Tone.ShouldBe(Tone.Formal);
        var text = (await api.Host.Get<JobTexts>().OpenAsync(job, cancellationToken)).Value;
        text.Text!.Reveal().ShouldBe("Jane Doe, +49 170 1234567, waits.");
        text.Subject!.Reveal().ShouldBe("Order of Jane Doe");
        text.Instruction!.Reveal().ShouldBe("Call her Jane.");
        text.People.ShouldHaveSingleItem().Email!.Reveal().ShouldBe("jane.doe@example.com");
        var stolen = job with { Id = new JobId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())) };
        (await api.Host.Get<JobTexts>().OpenAsync(stolen, cancellationToken)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task A_ticket_is_queued_as_its_number()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        using var client = api.Host.Client(tenant.Token);

        using var response = await PostAsync(
            client,
            """{"operation":"summarize","ticketId":35436,"target":"internalNote","lane":"background"}"""
        );

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem();
        job.TicketId.ShouldBe(35436);
        job.Target.ShouldBe(DeliveryTarget.InternalNote);
        job.Lane.ShouldBe(JobLane.Background);
        job.SealedText.ShouldBeNull();
        job.Actor.Id.ShouldBe(tenant.Key.ToString());
    }

    [Fact]
    public async Task A_repeated_idempotency_key_gets_the_first_job()
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        using var client = api.Host.Client(tenant.Token);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");

        using var first = await PostAsync(client, """{"operation":"summarize","ticketId":1}""");
        using var again = await PostAsync(client, """{"operation":"summarize","ticketId":1}""");

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.JsonAsync()).GetProperty("id").GetGuid().ShouldBe((await first.JsonAsync()).GetProperty("id").GetGuid());
        (await api.Host.TakeAllAsync(tenant.Id)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(
        """{"operation":"rewrite","text":"Anna owes us 50 euros."}""",
        """{"operation":"rewrite","text":"Anna owes us 500 euros."}"""
    )]
    [InlineData("""{"operation":"summarize","ticketId":1}""", """{"operation":"summarize","ticketId":2}""")]
    [InlineData("""{"operation":"summarize","ticketId":1}""", """{"operation":"generate","ticketId":1}""")]
    [InlineData("""{"operation":"summarize","ticketId":1}""", """{"operation":"summarize","ticketId":1,"target":"internalNote"}""")]
    [InlineData("""{"operation":"summarize","ticketId":1}""", """{"operation":"summarize","ticketId":1,"options":{"tone":"formal"}}""")]
    [InlineData(
        """{"operation":"rewrite","text":"Hello","people":[{"name":"Anna"}]}""",
        """{"operation":"rewrite","text":"Hello","people":[{"name":"Otto"}]}"""
    )]
    public async Task An_idempotency_key_with_another_request_is_refused_and_queues_nothing(string one, string other)
    {
        var tenant = await api.Host.AddTenantAsync(TestContext.Current.CancellationToken);
        using var client = api.Host.Client(tenant.Token);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "order-4711");

        using var first = await PostAsync(client, one);
        using var reused = await PostAsync(client, other);
        using var again = await PostAsync(client, one);

        await reused.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.JsonAsync()).GetProperty("id").GetGuid().ShouldBe((await first.JsonAsync()).GetProperty("id").GetGuid());
        (await api.Host.TakeAllAsync(tenant.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_idempotency_key_of_another_organization_is_another_job()
    {
        using var theirs = api.Host.Client(api.Theirs.Token);
        using var ours = api.Host.Client(api.Ours.Token);
        theirs.DefaultRequestHeaders.Add("Idempotency-Key", "shared");
        ours.DefaultRequestHeaders.Add("Idempotency-Key", "shared");

        using var first = await PostAsync(theirs, """{"operation":"summarize","ticketId":1}""");
        using var second = await PostAsync(ours, """{"operation":"summarize","ticketId":1}""");

        (await second.JsonAsync()).GetProperty("id").GetGuid().ShouldNotBe((await first.JsonAsync()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_jobs_state_is_there_at_once()
    {
        using var accepted = await PostAsync(_client, """{"operation":"summarize","ticketId":7}""");
        var id = (await accepted.JsonAsync()).GetProperty("id").GetGuid();

        using var response = await _client.GetAsync($"/v1/jobs/{id}", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var job = await response.JsonAsync();
        job.GetProperty("state").GetString().ShouldBe("queued");
        job.GetProperty("operation").GetString().ShouldBe("summarize");
        job.GetProperty("attempts").GetInt32().ShouldBe(0);
    }

    public static TheoryData<string, string, string> Refused =>
        new()
        {
            { "unknown operation", """{"operation":"hack","ticketId":1}""", "$.operation" },
            { "operation by number", """{"operation":1,"ticketId":1}""", "$.operation" },
            { "no operation", """{"ticketId":1}""", "$.operation" },
            { "missing ticket and text", """{"operation":"generate"}""", "$" },
            { "ticket and text", """{"operation":"generate","ticketId":1,"text":"x"}""", "$" },
            { "ticket of zero", """{"operation":"generate","ticketId":0}""", "$.ticketId" },
            { "ticket as text", """{"operation":"generate","ticketId":"1"}""", "$.ticketId" },
            { "empty text", """{"operation":"generate","text":""}""", "$.text" },
            { "public reply without ticket", """{"operation":"generate","text":"x","target":"publicReply"}""", "$.target" },
            { "resolve without ticket", """{"operation":"resolve","text":"x"}""", "$.operation" },
            { "translate without language", """{"operation":"translate","text":"x"}""", "$.options" },
            {
                "language that is none",
                """{"operation":"translate","text":"x","options":{"language":"to French, please"}}""",
                "$.options.language"
            },
            { "unknown tone", """{"operation":"rewrite","text":"x","options":{"tone":"rude"}}""", "$.options.tone" },
            { "model with spaces", """{"operation":"rewrite","text":"x","options":{"model":"a model"}}""", "$.options.model" },
            { "person without anything", """{"operation":"rewrite","text":"x","people":[{}]}""", "$.people[0]" },
            { "unknown member", """{"operation":"rewrite","text":"x","organization":"other"}""", "$.organization" },
            { "member twice", """{"operation":"rewrite","text":"x","text":"y"}""", "$.text" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_body_that_breaks_a_rule_is_refused_with_the_place(string what, string body, string path)
    {
        using var response = await PostAsync(_client, body);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(path, what);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"generate\"")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        using var response = await PostAsync(_client, body);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task A_body_that_is_nested_too_deep_is_refused()
    {
        var deep = new string('[', 1_000) + new string(']', 1_000);

        using var response = await PostAsync(_client, $$"""{"operation":"rewrite","text":"x","people":{{deep}}}""");

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task A_body_in_invalid_utf8_is_refused()
    {
        using var content = new ByteArrayContent([.. "{\"operation\":\"rewrite\",\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        using var response = await _client.PostAsync("/v1/jobs", content, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task A_body_of_10_megabytes_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = new ByteArrayContent(new byte[10_000_000]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = true;

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_wrong_content_type_is_refused()
    {
        using var content = new StringContent("""{"operation":"rewrite","text":"x"}""", Encoding.UTF8, "text/plain");

        using var response = await _client.PostAsync("/v1/jobs", content, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("with spaces in it")]
    [InlineData(
        "longer-than-255-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )]
    public async Task An_idempotency_key_that_is_none_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs")
        {
            Content = JsonContent.Create(new { operation = "summarize", ticketId = 1 }),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/approve")]
    [InlineData("POST", "/reject")]
    public async Task Another_organizations_job_does_not_exist(string method, string path)
    {
        using var theirs = api.Host.Client(api.Theirs.Token);
        using var accepted = await PostAsync(theirs, """{"operation":"summarize","ticketId":7}""");
        var id = (await accepted.JsonAsync()).GetProperty("id").GetGuid();

        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/jobs/{id}{path}");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("01980000-0000-7000-8000-000000000000")]
    [InlineData("not-an-id")]
    [InlineData("..%2f..%2fetc")]
    public async Task An_unknown_job_does_not_exist(string id)
    {
        using var response = await _client.GetAsync($"/v1/jobs/{id}", TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_job_without_a_draft_has_nothing_to_decide()
    {
        using var accepted = await PostAsync(_client, """{"operation":"summarize","ticketId":7}""");
        var id = (await accepted.JsonAsync()).GetProperty("id").GetGuid();

        using var approve = await _client.PostAsync($"/v1/jobs/{id}/approve", null, TestContext.Current.CancellationToken);
        using var reject = await _client.PostAsync($"/v1/jobs/{id}/reject", null, TestContext.Current.CancellationToken);

        await approve.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        await reject.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/v1/jobs", content, TestContext.Current.CancellationToken);
    }
}
