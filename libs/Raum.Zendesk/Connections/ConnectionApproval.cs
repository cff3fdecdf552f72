using Raum.Core;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Zendesk;

/// <summary>Whether an admin approved the link to the account in writing (ORG-10), kept in memory until it changes: a withdrawal stops calls and webhooks within milliseconds.</summary>
internal sealed class ConnectionApproval(RaumDatabase database, ChangeFeed changes, TimeProvider clock)
{
    private readonly Kept<OrganizationId, ApprovalState> _kept = new(changes, clock, (organization, _) => organization);

    /// <returns><see cref="FailureCode.NotApproved"/>, <see cref="FailureCode.ZendeskNotConnected"/>, <see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public async ValueTask<Outcome<Done>> RequireAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var state = await _kept.GetAsync(organization, ReadAsync, cancellationToken);
        return !state.Succeeded ? state.Failure
            : state.Value == ApprovalState.Given ? default(Done)
            : new Failure(state.Value == ApprovalState.Missing ? FailureCode.NotApproved : FailureCode.ZendeskNotConnected);
    }

    private async Task<Outcome<ApprovalState>> ReadAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = database
                .CreateBatch(organization)
                .Add(
                    """
                    select exists (
                      select from organizations.approval a
                      where a.organization_id = $1 and a.use = 'Zendesk' and a.subject = c.address and a.withdrawn_at is null)
                    from organizations.zendesk_connection c where c.organization_id = $1
                    """,
                    organization.Value
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            return !await reader.ReadAsync(cancellationToken) ? ApprovalState.NotConnected
                : reader.GetBoolean(0) ? ApprovalState.Given
                : ApprovalState.Missing;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private enum ApprovalState
    {
        NotConnected,
        Missing,
        Given,
    }
}
