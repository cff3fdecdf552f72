using System.Text;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Placement;

/// <summary>What is written down of a move: the row that leads to the organization's database, and the log's entry of it.</summary>
internal sealed class PlacementBook(RaumDatabase database, FieldSealer sealer, IAuditLog audit, TimeProvider clock)
{
    public async Task<Outcome<PlacementState>> StateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var row = await PlacementRows.FindAsync(database, organization, cancellationToken);
        return row.Succeeded ? row.Value.State : row.Failure;
    }

    /// <summary>Every organization that is not simply here.</summary>
    public async Task<IReadOnlyCollection<OrganizationId>> ListAsync(CancellationToken cancellationToken) =>
        (await PlacementRows.ListAsync(database, cancellationToken)).Keys;

    /// <summary>The rows of the shared database count again.</summary>
    public Task<Outcome<Done>> RemoveAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        ChangeAsync((scope, stop) => PlacementRows.RemoveAsync(scope, organization, stop), cancellationToken);

    /// <summary>On record while the log can still be written, then nobody works for the organization any more.</summary>
    public async Task<Outcome<Done>> BeginAsync(
        OrganizationId organization,
        PlacementState present,
        IReadOnlyDictionary<DatabaseRole, string> connections,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var sealedOnes = await SealAsync(organization, connections, cancellationToken);
        if (!sealedOnes.Succeeded)
        {
            return sealedOnes.Failure;
        }

        if (present == PlacementState.Here)
        {
            var recorded = await RecordAsync(organization, "moving", actor, cancellationToken);
            if (!recorded.Succeeded)
            {
                return recorded;
            }
        }

        return await ChangeAsync(
            (scope, stop) => PlacementRows.BeginAsync(scope, organization, sealedOnes.Value, clock.GetUtcNow(), stop),
            cancellationToken
        );
    }

    /// <summary>Other connections to the same database. The record comes after: the log may be behind them. It comes before in the installation's own.</summary>
    public async Task<Outcome<Done>> ConnectAsync(
        OrganizationId organization,
        PlacementState present,
        IReadOnlyDictionary<DatabaseRole, string> connections,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var sealedOnes = await SealAsync(organization, connections, cancellationToken);
        if (!sealedOnes.Succeeded)
        {
            return sealedOnes.Failure;
        }

        var recorded = await RecordAsync(OrganizationId.Installation, organization, "connecting", actor, cancellationToken);
        if (!recorded.Succeeded)
        {
            return recorded;
        }

        var changed = await ChangeAsync(
            async (scope, stop) =>
            {
                await PlacementRows.ConnectAsync(scope, organization, sealedOnes.Value, clock.GetUtcNow(), stop);
                await PlacementRows.TurnAsync(scope, organization, present, clock.GetUtcNow(), stop);
            },
            cancellationToken
        );
        // On its way back nothing can be written to the log.
        return changed.Succeeded && present == PlacementState.Moved
            ? await RecordAsync(organization, "connected", actor, cancellationToken)
            : changed;
    }

    private async Task<Outcome<List<(string, byte[])>>> SealAsync(
        OrganizationId organization,
        IReadOnlyDictionary<DatabaseRole, string> connections,
        CancellationToken cancellationToken
    )
    {
        var sealedOnes = new List<(string, byte[])>();
        foreach (var (role, text) in connections)
        {
            var connection = await sealer.SealAsync(
                OrganizationId.Installation,
                PlacementRows.Address(organization, role.Name()),
                Encoding.UTF8.GetBytes(text),
                cancellationToken
            );
            if (!connection.Succeeded)
            {
                return connection.Failure;
            }

            sealedOnes.Add((role.Name(), connection.Value));
        }

        return sealedOnes;
    }

    public Task<Outcome<Done>> TurnAsync(OrganizationId organization, PlacementState state, CancellationToken cancellationToken) =>
        ChangeAsync((scope, stop) => PlacementRows.TurnAsync(scope, organization, state, clock.GetUtcNow(), stop), cancellationToken);

    private Task<Outcome<Done>> ChangeAsync(Func<OrganizationScope, CancellationToken, Task> change, CancellationToken cancellationToken) =>
        database.RunAsync<Done>(
            OrganizationId.Installation,
            async (scope, stop) =>
            {
                await change(scope, stop);
                return default(Done);
            },
            cancellationToken
        );

    /// <summary>The way to the organization's own database, as its owner.</summary>
    public async Task<Outcome<string>> OwnerAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var row = await PlacementRows.FindAsync(database, organization, DatabaseRole.Owner, cancellationToken);
        if (!row.Succeeded || row.Value.Connection is null)
        {
            return row.Failure ?? new Failure(FailureCode.NotFound);
        }

        var opened = await sealer.OpenAsync(
            OrganizationId.Installation,
            PlacementRows.Address(organization, row.Value.Role),
            row.Value.Connection,
            cancellationToken
        );
        return opened.Succeeded ? Encoding.UTF8.GetString(opened.Value) : opened.Failure;
    }

    public Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        string state,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => RecordAsync(organization, organization, state, actor, cancellationToken);

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId log,
        OrganizationId organization,
        string state,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var recorded = await audit.AppendAsync(
            log,
            [
                new SettingChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("organization", organization.ToString()),
                    Setting = "placement",
                    NewValue = new PersonalText($"\"{state}\""),
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }
}
