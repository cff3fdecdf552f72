using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Knowledge;

/// <summary>Reads procedures and articles of organizations, and their versions.</summary>
public sealed class KnowledgeReader(RaumDatabase database, FieldSealer sealer)
{
    public const int MaxPage = 100;

    private readonly KnowledgeRows _rows = new(sealer);

    /// <summary>The version in force.</summary>
    /// <returns><see cref="FailureCode.NotFound"/>.</returns>
    public async Task<Outcome<KnowledgeEntry>> FindAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        CancellationToken cancellationToken
    )
    {
        var rows = await SelectAsync(organization, KnowledgeRows.Current + " and e.entry_id = $3", [kind.Name(), entry], cancellationToken);
        return !rows.Succeeded ? rows.Failure
            : rows.Value is [var row] ? await OpenAsync(organization, kind, row, cancellationToken)
            : new Failure(FailureCode.NotFound);
    }

    /// <summary>Entries of a kind, the newest first.</summary>
    /// <param name="before">The cursor of the page before; null for the first.</param>
    /// <param name="limit">From 1 to <see cref="MaxPage"/>.</param>
    public async Task<Outcome<KnowledgePage>> ListAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var size = Math.Clamp(limit, 1, MaxPage);
        var rows = await SelectAsync(
            organization,
            KnowledgeRows.Current + " and ($3::uuid is null or e.entry_id < $3) order by e.entry_id desc limit $4",
            [kind.Name(), before, size + 1],
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var entries = await OpenAsync(organization, kind, rows.Value.Take(size), cancellationToken);
        return entries.Succeeded
            ? new KnowledgePage(entries.Value, rows.Value.Count > size ? entries.Value[^1].Id : null)
            : entries.Failure;
    }

    /// <summary>The versions that are kept, the newest first, each with what it changed, when, and by whom.</summary>
    /// <param name="count">At most this many, from 1 to 1,000.</param>
    /// <returns><see cref="FailureCode.NotFound"/>.</returns>
    public Task<Outcome<IReadOnlyList<KnowledgeVersion>>> HistoryAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        int count,
        CancellationToken cancellationToken
    ) => VersionsAsync(organization, kind, entry, long.MaxValue, Math.Clamp(count, 1, 1_000), cancellationToken);

    /// <summary>One version that is kept.</summary>
    /// <returns><see cref="FailureCode.NotFound"/>.</returns>
    public async Task<Outcome<KnowledgeVersion>> FindVersionAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long version,
        CancellationToken cancellationToken
    )
    {
        var found = await VersionsAsync(organization, kind, entry, version, 1, cancellationToken);
        return !found.Succeeded ? found.Failure
            : found.Value[0].Version == version ? found.Value[0]
            : new Failure(FailureCode.NotFound);
    }

    /// <summary>A text that is another one as soon as any entry or its version is another one; empty where there are none.</summary>
    public async Task<Outcome<string>> StampAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                """
                select coalesce(encode(sha256(convert_to(string_agg(entry_id::text || version, ',' order by entry_id), 'UTF8')), 'hex'), '')
                from organizations.knowledge_entry where organization_id = $1
                """,
                organization.Value
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : "";
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Which versions are in force, of both kinds, by the id.</summary>
    public async Task<Outcome<IReadOnlyList<KnowledgeHead>>> HeadsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "select entry_id, kind, version from organizations.knowledge_entry where organization_id = $1 order by entry_id",
                organization.Value
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            var heads = new List<KnowledgeHead>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var kind = reader.GetString(1) == KnowledgeKind.Procedure.Name() ? KnowledgeKind.Procedure : KnowledgeKind.Article;
                heads.Add(new KnowledgeHead(reader.GetGuid(0), kind, reader.GetInt64(2)));
            }

            return heads;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Opens what is in force of these entries. One that is gone meanwhile is left out.</summary>
    /// <param name="entries">At most a few hundred: all of them are in memory at once.</param>
    public async Task<Outcome<IReadOnlyList<KnowledgeEntry>>> OpenAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        IReadOnlyCollection<Guid> entries,
        CancellationToken cancellationToken
    )
    {
        if (entries.Count == 0)
        {
            return new List<KnowledgeEntry>();
        }

        var rows = await SelectAsync(
            organization,
            KnowledgeRows.Current + " and e.entry_id = any ($3)",
            [kind.Name(), entries.ToArray()],
            cancellationToken
        );
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var opened = await OpenAsync(organization, kind, rows.Value, cancellationToken);
        return opened.Succeeded ? opened.Value : opened.Failure;
    }

    private async Task<Outcome<List<KnowledgeRow>>> SelectAsync(
        OrganizationId organization,
        string sql,
        object?[] values,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(sql, [organization.Value, .. values]);
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await KnowledgeRows.ReadAsync(reader, cancellationToken);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<Outcome<IReadOnlyList<KnowledgeVersion>>> VersionsAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        Guid entry,
        long newest,
        int count,
        CancellationToken cancellationToken
    )
    {
        // One more than is asked for: the oldest is shown against the one before it.
        var rows = await SelectAsync(
            organization,
            KnowledgeRows.Versions + " and v.version <= $4 order by v.version desc limit $5",
            [kind.Name(), entry, newest, count + 1],
            cancellationToken
        );
        if (!rows.Succeeded || rows.Value.Count == 0)
        {
            return rows.Failure ?? new Failure(FailureCode.NotFound);
        }

        var documents = new List<KnowledgeDocument>();
        foreach (var row in rows.Value)
        {
            var opened = await _rows.OpenAsync(organization, row, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            documents.Add(opened.Value);
        }

        return rows
            .Value.Take(count)
            .Select(
                (row, i) =>
                    new KnowledgeVersion(
                        row.Version,
                        row.At,
                        row.By,
                        Changes(documents.ElementAtOrDefault(i + 1), documents[i]),
                        documents[i]
                    )
            )
            .ToList();
    }

    private async Task<Outcome<KnowledgeEntry>> OpenAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        KnowledgeRow row,
        CancellationToken cancellationToken
    )
    {
        var opened = await _rows.OpenAsync(organization, row, cancellationToken);
        return opened.Succeeded ? Entry(kind, row, opened.Value) : opened.Failure;
    }

    private async Task<Outcome<List<KnowledgeEntry>>> OpenAsync(
        OrganizationId organization,
        KnowledgeKind kind,
        IEnumerable<KnowledgeRow> rows,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<KnowledgeEntry>();
        foreach (var row in rows)
        {
            var entry = await OpenAsync(organization, kind, row, cancellationToken);
            if (!entry.Succeeded)
            {
                return entry.Failure;
            }

            entries.Add(entry.Value);
        }

        return entries;
    }

    internal static KnowledgeEntry Entry(KnowledgeKind kind, KnowledgeRow row, KnowledgeDocument document) =>
        new(row.Entry, kind, row.Version, row.At, row.By, document);

    internal static List<KnowledgeChange> Changes(KnowledgeDocument? before, KnowledgeDocument after) =>
        [
            .. DocumentDiff
                .Between(before is null ? null : KnowledgeForm.Of(before), KnowledgeForm.Of(after), KnowledgeJson.Default.KnowledgeForm)
                .Select(change => new KnowledgeChange(
                    change.Name,
                    change.Before is null ? null : new PersonalText(change.Before),
                    change.After is null ? null : new PersonalText(change.After)
                )),
        ];
}
