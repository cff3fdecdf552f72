using System.Globalization;

namespace Raum.AuditBench;

/// <summary>Processor time of this process and of its Postgres, in seconds: what the neighbours on a machine do does not show in it (proc(5)).</summary>
internal static class Processor
{
    private const double TicksPerSecond = 100;

    /// <param name="dataFolder">Of the server.</param>
    public static double Seconds(string dataFolder)
    {
        var server = int.Parse(File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        var total = Environment.CpuUsage.TotalTime.TotalSeconds;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            {
                total += Of(process, server);
            }
        }

        return total;
    }

    private static double Of(int process, int server)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            double Ticks(int first, int count) =>
                fields.Skip(first).Take(count).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            // A backend that has ended is among the server's children that it waited for.
            return process == server ? Ticks(11, 4) / TicksPerSecond
                : fields[1] == server.ToString(CultureInfo.InvariantCulture) ? Ticks(11, 2) / TicksPerSecond
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
