using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Problems;

namespace Raum.Http.Limits;

/// <summary>Marks an endpoint whose requests stay open for minutes; it is not counted as work, and has its own limit.</summary>
public sealed class LongLived;

/// <summary>Marks an endpoint that must answer under any load, such as a health probe.</summary>
public sealed class AlwaysAnswered;

/// <summary>Refuses early what cannot be worked on soon: a request that waits in a queue here would time out at the caller, and be repeated.</summary>
/// <remarks>
/// Webhooks have places of their own, and more of them: a sender that is refused often stops sending for a while, and each is short work. A flood of them takes no
/// place from people and keys, and the other way round.
/// </remarks>
internal sealed class OverloadLimiter(RequestDelegate next, IOptions<RaumHttpOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _work = Places(options.Value.MaxConcurrentRequests);
    private readonly ConcurrencyLimiter _webhooks = Places(options.Value.MaxConcurrentWebhooks);

    public async Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<LongLived>() is not null || metadata?.GetMetadata<AlwaysAnswered>() is not null)
        {
            await next(context);
            return;
        }

        var places = metadata?.GetMetadata<SignedRequest>() is null ? _work : _webhooks;
        using var lease = places.AttemptAcquire();
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        await new ProblemResult(new Failure(FailureCode.Timeout), "The server is busy.").WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable
        );
    }

    public void Dispose()
    {
        _work.Dispose();
        _webhooks.Dispose();
    }

    private static ConcurrencyLimiter Places(int count) => new(new ConcurrencyLimiterOptions { PermitLimit = count, QueueLimit = 0 });
}
