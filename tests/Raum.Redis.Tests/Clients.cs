using Raum.Testing.Servers;

namespace Raum.Redis.Tests;

internal static class Clients
{
    public static RedisClient New(RedisConnectionString target, TimeSpan? timeout = null) =>
        new(target, new RedisOptions { CommandTimeout = timeout ?? TimeSpan.FromSeconds(10) }, TimeProvider.System, static () => 0.5);

    public static RedisClient New(RedisServer server, TimeSpan? timeout = null) =>
        New(RedisConnectionString.Parse(server.ConnectionString), timeout);

    /// <summary>Asks until Redis answers: for tests in which it comes back.</summary>
    public static async Task<RedisReply> UntilAnsweredAsync(
        RedisClient client,
        RedisArgument[] command,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                return await client.ExecuteAsync(command, cancellationToken);
            }
            catch (RedisUnavailableException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
