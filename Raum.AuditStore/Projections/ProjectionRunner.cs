using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Step 12: applies one organization's events in order; the checkpoint moves in the same transaction as the rows.</summary>
internal sealed class ProjectionRunner(RaumDatabase database, IAuditLog log, IReadOnlyList<IProjection> projections)
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
        var batch = new List<RecordedEvent>(BatchSize);
        var applied = 0;
        await foreach (var recorded in log.ReadAsync(organization, checkpoints.Values.Min() + 1, cancellationToken))
        {
            batch.Add(recorded);
            if (batch.Count == BatchSize)
            {
                applied += await ApplyAsync(organization, batch, checkpoints, cancellationToken);
                batch.Clear();
            }
        }

        return batch.Count == 0 ? applied : applied + await ApplyAsync(organization, batch, checkpoints, cancellationToken);
    }

    /// <summary>Throws an organization's read models away and builds them again from its log.</summary>
    public async Task<int> RebuildAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using (var scope = await database.OpenAsync(organization, cancellationToken))
        {
            foreach (var projection in projections)
            {
                await projection.ClearAsync(scope, cancellationToken);
                await using var reset = scope.CreateCommand(
                    "update projection.checkpoint set revision = -1, moved_at = now() where organization_id = $1 and projection = $2",
                    organization.Value,
                    projection.Name
                );
                await reset.ExecuteNonQueryAsync(cancellationToken);
            }

            await scope.CommitAsync(cancellationToken);
        }

        return await CatchUpAsync(organization, cancellationToken);
    }

    private async Task<int> ApplyAsync(
        OrganizationId organization,
        List<RecordedEvent> batch,
        Dictionary<string, long> checkpoints,
        CancellationToken cancellationToken
    )
    {
        if (batch[^1].Revision - batch[0].Revision + 1 != batch.Count)
        {
            // A log without a gap is what every read model is built on.
            throw new AuditReadException(FailureCode.SealBroken);
        }

        await using var scope = await database.OpenAsync(organization, cancellationToken);
        foreach (var projection in projections)
        {
            var checkpoint = checkpoints[projection.Name];
            var unseen = batch.Where(recorded => recorded.Revision > checkpoint).ToList();
            if (unseen.Count == 0)
            {
                continue;
            }

            // The checkpoint first: it locks the row, so that two runners do not both write.
            await MoveAsync(scope, projection.Name, checkpoint, unseen[^1].Revision, cancellationToken);
            await projection.ApplyAsync(unseen, scope, cancellationToken);
        }

        await scope.CommitAsync(cancellationToken);
        foreach (var projection in projections)
        {
            checkpoints[projection.Name] = Math.Max(checkpoints[projection.Name], batch[^1].Revision);
        }

        return batch.Count;
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
        var names = projections.Select(projection => projection.Name).ToArray();
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
