using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <param name="Current">How many have this build's schema now.</param>
/// <param name="Behind">Whose could not be brought there: nobody works for them before it is.</param>
public sealed record MigratedDatabases(int Current, IReadOnlyList<OrganizationId> Behind);

/// <summary>Looks after the databases of placed organizations: a new schema, another host, other passwords (ORG-1, decision 0013).</summary>
public sealed class PlacedDatabases
{
    private readonly PlacementBook _book;

    internal PlacedDatabases(PlacementBook book) => _book = book;

    /// <summary>Brings all of them to this build's schema. One that is away, or to which no way opens, does not keep the others.</summary>
    /// <exception cref="NpgsqlException">The shared database cannot be reached.</exception>
    public async Task<MigratedDatabases> MigrateAsync(CancellationToken cancellationToken)
    {
        var current = 0;
        var behind = new List<OrganizationId>();
        foreach (var organization in await _book.ListAsync(cancellationToken))
        {
            if (await MigrateAsync(organization, cancellationToken))
            {
                current++;
            }
            else
            {
                behind.Add(organization);
            }
        }

        return new MigratedDatabases(current, behind);
    }

    /// <summary>Leads to the organization's database by other connections: another host, other passwords. Nobody has to stop working.</summary>
    /// <param name="sharedOwner">The shared database, as its owner.</param>
    /// <param name="connections">One for each of <see cref="OrganizationMoves.Roles"/>.</param>
    /// <returns>
    /// <see cref="FailureCode.NotFound"/> for an organization that is not placed; <see cref="FailureCode.InvalidRequest"/> when a connection is missing, not safe, signs
    /// in as another role or leads elsewhere, and when the database that it was in answers and is another one: a move is for that;
    /// <see cref="FailureCode.SealBroken"/> when the log there does not go on where the shared database's copy ends; <see cref="FailureCode.Conflict"/> when another command moves
    /// organizations. After each nothing has changed. <see cref="FailureCode.AuditUnavailable"/> and <see cref="FailureCode.DatabaseUnavailable"/>: call this again.
    /// </returns>
    /// <exception cref="NpgsqlException">A database cannot be reached. Nothing has changed.</exception>
    public async Task<Outcome<Done>> ConnectAsync(
        OrganizationId organization,
        string sharedOwner,
        IReadOnlyDictionary<DatabaseRole, string> connections,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (!OrganizationMoves.AreUsable(connections))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var present = await _book.StateAsync(organization, cancellationToken);
        if (!present.Succeeded || present.Value is PlacementState.Here or PlacementState.Moving)
        {
            return present.Failure ?? new Failure(FailureCode.NotFound);
        }

        await using var shared = await PlacementSide.OpenAsync(sharedOwner, organization, cancellationToken);
        if (!await shared.TakeAsync(patient: true, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        await using var own = await PlacementSide.OpenAsync(connections[DatabaseRole.Owner], organization, cancellationToken);
        if (!await own.TakeAsync(patient: true, cancellationToken) || !await own.IsItsOwnAsync(cancellationToken))
        {
            return new Failure(FailureCode.InvalidRequest); // the shared one, or somebody else's
        }

        var elsewhere = await IsElsewhereAsync(organization, cancellationToken);
        if (!elsewhere.Succeeded || elsewhere.Value)
        {
            return elsewhere.Failure ?? new Failure(FailureCode.InvalidRequest);
        }

        var log = await PlacedLog.ReadAsync(own, cancellationToken);
        if (!log.Continues(await PlacedLog.ReadAsync(shared, cancellationToken)))
        {
            return new Failure(FailureCode.SealBroken);
        }

        // On its way back it may be closed already.
        return await own.LeadHereAsync(connections, present.Value == PlacementState.Moved ? true : null, cancellationToken)
            ? await _book.ConnectAsync(organization, present.Value, connections, actor, cancellationToken)
            : new Failure(FailureCode.InvalidRequest);
    }

    /// <summary>True when the present connection leads to a database that answers and is not the one that this command has taken.</summary>
    private async Task<Outcome<bool>> IsElsewhereAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var owner = await _book.OwnerAsync(organization, cancellationToken);
        if (!owner.Succeeded)
        {
            // A way that does not open is a reason for another one; a keyring that is away is none.
            return owner.Failure.Code is FailureCode.SealBroken or FailureCode.NotFound ? false : owner.Failure;
        }

        try
        {
            await using var present = await PlacementSide.OpenAsync(owner.Value, organization, cancellationToken);
            return await present.TakeAsync(patient: false, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
        {
            return false;
        }
    }

    private async Task<bool> MigrateAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var owner = await _book.OwnerAsync(organization, cancellationToken);
        if (!owner.Succeeded)
        {
            return false;
        }

        try
        {
            await Migrator.ApplyAsync(owner.Value, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or MigrationException || DatabaseFailures.IsUnavailable(e))
        {
            return false;
        }
    }
}
