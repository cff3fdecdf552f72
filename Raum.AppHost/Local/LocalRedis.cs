using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Raum.AppHost.Local;

/// <summary>Redis with the durability that an accepted job needs: an append-only file, synced before each answer.</summary>
internal static class LocalRedis
{
    public static async Task<ManagedProcess> StartAsync(
        LocalFolders folders,
        LocalSecrets secrets,
        int port,
        CancellationToken cancellationToken
    )
    {
        // In a file, not on the command line, where every user of the machine could read the password.
        var configuration = Path.Combine(folders.Redis, "redis.conf");
        await File.WriteAllLinesAsync(
            configuration,
            [
                "bind 127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"port {port}"),
                $"dir \"{folders.Redis}\"",
                $"requirepass {secrets.RedisPassword}",
                "appendonly yes",
                "appendfsync always",
                "maxmemory-policy noeviction",
                "daemonize no",
            ],
            cancellationToken
        );
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var process = ManagedProcess.Start("redis", ["redis-server", configuration], folders.Log("redis"), folders.Redis);
        while (!process.HasExited)
        {
            if (await AnswersAsync(secrets.RedisPassword, port, cancellationToken))
            {
                return process;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new LocalException($"Redis ended at its start. Its log: {folders.Log("redis")}");
    }

    public static string ConnectionString(LocalSecrets secrets, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port},password={secrets.RedisPassword}");

    private static async Task<bool> AnswersAsync(string password, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\nQUIT\r\n"), cancellationToken);
            using var reader = new StreamReader(client.GetStream());

            // While it loads its file it answers -LOADING.
            return (await reader.ReadToEndAsync(cancellationToken)).Contains("+PONG", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
