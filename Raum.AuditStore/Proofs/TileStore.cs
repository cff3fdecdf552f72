using Raum.Data;
using Raum.Proofs.Merkle;

namespace Raum.AuditStore.Proofs;

/// <summary>An organization's tree in Postgres: tiles of 256 hashes that are only ever added to. An append writes a row or two, whatever the tree's size.</summary>
internal static class TileStore
{
    /// <summary>Leaves of the tree.</summary>
    public static async Task<long> SizeAsync(OrganizationScope scope, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select start + length(hashes) / 32 from audit.tile
            where organization_id = $1 and level = 0 order by start desc limit 1
            """,
            scope.Organization.Value
        );
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    /// <summary>Adds leaves behind the end.</summary>
    /// <param name="size">Leaves so far; the caller holds the lock under which that stays true.</param>
    public static async Task AppendAsync(
        OrganizationScope scope,
        long size,
        IReadOnlyList<TreeHash> leaves,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<(short Level, long Start, byte[] Hashes)>();
        var (hashes, start) = (leaves, size);
        for (short level = 0; hashes.Count > 0; level++)
        {
            var tile = await OpenTileAsync(scope, level, start, hashes.Count, cancellationToken);
            var parents = new List<TreeHash>();
            for (var done = 0; done < hashes.Count; )
            {
                var room = Tiles.Width - (int)((start + done) % Tiles.Width);
                var part = hashes.Skip(done).Take(room).ToArray();
                rows.Add((level, start + done, TreeHash.Join(part)));
                tile.AddRange(part);
                done += part.Length;
                if (part.Length == room)
                {
                    parents.Add(MerkleTree.Root(tile.ToArray()));
                    tile.Clear();
                }
            }

            (hashes, start) = (parents, start / Tiles.Width);
        }

        await using var insert = scope.CreateCommand(
            """
            insert into audit.tile (organization_id, level, start, hashes)
            select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[]) as tile (level, start, hashes) order by level, start
            """,
            scope.Organization.Value,
            rows.Select(row => row.Level).ToArray(),
            rows.Select(row => row.Start).ToArray(),
            rows.Select(row => row.Hashes).ToArray()
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads the tiles that some nodes are computed from, in one round trip.</summary>
    /// <returns>The hash of each of the nodes.</returns>
    /// <exception cref="TreeDamagedException">A hash is missing.</exception>
    public static async Task<Func<NodeId, TreeHash>> ReadAsync(
        OrganizationScope scope,
        IEnumerable<NodeId> nodes,
        CancellationToken cancellationToken
    )
    {
        var wanted = nodes.Select(Tiles.SliceOf).Select(slice => (slice.Level, slice.Tile)).Distinct().ToList();
        await using var command = scope.CreateCommand(
            """
            select tile.level::int, tile.start, tile.hashes
            from unnest($2::smallint[], $3::bigint[]) as wanted (level, tile)
            cross join lateral (
              select t.level, t.start, t.hashes from audit.tile t
              where t.organization_id = $1 and t.level = wanted.level and t.start >= wanted.tile * 256 and t.start < wanted.tile * 256 + 256
            ) as tile
            order by tile.level, tile.start
            """,
            scope.Organization.Value,
            wanted.Select(tile => (short)tile.Level).ToArray(),
            wanted.Select(tile => tile.Tile).ToArray()
        );
        var tiles = wanted.ToDictionary(tile => tile, _ => new List<TreeHash>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var tile = tiles[(reader.GetInt32(0), reader.GetInt64(1) / Tiles.Width)];
            if (tile.Count != reader.GetInt64(1) % Tiles.Width)
            {
                throw new TreeDamagedException();
            }

            tile.AddRange(TreeHash.Split(reader.GetFieldValue<byte[]>(2)) ?? throw new TreeDamagedException());
        }

        return node =>
        {
            var slice = Tiles.SliceOf(node);
            var tile = tiles[(slice.Level, slice.Tile)];
            return (slice.Start % Tiles.Width) + slice.Count <= tile.Count
                ? slice.HashIn(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tile))
                : throw new TreeDamagedException();
        };
    }

    /// <summary>Hashes of leaves as they are stored, by index.</summary>
    /// <exception cref="TreeDamagedException">By the function that is returned: this hash is missing.</exception>
    public static async Task<Func<long, TreeHash>> LeavesAsync(
        OrganizationScope scope,
        long first,
        long last,
        CancellationToken cancellationToken
    )
    {
        await using var command = scope.CreateCommand(
            "select start, hashes from audit.tile where organization_id = $1 and level = 0 and start > $2 and start <= $3 order by start",
            scope.Organization.Value,
            first - Tiles.Width,
            last
        );
        var leaves = new Dictionary<long, TreeHash>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var start = reader.GetInt64(0);
            foreach (var hash in TreeHash.Split(reader.GetFieldValue<byte[]>(1)) ?? throw new TreeDamagedException())
            {
                leaves[start++] = hash;
            }
        }

        return index => leaves.TryGetValue(index, out var leaf) ? leaf : throw new TreeDamagedException();
    }

    /// <summary>What is there of the tile that new hashes go into; empty when they do not fill it, because then nobody needs to know.</summary>
    private static async Task<List<TreeHash>> OpenTileAsync(
        OrganizationScope scope,
        short level,
        long start,
        int count,
        CancellationToken cancellationToken
    )
    {
        var filled = (int)(start % Tiles.Width);
        if (filled == 0 || filled + count < Tiles.Width)
        {
            return [];
        }

        await using var command = scope.CreateCommand(
            "select hashes from audit.tile where organization_id = $1 and level = $2 and start >= $3 and start < $4 order by start",
            scope.Organization.Value,
            level,
            start - filled,
            start
        );
        var tile = new List<TreeHash>(Tiles.Width);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tile.AddRange(TreeHash.Split(reader.GetFieldValue<byte[]>(0)) ?? throw new TreeDamagedException());
        }

        return tile.Count == filled ? tile : throw new TreeDamagedException();
    }
}

/// <summary>The stored tree is not one: somebody changed it. Nothing is proved from it and nothing signed.</summary>
internal sealed class TreeDamagedException : Exception;
