using System.Text.Json.Nodes;
using Raum.Testing.EventStore;
using Raum.Testing.Npm;

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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        var folder = await NodeProject.InstallAsync("eventstore", limit.Token);
        var stream = $"official-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        var output = await NodeProject.RunAsync(folder, "node", ["check.js", connectionString, stream], limit.Token);
        return JsonNode.Parse(output)!;
    }
}
