using System.Diagnostics;

namespace Raum.Load;

/// <summary>Starts requests at a fixed rate, whatever became of the earlier ones: latency counts from when a request was due, so that a stall is not hidden.</summary>
internal static class OpenLoop
{
    /// <returns>Measured latencies and the time from the first start to the last answer.</returns>
    public static async Task<(Latencies Latencies, TimeSpan Elapsed)> RunAsync(
        double perSecond,
        TimeSpan duration,
        Func<int, CancellationToken, Task<string>> request,
        CancellationToken cancellationToken
    )
    {
        var latencies = new Latencies();
        var count = (int)(perSecond * duration.TotalSeconds);
        var running = new List<Task>(count);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond);
            if (due - clock.Elapsed is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            }

            var number = i;
            running.Add(
                Task.Run(
                    async () =>
                    {
                        var result = await request(number, cancellationToken);
                        latencies.Add(clock.Elapsed - due, result);
                    },
                    cancellationToken
                )
            );
        }

        await Task.WhenAll(running);
        return (latencies, clock.Elapsed);
    }
}
