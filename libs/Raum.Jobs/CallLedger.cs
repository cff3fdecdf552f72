using Raum.Core;
using Raum.Data;

namespace Raum.Jobs;

/// <summary>Which tries of jobs called a provider: a memory beside the log, so that a call that is missing there is seen.</summary>
internal sealed class CallLedger(PlacedDatabase database, TimeProvider clock)
{
    /// <summary>Puts a call down. Its intent is on record before; the row may be written while the provider works, and is there before the answer counts.</summary>
    public async Task<Outcome<Done>> CalledAsync(QueuedJob job, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database
                .CreateBatch(job.Organization)
                .Add(
                    """
                    insert into conversation.provider_call (organization_id, job_id, attempt, called_at) values ($1, $2, $3, $4)
                    on conflict (organization_id, job_id, attempt) do nothing
                    """,
                    job.Organization.Value,
                    job.Id.Value,
                    attempt,
                    clock.GetUtcNow()
                );
            await batch.ExecuteAsync(cancellationToken);
            return default(Done);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
