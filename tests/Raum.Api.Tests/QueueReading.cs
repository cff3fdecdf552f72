using Raum.Core;
using Raum.Jobs;

namespace Raum.Api.Tests;

internal static class QueueReading
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>Takes and completes every job that waits, and gives those of one organization.</summary>
    public static async Task<IReadOnlyList<QueuedJob>> TakeAllAsync(this ApiHost host, OrganizationId organization)
    {
        var queue = host.Get<IJobQueue>();
        var jobs = new List<QueuedJob>();
        while (true)
        {
            using var quiet = new CancellationTokenSource(Quiet);
            IReadOnlyList<JobLease> leases;
            try
            {
                leases = await queue.TakeAsync(64, quiet.Token);
            }
            catch (OperationCanceledException)
            {
                return jobs;
            }

            if (leases.Count == 0)
            {
                return jobs;
            }

            foreach (var lease in leases)
            {
                await queue.CompleteAsync(lease, TestContext.Current.CancellationToken);
                if (lease.Job.Organization == organization)
                {
                    jobs.Add(lease.Job);
                }
            }
        }
    }
}
