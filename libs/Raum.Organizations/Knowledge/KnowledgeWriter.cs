using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;

namespace Raum.Organizations.Knowledge;

/// <summary>Changes procedures and articles of organizations (FLOW-9). Versions are never changed, what they say is sealed, and each change is on record before it is in force.</summary>
public sealed class KnowledgeWriter(
    RaumDatabase database,
    KnowledgeReader reader,
    FieldSealer sealer,
    IAuditLog audit,
    ChangeFeed changes,
    TimeProvider clock,
    IOptions<KnowledgeOptions> options
)
{
    private readonly KnowledgeRows _rows = new(sealer);

    /// <summary>Makes an entry of version 1.</summary>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for what <see cref="KnowledgeRules"/> refuse, <see cref="FailureCode.Conflict"/> when the organization has as many
    /// as it may have, failures of the stores and the keys.
    /// </returns>
    public async Task<Outcome<KnowledgeEntry>> CreateAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        KnowledgeDocument document,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (!KnowledgeRules.Allow(kind, document))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var row = await SealAsync(organization, Guid.CreateVersion7(clock.GetUtcNow()), 1, document, actor, cancellationToken);
        if (!row.Succeeded)
        {
            return row.Failure;
        }

        var most = kind == KnowledgeKind.Procedure ? options.Value.MaxProcedures : options.Value.MaxArticles;
        var created = await database.RunAsync<KnowledgeEntry>(
            organization,
            async (scope, stop) =>
            {
                if (await KnowledgeRows.CountAsync(scope, kind, stop) >= most)
                {
                    return new Failure(FailureCode.Conflict);
                }

                await KnowledgeRows.CreateAsync(scope, kind, row.Value, stop);
                return await RecordAsync(
                    KnowledgeReader.Entry(kind, row.Value, document),
                    organization,
                    KnowledgeChangeKind.Created,
                    [.. KnowledgeReader.Changes(null, document).Select(change => change.Field)],
                    null,
                    actor,
                    stop
                );
            },
            cancellationToken
        );
        changes.Changed(organization);
        return created;
    }

    /// <summary>Makes the next version.</summary>
    /// <param name="seen">The version that the caller has seen.</param>
    /// <param name="allow">Asked before words come into force that differ from those that are; its failure is the answer. Null: nobody is asked.</param>
    /// <returns>
    /// The entry as it is in force afterwards, the same when nothing changed; <see cref="FailureCode.NotFound"/>,
    /// <see cref="FailureCode.PreconditionFailed"/> when somebody else changed it meanwhile, <see cref="FailureCode.InvalidRequest"/>.
    /// </returns>
    public async Task<Outcome<KnowledgeEntry>> ReplaceAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long seen,
        KnowledgeDocument document,
        AuditActor actor,
        CancellationToken cancellationToken,
        Func<Task<Outcome<Done>>>? allow = null
    ) =>
        KnowledgeRules.Allow(kind, document)
            ? await ChangeAsync(
                organization,
                kind,
                entry,
                seen,
                () => Task.FromResult<Outcome<KnowledgeDocument>>(document),
                null,
                actor,
                cancellationToken,
                allow
            )
            : new Failure(FailureCode.InvalidRequest);

    /// <summary>Makes a next version that says what an earlier one said. History stays as it is.</summary>
    /// <returns>As <see cref="ReplaceAsync"/>; <see cref="FailureCode.NotFound"/> also when that version is not kept.</returns>
    public async Task<Outcome<KnowledgeEntry>> RollBackAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long to,
        long seen,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        await ChangeAsync(
            organization,
            kind,
            entry,
            seen,
            async () =>
            {
                var earlier = await reader.FindVersionAsync(organization, kind, entry, to, cancellationToken);
                return earlier.Succeeded ? earlier.Value.Document : earlier.Failure;
            },
            to,
            actor,
            cancellationToken
        );

    /// <summary>Deletes an entry with all its versions. What remains is the record that it was there.</summary>
    /// <returns>As <see cref="ReplaceAsync"/>.</returns>
    public async Task<Outcome<Done>> DeleteAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long seen,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var deleted = await database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var present = await KnowledgeRows.LockAsync(scope, kind, entry, stop);
                if (Check(present, seen) is { } refused)
                {
                    return refused;
                }

                await KnowledgeRows.DeleteAsync(scope, entry, stop);
                return await RecordAsync(
                    default(Done),
                    organization,
                    Event(kind, entry, present!.Value, KnowledgeChangeKind.Deleted, [], null, actor),
                    stop
                );
            },
            cancellationToken
        );
        changes.Changed(organization);
        return deleted;
    }

    /// <summary>Deletes what an earlier version said: an old version may name somebody who is to be forgotten. What is in force stays as it is.</summary>
    /// <returns>As <see cref="ReplaceAsync"/>; <see cref="FailureCode.Conflict"/> for the version in force; <see cref="FailureCode.NotFound"/> for one that is not kept.</returns>
    public Task<Outcome<Done>> DeleteVersionAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long version,
        long seen,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var present = await KnowledgeRows.LockAsync(scope, kind, entry, stop);
                if (Check(present, seen) is { } refused)
                {
                    return refused;
                }

                if (version == present)
                {
                    return new Failure(FailureCode.Conflict);
                }

                return await KnowledgeRows.DeleteVersionAsync(scope, entry, version, stop)
                    ? await RecordAsync(
                        default(Done),
                        organization,
                        Event(kind, entry, version, KnowledgeChangeKind.VersionDeleted, [], null, actor),
                        stop
                    )
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    private async Task<Outcome<KnowledgeEntry>> ChangeAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long seen,
        Func<Task<Outcome<KnowledgeDocument>>> next,
        long? from,
        AuditActor actor,
        CancellationToken cancellationToken,
        Func<Task<Outcome<Done>>>? allow = null
    )
    {
        var current = await reader.FindAsync(organization, kind, entry, cancellationToken);
        if (!current.Succeeded)
        {
            return current;
        }

        if (Check(current.Value.Version, seen) is { } refused)
        {
            return refused;
        }

        var said = await next();
        if (!said.Succeeded)
        {
            return said.Failure;
        }

        var document = said.Value;
        var fields = KnowledgeReader.Changes(current.Value.Document, document);
        if (fields.Count == 0)
        {
            return current;
        }

        if (allow is not null && await allow() is { Succeeded: false, Failure: var notAllowed })
        {
            return notAllowed;
        }

        var row = await SealAsync(organization, entry, current.Value.Version + 1, document, actor, cancellationToken);
        if (!row.Succeeded)
        {
            return row.Failure;
        }

        var changed = await database.RunAsync<KnowledgeEntry>(
            organization,
            async (scope, stop) =>
            {
                // Whoever came first holds the row until they are done.
                if (Check(await KnowledgeRows.LockAsync(scope, kind, entry, stop), seen) is { } late)
                {
                    return late;
                }

                await KnowledgeRows.ReplaceAsync(scope, row.Value, options.Value.MaxVersions, stop);
                return await RecordAsync(
                    KnowledgeReader.Entry(kind, row.Value, document),
                    organization,
                    from is null ? KnowledgeChangeKind.Replaced : KnowledgeChangeKind.RolledBack,
                    [.. fields.Select(change => change.Field)],
                    from,
                    actor,
                    stop
                );
            },
            cancellationToken
        );
        changes.Changed(organization);
        return changed;
    }

    private static Failure? Check(long? present, long seen) =>
        present is null ? new Failure(FailureCode.NotFound)
        : seen != present ? new Failure(FailureCode.PreconditionFailed)
        : null;

    private async Task<Outcome<KnowledgeRow>> SealAsync(
        OrganizationId organization,
        Guid entry,
        long version,
        KnowledgeDocument document,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        // To the microsecond, as Postgres keeps it.
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var body = await _rows.SealAsync(organization, id, document, cancellationToken);
        return body.Succeeded
            ? new KnowledgeRow(entry, version, id, body.Value, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), actor.Id)
            : body.Failure;
    }

    private Task<Outcome<KnowledgeEntry>> RecordAsync(
        KnowledgeEntry entry,
        OrganizationId organization,
        KnowledgeChangeKind change,
        IReadOnlyList<string> fields,
        long? from,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => RecordAsync(entry, organization, Event(entry.Kind, entry.Id, entry.Version, change, fields, from, actor), cancellationToken);

    private async Task<Outcome<T>> RecordAsync<T>(
        T outcome,
        OrganizationId organization,
        KnowledgeChanged changed,
        CancellationToken cancellationToken
    )
    {
        var recorded = await audit.AppendAsync(organization, [changed], cancellationToken);
        return recorded.Succeeded ? outcome : recorded.Failure;
    }

    private KnowledgeChanged Event(
        KnowledgeKind kind,
        Guid entry,
        long version,
        KnowledgeChangeKind change,
        IReadOnlyList<string> fields,
        long? from,
        AuditActor actor
    )
    {
        var now = clock.GetUtcNow();
        return new KnowledgeChanged
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = actor,
            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
            Target = new AuditTarget(kind.Name(), entry.ToString("D")),
            Kind = kind.Name(),
            Change = change,
            Version = version,
            From = from,
            Fields = fields,
        };
    }
}
