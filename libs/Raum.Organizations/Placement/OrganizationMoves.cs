using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <param name="Tables">How many tables were copied and compared.</param>
/// <param name="Rows">Rows of all of them.</param>
/// <param name="Tree">Size and root of the last signed tree, the same on both sides; a dash without one.</param>
public sealed record MovedRows(int Tables, long Rows, string Tree);

/// <summary>Moves an organization's conversations and log to a database of their own, and back (ORG-1, decision 0013). Every step can be repeated after an interruption.</summary>
/// <remarks>
/// Signs in as <c>raum_app</c>, and in both databases as their owner. Nobody works for the organization meanwhile: the side that is left is closed first, in the
/// database itself, so that a process that has not heard of it is sent away. What is not there in full, as counts and hashes say, is not used.
/// </remarks>
public sealed class OrganizationMoves
{
    private readonly PlacementBook _book;

    internal OrganizationMoves(PlacementBook book) => _book = book;

    /// <summary>Who must be able to sign in to an organization's own database.</summary>
    public static IReadOnlyList<DatabaseRole> Roles { get; } =
    [
        DatabaseRole.Owner,
        DatabaseRole.App,
        DatabaseRole.Api,
        DatabaseRole.Worker,
        DatabaseRole.Rotation,
        DatabaseRole.Projector,
        DatabaseRole.Purge,
    ];

    /// <summary>Where it is.</summary>
    public Task<Outcome<PlacementState>> StateAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        _book.StateAsync(organization, cancellationToken);

    /// <summary>Moves the organization to the database that the connections lead to. Called again after an interruption it begins anew, or goes back there from the way home.</summary>
    /// <param name="sharedOwner">The shared database, as its owner.</param>
    /// <param name="connections">One for each of <see cref="Roles"/>.</param>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> when a connection is missing, not safe, signs in as another role or leads elsewhere, or when the database is not for
    /// this organization alone; <see cref="FailureCode.AlreadyDecided"/> when it is placed; <see cref="FailureCode.Conflict"/> when somebody did not stop working for
    /// the organization or moves another one; <see cref="FailureCode.SealBroken"/> when the copy was not the same; <see cref="FailureCode.OrganizationClosed"/>. After each the organization is where it was.
    /// </returns>
    /// <exception cref="NpgsqlException">A database cannot be reached. Before the copy began nothing has changed; after that call this again, or <see cref="ReturnAsync"/>.</exception>
    public async Task<Outcome<MovedRows>> PlaceAsync(
        OrganizationId organization,
        string sharedOwner,
        IReadOnlyDictionary<DatabaseRole, string> connections,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        if (organization == OrganizationId.Installation || !AreUsable(connections))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var present = await StateAsync(organization, cancellationToken);
        if (!present.Succeeded || present.Value == PlacementState.Moved)
        {
            return present.Failure ?? new Failure(FailureCode.AlreadyDecided);
        }

        await using var shared = await PlacementSide.OpenAsync(sharedOwner, organization, cancellationToken);
        if (!await shared.TakeAsync(patient: true, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        if (present.Value == PlacementState.Returning)
        {
            return await StayAsync(shared, organization, actor, cancellationToken);
        }

        if (await shared.IsClosedAsync(cancellationToken))
        {
            return new Failure(FailureCode.OrganizationClosed);
        }

        await Migrator.ApplyAsync(connections[DatabaseRole.Owner], cancellationToken);
        await using var own = await PlacementSide.OpenAsync(connections[DatabaseRole.Owner], organization, cancellationToken);
        if (!await own.TakeAsync(patient: true, cancellationToken) || !await own.PrepareAsync(shared, cancellationToken))
        {
            return new Failure(FailureCode.InvalidRequest); // the same database, or somebody else's
        }

        if (!await own.LeadHereAsync(connections, isOpen: false, cancellationToken))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var begun = await _book.BeginAsync(organization, present.Value, connections, actor, cancellationToken);
        if (!begun.Succeeded)
        {
            return begun.Failure;
        }

        var moved = await shared.CloseAsync(cancellationToken)
            ? await CopyAsync(shared, own, cancellationToken)
            : new Failure(FailureCode.Conflict);
        if (!moved.Succeeded)
        {
            var back = await GoBackAsync(shared, organization, cancellationToken);
            return back.Succeeded ? moved.Failure : back.Failure;
        }

        await own.OpenAgainAsync(cancellationToken);
        var turned = await _book.TurnAsync(organization, PlacementState.Moved, cancellationToken);
        if (!turned.Succeeded)
        {
            return turned.Failure;
        }

        await _book.RecordAsync(organization, "moved", actor, cancellationToken);
        return moved;
    }

    /// <summary>Brings the organization back to the shared database, with everything that was written since it left. From an interrupted move it only goes back.</summary>
    /// <returns>Null when there was nothing to copy. <see cref="FailureCode.NotFound"/> for one that is here; <see cref="FailureCode.Conflict"/> and <see cref="FailureCode.SealBroken"/> as with <see cref="PlaceAsync"/>: it stays where it was.</returns>
    /// <exception cref="NpgsqlException">A database cannot be reached. Call this again, or <see cref="PlaceAsync"/> to stay there.</exception>
    public async Task<Outcome<MovedRows?>> ReturnAsync(
        OrganizationId organization,
        string sharedOwner,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var present = await StateAsync(organization, cancellationToken);
        if (!present.Succeeded || present.Value == PlacementState.Here)
        {
            return present.Failure ?? new Failure(FailureCode.NotFound);
        }

        await using var shared = await PlacementSide.OpenAsync(sharedOwner, organization, cancellationToken);
        if (!await shared.TakeAsync(patient: true, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        if (present.Value == PlacementState.Moving)
        {
            var back = await GoBackAsync(shared, organization, cancellationToken);
            return back.Succeeded ? default(MovedRows?) : back.Failure;
        }

        var owner = await _book.OwnerAsync(organization, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Failure;
        }

        await using var own = await PlacementSide.OpenAsync(owner.Value, organization, cancellationToken);
        if (present.Value == PlacementState.Moved)
        {
            var recorded = await _book.RecordAsync(organization, "returning", actor, cancellationToken);
            var turned = recorded.Succeeded ? await _book.TurnAsync(organization, PlacementState.Returning, cancellationToken) : recorded;
            if (!turned.Succeeded)
            {
                return turned.Failure;
            }
        }

        var moved =
            await own.CloseAsync(cancellationToken) && await shared.CloseAsync(cancellationToken)
                ? await CopyAsync(own, shared, cancellationToken)
                : new Failure(FailureCode.Conflict);
        if (!moved.Succeeded)
        {
            await own.OpenAgainAsync(cancellationToken);
            var stays = await _book.TurnAsync(organization, PlacementState.Moved, cancellationToken);
            return stays.Succeeded ? moved.Failure : stays.Failure;
        }

        var here = await GoBackAsync(shared, organization, cancellationToken);
        if (!here.Succeeded)
        {
            return here.Failure;
        }

        await _book.RecordAsync(organization, "here", actor, cancellationToken);
        return moved.Value;
    }

    /// <summary>Deletes what the organization left in the shared database, once its own is seen to hold the same log and to have gone on from there.</summary>
    /// <returns>How many rows; <see cref="FailureCode.NotFound"/> for one that is not placed; <see cref="FailureCode.SealBroken"/> when its own database does not continue what is here: nothing is deleted then.</returns>
    public async Task<Outcome<long>> ClearAsync(
        OrganizationId organization,
        string sharedOwner,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var present = await StateAsync(organization, cancellationToken);
        if (!present.Succeeded || present.Value != PlacementState.Moved)
        {
            return present.Failure ?? new Failure(FailureCode.NotFound);
        }

        var owner = await _book.OwnerAsync(organization, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Failure;
        }

        await using var shared = await PlacementSide.OpenAsync(sharedOwner, organization, cancellationToken);
        await using var own = await PlacementSide.OpenAsync(owner.Value, organization, cancellationToken);
        if (!await shared.TakeAsync(patient: true, cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        var log = await PlacedLog.ReadAsync(own, cancellationToken);
        if (!log.Continues(await PlacedLog.ReadAsync(shared, cancellationToken)))
        {
            return new Failure(FailureCode.SealBroken);
        }

        var recorded = await _book.RecordAsync(organization, "cleared", actor, cancellationToken);
        return recorded.Succeeded ? await PlacementCopy.ClearAsync(shared, cancellationToken) : recorded.Failure;
    }

    /// <summary>True when there is one for each of <see cref="Roles"/>, that signs in as it and that nobody can read along.</summary>
    internal static bool AreUsable(IReadOnlyDictionary<DatabaseRole, string> connections) =>
        Roles.All(role => connections.TryGetValue(role, out var text) && IsUsable(text, role));

    private static bool IsUsable(string text, DatabaseRole role)
    {
        try
        {
            return DatabaseTransport.IsSafe(text) && new NpgsqlConnectionStringBuilder(text).Username == role.Name();
        }
        catch (ArgumentException)
        {
            return false; // not a connection string
        }
    }

    private static async Task<Outcome<MovedRows>> CopyAsync(PlacementSide from, PlacementSide to, CancellationToken cancellationToken)
    {
        var copied = await PlacementCopy.RunAsync(from, to, cancellationToken);
        if (copied is null)
        {
            return new Failure(FailureCode.SealBroken);
        }

        var (before, after) = (await PlacedLog.ReadAsync(from, cancellationToken), await PlacedLog.ReadAsync(to, cancellationToken));
        return before.Head == after.Head && after.Continues(before) && before.Continues(after)
            ? new MovedRows(copied.Count, copied.Sum(table => table.Rows), after.LastTree)
            : new Failure(FailureCode.SealBroken);
    }

    /// <summary>From the way home to where it came from: nothing was written here.</summary>
    private async Task<Outcome<MovedRows>> StayAsync(
        PlacementSide shared,
        OrganizationId organization,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var owner = await _book.OwnerAsync(organization, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Failure;
        }

        await using var own = await PlacementSide.OpenAsync(owner.Value, organization, cancellationToken);
        if (!await shared.CloseAsync(cancellationToken))
        {
            return new Failure(FailureCode.Conflict);
        }

        await own.OpenAgainAsync(cancellationToken);
        var turned = await _book.TurnAsync(organization, PlacementState.Moved, cancellationToken);
        if (!turned.Succeeded)
        {
            return turned.Failure;
        }

        await _book.RecordAsync(organization, "moved", actor, cancellationToken);
        return new MovedRows(0, 0, (await PlacedLog.ReadAsync(own, cancellationToken)).LastTree);
    }

    /// <summary>The rows of the shared database count: it is opened before the row that leads away goes.</summary>
    private async Task<Outcome<Done>> GoBackAsync(PlacementSide shared, OrganizationId organization, CancellationToken cancellationToken)
    {
        await shared.OpenAgainAsync(cancellationToken);
        return await _book.RemoveAsync(organization, cancellationToken);
    }
}
