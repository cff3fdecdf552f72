using System.Globalization;
using Raum.AuditBench;
using Raum.Core;

// The embedded audit log on one machine, with durability on: groups against single rows in the same run, the projection, the tree and an export.
// The first argument is how many events the projection is measured with.
var events = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var leaves = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
await using var bench = await AuditBench.StartAsync();
Console.WriteLine($"{Environment.ProcessorCount} processors, Postgres on the same machine, fsync on, bodies of about 1 KB");

var warm = await bench.NewOrganizationAsync();
await bench.AppendAsync(warm, callers: 64, perAppend: 1, total: 4_000);
Row("single rows, one insert and commit each, 64 callers", await bench.InsertOneByOneAsync(callers: 64, total: 8_000));
Row(
    "append, one event a call, 256 callers, grouped",
    await bench.AppendAsync(await bench.NewOrganizationAsync(), callers: 256, perAppend: 1, total: 40_000)
);
var log = await bench.NewOrganizationAsync();
Row("append, 250 events a call, 4 callers", await bench.AppendAsync(log, callers: 4, perAppend: 250, total: events));
Row("projection with tree and checkpoints, from nothing", await bench.ProjectAsync(log, events));
var jobs = await bench.NewOrganizationAsync();
await bench.AppendJobsAsync(jobs, events);
Row("the same of jobs, five events each", await bench.ProjectAsync(jobs, events));
Row("their read models built again beside and swapped", await bench.RebuildAsync(jobs, events));
Row("export with every row compared", await bench.ExportAsync(log, events));
Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture, $"  memory of the process while exporting: {bench.ExportMegabytes} MB at the most")
);
Row("verify of that export, offline", await bench.VerifyAsync(log, events));
Row($"tree alone, 500 leaves an append, to {leaves:N0}", await bench.GrowTreeAsync(leaves));
Console.WriteLine(await bench.ProofsAsync(leaves));

static void Row(string name, (int Count, TimeSpan Elapsed) run) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -54} {run.Count / run.Elapsed.TotalSeconds, 10:N0} a second"));
