using System.Globalization;
using Raum.AuditStore.Retention;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Projections;

/// <summary>Builds an organization's read models again from its log, as a new generation beside the one that is read, and puts it in its place in one transaction.</summary>
/// <remarks>
/// Readers and the projector go on meanwhile; they see the old rows until the new ones are complete. The generation's own checkpoint moves in the transaction
/// of its rows. Reading, opening and writing overlap, and two batches are written at a time: the second one's rows per event, while the first ends.
/// </remarks>
internal sealed class ReadModelRebuild(
    PlacedDatabase database,
    LogEvents events,
    IReadOnlyList<IProjection> projections,
    int batchSize = 1000
)
{
    /// <returns>How many events the new read models are made of.</returns>
    /// <exception cref="AuditReadException">The log cannot be read on. What is read stays the old generation.</exception>
    /// <exception cref="ProjectionConflictException">Somebody else began a rebuild after this one: it owns the work now.</exception>
    public async Task<long> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        while (true)
        {
            var build = await BeginAsync(organization, cancellationToken);
            var (built, count) = (build.From, 0L);
            var writing = Task.CompletedTask;
            try
            {
                do
                {
                    await foreach (var batch in events.ReadAheadAsync(organization, built + 1, batchSize, cancellationToken))
                    {
                        var before = writing;
                        writing = WriteAsync(build, built, batch, before, cancellationToken);
                        built = batch.Last;
                        count += batch.Events.Count;
                        await before;
                    }

                    await writing;
                } while (!await SwapAsync(build, built, cancellationToken));

                return count;
            }
            catch (ProjectionConflictException) when (!cancellationToken.IsCancellationRequested)
            {
                if (await BuildingAsync(organization, cancellationToken) is not null)
                {
                    throw;
                }

                // Bodies were removed meanwhile, and what was built with it: from the start.
            }
            finally
            {
                await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Build> BeginAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(organization, cancellationToken);
        await ExecuteAsync(scope, "select projection.take_turn()", [], cancellationToken);
        await ExecuteAsync(
            scope,
            "insert into projection.generation (organization_id, live, last) values ($1, 0, 0) on conflict do nothing",
            [organization.Value],
            cancellationToken
        );
        var (live, last) = (0, 0);
        await using (
            var take = scope.CreateCommand(
                "select live, last from projection.generation where organization_id = $1 for update",
                organization.Value
            )
        )
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (live, last) = (reader.GetInt32(0), reader.GetInt32(1));
        }

        if (last > live)
        {
            // What a rebuild that was broken off left behind.
            await WorkOnAsync(scope, last, cancellationToken);
            await ClearAsync(scope, cancellationToken);
        }

        // What was cut off has no bodies.
        var before = await Truncation.FirstAsync(scope, cancellationToken) - 1;
        await ExecuteAsync(
            scope,
            "update projection.generation set building = $2, last = $2, built = $3 where organization_id = $1",
            [organization.Value, last + 1, before],
            cancellationToken
        );
        await using var removed = scope.CreateCommand(
            "select exists (select from audit.removed_body where organization_id = $1)",
            organization.Value
        );
        var keepStatistics = (bool)(await removed.ExecuteScalarAsync(cancellationToken))!;
        await scope.CommitAsync(cancellationToken);
        return new Build(organization, last + 1, before, keepStatistics);
    }

    /// <param name="before">The batch before: this one is in its place only behind it.</param>
    private async Task WriteAsync(Build build, long from, OpenedBatch batch, Task before, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(build.Organization, cancellationToken);
        await WorkOnAsync(scope, build.Generation, cancellationToken);
        // Lost with the machine, it would be built again; the swap waits for the disk, and with it for all before it.
        await ExecuteAsync(scope, "select set_config('synchronous_commit', 'off', true)", [], cancellationToken);
        await ApplyAsync(projections.Where(projection => projection is IRowPerEvent), batch, scope, cancellationToken);
        await before;
        var moved = await ExecuteAsync(
            scope,
            "update projection.generation set built = $4 where organization_id = $1 and building = $2 and built = $3",
            [build.Organization.Value, build.Generation, from, batch.Last],
            cancellationToken
        );
        if (moved != 1)
        {
            throw new ProjectionConflictException();
        }

        var others = projections.Where(projection =>
            projection is not IRowPerEvent && !(build.KeepStatistics && projection is IStatistics)
        );
        await ApplyAsync(others, batch, scope, cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    private static async Task ApplyAsync(
        IEnumerable<IProjection> some,
        OpenedBatch batch,
        OrganizationScope scope,
        CancellationToken cancellationToken
    )
    {
        foreach (var projection in batch.Events.Count > 0 ? some : [])
        {
            await projection.ApplyAsync(batch.Events, scope, cancellationToken);
        }
    }

    /// <returns>False when the running read models have come further meanwhile: the rest has to be built first.</returns>
    private async Task<bool> SwapAsync(Build build, long built, CancellationToken cancellationToken)
    {
        var (organization, generation, _, keepStatistics) = build;
        var kept = projections.Where(projection => keepStatistics && projection is IStatistics).ToList();
        var names = projections.Except(kept).Select(projection => projection.Name).ToArray();
        await using var scope = await database.OpenAsync(organization, cancellationToken);
        // In the order in which the projector locks; from here on it waits.
        await using (
            var take = scope.CreateCommand(
                """
                select projection, revision from projection.checkpoint where organization_id = $1 and projection = any ($2)
                order by array_position($2, projection) for update
                """,
                organization.Value,
                projections.Select(projection => projection.Name).ToArray()
            )
        )
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (names.Contains(reader.GetString(0)) && reader.GetInt64(1) > built)
                {
                    return false;
                }
            }
        }

        await using (
            var check = scope.CreateCommand(
                "select from projection.generation where organization_id = $1 and building = $2 and built = $3 for update",
                organization.Value,
                generation,
                built
            )
        )
        await using (var reader = await check.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                throw new ProjectionConflictException();
            }
        }

        foreach (var statistics in kept.Cast<IStatistics>())
        {
            await statistics.MoveAsync(scope, generation, cancellationToken);
        }

        if (keepStatistics)
        {
            await JobBeginnings.MoveAsync(scope, generation, cancellationToken);
        }

        await ClearAsync(scope, cancellationToken);
        await ExecuteAsync(
            scope,
            """
            insert into projection.checkpoint (organization_id, projection, revision) select $1, name, $3 from unnest($2) as name
            on conflict (organization_id, projection) do update set revision = excluded.revision, moved_at = now()
            """,
            [organization.Value, names, built],
            cancellationToken
        );
        await ExecuteAsync(
            scope,
            "update projection.generation set live = $2, building = null, built = -1 where organization_id = $1",
            [organization.Value, generation],
            cancellationToken
        );
        await scope.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<int?> BuildingAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var scope = await database.OpenAsync(organization, cancellationToken);
        await using var command = scope.CreateCommand(
            "select building from projection.generation where organization_id = $1",
            organization.Value
        );
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    private async Task ClearAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        foreach (var projection in projections)
        {
            await projection.ClearAsync(scope, cancellationToken);
        }
    }

    private static Task<int> WorkOnAsync(OrganizationScope scope, int generation, CancellationToken cancellationToken) =>
        ExecuteAsync(
            scope,
            "select set_config('raum.generation', $1, true)",
            [generation.ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );

    private static async Task<int> ExecuteAsync(OrganizationScope scope, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="From">The last revision that is not taken in: what was cut off.</param>
    /// <param name="KeepStatistics">Sums of what was removed cannot be built again, and are taken over.</param>
    private sealed record Build(OrganizationId Organization, int Generation, long From, bool KeepStatistics);
}
