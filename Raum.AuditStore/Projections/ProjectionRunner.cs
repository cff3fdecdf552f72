using Raum.AuditStore.Proofs;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Step 12: applies one organization's events in order; the checkpoint moves in the same transaction as the rows.</summary>
/// <remarks>The organization's tree grows here too, and goes on where the read models cannot: it needs no body.</remarks>
internal sealed class ProjectionRunner(
    PlacedDatabase database,
    LogEvents events,
    CheckpointSigner signer,
    IReadOnlyList<IProjection> projections,
    TimeProvider clock
)
{
    private const int BatchSize = 500;

    // :: Step 12
    /// <summary>Brings all read models of an organization to the present end of its log.</summary>
    /// <returns>How many events were new to at least one of them.</returns>
    /// <exception cref="AuditReadException">The log cannot be read on; what was applied stays.</exception>
    /// <exception cref="ProjectionConflictException">Another runner moved a checkpoint: stop, it owns the work now.</exception>
    public async Task<int> CatchUpAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var checkpoints = await ReadCheckpointsAsync(organization, cancellationToken);
        var applied = 0;
        try
        {
            await foreach (var batch in events.ReadAsync(organization, checkpoints.Values.Min() + 1, BatchSize, cancellationToken))
            {
                applied += await ApplyAsync(organization, batch, checkpoints, cancellationToken);
                if (batch.Count == BatchSize)
                {
                    await signer.SignIfDueAsync(organization, now: false, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is not ProjectionConflictException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever stops the read models, a key that is away or a bug in one of them, must not stop the proofs.
            await GrowTreeAsync(organization, checkpoints, cancellationToken);
            throw;
        }

        return applied;
    }

    /// <summary>Signs a checkpoint when it is time.</summary>
    /// <returns>When it will be; null when everything is covered.</returns>
    /// <exception cref="AuditReadException">No key, or the tree is not what was signed.</exception>
    public Task<DateTimeOffset?> CheckpointAsync(OrganizationId organization, bool now, CancellationToken cancellationToken) =>
        signer.SignIfDueAsync(organization, now, cancellationToken);

    private async Task<int> ApplyAsync(
        OrganizationId organization,
        List<StoredEvent> batch,
        Dictionary<string, long> checkpoints,
        CancellationToken cancellationToken
    )
    {
        await AddToTreeAsync(organization, batch, checkpoints, cancellationToken);
        var behind = projections.Select(projection => checkpoints[projection.Name]).Min();
        var unread = batch.Where(stored => stored.Revision > behind).ToList();
        if (unread.Count == 0)
        {
            return batch.Count;
        }

        var opened = await events.OpenAsync(organization, unread, cancellationToken);
        await using var scope = await database.OpenAsync(organization, cancellationToken);
        foreach (var projection in projections)
        {
            var checkpoint = checkpoints[projection.Name];
            if (batch[^1].Revision <= checkpoint)
            {
                continue;
            }

            // The checkpoint first: it locks the row, so that two runners do not both write.
            await MoveAsync(scope, projection.Name, checkpoint, batch[^1].Revision, cancellationToken);
            var unseen = opened.Events.Where(recorded => recorded.Revision > checkpoint).ToList();
            if (unseen.Count > 0)
            {
                await projection.ApplyAsync(unseen, scope, cancellationToken);
            }
        }

        await NoteDamageAsync(scope, opened.Closed, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        foreach (var projection in projections)
        {
            checkpoints[projection.Name] = Math.Max(checkpoints[projection.Name], batch[^1].Revision);
        }

        return batch.Count;
    }

    private async Task GrowTreeAsync(OrganizationId organization, Dictionary<string, long> checkpoints, CancellationToken cancellationToken)
    {
        var next = checkpoints[TreeBuilder.Name] + 1;
        await foreach (var batch in events.ReadAsync(organization, next, BatchSize, cancellationToken))
        {
            await AddToTreeAsync(organization, batch, checkpoints, cancellationToken);
            await signer.SignIfDueAsync(organization, now: false, cancellationToken);
        }

        await signer.SignIfDueAsync(organization, now: false, cancellationToken);
    }

    /// <summary>Writes down which entries do not open though no receipt says that they were removed: an alert tells of them.</summary>
    private async Task NoteDamageAsync(OrganizationScope scope, IReadOnlyList<long> closed, CancellationToken cancellationToken)
    {
        if (closed.Count == 0)
        {
            return;
        }

        await using var insert = scope.CreateCommand(
            """
            insert into projection.damaged_entry (organization_id, revision, found_at)
            select $1, r, $3 from unnest($2::bigint[]) as r
            where not exists (select from audit.removed_body b where b.organization_id = $1 and b.revision = r)
            on conflict do nothing
            """,
            scope.Organization.Value,
            closed.ToArray(),
            clock.GetUtcNow()
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task AddToTreeAsync(
        OrganizationId organization,
        List<StoredEvent> batch,
        Dictionary<string, long> checkpoints,
        CancellationToken cancellationToken
    )
    {
        var checkpoint = checkpoints[TreeBuilder.Name];
        var unseen = batch.Where(stored => stored.Revision > checkpoint).ToList();
        if (unseen.Count == 0)
        {
            return;
        }

        await using var scope = await database.OpenAsync(organization, cancellationToken);
        await MoveAsync(scope, TreeBuilder.Name, checkpoint, unseen[^1].Revision, cancellationToken);
        await TreeBuilder.ApplyAsync(unseen, scope, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        checkpoints[TreeBuilder.Name] = unseen[^1].Revision;
    }

    private static async Task MoveAsync(OrganizationScope scope, string projection, long from, long to, CancellationToken cancellationToken)
    {
        await using var move = scope.CreateCommand(
            """
            update projection.checkpoint set revision = $4, moved_at = now()
            where organization_id = $1 and projection = $2 and revision = $3
            """,
            scope.Organization.Value,
            projection,
            from,
            to
        );
        if (await move.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new ProjectionConflictException();
        }
    }

    private async Task<Dictionary<string, long>> ReadCheckpointsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        string[] names = [TreeBuilder.Name, .. projections.Select(projection => projection.Name)];
        await using var batch = database
            .CreateBatch(organization)
            .Add(
                """
                insert into projection.checkpoint (organization_id, projection, revision)
                select $1, name, -1 from unnest($2) as name
                where not exists (select from projection.checkpoint c where c.organization_id = $1 and c.projection = name)
                on conflict do nothing
                """,
                organization.Value,
                names
            )
            .Add("select projection, revision from projection.checkpoint where organization_id = $1", organization.Value);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var checkpoints = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            checkpoints[reader.GetString(0)] = reader.GetInt64(1);
        }

        return names.ToDictionary(name => name, name => checkpoints[name]);
    }
}

/// <summary>A checkpoint did not stand where this runner left it: another one has taken over.</summary>
internal sealed class ProjectionConflictException : Exception;
