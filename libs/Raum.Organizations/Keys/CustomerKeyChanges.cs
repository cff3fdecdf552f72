using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>Lets an organization hold the key that wraps its data keys, in its own AWS account, on record. Who holds it stops Raum for the organization by taking it away.</summary>
/// <remarks>Signs in as <c>raum_app</c>, and as <c>raum_rotation</c> for the keys that are moved.</remarks>
public sealed class CustomerKeyChanges(
    RaumDatabase database,
    CustomerKeyring keyring,
    KeyringMoves moves,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>The key in force; null for an organization without one.</summary>
    public Task<Outcome<HeldKey?>> FindAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        keyring.FindAsync(organization, cancellationToken);

    /// <summary>Tries the key out, puts it in force and moves the organization's data keys to it. A repeated call with the same key moves what is left.</summary>
    /// <param name="acceptRegion">The organization accepts in writing that the key lies in another region than itself (ORG-9).</param>
    /// <returns>
    /// What was moved. As <see cref="CustomerKeyring.TryAsync"/>, and <see cref="FailureCode.WrongRegion"/> for a key of another region: nothing has changed. As
    /// <see cref="KeyringMove.MoveAsync"/>: the key is in force and the move is not complete; call again.
    /// </returns>
    public async Task<Outcome<KeysMoved>> SetAsync(
        OrganizationId organization,
        string keyArn,
        string roleArn,
        bool acceptRegion,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var tried = await keyring.TryAsync(organization, keyArn, roleArn, cancellationToken);
        if (!tried.Succeeded)
        {
            return tried.Failure;
        }

        var held = tried.Value;
        var present = await keyring.FindAsync(organization, cancellationToken);
        if (!present.Succeeded)
        {
            return present.Failure;
        }

        if (present.Value != held)
        {
            var changed = await database.RunAsync<Done>(
                organization,
                async (scope, stop) =>
                {
                    var isElsewhere = await RegionAsync(scope, stop) != held.Region;
                    if (isElsewhere && !acceptRegion)
                    {
                        return new Failure(FailureCode.WrongRegion);
                    }

                    // On record first, while the keys are as they were: a record that cannot be made stops the change.
                    var recorded = await RecordAsync(organization, held, CustomerKeyChange.InForce, isElsewhere, actor, stop);
                    if (recorded.Succeeded)
                    {
                        await CustomerKeyring.PutInForceAsync(scope, held, clock.GetUtcNow(), stop);
                    }

                    return recorded;
                },
                cancellationToken
            );
            if (!changed.Succeeded)
            {
                return changed.Failure;
            }
        }

        return await moves.MoveAsync(organization, actor, cancellationToken);
    }

    /// <summary>Moves the organization's data keys back to the installation's keyring. The customer's key must still serve for that.</summary>
    /// <returns>What was moved; <see cref="FailureCode.NotFound"/> without such a key; as <see cref="KeyringMove.MoveAsync"/>: <c>key move</c> does the rest.</returns>
    public async Task<Outcome<KeysMoved>> EndAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken)
    {
        var present = await keyring.FindAsync(organization, cancellationToken);
        if (!present.Succeeded || present.Value is null)
        {
            return present.Failure ?? new Failure(FailureCode.NotFound);
        }

        var ended = await database.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var recorded = await RecordAsync(organization, present.Value, CustomerKeyChange.Ended, false, actor, stop);
                if (recorded.Succeeded)
                {
                    await CustomerKeyring.EndAsync(scope, clock.GetUtcNow(), stop);
                }

                return recorded;
            },
            cancellationToken
        );
        return ended.Succeeded ? await moves.MoveAsync(organization, actor, cancellationToken) : ended.Failure;
    }

    private static async Task<string?> RegionAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var select = scope.CreateCommand(
            "select region from organizations.organization where organization_id = $1",
            scope.Organization.Value
        );
        return await select.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task<Outcome<Done>> RecordAsync(
        OrganizationId organization,
        HeldKey key,
        CustomerKeyChange change,
        bool otherRegion,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var recorded = await audit.AppendAsync(
            organization,
            [
                new CustomerKeyChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = new CorrelationId(Guid.CreateVersion7(now)),
                    Target = new AuditTarget("organization", organization.ToString()),
                    Key = key.KeyArn,
                    Role = key.RoleArn,
                    Change = change,
                    OtherRegionAccepted = otherRegion,
                },
            ],
            cancellationToken
        );
        return recorded.Succeeded ? default(Done) : recorded.Failure;
    }
}
