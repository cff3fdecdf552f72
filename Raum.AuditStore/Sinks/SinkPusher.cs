using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.AuditStore.Sinks;

/// <summary>Pushes to every sink what it has not taken yet. Any number of workers may run it: a sink is leased to one of them at a time.</summary>
/// <remarks>At least once and in order: the position moves when a piece was taken, and not before. A sink that fails is left alone for longer and longer, and given up after a day.</remarks>
public sealed class SinkPusher
{
    /// <summary>A sink that has failed for so long is dead: an admin hears of it and revives it.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromDays(1);

    // Sinks of different organizations do not wait for each other: one that hangs holds its own place until its patience is over.
    private const int AtOnce = 32;

    // What a sink may take of a round: the rest follows in the next, so that the rounds, and with them everybody's alerts, go on.
    private const int MostPieces = 40;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    // Longer than what an outlet allows its receiver: for one that hangs in spite of it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private const int MostRounds = 4;

    private readonly List<Task<Outcome<int>>> _rounds = [];
    private readonly PlacedDatabase _projector;
    private readonly FieldSealer _sealer;
    private readonly IReadOnlyList<ISinkOutlet> _outlets;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    internal SinkPusher(
        PlacedDatabase projector,
        FieldSealer sealer,
        IEnumerable<ISinkOutlet> outlets,
        IAuditLog log,
        TimeProvider clock,
        ILogger<SinkPusher> logger
    )
    {
        (_projector, _sealer, _outlets, _log, _clock, _logger) = (projector, sealer, [.. outlets], log, clock, logger);
    }

    /// <summary>
    /// One round, of which no more than <paramref name="patience"/> is waited for: a receiver that is slow holds its own round, and the next ones, with everybody's alerts, go
    /// on beside it. One caller at a time.
    /// </summary>
    /// <returns>How many pieces were taken until then.</returns>
    public async Task<Outcome<int>> RunOnceAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_rounds.Count == MostRounds)
        {
            await Task.WhenAny(_rounds).WaitAsync(cancellationToken);
        }

        var round = RunOnceAsync(cancellationToken);
        _rounds.Add(round);
        await Task.WhenAny(round, Task.Delay(patience, _clock, cancellationToken));
        var ended = _rounds.Where(one => one.IsCompleted).ToList();
        _rounds.RemoveAll(ended.Contains);
        var pieces = 0;
        foreach (var outcome in await Task.WhenAll(ended))
        {
            if (!outcome.Succeeded)
            {
                return outcome.Failure;
            }

            pieces += outcome.Value;
        }

        return pieces;
    }

    /// <summary>One round over the sinks that are due, to its end.</summary>
    /// <returns>How many pieces were taken.</returns>
    public async Task<Outcome<int>> RunOnceAsync(CancellationToken cancellationToken)
    {
        List<(OrganizationId Organization, Guid Sink)> due;
        try
        {
            due = await _projector.LookUpAsync(
                "select organization_id, sink_id from lookup.due_sinks($1)",
                [_clock.GetUtcNow()],
                reader => (new OrganizationId(reader.GetGuid(0)), reader.GetGuid(1)),
                cancellationToken
            );
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }

        var pieces = 0;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (sink, token) => Interlocked.Add(ref pieces, await PushAsync(sink.Organization, sink.Sink, token))
        );
        return pieces;
    }

    private async Task<int> PushAsync(OrganizationId organization, Guid id, CancellationToken cancellationToken)
    {
        var leased = await _projector.RunAsync(
            organization,
            (scope, token) => SinkRows.LeaseAsync(scope, id, _clock.GetUtcNow(), token),
            cancellationToken
        );
        if (!leased.Succeeded || leased.Value is not { } row)
        {
            return 0;
        }

        var target = await _sealer.OpenAsync(organization, AuditSinks.Address(id), row.Target, cancellationToken);
        if (!target.Succeeded)
        {
            await FailAsync(organization, id, row, target.Failure.Code, cancellationToken);
            return 0;
        }

        var sink = new OpenSink(
            organization,
            id,
            row.Kind,
            row.Format,
            row.Content,
            row.Position,
            JsonSerializer.Deserialize(target.Value, SinkJson.Default.SinkTarget)!
        );
        var outlet = _outlets.First(outlet => outlet.Serves(sink.Kind));
        if (outlet.TakesEntries && sink.Position < row.First)
        {
            var skipped = await SkipAsync(sink, row.First, cancellationToken);
            if (!skipped.Succeeded)
            {
                await FailAsync(organization, id, row, skipped.Failure.Code, cancellationToken);
                return 0;
            }

            if (!skipped.Value)
            {
                return 0;
            }

            sink = sink with { Position = row.First };
        }

        var began = _clock.GetTimestamp();
        for (var pieces = 0; ; pieces++)
        {
            var pushed = await PushAsync(outlet, sink, cancellationToken);
            if (!pushed.Succeeded)
            {
                // What took a piece in this turn fails from now on and not since before.
                var failing = pieces == 0 ? row : row with { Failures = 0, FailingSince = null };
                await FailAsync(organization, id, failing, pushed.Failure.Code, cancellationToken);
                return pieces;
            }

            var last = pushed.Value == sink.Position || pieces == MostPieces || _clock.GetElapsedTime(began) >= Turn;
            var moved = await _projector.RunAsync(
                organization,
                (scope, token) => SinkRows.MoveAsync(scope, sink, pushed.Value, _clock.GetUtcNow(), last, token),
                cancellationToken
            );
            if (last || !moved.Succeeded || !moved.Value)
            {
                return pieces;
            }

            sink = sink with { Position = pushed.Value };
        }
    }

    private async Task<Outcome<long>> PushAsync(ISinkOutlet outlet, OpenSink sink, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await outlet.PushAsync(sink, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.Timeout);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A bug, for one sink: it is left alone as one that fails, and the others go on.
            return new Failure(FailureCode.Crashed);
        }
    }

    /// <summary>Passes over what was cut off before the sink took it: on record first, so that nothing is missing there without a reason.</summary>
    private async Task<Outcome<bool>> SkipAsync(OpenSink sink, long first, CancellationToken cancellationToken)
    {
        var skipped = AuditSinks.Changed(sink.Id, sink.Kind, SinkChange.Skipped, AuditActor.System("sinks"), _clock.GetUtcNow()) with
        {
            // The same for who comes here again because a process died between the two.
            Id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{sink.Organization}|{sink.Id}|skipped|{sink.Position}|{first}")),
            From = sink.Position,
            Until = first,
        };
        var recorded = await _log.AppendAsync(sink.Organization, [skipped], cancellationToken);
        return recorded.Succeeded || recorded.Failure.Code == FailureCode.AuditConflict
            ? await _projector.RunAsync(
                sink.Organization,
                (scope, token) => SinkRows.MoveAsync(scope, sink, first, _clock.GetUtcNow(), last: false, token),
                cancellationToken
            )
            : recorded.Failure;
    }

    private async Task FailAsync(
        OrganizationId organization,
        Guid id,
        LeasedSink row,
        FailureCode code,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var since = row.FailingSince ?? now;
        // A place that was shown another history is not tried again: an admin has to hear of it, and at once.
        var contradicted = code == FailureCode.AuditConflict;
        var dead = contradicted || now - since >= DeadAfter;
        _logger.SinkFailed(id, organization, code);
        if (dead)
        {
            var change = contradicted ? SinkChange.Contradicted : SinkChange.Dead;
            var recorded = await _log.AppendAsync(
                organization,
                [
                    AuditSinks.Changed(id, row.Kind, change, AuditActor.System("sinks"), now) with
                    {
                        // The same for who tries again because a process died before the sink was marked.
                        Id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{organization}|{id}|{change}|{row.DueAt.UtcTicks}")),
                    },
                ],
                cancellationToken
            );
            dead = recorded.Succeeded || recorded.Failure.Code == FailureCode.AuditConflict;
        }

        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(row.Failures, 10)));
        await _projector.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await SinkRows.FailAsync(scope, id, since, now, pause, dead, token);
                return default(Done);
            },
            cancellationToken
        );
    }
}
