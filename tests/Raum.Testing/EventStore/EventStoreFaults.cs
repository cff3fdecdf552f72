using System.Collections.Concurrent;

namespace Raum.Testing.EventStore;

/// <summary>What goes wrong with the next appends.</summary>
public sealed class EventStoreFaults
{
    private readonly ConcurrentQueue<(AppendFault Fault, TimeSpan Time)> _next = new();
    private readonly Lock _gate = new();
    private Random? _random;
    private double _rate;

    /// <summary>How many faults have struck.</summary>
    public int Struck { get; private set; }

    public void Next(AppendFault fault, TimeSpan time = default) => _next.Enqueue((fault, time));

    /// <summary>From now on a share of the appends loses its connection, half of them after the events were written.</summary>
    public void DropAtRandom(double rate, int seed)
    {
        lock (_gate)
        {
            (_rate, _random) = (rate, new Random(seed));
        }
    }

    internal (AppendFault Fault, TimeSpan Time) Take()
    {
        lock (_gate)
        {
            if (_next.TryDequeue(out var next))
            {
                Struck++;
                return next;
            }

            if (_random is null || _random.NextDouble() >= _rate)
            {
                return (AppendFault.None, default);
            }

            Struck++;
            return (_random.Next(2) == 0 ? AppendFault.DropBefore : AppendFault.DropAfter, default);
        }
    }
}

public enum AppendFault
{
    None,

    /// <summary>The connection is closed and nothing was written.</summary>
    DropBefore,

    /// <summary>The events are written and the connection is closed without an answer.</summary>
    DropAfter,

    /// <summary>Nothing is written; the answer says that the node is not ready (status 14).</summary>
    NotReady,

    /// <summary>The events are written, and the answer comes after a time.</summary>
    SlowAfter,

    /// <summary>The events are written after a time, when the caller may have gone.</summary>
    SlowBefore,
}
