using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Credentials;

/// <summary>The organization's own accounts at AI providers (KEY-4): write-only, sealed, never the operator's.</summary>
public sealed class ProviderCredentials(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock)
{
    private const string Table = "provider_credential";

    /// <summary>Stores a credential; it is used once its terms are approved.</summary>
    public async Task<Outcome<Guid>> AddAsync(
        OrganizationId organization,
        NewProviderCredential credential,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (credential.Model.Length is 0 or > 200 || credential.Region is not ("us" or "eu" or "apac"))
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

        var recorded = await RecordAsync(organization, credential.Provider, id, CredentialChange.Set, actor, cancellationToken);
        if (!recorded.Succeeded)
        {
            return recorded.Failure;
        }

        return await database.RunAsync<Guid>(
            organization,
            async (scope, token) =>
            {
                await using var insert = scope.CreateCommand(
                    """
                    insert into organizations.provider_credential
                      (organization_id, credential_id, provider, model, base_url, region, sealed_key, hint, priority, terms_approved_at, rotate_by, created_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
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
                    credential.TermsApproved ? now : null,
                    credential.RotateBy,
                    now
                );
                await insert.ExecuteNonQueryAsync(token);
                return id;
            },
            cancellationToken
        );
    }

    /// <summary>Approved credentials in the order of the chain, opened. For the process that calls providers; nothing else may ask.</summary>
    /// <returns>Empty when none is approved; <see cref="FailureCode.KeyUnavailable"/> or <see cref="FailureCode.SealBroken"/> when one cannot be opened.</returns>
    public async Task<Outcome<IReadOnlyList<ProviderCredential>>> OpenApprovedAsync(
        OrganizationId organization,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.RunAsync<List<Row>>(
            organization,
            async (scope, token) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select credential_id, provider, model, base_url, region, sealed_key from organizations.provider_credential
                    where organization_id = $1 and removed_at is null and terms_approved_at is not null
                    order by priority, created_at desc
                    """,
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(token);
                var found = new List<Row>();
                while (await reader.ReadAsync(token))
                {
                    found.Add(
                        new Row(
                            reader.GetGuid(0),
                            reader.GetString(1),
                            reader.GetString(2),
                            await reader.IsDBNullAsync(3, token) ? null : reader.GetString(3),
                            reader.GetString(4),
                            await reader.IsDBNullAsync(5, token) ? null : reader.GetFieldValue<byte[]>(5)
                        )
                    );
                }

                return found;
            },
            cancellationToken
        );
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

    /// <summary>Takes a credential out of use at once and erases its key.</summary>
    public async Task<Outcome<Done>> RemoveAsync(
        OrganizationId organization,
        Guid id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var removed = await database.RunAsync<string>(
            organization,
            async (scope, token) =>
            {
                await using var update = scope.CreateCommand(
                    """
                    update organizations.provider_credential set removed_at = $3, sealed_key = null
                    where organization_id = $1 and credential_id = $2 and removed_at is null returning provider
                    """,
                    organization.Value,
                    id,
                    clock.GetUtcNow()
                );
                return await update.ExecuteScalarAsync(token) is string provider ? provider : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );
        return removed.Succeeded
            ? await RecordAsync(organization, removed.Value, id, CredentialChange.Removed, actor, cancellationToken)
            : removed.Failure;
    }

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string provider,
        Guid id,
        CredentialChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var recorded = await audit.AppendAsync(
            organization,
            [
                new CredentialChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(id),
                    Target = new AuditTarget("provider-credential", id.ToString("D")),
                    Credential = provider,
                    Change = change,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }

    private static FieldAddress Address(Guid id) => new(Table, "sealed_key", id.ToString("D"));

    /// <summary>The last four characters of a key long enough that they tell nothing.</summary>
    private static string? Hint(PersonalText? key) => key is { Length: >= 20 } ? key.Reveal()[^4..] : null;

    private sealed record Row(Guid Id, string Provider, string Model, string? BaseUrl, string Region, byte[]? SealedKey);
}

/// <param name="Provider">A name of <c>Raum.Providers.ProviderName</c>, in lower case.</param>
/// <param name="Region">Where the provider processes the text (ORG-9).</param>
/// <param name="Priority">Lower ones are asked first.</param>
/// <param name="TermsApproved">An admin states that the provider trains on nothing that is sent (PRIV-1).</param>
public sealed record NewProviderCredential(
    string Provider,
    string Model,
    string Region,
    PersonalText? Key = null,
    Uri? BaseUrl = null,
    int Priority = 100,
    bool TermsApproved = false,
    DateTimeOffset? RotateBy = null
);

/// <summary>A credential, opened. Memory only.</summary>
public sealed record ProviderCredential(Guid Id, string Provider, string Model, Uri? BaseUrl, string Region, PersonalText? Key);
