using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Data;
using Raum.Organizations.Settings;

namespace Raum.Organizations.Approvals;

/// <summary>What an organization has that needs an approval, as it is now.</summary>
internal sealed class Integrations(RaumDatabase database, AuditSinks sinks, SettingsStore settings, TimeProvider clock)
{
    /// <returns>Failures of the stores.</returns>
    public async Task<Outcome<IReadOnlyList<ApprovableUse>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var current = await settings.GetAsync(organization, cancellationToken);
        var known = await sinks.ListAsync(organization, cancellationToken);
        if ((current.Failure ?? known.Failure) is { } failure)
        {
            return failure;
        }

        var uses = new List<ApprovableUse>();
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add("select region from organizations.organization where organization_id = $1", organization.Value)
                .Add(
                    """
                    select credential_id, region from organizations.provider_credential
                    where organization_id = $1 and removed_at is null and (retire_at is null or retire_at > $2) order by priority, credential_id
                    """,
                    organization.Value,
                    clock.GetUtcNow()
                )
                .Add("select address from organizations.zendesk_connection where organization_id = $1", organization.Value);
            await using var reader = await batch.ReadAsync(cancellationToken);
            var home = await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : null;
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Add(ApprovedUse.Provider, reader.GetGuid(0).ToString("D"), reader.GetString(1));
            }

            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Add(ApprovedUse.Zendesk, reader.GetString(0), null);
            }

            foreach (var sink in known.Value)
            {
                Add(ApprovedUse.AuditSink, sink.Id.ToString("D"), sink.Region);
                uses.Add(new ApprovableUse(ApprovedUse.AuditContent, sink.Id.ToString("D"), Needed: false));
            }

            if (current.Value.Settings.CallbackUrl is { } callback)
            {
                Add(ApprovedUse.Callback, callback.AbsoluteUri, current.Value.Settings.CallbackRegion);
            }

            uses.AddRange(
                Enum.GetValues<AiOperation>()
                    .Select(operation => new ApprovableUse(
                        ApprovedUse.UnseenReplies,
                        operation.ToString(),
                        current.Value.Settings.ApprovalLifted.Contains(operation)
                    ))
            );
            return uses;

            void Add(ApprovedUse use, string subject, string? region)
            {
                uses.Add(new ApprovableUse(use, subject, Needed: true));
                if (region is not null && region != home)
                {
                    uses.Add(new ApprovableUse(ApprovedUse.OtherRegion, ApprovalsInForce.Abroad(region, subject), Needed: true));
                }
            }
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }
}
