using System.Runtime.CompilerServices;
using Raum.Core;
using Raum.Jobs;

namespace Raum.Api.Features.Jobs;

internal static class ResultReading
{
    /// <summary>Reads a job's results, and ends when nothing has come for <paramref name="quiet"/> or the token says stop; neither is an error.</summary>
    public static async IAsyncEnumerable<JobResult> ReadQuietlyAsync(
        this JobResults results,
        OrganizationId organization,
        JobId job,
        string? after,
        TimeSpan quiet,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var silence = new CancellationTokenSource(quiet, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        await using var reader = results.ReadAsync(organization, job, after, stop.Token).GetAsyncEnumerator(stop.Token);
        while (true)
        {
            try
            {
                if (!await reader.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                yield break;
            }

            yield return reader.Current;
            silence.CancelAfter(quiet);
        }
    }
}
