using System.Text;
using Microsoft.AspNetCore.Http;

namespace Raum.Testing.Providers;

/// <summary>Writes one reply the way its provider would.</summary>
internal sealed class ReplyWriter(HttpContext context, ProviderWire wire, string model, bool streaming)
{
    private CancellationToken Aborted => context.RequestAborted;

    public async Task WriteAsync(ProviderReply reply)
    {
        try
        {
            await (
                reply switch
                {
                    ProviderReply.Answer answer => streaming ? StreamAsync(answer) : BodyAsync(200, wire.Whole(model, answer)),
                    ProviderReply.Error error => ErrorAsync(error),
                    ProviderReply.ErrorInStream error => ErrorInStreamAsync(error),
                    ProviderReply.Cut cut => CutAsync(cut),
                    ProviderReply.Unfinished unfinished => StartStreamAsync(unfinished.Text),
                    ProviderReply.Raw raw => BodyAsync(200, raw.Body, raw.ContentType),
                    ProviderReply.Hang hang => HangAsync(hang),
                    _ => AbortAsync(),
                }
            );
        }
        catch (OperationCanceledException) when (Aborted.IsCancellationRequested)
        {
            // The caller gave up, as it should.
        }
    }

    private async Task StreamAsync(ProviderReply.Answer answer)
    {
        await StartAsync(answer);
        for (var start = 0; start < answer.Text.Length; start += answer.PieceLength)
        {
            if (answer.PieceDelay > TimeSpan.Zero)
            {
                await Task.Delay(answer.PieceDelay, TimeProvider.System, Aborted);
            }

            await SendAsync(wire.Piece(model, answer.Text[start..Math.Min(start + answer.PieceLength, answer.Text.Length)]));
        }

        foreach (var line in wire.Closing(model, answer))
        {
            await SendAsync(line);
        }
    }

    private async Task ErrorInStreamAsync(ProviderReply.ErrorInStream error)
    {
        await StartStreamAsync(error.Text);
        await SendAsync(wire.StreamError(error.Json));
    }

    private async Task CutAsync(ProviderReply.Cut cut)
    {
        if (streaming)
        {
            await StartStreamAsync(cut.Text);
        }
        else
        {
            var body = wire.Whole(model, new ProviderReply.Answer(cut.Text));
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
            await SendAsync(body[..(body.Length / 2)]);
        }

        context.Abort();
    }

    private async Task HangAsync(ProviderReply.Hang hang)
    {
        if (streaming && hang.Text.Length > 0)
        {
            await StartStreamAsync(hang.Text);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Aborted);
    }

    private Task AbortAsync()
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task StartStreamAsync(string text)
    {
        await StartAsync(new ProviderReply.Answer(text));
        if (text.Length > 0)
        {
            await SendAsync(wire.Piece(model, text));
        }
    }

    private async Task StartAsync(ProviderReply.Answer answer)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var line in wire.Opening(model, answer))
        {
            await SendAsync(line);
        }
    }

    private async Task ErrorAsync(ProviderReply.Error error)
    {
        foreach (var (name, value) in error.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await BodyAsync(error.Status, error.Body);
    }

    private async Task BodyAsync(int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body, Aborted);
    }

    private async Task SendAsync(string text)
    {
        await context.Response.WriteAsync(text, Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }
}
