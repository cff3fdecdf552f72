namespace Raum.AuditStore.Alerts;

/// <summary>One suspicious pattern: a number that should stay below a threshold.</summary>
/// <param name="Name">For ever: it stands in alerts and settings.</param>
/// <param name="Threshold">What counts unless the organization has decided.</param>
/// <param name="Window">How close together entries have to be to count together. A rule is told once in this time.</param>
/// <param name="Sql">As <see cref="Source"/> says.</param>
public abstract record AlertRule(string Name, int Threshold, TimeSpan Window, string Sql)
{
    public virtual AlertSource Source => AlertSource.Entries;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        new FailedSignIns(),
        new DeniedRequests(),
        new NewAdminNetwork(),
        new MassExport(),
        new RetentionTouched(),
        new ProviderFailures(),
        new MaskingMisses(),
        new DeadLetters(),
        new DeadSinks(),
        new LogContradicted(),
        new LogNotSigned(),
        new LogDiscrepancy(),
        new LogDamaged(),
        new CredentialDue(),
        new KeysLeftBehind(),
    ];
}

/// <summary>Sign-ins that failed.</summary>
public sealed record FailedSignIns()
    : AlertRule("failed-sign-ins", 10, TimeSpan.FromMinutes(5), "class = 'Authentication' and result <> 'Success'");

/// <summary>Requests of known callers that were denied.</summary>
public sealed record DeniedRequests()
    : AlertRule("denied-requests", 20, TimeSpan.FromMinutes(5), "type = 'request-served.v1' and result = 'Denied'");

/// <summary>
/// Somebody who administers the organization came from a network (IPv4 /24, IPv6 /48) that this person did not come from within 90 days. A person's first one is
/// no news, and refused sign-ins make no network known.
/// </summary>
public sealed record NewAdminNetwork()
    : AlertRule(
        "new-admin-network",
        1,
        TimeSpan.FromMinutes(5),
        """
        a.actor_kind = 'User' and a.actor_authenticated and a.impersonator is null and a.ip_hash is not null
          and (a.class = 'Admin' or a.actor_id = any ($7))
          and exists (select from projection.audit_entry c where c.organization_id = $1 and c.actor_id = a.actor_id and c.actor_kind = 'User'
            and c.actor_authenticated and c.impersonator is null and c.ip_hash is not null and (c.at, c.revision) < (a.at, a.revision))
          and not exists (select from projection.audit_entry b where b.organization_id = $1 and b.actor_id = a.actor_id and b.actor_kind = 'User'
            and b.actor_authenticated and b.impersonator is null and (b.network_hash = a.network_hash or b.ip_hash = a.ip_hash)
            and (b.at, b.revision) < (a.at, a.revision) and b.at >= a.at - interval '90 days')
        """
    );

/// <summary>Many exports of the log.</summary>
public sealed record MassExport()
    : AlertRule(
        "mass-export",
        5,
        TimeSpan.FromMinutes(15),
        "type = 'request-served.v1' and result = 'Success' and details ->> 'route' like '/v1/audit/export%'"
    );

/// <summary>Bodies were removed, or a hold or a retention time changed.</summary>
public sealed record RetentionTouched()
    : AlertRule(
        "retention-touched",
        1,
        TimeSpan.FromMinutes(5),
        "(type = 'bodies-removed.v1' or (type = 'setting-changed.v1' and (details ->> 'setting' like 'audit-hold%' or details ->> 'setting' like 'audit-retention%')))"
    );

/// <summary>Calls of AI providers that failed.</summary>
public sealed record ProviderFailures()
    : AlertRule("provider-failures", 10, TimeSpan.FromMinutes(5), "type = 'job-provider-called.v1' and result <> 'Success'");

/// <summary>Calls that the leak check stopped: a value was still in the text.</summary>
public sealed record MaskingMisses() : AlertRule("masking-misses", 1, TimeSpan.FromMinutes(5), "type = 'job-failed.v1' and failure = 212");

/// <summary>Jobs that were given up.</summary>
public sealed record DeadLetters()
    : AlertRule("dead-letters", 5, TimeSpan.FromMinutes(15), "type = 'job-buried.v1' and details ->> 'delivery' is null");

/// <summary>Sinks that were given up.</summary>
public sealed record DeadSinks()
    : AlertRule("dead-sinks", 1, TimeSpan.FromMinutes(15), "type = 'sink-changed.v1' and details ->> 'change' = 'Dead'");

/// <summary>Live API keys of somebody who may make none any more: whoever made one may have kept it.</summary>
public sealed record KeysLeftBehind() : AlertRule("keys-left-behind", 1, TimeSpan.FromMinutes(15), "type = 'api-key-left-behind.v1'");

/// <summary>A place that keeps checkpoints has one that this history does not continue: it was rewritten, cut, or restored from a backup.</summary>
public sealed record LogContradicted()
    : AlertRule("log-contradicted", 1, TimeSpan.FromMinutes(15), "type = 'sink-changed.v1' and details ->> 'change' = 'Contradicted'");

/// <summary>Entries of the tree wait for a signature for more than ten minutes: the signer refuses a tree that does not continue its last checkpoint.</summary>
public sealed record LogNotSigned()
    : AlertRule(
        "log-not-signed",
        1,
        TimeSpan.FromMinutes(15),
        """
        select count(*) from projection.checkpoint c
        where c.organization_id = $1 and c.projection like 'tree%' and $2::timestamptz is not null
          and c.revision + 1 > coalesce((select max(k.size) from audit.checkpoint k where k.organization_id = $1), 0)
          and coalesce((select max(k.signed_at) from audit.checkpoint k where k.organization_id = $1), c.moved_at) < $2 + interval '5 minutes'
        """
    )
{
    public override AlertSource Source => AlertSource.Log;
}

/// <summary>Entries whose body does not open, though nothing says that it was removed: somebody changed or destroyed it.</summary>
public sealed record LogDamaged()
    : AlertRule(
        "log-damaged",
        1,
        TimeSpan.FromMinutes(15),
        """
        select count(*) from projection.damaged_entry d
        where d.organization_id = $1 and $2::timestamptz is not null and d.found_at > coalesce(
          (select l.told_at from projection.alert_look l where l.organization_id = $1 and l.rule = 'log-damaged'), '-infinity')
        """
    )
{
    public override AlertSource Source => AlertSource.Log;
}

/// <summary>The daily comparison of the log with jobs, calls and deliveries found what does not fit.</summary>
public sealed record LogDiscrepancy()
    : AlertRule("log-discrepancy", 1, TimeSpan.FromMinutes(15), "type = 'log-reconciled.v1' and result <> 'Success'");

/// <summary>What a rule is about.</summary>
public enum AlertSource
{
    /// <summary>
    /// Entries of the read model: the SQL is a condition on <c>projection.audit_entry a</c>. <c>$1</c> is the organization, <c>$7</c> the ids of who administers it;
    /// what counts is the largest number within the window. Nothing is missed when nobody looked for a while.
    /// </summary>
    Entries,

    /// <summary>The state of the log's own tables: the SQL is a number; <c>$1</c> is the organization, <c>$2</c> the start of the window.</summary>
    Log,

    /// <summary>As <see cref="Log"/>, from what all organizations share: settings and credentials.</summary>
    Settings,
}
