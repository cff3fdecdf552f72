using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Providers;

/// <summary>One call of one provider: its time limits, its span, its failure as a code.</summary>
internal sealed class Attempt(
    ProviderClients clients,
    TimeProvider clock,
    ProviderOptions options,
    ILogger logger,
    ProviderCall call,
    ProviderEndpoint endpoint,
    int number
)
{
    /// <summary>Runs the call. The last part is the end; expected failures are in it, never thrown.</summary>
    public async IAsyncEnumerable<ProviderPart> RunAsync(bool stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = new Limit(
            clock,
            options.AttemptTimeout,
            stream ? options.IdleTimeout : options.AttemptTimeout,
            cancellationToken
        );
        using var span = ProviderTelemetry.Start(call, endpoint);
        var started = clock.GetTimestamp();

        Outcome<ProviderAnswer> end;
        if (stream)
        {
            var collected = new Collected();
            await using var updates = Updates(collected, limit).GetAsyncEnumerator(limit.Token);
            while (true)
            {
                var next = await GuardedAsync(async () => await updates.MoveNextAsync() ? updates.Current : null, limit, cancellationToken);
                if (next is { Succeeded: true, Value: { } text })
                {
                    yield return ProviderPart.Of(text);
                    continue;
                }

                end = next.Succeeded ? collected.End(endpoint, options) : next.Failure;
                break;
            }
        }
        else
        {
            var whole = await GuardedAsync(() => WholeAsync(limit.Token), limit, cancellationToken);
            end = whole.Succeeded ? whole.Value : whole.Failure;
        }

        Report(span, end, clock.GetElapsedTime(started));
        yield return ProviderPart.Ended(end);
    }

    private async Task<Outcome<ProviderAnswer>> WholeAsync(CancellationToken cancellationToken)
    {
        using var client = clients.For(endpoint, call);
        var response = await client.GetResponseAsync(Request.Messages(call), Request.Options(call, endpoint), cancellationToken);
        return Answers.Of(endpoint, response.Text, response.FinishReason, response.ModelId, response.Usage, options.Prices);
    }

    private async IAsyncEnumerable<string> Updates(Collected collected, Limit limit)
    {
        using var client = clients.For(endpoint, call);
        var updates = client.GetStreamingResponseAsync(Request.Messages(call), Request.Options(call, endpoint), limit.Token);
        await foreach (var update in updates.WithCancellation(limit.Token))
        {
            limit.Heard();
            if (collected.Add(update) is { Length: > 0 } text)
            {
                yield return text;
            }
        }
    }

    private async Task<Outcome<T>> GuardedAsync<T>(Func<Task<T>> work, Limit limit, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (CallStopped stopped)
        {
            logger.LeakStopped(call.Job, stopped.Hits, endpoint.Name);
            return new Failure(FailureCode.LeakStopped);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, an SDK may have put the provider's text into it: it ends here.
            var failure = Failures.Of(e, limit.IsOver);
            if (failure.Code == FailureCode.ProviderAnswerUnreadable)
            {
                logger.Unreadable(call.Job, endpoint.Name, e.GetType());
            }

            return failure;
        }
    }

    private void Report(Activity? span, Outcome<ProviderAnswer> end, TimeSpan elapsed)
    {
        ProviderTelemetry.Ended(span, call, endpoint, end, elapsed);
        if (end.Succeeded)
        {
            var answer = end.Value;
            logger.Answered(
                call.Job,
                endpoint.Name,
                (long)elapsed.TotalMilliseconds,
                answer.InputTokens ?? -1,
                answer.OutputTokens ?? -1,
                answer.StopReason
            );
        }
        else
        {
            logger.Failed(call.Job, endpoint.Name, end.Failure.Code, number, end.Failure.RetryAfter ?? TimeSpan.Zero);
        }
    }

    /// <summary>What a stream has brought so far.</summary>
    private sealed class Collected
    {
        private readonly StringBuilder _text = new();
        private ChatFinishReason? _reason;
        private string? _model;
        private UsageDetails? _usage;

        public string Add(ChatResponseUpdate update)
        {
            _reason = update.FinishReason ?? _reason;
            _model = update.ModelId ?? _model;
            foreach (var usage in update.Contents.OfType<UsageContent>())
            {
                (_usage ??= new UsageDetails()).Add(usage.Details);
            }

            var text = update.Text;
            _text.Append(text);
            return text;
        }

        // Every provider names a reason when it is done: a stream without one was cut.
        public Outcome<ProviderAnswer> End(ProviderEndpoint endpoint, ProviderOptions options) =>
            _reason is null
                ? new Failure(FailureCode.ProviderUnavailable)
                : Answers.Of(endpoint, _text.ToString(), _reason, _model, _usage, options.Prices);
    }
}
