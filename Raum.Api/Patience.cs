using Raum.Core;

namespace Raum.Api;

/// <summary>How long a request waits for a store that does not answer, before it is 503 and the caller comes back.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static CancellationTokenSource For(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(Limit);
        return source;
    }

    /// <summary>The outcome, or <see cref="FailureCode.Timeout"/> when patience ended first; when the caller went, the cancellation passes.</summary>
    public static async Task<Outcome<T>> OrTimeoutAsync<T>(Task<Outcome<T>> work, HttpContext context)
    {
        try
        {
            return await work;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return new Failure(FailureCode.Timeout);
        }
    }
}
