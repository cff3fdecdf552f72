using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.Testing.Zendesk;

namespace Raum.Sandbox.Demo;

/// <summary>Talks to Raum's API and to the sandbox as anybody could: over HTTP.</summary>
internal sealed class DemoClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly TimeProvider _clock;
    private readonly HttpClient _api;
    private readonly HttpClient _sandbox;

    public DemoClient(DemoStack stack, TimeProvider clock)
    {
        _clock = clock;
        _api = new HttpClient { BaseAddress = stack.Api, Timeout = TimeSpan.FromSeconds(30) };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stack.ApiKey);
        _sandbox = new HttpClient { BaseAddress = stack.Sandbox, Timeout = TimeSpan.FromSeconds(30) };
    }

    public async Task<long> OpenTicketAsync(NewTicket ticket, CancellationToken cancellationToken)
    {
        using var answer = await _sandbox.PostAsJsonAsync("/sandbox/tickets", ticket, cancellationToken);
        return (long)(await ReadAsync(answer, "The sandbox", cancellationToken))["id"]!;
    }

    public async Task<JsonNode> TicketAsync(long id, CancellationToken cancellationToken)
    {
        using var answer = await _sandbox.GetAsync(new Uri($"/sandbox/tickets/{id}", UriKind.Relative), cancellationToken);
        return await ReadAsync(answer, "The sandbox", cancellationToken);
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _api.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await ReadAsync(answer, "Raum", cancellationToken);
    }

    public async Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _api.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        return await ReadAsync(answer, "Raum", cancellationToken);
    }

    /// <summary>Asks again until there is an answer.</summary>
    /// <param name="what">For the person who waits, should it never come.</param>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            if (await ask() is { } found)
            {
                return found;
            }

            if (_clock.GetElapsedTime(began) > Patience)
            {
                throw new DemoException($"{what} did not come within {Patience.TotalSeconds:0} seconds. The logs may tell why.");
            }

            await Task.Delay(Pause, _clock, cancellationToken);
        }
    }

    public void Dispose()
    {
        _api.Dispose();
        _sandbox.Dispose();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, string who, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode && JsonNode.Parse(text) is { } json
            ? json
            : throw new DemoException(
                $"{who} answered {(int)answer.StatusCode} to {answer.RequestMessage?.RequestUri?.AbsolutePath}: {text}"
            );
    }
}
