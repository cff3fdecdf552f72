using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using Raum.AppHost.Local;
using Raum.Data;
using Xunit;
using Xunit.Sdk;

namespace Raum.Testing.Servers;

/// <summary>
/// A real Postgres for one test program: <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>, then a constructor parameter.
/// It listens on a free loopback port, keeps its data in a temporary folder, and ends with the test program, however that ends.
/// </summary>
/// <remarks>Fast: it survives its own end at any moment, not that of the machine.</remarks>
public class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(
        Path.GetTempPath(),
        $"raum-postgres-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}"
    );
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly SemaphoreSlim _templateLock = new(1, 1);
    private Process? _process;
    private bool _templateReady;
    private int _databases;

    /// <summary>True to keep <c>fsync</c> on.</summary>
    protected virtual bool Durable => false;

    /// <summary>Settings of the server that hold or move much: small, because many servers run beside each other in tests.</summary>
    protected virtual string[] Sizes => ["shared_buffers=64MB"];

    public int Port { get; private set; }

    /// <summary>The data directory, for tests that look for values on disk.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync()
    {
        var bin = PostgresBinaries.Find();
        Directory.CreateDirectory(_folder);
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _password);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "-R", "postgres:postgres", _folder);
        }

        await RunAsync([
            .. PostgresBinaries.AsServerUser(),
            $"{bin}/initdb",
            "--pgdata=" + DataFolder,
            "--username=postgres",
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ]);
        Port = LoopbackPorts.Free();
        await StartAsync();
        await DatabaseSetup.CreateRolesAsync(
            ConnectionString("postgres", "postgres"),
            DatabaseRoles.SignIn.ToDictionary(role => role, _ => _password),
            CancellationToken.None
        );
    }

    /// <summary>A fresh, migrated database. Cheap: a copy of a template that is migrated once.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var admin = ConnectionString("postgres", "postgres");
        await _templateLock.WaitAsync();
        try
        {
            if (!_templateReady)
            {
                await DatabaseSetup.CreateDatabaseAsync(admin, "raum_template", null, CancellationToken.None);
                await Migrator.ApplyAsync(ConnectionString(DatabaseRole.Owner.Name(), "raum_template"), CancellationToken.None);
                _templateReady = true;
            }

            var name = $"raum_{++_databases}";
            await DatabaseSetup.CreateDatabaseAsync(admin, name, "raum_template", CancellationToken.None);
            return new TestDatabase(name, user => ConnectionString(user, name));
        }
        finally
        {
            _templateLock.Release();
        }
    }

    /// <summary>An empty database without any migration, owned by <c>raum_owner</c>.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        var name = $"raum_empty_{Interlocked.Increment(ref _databases)}";
        await DatabaseSetup.CreateDatabaseAsync(ConnectionString("postgres", "postgres"), name, null, CancellationToken.None);
        return new TestDatabase(name, user => ConnectionString(user, name));
    }

    /// <summary>Starts the server on its port, on the data it had.</summary>
    public async Task StartAsync()
    {
        string[] settings =
        [
            "listen_addresses=127.0.0.1",
            $"port={Port}",
            "unix_socket_directories=",
            "max_connections=200",
            .. Sizes,
            "log_min_messages=warning",
            // Never without synchronous_commit: a server that crashes in a test would lose what was committed a moment before.
            .. Durable ? (string[])[] : ["fsync=off", "full_page_writes=off"],
        ];
        var server =
            $"{PostgresBinaries.Find()}/postgres -D '{DataFolder}' {string.Join(' ', settings.Select(setting => $"-c '{setting}'"))}";

        // The shell's input is a pipe from this process: when it ends, in whatever way, so does the server, and its folder goes.
        var script =
            $"{server} </dev/null >>'{_folder}/log' 2>&1 & pid=$!; read line; kill -QUIT $pid; wait $pid; [ \"$line\" = keep ] || rm -rf '{_folder}'";
        string[] command = [.. PostgresBinaries.AsServerUser(), "sh", "-c", script];
        _process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            }
        )!;
        await WaitUntilReadyAsync();
    }

    /// <summary>Stops the server at once, without a checkpoint, and keeps its data: Postgres is down.</summary>
    public Task CrashAsync() => EndAsync("keep");

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await EndAsync("remove");
        _templateLock.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task EndAsync(string word)
    {
        if (_process is null)
        {
            return;
        }

        await _process.StandardInput.WriteLineAsync(word);
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    private async Task WaitUntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres", "postgres") + ";Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"Postgres did not start: {await File.ReadAllTextAsync($"{_folder}/log")}", e);
            }
        }
    }

    private string ConnectionString(string user, string database) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={_password};Database={database};Maximum Pool Size=20;Connection Idle Lifetime=10;Connection Pruning Interval=5;Include Error Detail=false";

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[^1]} failed with {process.ExitCode}: {await output}{await error}");
        }
    }
}

/// <summary>One database of a <see cref="PostgresServer"/>, with a connection string per role.</summary>
public sealed class TestDatabase(string name, Func<string, string> connectionString)
{
    public string Name => name;

    public string App => For(DatabaseRole.App);

    public string Api => For(DatabaseRole.Api);

    public string Worker => For(DatabaseRole.Worker);

    public string Rotation => For(DatabaseRole.Rotation);

    public string Projector => For(DatabaseRole.Projector);

    public string Purge => For(DatabaseRole.Purge);

    public string Platform => For(DatabaseRole.Platform);

    public string Owner => For(DatabaseRole.Owner);

    /// <summary>Sees and may do everything; for looking at what is stored.</summary>
    public string Superuser => connectionString("postgres") + ";Pooling=false";

    public string For(DatabaseRole role) => connectionString(role.Name());
}
