using System.Text.Json;
using Npgsql;
using Raum.Core;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Knowledge;

/// <summary>A version as it is stored.</summary>
internal sealed record KnowledgeRow(Guid Entry, long Version, Guid VersionId, byte[] Sealed, DateTimeOffset At, string By);

/// <summary>Rows of procedures and articles, and the seal around what they say.</summary>
internal sealed class KnowledgeRows(FieldSealer sealer)
{
    /// <summary>Sealed anew when keys rotate.</summary>
    public static SealedColumn SealedColumn { get; } =
        new("organizations.knowledge_version", "document_sealed", "organizations.knowledge_version")
        {
            Key = "version_id",
            Row = "version_id::text",
        };

    private const string Columns = "v.entry_id, v.version, v.version_id, v.document_sealed, v.created_at, v.created_by";

    /// <summary>What the current version of entries is read with: parameters are the organization, the kind, what follows.</summary>
    public const string Current = $"""
        select {Columns} from organizations.knowledge_entry e
        join organizations.knowledge_version v on v.organization_id = e.organization_id and v.entry_id = e.entry_id and v.version = e.version
        where e.organization_id = $1 and e.kind = $2
        """;

    /// <summary>Versions of one entry: parameters are the organization, the kind, the entry.</summary>
    public const string Versions = $"""
        select {Columns} from organizations.knowledge_entry e
        join organizations.knowledge_version v on v.organization_id = e.organization_id and v.entry_id = e.entry_id
        where e.organization_id = $1 and e.kind = $2 and e.entry_id = $3
        """;

    public async ValueTask<Outcome<byte[]>> SealAsync(
        OrganizationId organization,
        Guid versionId,
        KnowledgeDocument document,
        CancellationToken cancellationToken
    ) =>
        await sealer.SealAsync(
            organization,
            Address(versionId),
            JsonSerializer.SerializeToUtf8Bytes(KnowledgeForm.Of(document), KnowledgeJson.Default.KnowledgeForm),
            cancellationToken
        );

    public async ValueTask<Outcome<KnowledgeDocument>> OpenAsync(
        OrganizationId organization,
        KnowledgeRow row,
        CancellationToken cancellationToken
    )
    {
        var opened = await sealer.OpenAsync(organization, Address(row.VersionId), row.Sealed, cancellationToken);
        return opened.Succeeded ? JsonSerializer.Deserialize(opened.Value, KnowledgeJson.Default.KnowledgeForm)!.Read() : opened.Failure;
    }

    public static async Task<List<KnowledgeRow>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<KnowledgeRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    public static KnowledgeRow Read(NpgsqlDataReader reader) =>
        new(
            reader.GetGuid(0),
            reader.GetInt64(1),
            reader.GetGuid(2),
            reader.GetFieldValue<byte[]>(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetString(5)
        );

    /// <summary>The version in force, locked until the transaction ends; null when there is no such entry.</summary>
    public static async Task<long?> LockAsync(OrganizationScope scope, KnowledgeKind kind, Guid entry, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select version from organizations.knowledge_entry where organization_id = $1 and kind = $2 and entry_id = $3 for update",
            scope.Organization.Value,
            kind.Name(),
            entry
        );
        return await select.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>How many there are of a kind. Two that are made at once wait for each other, so that the count holds.</summary>
    public static async Task<long> CountAsync(OrganizationScope scope, KnowledgeKind kind, CancellationToken cancellationToken)
    {
        await using var turn = scope.CreateCommand(
            "select pg_advisory_xact_lock(hashtextextended($1, 0))",
            $"knowledge|{scope.Organization}|{kind.Name()}"
        );
        await turn.ExecuteNonQueryAsync(cancellationToken);
        await using var count = scope.CreateCommand(
            "select count(*) from organizations.knowledge_entry where organization_id = $1 and kind = $2",
            scope.Organization.Value,
            kind.Name()
        );
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task CreateAsync(OrganizationScope scope, KnowledgeKind kind, KnowledgeRow row, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            "insert into organizations.knowledge_entry (organization_id, entry_id, kind, version) values ($1, $2, $3, $4)",
            scope.Organization.Value,
            row.Entry,
            kind.Name(),
            row.Version
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await AddVersionAsync(scope, row, cancellationToken);
    }

    /// <summary>Puts the next version in force and removes those that are too old to be kept.</summary>
    public static async Task ReplaceAsync(OrganizationScope scope, KnowledgeRow row, int kept, CancellationToken cancellationToken)
    {
        await AddVersionAsync(scope, row, cancellationToken);
        await using var update = scope.CreateCommand(
            "update organizations.knowledge_entry set version = $3 where organization_id = $1 and entry_id = $2",
            scope.Organization.Value,
            row.Entry,
            row.Version
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
        await using var remove = scope.CreateCommand(
            "delete from organizations.knowledge_version where organization_id = $1 and entry_id = $2 and version <= $3",
            scope.Organization.Value,
            row.Entry,
            row.Version - kept
        );
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>False when that version is not kept.</returns>
    public static async Task<bool> DeleteVersionAsync(
        OrganizationScope scope,
        Guid entry,
        long version,
        CancellationToken cancellationToken
    )
    {
        await using var delete = scope.CreateCommand(
            "delete from organizations.knowledge_version where organization_id = $1 and entry_id = $2 and version = $3",
            scope.Organization.Value,
            entry,
            version
        );
        return await delete.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task DeleteAsync(OrganizationScope scope, Guid entry, CancellationToken cancellationToken)
    {
        foreach (var table in (string[])["organizations.knowledge_version", "organizations.knowledge_entry"])
        {
            await using var delete = scope.CreateCommand(
                $"delete from {table} where organization_id = $1 and entry_id = $2",
                scope.Organization.Value,
                entry
            );
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task AddVersionAsync(OrganizationScope scope, KnowledgeRow row, CancellationToken cancellationToken)
    {
        await using var insert = scope.CreateCommand(
            """
            insert into organizations.knowledge_version (organization_id, entry_id, version, version_id, document_sealed, created_at, created_by)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            scope.Organization.Value,
            row.Entry,
            row.Version,
            row.VersionId,
            row.Sealed,
            row.At,
            row.By
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static FieldAddress Address(Guid versionId) =>
        new("organizations.knowledge_version", "document_sealed", versionId.ToString("D"));
}
