using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Raum.Api.Tests;

/// <summary>What every error looks like (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>Checks that the answer is a problem of this kind, and gives its body.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        body.GetProperty("type").GetString().ShouldBe($"https://raum.dev/problems/{type}");
        body.GetProperty("status").GetInt32().ShouldBe((int)status);
        body.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        body.GetProperty("correlationId").GetGuid().ShouldNotBe(Guid.Empty);
        if (type == "quota-exhausted")
        {
            // A month at the longest.
            response.Headers.RetryAfter!.Delta!.Value.TotalDays.ShouldBeInRange(0, 31);
        }
        else if (status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 59);
        }

        return body;
    }

    public static Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
