using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>How many copies of a ticket's values a worker's memory holds after the jobs about it, looked for in all of it as a debugger would.</summary>
internal sealed class ResidueScenario(LocalStack stack)
{
    private const int Jobs = 20;

    public async Task RunAsync(JobScenario others, CancellationToken cancellationToken)
    {
        var marks = Enumerable
            .Range(0, Jobs)
            .Select(_ => $"jane.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}@example.com")
            .ToList();
        using var api = stack.NewApiClient();
        foreach (var mark in marks)
        {
            await RunOneAsync(api, mark, cancellationToken);
        }

        Print("right after", marks);
        await others.RunAsync(50, TimeSpan.FromSeconds(30), cancellationToken);
        Print("after 1,500 jobs of others", marks);
        await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
        Print("after half a minute of rest", marks);
    }

    private static async Task RunOneAsync(HttpClient api, string mark, CancellationToken cancellationToken)
    {
        using var accepted = await api.PostAsJsonAsync(
            "/v1/jobs",
            new { operation = "generate", text = $"Hello, I was charged twice. Please write to {mark} about it. Kind regards." },
            cancellationToken
        );
        accepted.EnsureSuccessStatusCode();
        var job = JsonNode.Parse(await accepted.Content.ReadAsStringAsync(cancellationToken))!;
        using var events = await api.GetAsync((string)job["links"]!["events"]!, cancellationToken);
        if (!(await events.Content.ReadAsStringAsync(cancellationToken)).Contains("event: answer", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The job was not answered.");
        }
    }

    private void Print(string when, List<string> marks)
    {
        foreach (var program in (string[])["Raum.Worker", "Raum.Api"])
        {
            foreach (var process in stack.Processes(program + ".dll"))
            {
                var (values, copies) = Count(process, marks);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{program, -12} {when, -28} {values} of {marks.Count} values readable, {copies} copies"
                    )
                );
            }
        }
    }

    private static (int Values, int Copies) Count(int process, List<string> marks)
    {
        var needles = marks.Select(mark => (Utf8: Encoding.UTF8.GetBytes(mark), Utf16: Encoding.Unicode.GetBytes(mark))).ToList();
        var found = new int[marks.Count];
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/mem"));
        var buffer = new byte[4 << 20];
        foreach (var line in File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/maps")))
        {
            var parts = line.Split(' ');
            if (!parts[1].StartsWith("rw", StringComparison.Ordinal))
            {
                continue;
            }

            var ends = parts[0].Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
            for (var at = ends[0]; at < ends[1]; at += buffer.Length - 128)
            {
                try
                {
                    var read = RandomAccess.Read(memory, buffer.AsSpan(0, (int)Math.Min(buffer.Length, ends[1] - at)), at);
                    for (var i = 0; i < needles.Count; i++)
                    {
                        found[i] += buffer.AsSpan(0, read).Count(needles[i].Utf8) + buffer.AsSpan(0, read).Count(needles[i].Utf16);
                    }
                }
                catch (IOException)
                {
                    break; // a guard page, or gone since the list was made
                }
            }
        }

        return (found.Count(count => count > 0), found.Sum());
    }
}
