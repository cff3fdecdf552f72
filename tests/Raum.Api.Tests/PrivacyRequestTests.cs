using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Raum.Api.Tests;

/// <summary>DATA-2: an organization asks for the erasure of a person and follows it.</summary>
public sealed class PrivacyRequestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_request_is_taken_listed_and_found_by_its_own_organization_and_names_no_person()
    {
        using var client = api.Host.Client(api.Ours.Token);
        using var answer = await client.PostAsJsonAsync(
            "/v1/privacy-requests",
            new
            {
                reference = "DSR-2026-17",
                emails = (string[])["jane.doe@example.com"],
                zendeskUserIds = (long[])[9001],
            },
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var taken = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        taken.GetProperty("state").GetString().ShouldBe("received");
        var due = taken.GetProperty("dueAt").GetDateTimeOffset() - taken.GetProperty("receivedAt").GetDateTimeOffset();
        due.ShouldBe(TimeSpan.FromDays(30));
        var found = await client.GetStringAsync(answer.Headers.Location, TestContext.Current.CancellationToken);
        found.ShouldContain("DSR-2026-17");
        found.ShouldNotContain("jane");
        (await client.GetStringAsync("/v1/privacy-requests", TestContext.Current.CancellationToken)).ShouldContain("DSR-2026-17");

        using var theirs = api.Host.Client(api.Theirs.Token);
        using var foreign = await theirs.GetAsync(answer.Headers.Location, TestContext.Current.CancellationToken);
        await foreign.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");
        (await theirs.GetStringAsync("/v1/privacy-requests", TestContext.Current.CancellationToken)).ShouldNotContain("DSR-2026-17");
        using var again = await client.PostAsJsonAsync(
            "/v1/privacy-requests",
            new { reference = "DSR-2026-17", ticketIds = (long[])[1] },
            TestContext.Current.CancellationToken
        );
        await again.ShouldBeProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Theory]
    [InlineData("""{"reference":"Jane Doe","emails":["jane@example.com"]}""")]
    [InlineData("""{"emails":["jane@example.com"]}""")]
    [InlineData("""{"reference":"DSR-1"}""")]
    [InlineData("""{"reference":"DSR-1","emails":["jane"]}""")]
    [InlineData("""{"reference":"DSR-1","zendeskUserIds":[0]}""")]
    [InlineData("""{"reference":"DSR-1","ticketIds":[-1]}""")]
    public async Task A_request_that_is_none_is_refused_and_not_repeated_in_the_answer(string body)
    {
        using var client = api.Host.Client(api.Ours.Token);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/v1/privacy-requests", content, TestContext.Current.CancellationToken);

        await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("jane@example.com");
    }
}
