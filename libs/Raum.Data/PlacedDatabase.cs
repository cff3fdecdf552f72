using Npgsql;
using Raum.Core;

namespace Raum.Data;

/// <summary>
/// Where an organization's conversations and log are (<see cref="Schemas"/>): in the shared database, or in one of its own. Which one is decided here and nowhere
/// else; that these schemas are reached through it, and no others, an architecture test reads from the statements.
/// </summary>
/// <param name="placements">Null where every organization is in the shared database.</param>
public sealed class PlacedDatabase(RaumDatabase shared, IPlacements? placements = null) : ScopedDatabase
{
    /// <summary>What is in an organization's own database; everything else stays in the shared one.</summary>
    public static IReadOnlyList<string> Schemas { get; } = ["audit", "projection", "conversation"];

    /// <summary>How long everybody's work waits for one organization's own database.</summary>
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(5);

    /// <summary>The shared database, in the same role: for what is asked before an organization is known.</summary>
    public RaumDatabase Shared => shared;

    // Refuses with RM001 where the organization's rows are not in that database: what is kept in memory about its place may be old.
    internal override string ScopeSql => "select raum.enter($1)";

    internal override ValueTask<NpgsqlDataSource> SourceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        placements is null || organization == OrganizationId.Installation
            ? shared.SourceAsync(organization, cancellationToken)
            : FindAsync(placements, organization, cancellationToken);

    /// <summary>True while the organization's rows are on their way to another database: nothing can be done for it, and it will pass.</summary>
    /// <returns><see cref="FailureCode.DatabaseUnavailable"/> when that cannot be read.</returns>
    public async ValueTask<Outcome<bool>> IsMovingAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await SourceAsync(organization, cancellationToken);
            return false;
        }
        catch (PlacementException e)
        {
            return e.IsMoving ? true : new Failure(FailureCode.DatabaseUnavailable);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Asks a function of schema <c>lookup</c> about conversations and logs in every database that has some.</summary>
    /// <param name="sql">Its first column is the organization; rows of organizations that have moved away from where they were found are left out.</param>
    /// <returns>What was found. An organization whose own database is away is not in it, so that the others need not wait.</returns>
    /// <exception cref="NpgsqlException">The shared database cannot be reached.</exception>
    public async Task<List<T>> LookUpAsync<T>(
        string sql,
        object?[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var found = new List<T>();
        var placed = placements is null ? new Dictionary<OrganizationId, bool>() : await placements.ListAsync(shared, cancellationToken);
        await using (var command = shared.CreateLookup(sql).With(values))
        {
            await ReadAsync(command, organization => !placed.ContainsKey(organization), read, found, cancellationToken);
        }

        var others = placed.Where(one => one.Value).Select(one => LookUpOwnAsync(one.Key, sql, values, read, cancellationToken));
        found.AddRange((await Task.WhenAll(others)).SelectMany(rows => rows));
        return found;
    }

    /// <summary>Nothing where its database does not answer, or not soon: whoever asks for this organization learns it.</summary>
    private async Task<List<T>> LookUpOwnAsync<T>(
        OrganizationId organization,
        string sql,
        object?[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookUpLimit);
        try
        {
            var found = new List<T>();
            var own = await SourceAsync(organization, limit.Token);
            await using var command = own.CreateCommand(sql).With(values);
            await ReadAsync(command, one => one == organization, read, found, limit.Token);
            return found;
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseFailures.IsUnavailable(e))
        {
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private static async Task ReadAsync<T>(
        NpgsqlCommand command,
        Func<OrganizationId, bool> isHere,
        Func<NpgsqlDataReader, T> read,
        List<T> found,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (isHere(new OrganizationId(reader.GetGuid(0))))
            {
                found.Add(read(reader));
            }
        }
    }

    private async ValueTask<NpgsqlDataSource> FindAsync(
        IPlacements known,
        OrganizationId organization,
        CancellationToken cancellationToken
    ) => await known.FindAsync(shared, organization, cancellationToken) ?? await shared.SourceAsync(organization, cancellationToken);
}
