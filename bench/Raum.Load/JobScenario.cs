using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>Jobs that carry their text, or name a ticket that the worker reads, from the request to the end of their event stream: masking, sealing, the call, restoring and the audit log included.</summary>
/// <param name="ticketId">Null for jobs that carry their text.</param>
internal sealed class JobScenario(LocalStack stack, long? ticketId = null)
{
    private readonly HttpClient _api = stack.NewApiClient();

    private const string Text =
        "Hi, this is Jane Doe. I ordered a coffee machine two weeks ago (order 4711-20931) and was charged twice on my card 4111 1111 1111 1111. "
        + "Please refund one of the payments and write to jane.doe@example.com or call me at +1 202 555 0143. "
        + "The support chat told me that it would take three days, but nothing has happened so far. Kind regards, Jane";

    public Task<(Latencies Latencies, TimeSpan Elapsed)> RunAsync(
        double perSecond,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) => OpenLoop.RunAsync(perSecond, duration, (_, token) => RunOneAsync(token), cancellationToken);

    private static object WithText() =>
        new
        {
            operation = "generate",
            text = Text,
            people = new[]
            {
                new
                {
                    role = "requester",
                    name = "Jane Doe",
                    email = "jane.doe@example.com",
                },
            },
        };

    private async Task<string> RunOneAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var accepted = await _api.PostAsJsonAsync(
                "/v1/jobs",
                ticketId is null ? WithText() : new { operation = "generate", ticketId },
                cancellationToken
            );
            if (!accepted.IsSuccessStatusCode)
            {
                return ((int)accepted.StatusCode).ToString(CultureInfo.InvariantCulture);
            }

            var job = JsonNode.Parse(await accepted.Content.ReadAsStringAsync(cancellationToken))!;
            using var request = new HttpRequestMessage(HttpMethod.Get, (string)job["links"]!["events"]!);
            using var events = await _api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(cancellationToken));
            var result = "cut";
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                result = line switch
                {
                    "event: answer" or "event: failed" => line["event: ".Length..],
                    _ => result,
                };
                if (line == "event: end")
                {
                    return result;
                }
            }

            return "cut";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError.ToString();
        }
    }
}
