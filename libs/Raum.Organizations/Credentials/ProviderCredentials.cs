using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;
using Raum.Keys;
using Raum.Organizations.Approvals;

namespace Raum.Organizations.Credentials;

/// <summary>The organization's own accounts at AI providers (KEY-4): write-only, sealed, never the operator's.</summary>
public sealed class ProviderCredentials(RaumDatabase database, FieldSealer sealer, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const string Table = "provider_credential";

    // As they are stored, sealed: what is kept in memory opens nothing.
    private readonly Kept<OrganizationId, IReadOnlyList<Row>> _approved = new(changes, clock, (organization, _) => organization);

    /// <summary>Stores a credential; it is used once its terms are approved.</summary>
    public async Task<Outcome<Guid>> AddAsync(
        OrganizationId organization,
        NewProviderCredential credential,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (!IsValid(credential))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        byte[]? sealedKey = null;
        if (credential.Key is { } key)
        {
            var outcome = await sealer.SealAsync(organization, Address(id), Encoding.UTF8.GetBytes(key.Reveal()), cancellationToken);
            if (!outcome.Succeeded)
            {
                return outcome.Failure;
            }

            sealedKey = outcome.Value;
        }

        var added = await database.RunAsync<Guid>(
            organization,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into organizations.provider_credential
                      (organization_id, credential_id, provider, model, base_url, region, sealed_key, hint, priority,
                       terms_approved_at, terms_approved_by, rotate_by, created_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                    """,
                    organization.Value,
                    id,
                    credential.Provider,
                    credential.Model,
                    credential.BaseUrl?.ToString(),
                    credential.Region,
                    sealedKey,
                    Hint(credential.Key),
                    credential.Priority,
                    null,
                    null,
                    credential.RotateBy,
                    now
                );
                await insert.ExecuteNonQueryAsync(stop);
                var set = CredentialEvents.Changed(id, credential.Provider, CredentialChange.Set, now, actor);
                var recorded = await audit.AppendAsync(organization, [set], stop);
                if (!recorded.Succeeded || !credential.TermsApproved)
                {
                    return recorded.Succeeded ? id : recorded.Failure;
                }

                var approved = await ApprovalRows.InsertAsync(
                    scope,
                    audit,
                    ApprovedUse.Provider,
                    id.ToString("D"),
                    actor,
                    clock.GetUtcNow(),
                    stop
                );
                return approved.Succeeded ? id : approved.Failure;
            },
            cancellationToken
        );
        changes.Changed(organization);
        return added;
    }

    /// <summary>Notes that an admin states that the provider trains on nothing that is sent (PRIV-1), in the present words: from now on the credential is used.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is none, or it is approved already.</returns>
    public async Task<Outcome<Done>> ApproveTermsAsync(
        OrganizationId organization,
        Guid id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var approved = await database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                await ApprovalRows.LockAsync(scope, stop);
                await using var select = scope.CreateCommand(
                    """
                    select 1 from organizations.provider_credential
                    where organization_id = $1 and credential_id = $2 and removed_at is null and terms_approved_at is null
                    """,
                    organization.Value,
                    id
                );
                if (await select.ExecuteScalarAsync(stop) is null)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var inserted = await ApprovalRows.InsertAsync(
                    scope,
                    audit,
                    ApprovedUse.Provider,
                    id.ToString("D"),
                    actor,
                    clock.GetUtcNow(),
                    stop
                );
                return inserted.Succeeded ? default(Done) : inserted.Failure;
            },
            cancellationToken
        );
        changes.Changed(organization);
        return approved;
    }

    /// <summary>The organization's credentials in the order of the chain, removed ones left out; never a key.</summary>
    public Task<Outcome<IReadOnlyList<ProviderCredentialSummary>>> ListAsync(
        OrganizationId organization,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<IReadOnlyList<ProviderCredentialSummary>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select credential_id, provider, model, base_url, region, hint, priority, terms_approved_at, terms_approved_by, rotate_by, created_at, retire_at
                    from organizations.provider_credential
                    where organization_id = $1 and removed_at is null and (retire_at is null or retire_at > $2)
                    order by priority, created_at desc, credential_id desc
                    """,
                    organization.Value,
                    clock.GetUtcNow()
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var found = new List<ProviderCredentialSummary>();
                while (await reader.ReadAsync(stop))
                {
                    found.Add(
                        new ProviderCredentialSummary(
                            reader.GetGuid(0),
                            reader.GetString(1),
                            reader.GetString(2),
                            reader.GetNullable<string?>(3) is { } url ? new Uri(url) : null,
                            reader.GetString(4),
                            reader.GetNullable<string?>(5),
                            reader.GetInt32(6),
                            reader.GetNullable<DateTimeOffset?>(7),
                            reader.GetNullable<string?>(8),
                            reader.GetNullable<DateTimeOffset?>(9),
                            reader.GetFieldValue<DateTimeOffset>(10),
                            reader.GetNullable<DateTimeOffset?>(11)
                        )
                    );
                }

                return found;
            },
            cancellationToken
        );

    /// <summary>Approved credentials in the order of the chain, opened. For the process that calls providers; nothing else may ask.</summary>
    /// <returns>Empty when none is approved; <see cref="FailureCode.KeyUnavailable"/> or <see cref="FailureCode.SealBroken"/> when one cannot be opened.</returns>
    public async Task<Outcome<IReadOnlyList<ProviderCredential>>> OpenApprovedAsync(
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var rows = await _approved.GetAsync(organization, ApprovedAsync, cancellationToken);
        if (!rows.Succeeded)
        {
            return rows.Failure;
        }

        var opened = new List<ProviderCredential>(rows.Value.Count);
        foreach (var row in rows.Value)
        {
            PersonalText? key = null;
            if (row.SealedKey is { } sealedKey)
            {
                var outcome = await sealer.OpenAsync(organization, Address(row.Id), sealedKey, cancellationToken);
                if (!outcome.Succeeded)
                {
                    return outcome.Failure;
                }

                key = new PersonalText(Encoding.UTF8.GetString(outcome.Value));
            }

            opened.Add(
                new ProviderCredential(row.Id, row.Provider, row.Model, row.BaseUrl is null ? null : new Uri(row.BaseUrl), row.Region, key)
            );
        }

        return opened;
    }

    private async Task<Outcome<IReadOnlyList<Row>>> ApprovedAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add(
                    """
                    select credential_id, provider, model, base_url, region, sealed_key from organizations.provider_credential
                    where organization_id = $1 and removed_at is null and terms_approved_at is not null and (retire_at is null or retire_at > $2)
                    order by priority, created_at desc, credential_id desc
                    """,
                    organization.Value,
                    clock.GetUtcNow()
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            var found = new List<Row>();
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(
                    new Row(
                        reader.GetGuid(0),
                        reader.GetString(1),
                        reader.GetString(2),
                        reader.GetNullable<string?>(3),
                        reader.GetString(4),
                        reader.GetNullable<byte[]?>(5)
                    )
                );
            }

            return found;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Takes a credential out of use at once and erases its key. A repeated call changes nothing, and records what an earlier one could not.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when the organization never had it; <see cref="FailureCode.AuditUnavailable"/> when it is out of use and the record is missing: call again.</returns>
    public async Task<Outcome<Done>> RemoveAsync(
        OrganizationId organization,
        Guid id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var removed = await database.RunAsync<(string Provider, DateTimeOffset At)>(
            organization,
            async (scope, stop) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update organizations.provider_credential set removed_at = coalesce(removed_at, $3) -- which erases its key
                    where organization_id = $1 and credential_id = $2 returning provider, removed_at
                    """,
                    organization.Value,
                    id,
                    clock.GetUtcNow()
                );
                await using var reader = await update.ExecuteReaderAsync(stop);
                return await reader.ReadAsync(stop)
                    ? (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1))
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );
        changes.Changed(organization);
        if (!removed.Succeeded)
        {
            return removed.Failure;
        }

        var (provider, at) = removed.Value;
        var recorded = await audit.AppendAsync(
            organization,
            [CredentialEvents.Changed(id, provider, CredentialChange.Removed, at, actor)],
            cancellationToken
        );

        // A conflict: somebody else's removal is on record already.
        return recorded.Succeeded || recorded.Failure.Code == FailureCode.AuditConflict ? default(Done) : recorded.Failure;
    }

    /// <summary>Names are lower-case words; a base URL is absolute and carries no name or password.</summary>
    private static bool IsValid(NewProviderCredential credential) =>
        credential.Provider.Length is > 0 and <= 40
        && credential.Provider.All(char.IsAsciiLetterLower)
        && credential.Model.Length is > 0 and <= 200
        && credential.Region is ("us" or "eu" or "apac")
        && credential.Key is (null or { Length: > 0 and <= 1_000 })
        && credential.BaseUrl is (null or { IsAbsoluteUri: true, UserInfo: "", Scheme: "https" or "http" });

    internal static FieldAddress Address(Guid id) => new(Table, "sealed_key", id.ToString("D")) { Use = KeyUse.Credential };

    /// <summary>The last four characters of a key long enough that they tell nothing.</summary>
    internal static string? Hint(PersonalText? key) => key is { Length: >= 20 } ? key.Reveal()[^4..] : null;

    private sealed record Row(Guid Id, string Provider, string Model, string? BaseUrl, string Region, byte[]? SealedKey);
}
