namespace Raum.AuditStore.Alerts;

/// <summary>One suspicious pattern over the read models: a number within a window that should stay below a threshold.</summary>
/// <param name="Name">For ever: it stands in alerts and settings.</param>
/// <param name="Threshold">What counts unless the organization has decided.</param>
/// <param name="CountSql">A number; <c>$1</c> is the organization, <c>$2</c> the start of the window.</param>
public abstract record AlertRule(string Name, int Threshold, TimeSpan Window, string CountSql)
{
    /// <summary>True for a number from what all organizations share: settings and credentials. The rest is counted where the organization's log is.</summary>
    public virtual bool IsOfSettings => false;

    protected const string Entries = "select count(*) from projection.audit_entry where organization_id = $1 and at >= $2 and ";

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
        new LogNotSigned(),
        new LogDiscrepancy(),
        new LogDamaged(),
        new CredentialDue(),
    ];
}

/// <summary>Sign-ins that failed.</summary>
public sealed record FailedSignIns()
    : AlertRule("failed-sign-ins", 10, TimeSpan.FromMinutes(5), Entries + "class = 'Authentication' and result <> 'Success'");

/// <summary>Requests of known callers that were denied.</summary>
public sealed record DeniedRequests()
    : AlertRule("denied-requests", 20, TimeSpan.FromMinutes(5), Entries + "type = 'request-served.v1' and result = 'Denied'");

/// <summary>An administrative act from an address that the organization's administration did not come from within 90 days. A first one is no news.</summary>
public sealed record NewAdminNetwork()
    : AlertRule(
        "new-admin-network",
        1,
        TimeSpan.FromMinutes(5),
        """
        select count(distinct a.ip_hash) from projection.audit_entry a
        where a.organization_id = $1 and a.at >= $2 and a.class in ('Admin', 'Authentication') and a.actor_kind = 'User' and a.ip_hash is not null
          and not exists (select from projection.audit_entry b where b.organization_id = $1 and b.ip_hash = a.ip_hash
            and b.actor_kind = 'User' and b.at < $2 and b.at >= $2 - interval '90 days')
          and exists (select from projection.audit_entry c where c.organization_id = $1 and c.class in ('Admin', 'Authentication') and c.actor_kind = 'User'
            and c.ip_hash is not null and c.at < $2 and c.at >= $2 - interval '90 days')
        """
    );

/// <summary>Many exports of the log.</summary>
public sealed record MassExport()
    : AlertRule(
        "mass-export",
        5,
        TimeSpan.FromMinutes(15),
        Entries + "type = 'request-served.v1' and result = 'Success' and details ->> 'route' like '/v1/audit/export%'"
    );

/// <summary>Bodies were removed, or a hold or a retention time changed.</summary>
public sealed record RetentionTouched()
    : AlertRule(
        "retention-touched",
        1,
        TimeSpan.FromMinutes(5),
        Entries
            + "(type = 'bodies-removed.v1' or (type = 'setting-changed.v1' and (details ->> 'setting' like 'audit-hold%' or details ->> 'setting' like 'audit-retention%')))"
    );

/// <summary>Calls of AI providers that failed.</summary>
public sealed record ProviderFailures()
    : AlertRule("provider-failures", 10, TimeSpan.FromMinutes(5), Entries + "type = 'job-provider-called.v1' and result <> 'Success'");

/// <summary>Calls that the leak check stopped: a value was still in the text.</summary>
public sealed record MaskingMisses()
    : AlertRule("masking-misses", 1, TimeSpan.FromMinutes(5), Entries + "type = 'job-failed.v1' and failure = 212");

/// <summary>Jobs that were given up.</summary>
public sealed record DeadLetters() : AlertRule("dead-letters", 5, TimeSpan.FromMinutes(15), Entries + "type = 'job-buried.v1'");

/// <summary>Sinks that were given up.</summary>
public sealed record DeadSinks()
    : AlertRule("dead-sinks", 1, TimeSpan.FromMinutes(15), Entries + "type = 'sink-changed.v1' and details ->> 'change' = 'Dead'");

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
    );

/// <summary>Entries whose body does not open, though nothing says that it was removed: somebody changed or destroyed it.</summary>
public sealed record LogDamaged()
    : AlertRule(
        "log-damaged",
        1,
        TimeSpan.FromMinutes(15),
        "select count(*) from projection.damaged_entry where organization_id = $1 and found_at >= $2"
    );

/// <summary>The daily comparison of the log with jobs, calls and deliveries found what does not fit.</summary>
public sealed record LogDiscrepancy()
    : AlertRule("log-discrepancy", 1, TimeSpan.FromMinutes(15), Entries + "type = 'log-reconciled.v1' and result <> 'Success'");
