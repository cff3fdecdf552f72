using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.Providers;

/// <summary>Step 7 of a job: asks the organization's approved providers in their order until one answers (FLOW-6).</summary>
/// <remarks>
/// One try for each provider: the queue is what retries. A failure that another provider cannot mend (a refusal, a stopped call) ends the
/// chain. When all failed the result is transient if any of them was, with the shortest wait that was asked for.
/// </remarks>
public sealed class ProviderChain
{
    private readonly ProviderClients _clients;
    private readonly TimeProvider _clock;
    private readonly ProviderOptions _options;
    private readonly ILogger<ProviderChain> _logger;
    private readonly Breaker _breaker;

    internal ProviderChain(ProviderClients clients, TimeProvider clock, IOptions<ProviderOptions> options, ILogger<ProviderChain> logger)
    {
        _clients = clients;
        _clock = clock;
        _options = options.Value;
        _logger = logger;
        _breaker = new Breaker(clock, _options.BreakerFailures, _options.BreakerOpenFor);
    }

    /// <summary>Asks for a whole answer.</summary>
    /// <returns>
    /// Failures of the 3xx block, <see cref="FailureCode.LeakStopped"/> when a masked value was still in the request, and
    /// <see cref="FailureCode.ProviderNotConfigured"/> when there is no usable provider, <see cref="FailureCode.InvalidRequest"/> when the last
    /// message is not the user's.
    /// </returns>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled; a provider's silence is a failure instead.</exception>
    public async Task<Outcome<ProviderAnswer>> CompleteAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        Outcome<ProviderAnswer> end = new Failure(FailureCode.None);
        await foreach (var part in RunAsync(call, stream: false, cancellationToken))
        {
            end = part.End ?? end;
        }

        return end;
    }

    /// <summary>Asks for an answer piece by piece. The next provider is tried only as long as no piece has been handed out.</summary>
    /// <returns>Pieces, then exactly one part with <see cref="ProviderPart.End"/>; failures as with <see cref="CompleteAsync"/>.</returns>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public IAsyncEnumerable<ProviderPart> StreamAsync(ProviderCall call, CancellationToken cancellationToken) =>
        RunAsync(call, stream: true, cancellationToken);

    private async IAsyncEnumerable<ProviderPart> RunAsync(
        ProviderCall call,
        bool stream,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(call);

        if (call.Messages is not [.., { Role: MessageRole.User }] || call.MaxOutputTokens < 1)
        {
            yield return ProviderPart.Ended(new Failure(FailureCode.InvalidRequest));
            yield break;
        }

        var failed = new List<ProviderAttempt>();
        foreach (var endpoint in call.Endpoints)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Breaker.Key.Of(call, endpoint);
            var wait = _breaker.Wait(key);
            if (wait > TimeSpan.Zero)
            {
                failed.Add(new ProviderAttempt(endpoint.Name, endpoint.Model, new Failure(FailureCode.ProviderCircuitOpen, wait)));
                continue;
            }

            // :: Step 7
            Outcome<ProviderAnswer> end = new Failure(FailureCode.None);
            var started = false;
            await foreach (
                var part in new Attempt(_clients, _clock, _options, _logger, call, endpoint, failed.Count + 1).RunAsync(
                    stream,
                    cancellationToken
                )
            )
            {
                if (part.End is { } ended)
                {
                    end = ended;
                }
                else
                {
                    started = true;
                    yield return part;
                }
            }

            if (end.Succeeded)
            {
                _breaker.Succeeded(key);
                yield return ProviderPart.Ended(end.Value with { FailedAttempts = failed });
                yield break;
            }

            _breaker.Failed(key, end.Failure);
            failed.Add(call.Meter.Attempts[^1]);
            if (started || !MayTryAnother(end.Failure.Code))
            {
                yield return ProviderPart.Ended(end.Failure);
                yield break;
            }
        }

        yield return ProviderPart.Ended(Verdict(failed));
    }

    // A refusal is a decision about the content, not a fault of the provider; a stopped call would be stopped again.
    private static bool MayTryAnother(FailureCode code) =>
        code is not (FailureCode.LeakStopped or FailureCode.ProviderRefused or FailureCode.InvalidRequest);

    private static Failure Verdict(List<ProviderAttempt> failed)
    {
        if (failed.Count == 0)
        {
            return new Failure(FailureCode.ProviderNotConfigured);
        }

        var failures = failed.Select(attempt => attempt.Failure!).ToList();
        var transient = failures.Where(failure => failure.IsTransient).ToList();
        return transient.Count == 0 ? failures[0] : transient[0] with { RetryAfter = transient.Min(failure => failure.RetryAfter) };
    }
}
