using System.Text.Json;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.Settings;

/// <summary>Settings of organizations, as versions that are never changed. Read once a job, in one round trip.</summary>
public sealed class SettingsStore(RaumDatabase database, IAuditLog audit, TimeProvider clock)
{
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

    /// <summary>Makes the next version from the one in force. The change is on record before it is in force.</summary>
    /// <returns>
    /// The version in force afterwards, the same when nothing changed; <see cref="FailureCode.InvalidRequest"/> for a value that <c>SettingsRules</c> refuse;
    /// <see cref="FailureCode.Conflict"/> when somebody else changed them meanwhile: read again, decide again.
    /// </returns>
    public async Task<Outcome<VersionedSettings>> ChangeAsync(
        OrganizationId organization,
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

        return await database.RunAsync<VersionedSettings>(
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
    }

    private List<AuditEvent> Events(VersionedSettings current, VersionedSettings next, AuditActor actor)
    {
        var now = clock.GetUtcNow();
        var correlation = new CorrelationId(Guid.CreateVersion7(now));
        var events = new List<AuditEvent>();
        var before = Properties(current.Settings);
        foreach (var (name, value) in Properties(next.Settings))
        {
            var old = before.GetValueOrDefault(name);
            if (old == value)
            {
                continue;
            }

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

    private static Dictionary<string, string> Properties(OrganizationSettings settings)
    {
        using var document = JsonSerializer.SerializeToDocument(settings, SettingsJson.Default.OrganizationSettings);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetRawText());
    }

    private static OrganizationSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, SettingsJson.Default.OrganizationSettings) ?? new OrganizationSettings();
}
