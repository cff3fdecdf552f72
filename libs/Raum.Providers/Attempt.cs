using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Raum.Core;
using Raum.Providers.Wire;

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
    private readonly SentPrompt _sent = new();
    private readonly Collected _collected = new();

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

        // What a caller who gives up leaves behind: it may cost nevertheless.
        Outcome<ProviderAnswer> end = new Failure(FailureCode.Timeout);
        try
        {
            if (stream)
            {
                await using var updates = Updates(limit).GetAsyncEnumerator(limit.Token);
                while (true)
                {
                    var next = await GuardedAsync(
                        async () => await updates.MoveNextAsync() ? updates.Current : null,
                        limit,
                        cancellationToken
                    );
                    if (next is { Succeeded: true, Value: { } text })
                    {
                        yield return ProviderPart.Of(text);
                        continue;
                    }

                    end = next.Succeeded ? _collected.End(endpoint, options) : next.Failure;
                    break;
                }
            }
            else
            {
                var whole = await GuardedAsync(() => WholeAsync(limit.Token), limit, cancellationToken);
                end = whole.Succeeded ? whole.Value : whole.Failure;
            }
        }
        finally
        {
            call.Meter.Add(Metered(end));
        }

        Report(span, end, clock.GetElapsedTime(started));
        yield return ProviderPart.Ended(end);
    }

    private ProviderAttempt Metered(Outcome<ProviderAnswer> end)
    {
        var (input, output) = (_collected.Usage?.InputTokenCount, _collected.Usage?.OutputTokenCount);
        var model = end.Succeeded ? end.Value.Model : endpoint.Model;
        var cost = end.Succeeded ? end.Value.CostUsd : null;
        if (cost is null)
        {
            // A provider that said how much it read said at the end how much it wrote: what was cut before counts by its length.
            var prompt = call.System.Length + call.Messages.Sum(message => (long)message.Text.Length);
            var written = Math.Max(output ?? 0, end.Succeeded && output is not null ? 0 : Cost.TokensAtMost(_collected.Length));
            cost =
                input is null && !_sent.MayCost
                    ? 0
                    : Cost.AtMost(endpoint, model, input ?? Cost.TokensAtMost(prompt), written, options.Prices);
        }

        return new ProviderAttempt(endpoint.Name, model, end.Succeeded ? null : end.Failure, input, output, cost);
    }

    private async Task<Outcome<ProviderAnswer>> WholeAsync(CancellationToken cancellationToken)
    {
        using var client = clients.For(endpoint, call, _sent);
        var response = await client.GetResponseAsync(Request.Messages(call), Request.Options(call, endpoint), cancellationToken);
        _collected.Add(response);
        return Answers.Of(endpoint, response.Text, response.FinishReason, response.ModelId, response.Usage, options.Prices);
    }

    private async IAsyncEnumerable<string> Updates(Limit limit)
    {
        using var client = clients.For(endpoint, call, _sent);
        var updates = client.GetStreamingResponseAsync(Request.Messages(call), Request.Options(call, endpoint), limit.Token);
        await foreach (var update in updates.WithCancellation(limit.Token))
        {
            limit.Heard();
            if (_collected.Add(update) is { Length: > 0 } text)
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

    /// <summary>What the provider has said so far.</summary>
    private sealed class Collected
    {
        private readonly StringBuilder _text = new();
        private ChatFinishReason? _reason;
        private string? _model;

        public UsageDetails? Usage { get; private set; }

        public int Length => _text.Length;

        public void Add(ChatResponse response)
        {
            _text.Append(response.Text);
            Usage = response.Usage;
        }

        public string Add(ChatResponseUpdate update)
        {
            _reason = update.FinishReason ?? _reason;
            _model = update.ModelId ?? _model;
            foreach (var usage in update.Contents.OfType<UsageContent>())
            {
                (Usage ??= new UsageDetails()).Add(usage.Details);
            }

            var text = update.Text;
            _text.Append(text);
            return text;
        }

        // Every provider names a reason when it is done: a stream without one was cut.
        public Outcome<ProviderAnswer> End(ProviderEndpoint endpoint, ProviderOptions options) =>
            _reason is null
                ? new Failure(FailureCode.ProviderUnavailable)
                : Answers.Of(endpoint, _text.ToString(), _reason, _model, Usage, options.Prices);
    }
}
