using System.Text.Encodings.Web;
using System.Text.Json;

namespace Raum.Sandbox.Demo;

/// <summary><c>demo --stack FILE [--json]</c>: plays one ticket and prints what happened.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <returns>0 when the customer got an answer and no raw value was found; 1 otherwise; 2 for a wrong command line.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var json = arguments.Contains("--json");
        if (arguments.Where(argument => argument != "--json").ToArray() is not ["--stack", var file])
        {
            await Console.Error.WriteLineAsync("Usage: Raum.Sandbox demo --stack FILE [--json]");
            return 2;
        }

        try
        {
            var stack = await DemoStack.ReadAsync(file, cancellationToken);
            using var client = new DemoClient(stack, TimeProvider.System);
            var result = await new DemoRun(stack, client, TimeProvider.System, Console.Error.WriteLine).PlayAsync(cancellationToken);
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(result, Json));
            }
            else
            {
                new DemoReport(Console.Out, colour: !Console.IsOutputRedirected).Print(result);
            }

            return result.Passed ? 0 : 1;
        }
        catch (Exception e) when (e is DemoException or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync($"demo: {e.Message}");
            return 1;
        }
    }
}
