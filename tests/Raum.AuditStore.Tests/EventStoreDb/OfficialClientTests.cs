using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Raum.Testing.EventStore;

namespace Raum.AuditStore.Tests.EventStoreDb;

/// <summary>The fake node is what the official client of npm takes for a node. Where RAUM_TEST_EVENTSTORE names a real one, both must show the same.</summary>
public sealed class OfficialClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_official_client_sees_a_node()
    {
        await using var node = await FakeEventStore.StartAsync();

        Check(await RunAsync(node.ConnectionString));

        node.Complaints.ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("RAUM_TEST_EVENTSTORE") is { Length: > 0 } real)
        {
            Check(await RunAsync(real));
        }
    }

    private static void Check(JsonNode seen)
    {
        string Of(string name) => seen[name]!.ToJsonString();
        Of("appended").ShouldBe("1");
        Of("binary").ShouldBe("2");
        seen["conflict"]![0]!.GetValue<string>().ShouldBe("wrong-expected-version");
        seen["conflict"]!.AsArray().TakeLast(2).Select(part => part!.GetValue<string>()).ShouldBe(["0", "2"]);
        seen["missing"]!.AsArray().TakeLast(2).Select(part => part!.GetValue<string>()).ShouldBe(["5", "no_stream"]);
        Of("single").ShouldBe("3");
        seen["singleConflict"]![0]!.GetValue<string>().ShouldBe("wrong-expected-version");
        Of("trap1").ShouldBe("4");
        Of("trap2").ShouldBe("5");
        Of("forwards")
            .ShouldBe(
                """[[0,"one.v1",{"n":1},true],[1,"two.v1",{"n":2},true],[2,"bin.v1","h\u00E9llo",true],[3,"three.v1",{"n":3},true],[4,"same.v1",{"n":1},true],[5,"same.v1",{"n":2},true]]"""
            );
        Of("backwards").ShouldBe("[5,4]");
        Of("from").ShouldBe("[4,5]");
        seen["nothing"]![0]!.GetValue<string>().ShouldBe("stream-not-found");
        Of("all").ShouldBe("[0,1,2,3,4,5]");
        Of("subscribed").ShouldBe("\"live.v1\"");
        Of("truncated").ShouldBe("[5,6]");
        seen["deleted"]![0]!.GetValue<string>().ShouldBe("stream-not-found");
        Of("continued").ShouldBe("7");
        Of("deleteMissing").ShouldBe("\"wrong-expected-version\"");
    }

    private static async Task<JsonNode> RunAsync(string connectionString)
    {
        var folder = await InstallAsync();
        var stream = $"official-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        var output = await RunAsync(folder, "node", "check.js", connectionString, stream);
        return JsonNode.Parse(output)!;
    }

    /// <summary>Installs the client once per lock file, outside of the build's output.</summary>
    private static async Task<string> InstallAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "npm");
        var name = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), Token))
        )[..16];
        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "raum-tests",
            $"eventstore-{name}"
        );
        Directory.CreateDirectory(folder);
        foreach (var file in (string[])["package.json", "package-lock.json", ".npmrc", "check.js"])
        {
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        }

        if (!File.Exists(Path.Combine(folder, "installed")))
        {
            await RunAsync(folder, "npm", "install", "--omit=dev", "--no-audit", "--no-fund", "--no-save", "--silent");
            await File.WriteAllTextAsync(Path.Combine(folder, "installed"), "", Token);
        }

        return folder;
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, await error + await output);
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
