using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.Approvals;

/// <summary>The rows that say whether an integration is on.</summary>
internal sealed class ApprovalSwitches(AuditSinks sinks)
{
    /// <summary>Changes the switch of an account at a provider, in the approval's transaction. The other uses are looked up when they are made.</summary>
    /// <param name="since">Null turns it off.</param>
    public static async Task SetAsync(
        OrganizationScope scope,
        ApprovedUse use,
        string subject,
        DateTimeOffset? since,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (use != ApprovedUse.Provider)
        {
            return;
        }

        await using var update = scope.CreateCommand(
            """
            update organizations.provider_credential set terms_approved_at = $3::timestamptz, terms_approved_by = $4::text
            where organization_id = $1 and credential_id = $2
            """,
            scope.Organization.Value,
            Guid.Parse(subject),
            since,
            since is null ? null : actor.Id
        );
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Turns a sink on or off as the approvals say. Where the use or the subject is none of a sink nothing happens.</summary>
    public async Task<Outcome<Done>> SetSinkAsync(
        OrganizationId organization,
        ApprovedUse use,
        string subject,
        ApprovalsInForce given,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (use is not (ApprovedUse.AuditSink or ApprovedUse.AuditContent or ApprovedUse.OtherRegion))
        {
            return default(Done);
        }

        var known = await sinks.ListAsync(organization, cancellationToken);
        if (!known.Succeeded)
        {
            return known.Failure;
        }

        var id = (AuditSink sink) => sink.Id.ToString("D");
        return
            known.Value.FirstOrDefault(sink => subject == id(sink) || subject == ApprovalsInForce.Abroad(sink.Region ?? "", id(sink)))
                is { } found
            ? await sinks.ApproveAsync(
                organization,
                found.Id,
                given.Has(ApprovedUse.AuditSink, id(found)) && given.Allow(found.Region, id(found)),
                given.Has(ApprovedUse.AuditContent, id(found)),
                actor,
                cancellationToken
            )
            : default(Done);
    }
}
