using System.Text.Json;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.Settings;

/// <summary>Settings of organizations, as versions that are never changed.</summary>
public sealed class SettingsStore(RaumDatabase database, IAuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private readonly Kept<OrganizationId, VersionedSettings> _kept = new(changes, clock, (organization, _) => organization);

    /// <summary>The settings in force, kept in memory until they change: for requests and jobs, which ask all the time.</summary>
    /// <remarks>A change elsewhere is seen within the milliseconds that its notice takes, and after <see cref="Kept{TKey,TValue}.Longest"/> when that is lost.</remarks>
    public async ValueTask<Outcome<OrganizationSettings>> CurrentAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var current = await _kept.GetAsync(organization, GetAsync, cancellationToken);
        return current.Succeeded ? current.Value.Settings : current.Failure;
    }

    /// <returns>The version in force, the defaults when there is none; <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async Task<Outcome<VersionedSettings>> GetAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database.CreateBatch(organization);
            batch.Add(
                "select version, document::text from organizations.settings where organization_id = $1 order by version desc limit 1",
                organization.Value
            );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? new VersionedSettings(reader.GetInt64(0), Parse(reader.GetString(1)))
                : new VersionedSettings(0, new OrganizationSettings());
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Versions, newest first, each with what it changed, when, and by whom.</summary>
    /// <param name="count">At most this many, from 1 to 1,000.</param>
    public Task<Outcome<IReadOnlyList<SettingsVersion>>> HistoryAsync(
        OrganizationId organization,
        int count,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync<IReadOnlyList<SettingsVersion>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    """
                    select version, created_at, created_by, document::text, lag(document::text) over (order by version)
                    from organizations.settings where organization_id = $1 order by version desc limit $2
                    """,
                    organization.Value,
                    Math.Clamp(count, 1, 1_000)
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var versions = new List<SettingsVersion>();
                while (await reader.ReadAsync(stop))
                {
                    var before = reader.GetNullable<string?>(4) is { } json ? Parse(json) : new OrganizationSettings();
                    versions.Add(
                        new SettingsVersion(
                            reader.GetInt64(0),
                            reader.GetFieldValue<DateTimeOffset>(1),
                            reader.GetString(2),
                            Changes(before, Parse(reader.GetString(3)))
                        )
                    );
                }

                return versions;
            },
            cancellationToken
        );

    /// <summary>What differs between two versions, whichever is the newer one; 0 are the defaults.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when one of them is not there.</returns>
    public async Task<Outcome<IReadOnlyList<SettingsChange>>> CompareAsync(
        OrganizationId organization,
        long from,
        long to,
        CancellationToken cancellationToken
    )
    {
        var before = await ReadAsync(organization, from, cancellationToken);
        var after = await ReadAsync(organization, to, cancellationToken);
        return (before.Failure ?? after.Failure) is { } failure ? failure : Changes(before.Value, after.Value);
    }

    /// <summary>Makes a next version that says what an earlier one said; 0 are the defaults. History stays as it is.</summary>
    /// <param name="inForce">The version that the caller has seen; another one is <see cref="FailureCode.PreconditionFailed"/>. Null: whichever is.</param>
    /// <returns>As <c>ChangeAsync</c>; <see cref="FailureCode.NotFound"/> when there is no such version.</returns>
    public async Task<Outcome<VersionedSettings>> RollBackAsync(
        OrganizationId organization,
        long version,
        long? inForce,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var current = await GetAsync(organization, cancellationToken);
        if (!current.Succeeded || (inForce is { } seen && seen != current.Value.Version))
        {
            return current.Failure ?? new Failure(FailureCode.PreconditionFailed);
        }

        var earlier = await ReadAsync(organization, version, cancellationToken);
        return earlier.Succeeded ? await ChangeAsync(organization, inForce, _ => earlier.Value, actor, cancellationToken) : earlier.Failure;
    }

    private Task<Outcome<OrganizationSettings>> ReadAsync(OrganizationId organization, long version, CancellationToken cancellationToken) =>
        database.RunAsync<OrganizationSettings>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    "select document::text from organizations.settings where organization_id = $1 and version = $2",
                    organization.Value,
                    version
                );
                return version == 0 ? new OrganizationSettings()
                    : await select.ExecuteScalarAsync(stop) is string json ? Parse(json)
                    : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    /// <summary>Makes the next version from the one in force. The change is on record before it is in force.</summary>
    /// <param name="inForce">The version that the caller has seen; another one is <see cref="FailureCode.PreconditionFailed"/>. Null: whichever is.</param>
    /// <returns>
    /// The version in force afterwards, the same when nothing changed; <see cref="FailureCode.InvalidRequest"/> for a value that <c>SettingsRules</c> refuse;
    /// <see cref="FailureCode.Conflict"/> when somebody else changed them meanwhile: read again, decide again.
    /// </returns>
    public async Task<Outcome<VersionedSettings>> ChangeAsync(
        OrganizationId organization,
        long? inForce,
        Func<OrganizationSettings, OrganizationSettings> change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var current = await GetAsync(organization, cancellationToken);
        if (!current.Succeeded)
        {
            return current;
        }

        if (inForce is { } seen && seen != current.Value.Version)
        {
            return new Failure(FailureCode.PreconditionFailed);
        }

        var next = new VersionedSettings(current.Value.Version + 1, change(current.Value.Settings));
        if (!SettingsRules.Allow(next.Settings))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var events = Events(current.Value, next, actor);
        if (events.Count == 0)
        {
            return current;
        }

        var changed = await database.RunAsync<VersionedSettings>(
            organization,
            async (scope, stop) =>
            {
                await using var insert = scope.CreateCommand(
                    "insert into organizations.settings (organization_id, version, document, created_at, created_by) values ($1, $2, $3::jsonb, $4, $5)",
                    organization.Value,
                    next.Version,
                    JsonSerializer.Serialize(next.Settings, SettingsJson.Default.OrganizationSettings),
                    clock.GetUtcNow(),
                    actor.Id
                );
                try
                {
                    await insert.ExecuteNonQueryAsync(stop);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                    return new Failure(FailureCode.Conflict);
                }

                // The version is taken and not in force yet: who loses the race records nothing.
                var recorded = await audit.AppendAsync(organization, events, stop);
                return recorded.Succeeded ? next : recorded.Failure;
            },
            cancellationToken
        );
        changes.Changed(organization);
        return changed;
    }

    /// <summary>Makes the next version from the one in force, whichever that is.</summary>
    /// <returns>As the other one.</returns>
    public Task<Outcome<VersionedSettings>> ChangeAsync(
        OrganizationId organization,
        Func<OrganizationSettings, OrganizationSettings> change,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => ChangeAsync(organization, null, change, actor, cancellationToken);

    private List<AuditEvent> Events(VersionedSettings current, VersionedSettings next, AuditActor actor)
    {
        var now = clock.GetUtcNow();
        var correlation = new CorrelationId(Guid.CreateVersion7(now));
        var events = new List<AuditEvent>();
        foreach (var (name, old, value) in Changes(current.Settings, next.Settings))
        {
            events.Add(
                name == "killSwitch"
                    ? new KillSwitchChanged
                    {
                        Id = Guid.CreateVersion7(now),
                        At = now,
                        Actor = actor,
                        Correlation = correlation,
                        Target = new AuditTarget("setting", name),
                        Stopped = next.Settings.KillSwitch,
                    }
                    : new SettingChanged
                    {
                        Id = Guid.CreateVersion7(now),
                        At = now,
                        Actor = actor,
                        Correlation = correlation,
                        Target = new AuditTarget("setting", name),
                        Setting = name,
                        OldValue = old is null ? null : new PersonalText(old),
                        NewValue = new PersonalText(value),
                        Version = next.Version,
                    }
            );
        }

        return events;
    }

    private static List<SettingsChange> Changes(OrganizationSettings before, OrganizationSettings after) =>
        [
            .. DocumentDiff
                .Between(before, after, SettingsJson.Default.OrganizationSettings)
                .Where(change => change.After is not null)
                .Select(change => new SettingsChange(change.Name, change.Before, change.After!)),
        ];

    private static OrganizationSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, SettingsJson.Default.OrganizationSettings) ?? new OrganizationSettings();
}
