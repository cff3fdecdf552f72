using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Raum.Load;
using Raum.Testing.Providers;
using Raum.Testing.Stack;
using Raum.Testing.Zendesk;

// Load on the whole stack, everything on this machine: accepted webhooks a second, and what a job costs on top of its provider.
// Prints one table. Latency is counted from when a request was due.
var latency = TimeSpan.FromMilliseconds(20);
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var only = args.Length > 1 ? args[1] : "";
var duration = TimeSpan.FromSeconds(seconds);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

var script = new ProviderScript { KeepRequests = false };
var greet = script.Default;
script.Default = request => greet(request) with { Latency = latency };
await using var providers = await FakeProviders.StartAsync(script);
Console.Error.WriteLine("Starting the stack ...");
var folder = Path.Combine(Path.GetTempPath(), $"raum-load-{Environment.ProcessId}");
await using var stack = await LocalStack.StartAsync(folder, LoadSettings.Environment, stop.Token);
await stack.AddProviderAsync(providers.Compatible, DirectScenario.Key, stop.Token);

Console.WriteLine(
    $"{Environment.ProcessorCount} processors, everything on this machine, mock provider with {latency.TotalMilliseconds:F0} ms, {seconds} s a row"
);
Console.WriteLine("scenario                                   rate/s   done/s   p50 ms   p95 ms   p99 ms  results");

if (only == "steady")
{
    // For a profiler: the same jobs for as long as asked.
    var rate = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 100;
    await new JobScenario(stack).RunAsync(rate, TimeSpan.FromSeconds(20), stop.Token);
    var start = CpuTime.Now(stack);
    for (var i = 0; i < seconds / 5; i++)
    {
        start = CpuTime.Now(stack);
        var steady = Row("steady jobs", rate, await new JobScenario(stack).RunAsync(rate, TimeSpan.FromSeconds(5), stop.Token));
        Console.WriteLine(CpuTime.Now(stack).PerRequest(start, steady.Count));
    }

    return;
}

if (only == "rotation")
{
    var rate = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 20;
    await using var rotation = new RotationScenario(stack);
    await rotation.RunAsync(new JobScenario(stack), rate, (name, run) => Row(name, rate, run), stop.Token);
    return;
}

if (only == "neighbour")
{
    var rate = args.Length > 2 ? double.Parse(args[2], CultureInfo.InvariantCulture) : 20;
    var flood = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 500;
    await using var neighbour = new NeighbourScenario(stack, providers.Compatible);
    await neighbour.RunAsync(rate, flood, duration, Row, stop.Token);
    return;
}

if (only == "alerts")
{
    await using var alerts = new AlertScenario(stack);
    Row("hold placed to alert at a webhook", 0.5, await alerts.RunAsync(30, TimeSpan.FromMinutes(1), stop.Token));
    var load = new JobScenario(stack).RunAsync(50, TimeSpan.FromSeconds(75), stop.Token);
    Row("the same beside 50 jobs a second", 0.5, await alerts.RunAsync(30, TimeSpan.FromMinutes(1), stop.Token));
    Row("  these jobs", 50, await load);
    return;
}

if (only == "residue")
{
    await new ResidueScenario(stack).RunAsync(new JobScenario(stack), stop.Token);
    return;
}

var jobs = new JobScenario(stack);
if (only == "webhooks")
{
    await WebhooksAsync(await OpenTicketAsync());
    return;
}

var direct = new DirectScenario(providers.Compatible);
Row("job, cold (first second of the worker)", 20, await jobs.RunAsync(20, TimeSpan.FromSeconds(1), stop.Token));
await jobs.RunAsync(100, duration, stop.Token); // warm up
var alone = Row("provider alone", 100, await direct.RunAsync(100, duration, stop.Token));
var before = CpuTime.Now(stack);
var whole = Row("job, warm: request to end of its events", 100, await jobs.RunAsync(100, duration, stop.Token));
var spent = CpuTime.Now(stack).PerRequest(before, whole.Count);
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{"overhead of Raum (difference)", -42} {"", 6}   {"", 6} {whole.Percentile(50) - alone.Percentile(50), 8:F1} {whole.Percentile(95) - alone.Percentile(95), 8:F1} {whole.Percentile(99) - alone.Percentile(99), 8:F1}"
    )
);
Console.WriteLine($"processor time of a job: {spent}");

var ticket = await OpenTicketAsync();
var reading = new JobScenario(stack, ticket);
await reading.RunAsync(10, TimeSpan.FromSeconds(2), stop.Token); // warm up
Row("job that reads its ticket from Zendesk", 10, await reading.RunAsync(10, duration, stop.Token));
Row("the same without a ticket", 10, await jobs.RunAsync(10, duration, stop.Token));

await WebhooksAsync(ticket);

async Task<long> OpenTicketAsync()
{
    using var sandbox = new HttpClient { BaseAddress = stack.Sandbox };
    using var opened = await sandbox.PostAsJsonAsync("/sandbox/tickets", SampleTickets.English, stop.Token);
    return (long)JsonNode.Parse(await opened.Content.ReadAsStringAsync(stop.Token))!["id"]!;
}

async Task WebhooksAsync(long ticket)
{
    var webhooks = new WebhookScenario(stack, ticket);
    await webhooks.RunAsync(200, TimeSpan.FromSeconds(3), stop.Token); // warm up
    foreach (var rate in (double[])[500, 1000, 1500])
    {
        var before = CpuTime.Now(stack);
        var accepted = Row("webhooks accepted, worker busy with them", rate, await webhooks.RunAsync(rate, duration, stop.Token));
        Console.WriteLine($"processor time of a webhook: {CpuTime.Now(stack).PerRequest(before, accepted.Count)}");
    }
}

static Latencies Row(string name, double rate, (Latencies Latencies, TimeSpan Elapsed) run)
{
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -42} {rate, 6:F0}   {run.Latencies.Count / run.Elapsed.TotalSeconds, 6:F0} {run.Latencies.Columns()}  {run.Latencies.ResultsText()}"
        )
    );
    return run.Latencies;
}
