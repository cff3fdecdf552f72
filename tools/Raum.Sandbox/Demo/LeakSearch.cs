using System.Globalization;
using System.Text;
using Npgsql;
using Raum.Redis;

namespace Raum.Sandbox.Demo;

/// <summary>Looks for values in everything that a stack wrote: Redis' keys and files, Postgres' rows and files, and the logs.</summary>
/// <remarks>
/// Each value is looked for as UTF-8, UTF-16, hex and base64. Rows are read as well as files, because files may be compressed.
/// A control value that must be there shows that the search finds what it looks for.
/// </remarks>
internal sealed class LeakSearch
{
    private readonly List<Needle> _needles;
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, long> _searched = [];
    private readonly byte[] _control;

    /// <param name="values">What must not be found.</param>
    /// <param name="control">What must be found: an opaque id that the stack writes everywhere.</param>
    public LeakSearch(IEnumerable<string> values, string control)
    {
        _needles = [.. values.Distinct(StringComparer.Ordinal).SelectMany(Forms)];
        _control = Encoding.UTF8.GetBytes(control);
    }

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Bytes searched, by place.</summary>
    public IReadOnlyDictionary<string, long> Searched => _searched;

    /// <summary>Places where the control value was found.</summary>
    public HashSet<string> Controlled { get; } = [];

    public async Task SearchRedisAsync(RedisClient redis, CancellationToken cancellationToken)
    {
        var cursor = "0";
        do
        {
            var page = await redis.ExecuteAsync(["SCAN", cursor, "COUNT", 1000], cancellationToken);
            cursor = page.Items[0].Text;
            foreach (var item in page.Items[1].Items)
            {
                var key = item.Text;
                Look("redis keys", key, item.Bytes);
                var type = (await redis.ExecuteAsync(["TYPE", key], cancellationToken)).Text;
                RedisArgument[] read = type switch
                {
                    "string" => ["GET", key],
                    "hash" => ["HGETALL", key],
                    "list" => ["LRANGE", key, 0, -1],
                    "set" => ["SMEMBERS", key],
                    "zset" => ["ZRANGE", key, 0, -1, "WITHSCORES"],
                    "stream" => ["XRANGE", key, "-", "+"],
                    _ => [],
                };
                if (read.Length > 0)
                {
                    LookAtReply(key, await redis.ExecuteAsync(read, cancellationToken));
                }
            }
        } while (cursor != "0");
    }

    public async Task SearchPostgresAsync(string superuser, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(superuser);
        var tables = new List<string>();
        await using (
            var list = source.CreateCommand(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') order by 1
                """
            )
        )
        {
            await using var reader = await list.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            await using var rows = source.CreateCommand($"select t::text from {table} t");
            await using var reader = await rows.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Look("postgres rows", table, Encoding.UTF8.GetBytes(reader.GetString(0)));
            }
        }

        await using var checkpoint = source.CreateCommand("checkpoint");
        await checkpoint.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task SearchFilesAsync(string place, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                Look(place, Path.GetRelativePath(folder, file), await File.ReadAllBytesAsync(file, cancellationToken));
            }
            catch (FileNotFoundException)
            {
                // Postgres removed it in between.
            }
        }
    }

    private void LookAtReply(string key, RedisReply reply)
    {
        if (reply.Kind == RedisReplyKind.Items)
        {
            foreach (var part in reply.Items)
            {
                LookAtReply(key, part);
            }
        }
        else if (reply.Kind is RedisReplyKind.Bytes or RedisReplyKind.Text)
        {
            Look("redis values", key, reply.Bytes);
        }
    }

    private void Look(string place, string where, ReadOnlySpan<byte> bytes)
    {
        _searched[place] = _searched.GetValueOrDefault(place) + bytes.Length;
        foreach (var needle in _needles)
        {
            if (bytes.IndexOf(needle.Bytes) >= 0)
            {
                _findings.Add(new Finding(place, where, needle.Value, needle.Form));
            }
        }

        if (bytes.IndexOf(_control) >= 0)
        {
            Controlled.Add(place);
        }
    }

    private static IEnumerable<Needle> Forms(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        yield return new Needle(value, "text", utf8);
        yield return new Needle(value, "UTF-16", Encoding.Unicode.GetBytes(value));
        yield return new Needle(value, "hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));

        // Where a value starts within a base64 group decides its letters: three forms, without the ends that depend on its neighbours.
        for (var shift = 0; shift < 3; shift++)
        {
            var padded = new byte[shift + utf8.Length];
            utf8.CopyTo(padded, shift);
            var text = Convert.ToBase64String(padded).TrimEnd('=');
            var middle = text[(shift == 0 ? 0 : 4)..^(text.Length % 4 == 0 ? 0 : 2)];
            if (middle.Length >= 8)
            {
                yield return new Needle(
                    value,
                    string.Create(CultureInfo.InvariantCulture, $"base64+{shift}"),
                    Encoding.ASCII.GetBytes(middle)
                );
            }
        }
    }

    private sealed record Needle(string Value, string Form, byte[] Bytes);
}

/// <param name="Where">Key, table or file.</param>
/// <param name="Form">How the value was written.</param>
internal sealed record Finding(string Place, string Where, string Value, string Form);
