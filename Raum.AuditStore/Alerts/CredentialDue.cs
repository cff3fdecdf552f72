namespace Raum.AuditStore.Alerts;

/// <summary>Provider keys are to be replaced within 14 days, or should have been (KEY-3). Told once a day; a key that is being replaced is due no more.</summary>
public sealed record CredentialDue()
    : AlertRule(
        "credential-due",
        1,
        TimeSpan.FromDays(1),
        """
        select count(*) from organizations.provider_credential
        where organization_id = $1 and rotate_by <= $2 + interval '15 days' and removed_at is null and retire_at is null
        """
    )
{
    public override AlertSource Source => AlertSource.Settings;
}
