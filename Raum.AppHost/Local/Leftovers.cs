using System.Diagnostics;
using System.Globalization;

namespace Raum.AppHost.Local;

/// <summary>Programs of an earlier runner that was killed before it could stop them: known by process id and start time, stopped at the next start.</summary>
internal sealed class Leftovers(LocalFolders folders)
{
    private readonly string _file = Path.Combine(folders.Data, "children");
    private readonly Lock _lock = new();

    public void Remember(ManagedProcess process)
    {
        lock (_lock)
        {
            File.AppendAllLines(
                _file,
                [string.Create(CultureInfo.InvariantCulture, $"{process.Id} {StartTime(process.Id)} {process.StopSignal}")]
            );
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var lines = File.Exists(_file) ? await File.ReadAllLinesAsync(_file, cancellationToken) : [];
        foreach (var parts in lines.Reverse().Select(line => line.Split(' ')).Where(parts => parts.Length == 3))
        {
            if (int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id) && parts[1].Length > 0 && StartTime(id) == parts[1])
            {
                using var kill = Process.Start("kill", ["-s", parts[2], parts[0]]);
                while (StartTime(id) == parts[1])
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
                }
            }
        }

        Forget();
    }

    /// <summary>A data folder that somebody has removed meanwhile has nothing to forget.</summary>
    public void Forget()
    {
        if (File.Exists(_file))
        {
            File.Delete(_file);
        }
    }

    /// <summary>Start time in clock ticks since boot (proc(5), field 22); empty when there is no such process.</summary>
    private static string StartTime(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));

            // The command's name is in parentheses and may hold spaces: count from the last one.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? "" : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
