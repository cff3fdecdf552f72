using System.Globalization;
using Raum.Testing.Stack;

namespace Raum.Load;

/// <summary>Processor time of the stack's programs so far, their child processes included. Unlike a latency, it hardly depends on what else the machine does.</summary>
/// <remarks>Source: proc(5), <c>/proc/pid/stat</c>, fields utime, stime, cutime and cstime, in ticks of 10 ms.</remarks>
internal sealed class CpuTime
{
    private static readonly (string Name, string Program)[] Programs =
    [
        ("API", "Raum.Api.dll"),
        ("worker", "Raum.Worker.dll"),
        ("Redis", "redis-server"),
        ("Postgres", "bin/postgres"),
    ];

    private readonly Dictionary<string, double> _milliseconds;

    private CpuTime(Dictionary<string, double> milliseconds) => _milliseconds = milliseconds;

    public static CpuTime Now(LocalStack stack) =>
        new(Programs.ToDictionary(program => program.Name, program => stack.Processes(program.Program).Sum(WithChildren)));

    /// <summary>Milliseconds a request, by program.</summary>
    public string PerRequest(CpuTime before, int requests) =>
        string.Join(
            ", ",
            Programs.Select(program =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{program.Name} {(_milliseconds[program.Name] - before._milliseconds[program.Name]) / requests:F2} ms"
                )
            )
        );

    private static double WithChildren(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ticks(process) * 10 + children.Sum(child => WithChildren(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    private static double Ticks(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (FileNotFoundException)
        {
            return 0; // it ended meanwhile
        }
    }
}
