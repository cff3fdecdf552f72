using System.Data;
using Npgsql;
using Raum.Data;

namespace Raum.Organizations.Placement;

/// <summary>How far a log is, and every tree that was signed for it.</summary>
/// <param name="Head">The last revision, -1 without one; -1 as well where the log is in an EventStoreDB.</param>
/// <param name="Roots">By size.</param>
internal sealed record PlacedLog(long Head, IReadOnlyDictionary<long, string> Roots)
{
    /// <summary>The last tree that was signed, as <c>size root</c>; a dash without one.</summary>
    public string LastTree => Roots.Count == 0 ? "-" : $"{Roots.Keys.Max()} {Roots[Roots.Keys.Max()]}";

    /// <summary>True when this log goes on where the other one is, with every tree that was signed there.</summary>
    public bool Continues(PlacedLog earlier) =>
        Head >= earlier.Head && earlier.Roots.All(tree => Roots.TryGetValue(tree.Key, out var root) && root == tree.Value);

    public static async Task<PlacedLog> ReadAsync(PlacementSide side, CancellationToken cancellationToken)
    {
        await using var transaction = await side.BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var head = new NpgsqlCommand(
            "select coalesce(max(revision), -1) from audit.head where organization_id = $1",
            side.Connection
        ).With(side.Organization.Value);
        var revision = (long)(await head.ExecuteScalarAsync(cancellationToken))!;
        await using var trees = new NpgsqlCommand(
            "select size, encode(root, 'base64') from audit.checkpoint where organization_id = $1",
            side.Connection
        ).With(side.Organization.Value);
        var roots = new Dictionary<long, string>();
        await using var reader = await trees.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            roots.Add(reader.GetInt64(0), reader.GetString(1));
        }

        return new PlacedLog(revision, roots);
    }
}
