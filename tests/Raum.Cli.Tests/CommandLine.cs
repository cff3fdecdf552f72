using System.Diagnostics;
using Npgsql;
using Raum.Data;
using Raum.Testing.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Raum.Cli.Tests;

/// <summary>The command line as an operator runs it: a process with its settings in the environment.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _environment;

    private readonly string[] _within;

    private CommandLine(Dictionary<string, string> environment, params string[] within) => (_environment, _within) = (environment, within);

    public static CommandLine For(TestDatabase database) => new(Settings(database.For, database.Superuser));

    /// <summary>On a machine that knows nothing of Raum.</summary>
    public static CommandLine WithoutSettings() => new([]);

    /// <summary>Settings for a database that is not there yet.</summary>
    public static CommandLine ForNewDatabase(TestDatabase neighbour, string name) =>
        new(Settings(role => Named(neighbour.For(role), name), Named(neighbour.Superuser, "postgres")));

    /// <summary>The same with another value of one setting; null takes it away.</summary>
    public CommandLine With(string key, string? value)
    {
        var changed = new Dictionary<string, string>(_environment);
        changed.Remove(key);
        if (value is not null)
        {
            changed[key] = value;
        }

        return new CommandLine(changed);
    }

    /// <summary>The same where no file becomes longer than 2 KiB (4, where the shell counts otherwise): for a program that writes, as a disk that is full.</summary>
    public CommandLine WithLittleRoom() =>
        // Without W^X: the runtime maps its code through a file that counts.
        new(
            new Dictionary<string, string>(_environment) { ["DOTNET_EnableWriteXorExecute"] = "0" },
            "sh",
            "-c",
            """trap '' XFSZ; ulimit -f 4; exec "$@" """,
            "sh"
        );

    public string this[string key] => _environment[key];

    /// <param name="input">Lines on standard input.</param>
    public async Task<Answer> RunAsync(string arguments, params string[] input)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Raum.Cli.dll");
        string[] all = [.. _within, "dotnet", program, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        foreach (var line in input)
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), token);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(token);
        return new Answer(process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    /// <summary>Runs what must work, and gives what it printed.</summary>
    public async Task<string> DoAsync(string arguments, params string[] input)
    {
        var answer = await RunAsync(arguments, input);
        answer.Errors.ShouldBe("");
        answer.Code.ShouldBe(0);
        return answer.Output;
    }

    private static Dictionary<string, string> Settings(Func<DatabaseRole, string> connection, string admin) =>
        new()
        {
            ["ConnectionStrings__raumdb_admin"] = admin,
            ["ConnectionStrings__raumdb_owner"] = connection(DatabaseRole.Owner),
            ["ConnectionStrings__raumdb_platform"] = connection(DatabaseRole.Platform),
            ["ConnectionStrings__raumdb"] = connection(DatabaseRole.App),
            ["ConnectionStrings__raumdb_api"] = connection(DatabaseRole.Api),
            ["ConnectionStrings__raumdb_worker"] = connection(DatabaseRole.Worker),
            ["ConnectionStrings__raumdb_rotation"] = connection(DatabaseRole.Rotation),
            ["ConnectionStrings__raumdb_projector"] = connection(DatabaseRole.Projector),
            ["ConnectionStrings__raumdb_purge"] = connection(DatabaseRole.Purge),
            ["Keys__Local__MasterSecret"] = "a master secret of more than 32 characters",
        };

    private static string Named(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;
}

/// <param name="Code">0: done; 1: refused or failed.</param>
internal sealed record Answer(int Code, string Output, string Errors)
{
    /// <summary>Refused with words for people: no stack trace, nothing on standard output.</summary>
    public void ShouldRefuse(string words)
    {
        Errors.ShouldContain(words);
        Errors.ShouldNotContain("   at ");
        Output.ShouldBe("");
        Code.ShouldBe(1);
    }
}
