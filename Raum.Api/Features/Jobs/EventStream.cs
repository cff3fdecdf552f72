using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Raum.Api.Features.Jobs;

/// <summary>Writes server-sent events, with a comment as heartbeat while nothing comes.</summary>
/// <remarks>Source: WHATWG HTML, "Server-sent events". Every line of data gets its own field; CR, LF and CRLF all end a line there.</remarks>
internal static class EventStream
{
    public const string ContentType = "text/event-stream";
    private const string Heartbeat = ": still here\n\n";

    /// <summary>Sends events until there are no more, the caller goes, or the host leaves; a caller who comes back continues after its last id.</summary>
    public static async Task WriteAsync(
        HttpContext context,
        IAsyncEnumerable<StreamEvent> events,
        TimeSpan heartbeat,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = ContentType;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync(cancellationToken);

        await using var reader = events.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var pause = Task.Delay(heartbeat, clock, waited.Token);
                if (await Task.WhenAny(next, pause) != next && !cancellationToken.IsCancellationRequested)
                {
                    await SendAsync(context, Heartbeat, cancellationToken);
                }

                await waited.CancelAsync();
                if (cancellationToken.IsCancellationRequested)
                {
                    break;
                }
            }

            try
            {
                if (!await next)
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await SendAsync(context, Format(reader.Current), cancellationToken);
        }
    }

    internal static string Format(StreamEvent item)
    {
        var text = new StringBuilder();
        if (item.Id is { } id)
        {
            text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"event: {item.Name}\n");
        foreach (var line in item.Data.ReplaceLineEndings("\n").Split('\n'))
        {
            text.Append("data: ").Append(line).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}

/// <param name="Id">What <c>Last-Event-ID</c> names when the caller comes back; null keeps the one before.</param>
/// <param name="Name">From a closed set, without line ends.</param>
/// <param name="Data">JSON.</param>
internal sealed record StreamEvent(string? Id, string Name, string Data);
