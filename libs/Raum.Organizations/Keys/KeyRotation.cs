using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.Organizations.Keys;

/// <summary>
/// Rotation of an organization's keys (KEY-3): a new version for each use at once, older ones still open, and what they sealed is sealed anew in batches that can be
/// stopped and go on later. Every step is on record.
/// </summary>
/// <remarks>Audit bodies are never written again: they stay under the version that sealed them. Transit keys change every hour by themselves.</remarks>
public sealed class KeyRotation
{
    private static readonly Meter Meter = new("Raum.Keys");
    private static readonly Counter<long> Resealed = Meter.CreateCounter<long>("raum.keys.resealed", "{field}", "Fields sealed anew.");
    private static readonly Counter<long> Unreadable = Meter.CreateCounter<long>(
        "raum.keys.unreadable",
        "{field}",
        "Fields that did not open when they were to be sealed anew."
    );

    /// <summary>Other processes may seal under the old version until their cache has forgotten it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static readonly KeyUse[] Uses = [KeyUse.Field, KeyUse.Credential];

    private readonly PlacedDatabase _rows;
    private readonly KeyVersions _versions;
    private readonly Resealer _resealer;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _clock;
    private readonly KeysOptions _options;

    internal KeyRotation(
        PlacedDatabase rows,
        KeyVersions versions,
        Resealer resealer,
        IAuditLog audit,
        TimeProvider clock,
        IOptions<KeysOptions> options
    )
    {
        _rows = rows;
        _versions = versions;
        _resealer = resealer;
        _audit = audit;
        _clock = clock;
        _options = options.Value;
    }

    /// <summary>Begins a rotation; one that is under way is overtaken by the new version.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/>, <see cref="FailureCode.AuditUnavailable"/>, <see cref="FailureCode.DatabaseUnavailable"/>: nothing began.</returns>
    public async Task<Outcome<IReadOnlyList<RotationStatus>>> StartAsync(
        OrganizationId organization,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var next = new List<(KeyUse Use, long Version)>();
        foreach (var use in Uses)
        {
            var newest = await _versions.NewestAsync(organization, use, cancellationToken);
            if (!newest.Succeeded)
            {
                return newest.Failure;
            }

            next.Add((use, newest.Value + 1));
        }

        var started = await _rows.Shared.RunAsync<List<RotationStatus>>(
            organization,
            async (scope, stop) =>
            {
                var all = new List<RotationStatus>();
                foreach (var (use, version) in next)
                {
                    all.Add(await RotationRows.StartAsync(scope, use, version, _clock.GetUtcNow(), stop));
                }

                return await RecordAsync(all, KeyRotationChange.Started, actor, stop) ?? (Outcome<List<RotationStatus>>)all;
            },
            cancellationToken
        );
        if (!started.Succeeded)
        {
            return started.Failure;
        }

        foreach (var rotation in started.Value)
        {
            // What fails here is made good by the one who works it off: the row says which version is to be.
            await _versions.EnsureAsync(organization, rotation.Use, rotation.Version, cancellationToken);
        }

        return started.Value;
    }

    /// <summary>Stops sealing anew. New fields are sealed under the new version all the same.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when nothing is under way.</returns>
    public Task<Outcome<Done>> StopAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken) =>
        TurnAsync(organization, _clock.GetUtcNow(), KeyRotationChange.Stopped, actor, cancellationToken);

    /// <summary>Goes on where it was stopped.</summary>
    /// <returns><see cref="FailureCode.NotFound"/> when nothing is stopped.</returns>
    public Task<Outcome<Done>> ResumeAsync(OrganizationId organization, AuditActor actor, CancellationToken cancellationToken) =>
        TurnAsync(organization, null, KeyRotationChange.Resumed, actor, cancellationToken);

    /// <summary>The last rotation of each use; empty when there was none.</summary>
    public async Task<Outcome<IReadOnlyList<RotationStatus>>> StatusAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var read = await _rows.Shared.RunAsync<List<RotationStatus>>(
            organization,
            async (scope, stop) => await RotationRows.ReadAsync(scope, stop),
            cancellationToken
        );
        return read.Succeeded ? read.Value : read.Failure;
    }

    /// <summary>Seals anew what is left of every open rotation of the organization, for as long as nobody stops it.</summary>
    /// <returns>True when nothing is open any more.</returns>
    internal async Task<Outcome<bool>> WorkAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var status = await StatusAsync(organization, cancellationToken);
        if (!status.Succeeded)
        {
            return status.Failure;
        }

        var allDone = true;
        foreach (var rotation in status.Value.Where(rotation => rotation.IsOpen))
        {
            var done = await WorkAsync(rotation, cancellationToken);
            if (!done.Succeeded)
            {
                return done.Failure;
            }

            allDone &= done.Value;
        }

        return allDone;
    }

    /// <summary>Seals anew the credentials that came in through a process without their key (<see cref="CredentialKeys"/>).</summary>
    internal async Task<Outcome<Done>> TakeInAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await foreach (var batch in _resealer.PassAsync(_rows, organization, KeyUse.Credential, _options.ResealBatch, cancellationToken))
        {
            if (!batch.Succeeded)
            {
                return batch.Failure;
            }

            Count(KeyUse.Credential, batch.Value);
            await Task.Delay(_options.ResealPause, _clock, cancellationToken);
        }

        return default(Done);
    }

    private async Task<Outcome<bool>> WorkAsync(RotationStatus rotation, CancellationToken cancellationToken)
    {
        var ensured = await _versions.EnsureAsync(rotation.Organization, rotation.Use, rotation.Version, cancellationToken);
        if (!ensured.Succeeded)
        {
            return ensured.Failure;
        }

        // Whoever has the old key cached may still seal under it: a pass that begins later sees all of that.
        var last = _clock.GetUtcNow() >= rotation.StartedAt + _options.CacheFor + Slack;
        var unreadable = 0;
        await foreach (
            var batch in _resealer.PassAsync(_rows, rotation.Organization, rotation.Use, _options.ResealBatch, cancellationToken)
        )
        {
            if (!batch.Succeeded)
            {
                return batch.Failure;
            }

            unreadable += batch.Value.Unreadable;
            var moved = await MoveAsync(rotation, batch.Value with { Unreadable = unreadable }, finish: false, cancellationToken);
            if (!moved.Succeeded)
            {
                return moved.Failure;
            }

            Count(rotation.Use, batch.Value);
            if (moved.Value is null)
            {
                return false; // stopped, or overtaken
            }

            await Task.Delay(_options.ResealPause, _clock, cancellationToken);
        }

        if (!last)
        {
            return false;
        }

        var finished = await MoveAsync(rotation, default, finish: true, cancellationToken);
        return finished.Succeeded ? true : finished.Failure;
    }

    private Task<Outcome<RotationStatus?>> MoveAsync(
        RotationStatus rotation,
        ResealedBatch batch,
        bool finish,
        CancellationToken cancellationToken
    ) =>
        _rows.Shared.RunAsync<RotationStatus?>(
            rotation.Organization,
            async (scope, stop) =>
            {
                var moved = await RotationRows.MoveAsync(scope, rotation, batch, finish, _clock.GetUtcNow(), stop);
                return
                    finish
                    && moved is not null
                    && await RecordAsync([moved], KeyRotationChange.Finished, AuditActor.System("key-rotation"), stop) is { } failure
                    ? failure
                    : moved;
            },
            cancellationToken
        );

    private Task<Outcome<Done>> TurnAsync(
        OrganizationId organization,
        DateTimeOffset? stoppedAt,
        KeyRotationChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    ) =>
        _rows.Shared.RunAsync<Done>(
            organization,
            async (scope, stop) =>
            {
                var turned = await RotationRows.StopAsync(scope, stoppedAt, stop);
                return turned.Count == 0 ? new Failure(FailureCode.NotFound)
                    : await RecordAsync(turned, change, actor, stop) is { } failure ? failure
                    : default(Done);
            },
            cancellationToken
        );

    /// <returns>Null when it is on record.</returns>
    private async Task<Failure?> RecordAsync(
        List<RotationStatus> rotations,
        KeyRotationChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var now = _clock.GetUtcNow();
        var correlation = new CorrelationId(Guid.CreateVersion7(now));
        var recorded = await _audit.AppendAsync(
            rotations[0].Organization,
            [
                .. rotations.Select(rotation => new KeyRotationChanged
                {
                    Id = Guid.CreateVersion7(now),
                    At = now,
                    Actor = actor,
                    Correlation = correlation,
                    Target = new AuditTarget("data-key", RotationRows.Purpose(rotation.Use)),
                    Use = RotationRows.Purpose(rotation.Use),
                    Change = change,
                    Version = rotation.Version,
                    Resealed = rotation.Resealed,
                    Unreadable = rotation.Unreadable,
                }),
            ],
            cancellationToken
        );
        return recorded.Failure;
    }

    private static void Count(KeyUse use, ResealedBatch batch)
    {
        var tag = new KeyValuePair<string, object?>("use", RotationRows.Purpose(use));
        Resealed.Add(batch.Resealed, tag);
        Unreadable.Add(batch.Unreadable, tag);
    }
}
