using System.Net;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Jobs;

namespace Raum.Api.Tests;

/// <summary>FLOW-6: who runs a desk sees what was given up, and tries it again when the cause is gone.</summary>
public sealed class DeadLetterTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_was_given_up_is_listed_with_its_reason()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var job = await BuryAsync(tenant);
        using var client = api.Host.Client(tenant.Token);

        using var response = await client.GetAsync("/v1/dead-letters", Token);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var letter = (await response.JsonAsync()).GetProperty("letters").EnumerateArray().ShouldHaveSingleItem();
        letter.GetProperty("jobId").GetGuid().ShouldBe(job.Id.Value);
        letter.GetProperty("failure").GetString().ShouldBe("provider-key-rejected");
        letter.GetProperty("ticketId").GetInt64().ShouldBe(35436);
        letter.GetProperty("operation").GetString().ShouldBe("generate");
    }

    [Fact]
    public async Task A_replay_queues_the_same_job_once()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        var job = await BuryAsync(tenant);
        using var client = api.Host.Client(tenant.Token);
        var letter = await OnlyLetterAsync(client);

        using var replayed = await client.PostAsync($"/v1/dead-letters/{letter}/replay", null, Token);
        using var again = await client.PostAsync($"/v1/dead-letters/{letter}/replay", null, Token);

        replayed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await replayed.JsonAsync()).GetProperty("id").GetGuid().ShouldBe(job.Id.Value);
        await again.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await api.Host.TakeAllAsync(tenant.Id)).ShouldHaveSingleItem().Id.ShouldBe(job.Id);
    }

    [Fact]
    public async Task Another_organization_sees_no_letter_and_replays_none()
    {
        var tenant = await api.Host.AddTenantAsync(Token);
        await BuryAsync(tenant);
        using var client = api.Host.Client(tenant.Token);
        using var theirs = api.Host.Client(api.Theirs.Token);
        var letter = await OnlyLetterAsync(client);

        using var listed = await theirs.GetAsync("/v1/dead-letters", Token);
        using var replayed = await theirs.PostAsync($"/v1/dead-letters/{letter}/replay", null, Token);

        (await listed.JsonAsync()).GetProperty("letters").GetArrayLength().ShouldBe(0);
        await replayed.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await OnlyLetterAsync(client)).ShouldBe(letter);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("201")]
    [InlineData("-1")]
    [InlineData("ten")]
    public async Task A_limit_that_is_none_is_refused(string limit)
    {
        using var client = api.Host.Client(api.Ours.Token);

        using var response = await client.GetAsync($"/v1/dead-letters?limit={limit}", Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Theory]
    [InlineData("-")]
    [InlineData("1-1")]
    [InlineData("*")]
    [InlineData("0-0%20COUNT%209")]
    public async Task An_id_that_is_none_is_not_found(string id)
    {
        using var client = api.Host.Client(api.Ours.Token);

        using var response = await client.PostAsync($"/v1/dead-letters/{id}/replay", null, Token);

        await response.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<string> OnlyLetterAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/v1/dead-letters", Token);
        return (await response.JsonAsync()).GetProperty("letters").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString()!;
    }

    private async Task<QueuedJob> BuryAsync(Tenant tenant)
    {
        var queue = api.Host.Get<IJobQueue>();
        var now = TimeProvider.System.GetUtcNow();
        var job = new QueuedJob
        {
            Id = new JobId(Guid.CreateVersion7(now)),
            Organization = tenant.Id,
            Operation = AiOperation.Generate,
            Target = DeliveryTarget.PublicReply,
            Lane = JobLane.Background,
            Actor = AuditActor.Webhook("zendesk"),
            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
            AcceptedAt = now,
            TicketId = 35436,
        };
        (await queue.EnqueueAsync(job, [], Token)).Succeeded.ShouldBeTrue();
        var lease = (await queue.TakeAsync(1, Token)).ShouldHaveSingleItem();
        await queue.BuryAsync(lease, FailureCode.ProviderKeyRejected, Token);
        return job;
    }
}
