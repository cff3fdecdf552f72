using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Data.Changes;

namespace Raum.Organizations.Approvals;

/// <summary>What admins approved in writing (ORG-10): the words, their version, who and when. A withdrawal stops what was approved at once.</summary>
/// <remarks>
/// Every change is on record before it counts. Switches that are rows of the same database change in the same transaction; those of sinks, which may be in another one, are
/// turned off before and on after it, so that whatever fails in between leaves them off. Changes of one organization take turns (<see cref="ApprovalRows.LockAsync"/>).
/// </remarks>
public sealed class WrittenApprovals
{
    // A switch is a transaction of its own, in one that holds the lock: few at once, so that they never hold all places and wait for each other.
    private static readonly SemaphoreSlim Switching = new(2);

    private readonly RaumDatabase _database;
    private readonly Integrations _integrations;
    private readonly ApprovalSwitches _switches;
    private readonly IAuditLog _audit;
    private readonly ChangeFeed _changes;
    private readonly TimeProvider _clock;
    private readonly Kept<OrganizationId, ApprovalsInForce> _kept;

    internal WrittenApprovals(
        RaumDatabase database,
        Integrations integrations,
        ApprovalSwitches switches,
        IAuditLog audit,
        ChangeFeed changes,
        TimeProvider clock
    )
    {
        (_database, _integrations, _switches, _audit, _changes, _clock) = (database, integrations, switches, audit, changes, clock);
        _kept = new(changes, clock, (organization, _) => organization);
    }

    /// <summary>What is in force, kept in memory until it changes.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public ValueTask<Outcome<ApprovalsInForce>> InForceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _kept.GetAsync(organization, InForceNowAsync, cancellationToken);

    /// <summary>All approvals, newest first, withdrawn ones too.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/>.</returns>
    public Task<Outcome<IReadOnlyList<WrittenApproval>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyList<WrittenApproval>>(
            organization,
            async (scope, stop) =>
            {
                await using var select = scope.CreateCommand(
                    $"select {ApprovalRows.Columns} from organizations.approval where organization_id = $1 order by given_at desc, approval_id desc limit 1000",
                    organization.Value
                );
                await using var reader = await select.ExecuteReaderAsync(stop);
                var approvals = new List<WrittenApproval>();
                while (await reader.ReadAsync(stop))
                {
                    approvals.Add(ApprovalRows.Read(reader));
                }

                return approvals;
            },
            cancellationToken
        );

    /// <summary>What the organization has that is off because nobody approved it.</summary>
    public async Task<Outcome<IReadOnlyList<ApprovableUse>>> WaitingAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var uses = await _integrations.ListAsync(organization, cancellationToken);
        var given = await InForceNowAsync(organization, cancellationToken);
        return (uses.Failure ?? given.Failure) is { } failure
            ? failure
            : uses.Value.Where(use => use.Needed && !given.Value.Has(use.Use, use.Subject)).ToList();
    }

    /// <summary>Approves a use in the present words. One that is approved already stays as it is, and is switched on if that had failed.</summary>
    /// <param name="text">The words as the admin read them: exactly those of <see cref="ApprovalText.Current"/>.</param>
    /// <returns>
    /// <see cref="FailureCode.PreconditionFailed"/> for other words or another version; <see cref="FailureCode.NotFound"/> when the organization has nothing like this;
    /// failures of the stores: what was approved is on record or not, and is on only if it is; call again.
    /// </returns>
    public async Task<Outcome<WrittenApproval>> GiveAsync(
        OrganizationId organization,
        ApprovedUse use,
        string subject,
        int textVersion,
        string text,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (ApprovalText.Of(use) is var words && (words.Version != textVersion || words.Text != text))
        {
            return new Failure(FailureCode.PreconditionFailed);
        }

        var uses = await _integrations.ListAsync(organization, cancellationToken);
        if (!uses.Succeeded)
        {
            return uses.Failure;
        }

        if (!uses.Value.Any(known => known.Use == use && known.Subject == subject))
        {
            return new Failure(FailureCode.NotFound);
        }

        var given = await _database.RunAsync<WrittenApproval>(
            organization,
            async (scope, stop) =>
            {
                await ApprovalRows.LockAsync(scope, stop);
                return await ApprovalRows.FindAsync(scope, use, subject, stop) is { } before
                    ? before
                    : await ApprovalRows.InsertAsync(scope, _audit, use, subject, actor, _clock.GetUtcNow(), stop);
            },
            cancellationToken
        );
        _changes.Changed(organization);
        if (!given.Succeeded)
        {
            return given.Failure;
        }

        // By what is in force by then: somebody may have withdrawn it already.
        var switched = await LockedAsync(
            organization,
            async (scope, stop) =>
                await _switches.SetSinkAsync(organization, use, subject, await ApprovalRows.InForceAsync(scope, stop), actor, stop),
            cancellationToken
        );
        return switched.Succeeded ? given : switched.Failure;
    }

    /// <summary>
    /// Ends an approval: what it allowed stops at once. A call that is under way ends. Of an account at a provider it ends for all keys that replaced each other:
    /// both that are live stop.
    /// </summary>
    /// <returns><see cref="FailureCode.NotFound"/> when there is no such approval in force.</returns>
    public async Task<Outcome<WrittenApproval>> WithdrawAsync(
        OrganizationId organization,
        Guid id,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var withdrawn = await LockedAsync(
            organization,
            async (scope, stop) =>
            {
                if (await ApprovalRows.FindAsync(scope, id, stop) is not { WithdrawnAt: null } approval)
                {
                    return new Failure(FailureCode.NotFound);
                }

                var others = (await ApprovalRows.InForceAsync(scope, stop)).Without(approval.Use, approval.Subject);
                var off = await _switches.SetSinkAsync(organization, approval.Use, approval.Subject, others, actor, stop);
                return off.Succeeded ? await WithdrawAsync(scope, approval, actor, stop) : off.Failure;
            },
            cancellationToken
        );
        _changes.Changed(organization);
        return withdrawn;
    }

    private async Task<Outcome<WrittenApproval>> WithdrawAsync(
        OrganizationScope scope,
        WrittenApproval approval,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        Outcome<WrittenApproval> answer = new Failure(FailureCode.NotFound);
        foreach (var one in await ApprovalRows.OfSameAccountAsync(scope, approval, cancellationToken))
        {
            var ended = await ApprovalRows.WithdrawAsync(scope, _audit, one, actor, _clock.GetUtcNow(), cancellationToken);
            if (!ended.Succeeded)
            {
                return ended;
            }

            answer = one.Id == approval.Id ? ended : answer;
        }

        return answer;
    }

    /// <summary>Works while nobody else gives or withdraws an approval of the organization.</summary>
    private async Task<Outcome<T>> LockedAsync<T>(
        OrganizationId organization,
        Func<OrganizationScope, CancellationToken, Task<Outcome<T>>> work,
        CancellationToken cancellationToken
    )
    {
        await Switching.WaitAsync(cancellationToken);
        try
        {
            return await _database.RunAsync<T>(
                organization,
                async (scope, stop) =>
                {
                    await ApprovalRows.LockAsync(scope, stop);
                    return await work(scope, stop);
                },
                cancellationToken
            );
        }
        finally
        {
            Switching.Release();
        }
    }

    private Task<Outcome<ApprovalsInForce>> InForceNowAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _database.RunAsync<ApprovalsInForce>(
            organization,
            async (scope, stop) => await ApprovalRows.InForceAsync(scope, stop),
            cancellationToken
        );
}
