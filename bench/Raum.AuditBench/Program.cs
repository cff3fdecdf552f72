using System.Globalization;
using Raum.AuditBench;
using Raum.Core;

// The embedded audit log on one machine, with durability on: groups against single rows in the same run, the projection, the tree and an export.
// The first argument is how many events the projection is measured with.
var events = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var leaves = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
await using var bench = await AuditBench.StartAsync();
Console.WriteLine(
    $"{Environment.ProcessorCount} processors, Postgres on the same machine, fsync on, shared_buffers 1 GB, bodies of about 1 KB"
);

var warm = await bench.NewOrganizationAsync();
await bench.AppendAsync(warm, callers: 64, perAppend: 1, total: 4_000);
await RowAsync("single rows, one insert and commit each, 64 callers", () => bench.InsertOneByOneAsync(callers: 64, total: 8_000));
var crowd = await bench.NewOrganizationAsync();
await RowAsync("append, one event a call, 256 callers, grouped", () => bench.AppendAsync(crowd, callers: 256, perAppend: 1, total: 40_000));
var log = await bench.NewOrganizationAsync();
await RowAsync("append, 250 events a call, 4 callers", () => bench.AppendAsync(log, callers: 4, perAppend: 250, total: events));
await RowAsync("projection with tree and checkpoints, from nothing", () => bench.ProjectAsync(log, events));
var jobs = await bench.NewOrganizationAsync();
await bench.AppendJobsAsync(jobs, events);
await RowAsync("the same of jobs, five events each", () => bench.ProjectAsync(jobs, events));
await RowAsync("their read models built again beside and swapped", () => bench.RebuildAsync(jobs, events));
await RowAsync("export with every row compared", () => bench.ExportAsync(log, events));
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture, $"  memory of the process while exporting: {bench.ExportMegabytes} MB at the most")
);
await RowAsync("verify of that export, offline", () => bench.VerifyAsync(log, events));
await RowAsync($"tree alone, 500 leaves an append, to {leaves:N0}", () => bench.GrowTreeAsync(leaves));
Console.WriteLine(await bench.ProofsAsync(leaves));

async Task RowAsync(string name, Func<Task<(int Count, TimeSpan Elapsed)>> work)
{
    var before = bench.ProcessorSeconds;
    var run = await work();
    var each = (bench.ProcessorSeconds - before) / run.Count * 1_000_000;
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -54} {run.Count / run.Elapsed.TotalSeconds, 10:N0} a second {each, 8:N0} µs of processor time each"
        )
    );
}
