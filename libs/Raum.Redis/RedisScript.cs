using System.Security.Cryptography;
using System.Text;

namespace Raum.Redis;

/// <summary>A Lua script that Redis runs as one step. It travels by its hash and is sent in full when a server does not know it.</summary>
public sealed class RedisScript(string source)
{
    // Redis names scripts by their SHA-1; nothing rests on its strength.
#pragma warning disable CA5350
    private readonly string _hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(source)));
#pragma warning restore CA5350

    /// <summary>Reads a script that is embedded beside <paramref name="owner"/>.</summary>
    /// <param name="name">File name, such as <c>Enqueue.lua</c>.</param>
    public static RedisScript FromResource(Type owner, string name)
    {
        using var stream =
            owner.Assembly.GetManifestResourceStream(owner, name) ?? throw new ArgumentException("No such script.", nameof(name));
        using var reader = new StreamReader(stream);
        return new RedisScript(reader.ReadToEnd());
    }

    /// <inheritdoc cref="RedisClient.ExecuteAsync(RedisArgument[], CancellationToken)"/>
    public async Task<RedisReply> RunAsync(
        RedisClient client,
        RedisArgument[] keys,
        RedisArgument[] arguments,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await client.ExecuteAsync(["EVALSHA", _hash, keys.Length, .. keys, .. arguments], cancellationToken);
        }
        catch (RedisServerException e) when (e.Code == "NOSCRIPT")
        {
            return await client.ExecuteAsync(["EVAL", source, keys.Length, .. keys, .. arguments], cancellationToken);
        }
    }
}
