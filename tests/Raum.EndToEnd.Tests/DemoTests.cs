using System.Diagnostics;
using System.Text.Json.Nodes;
using Raum.Testing.Stack;

namespace Raum.EndToEnd.Tests;

/// <summary>A ticket goes through the whole of Raum, as <c>./raum demo</c> plays it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task A_ticket_is_masked_drafted_approved_delivered_and_recorded_and_no_value_is_left_behind()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Path.Combine(Path.GetTempPath(), $"raum-demo-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
        var start = LocalStack.AppHost("demo", "--json");
        start.Environment["RAUM_DATA"] = folder;
        try
        {
            using var demo = Process.Start(start)!;
            var errors = demo.StandardError.ReadToEndAsync(token);
            var output = await demo.StandardOutput.ReadToEndAsync(token);
            await demo.WaitForExitAsync(token);

            demo.ExitCode.ShouldBe(0, await errors);
            var seen = JsonNode.Parse(output)!;
            var model = (string)seen["modelSaw"]!;
            model.ShouldContain("[REDACTED_NAME]");
            model.ShouldContain("[REDACTED_CC]");
            foreach (var value in seen["proof"]!["values"]!.AsArray())
            {
                model.ShouldNotContain((string)value!);
            }

            ((string)seen["draft"]!["text"]!).ShouldContain("[REDACTED_NAME]");
            ((string)seen["customerGot"]![0]!["text"]!).ShouldContain("Harriet");
            seen["audit"]!.AsArray().Select(entry => (string)entry!["type"]!).ShouldContain("job-delivered.v1");
            seen["proof"]!["findings"]!.AsArray().ShouldBeEmpty();
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
