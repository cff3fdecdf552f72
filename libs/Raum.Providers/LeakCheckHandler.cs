using System.Text.Json;
using Raum.Providers.Wire;

namespace Raum.Providers;

/// <summary>The last look at a request, below the SDK, on the bytes that would leave (PII-9).</summary>
/// <remarks>
/// Every content string is checked with the matcher that masked; names of the protocol are not, or a requester called Claude would stop
/// every call. A body that is not JSON of the expected shape is not sent: a new field of an SDK could carry text that nobody looked at.
/// One handler serves one job.
/// </remarks>
internal sealed class LeakCheckHandler(RequestShape shape, Func<string, int> leakCheck, SentPrompt? sent = null) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content || request.Method != HttpMethod.Post)
        {
            throw new CallStopped(hits: 0);
        }

        // The bytes that were checked are the bytes that are sent.
        var bytes = await content.ReadAsByteArrayAsync(cancellationToken);
        Check(bytes);
        var checkedContent = new ByteArrayContent(bytes);
        foreach (var (name, values) in content.Headers)
        {
            checkedContent.Headers.TryAddWithoutValidation(name, values);
        }

        request.Content = checkedContent;
        return await (sent ?? new SentPrompt()).WatchAsync(() => base.SendAsync(request, cancellationToken));
    }

    private void Check(byte[] bytes)
    {
        var texts = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (!shape.Fits(document.RootElement, texts))
            {
                throw new CallStopped(hits: 0);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is not valid Unicode.
            throw new CallStopped(hits: 0);
        }

        Check(texts, leakCheck);
    }

    /// <summary>Checks each text with the matcher that masked.</summary>
    /// <exception cref="CallStopped">A value is still there.</exception>
    public static void Check(IReadOnlyList<string> texts, Func<string, int> leakCheck)
    {
        var hits = texts.Sum(leakCheck);
        if (hits > 0)
        {
            throw new CallStopped(hits);
        }
    }
}
