using System.Net.Mail;
using System.Security.Cryptography;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;

namespace Raum.AuditStore.Sinks;

/// <summary>The sinks of organizations. Every change is on record before it counts.</summary>
public sealed class AuditSinks
{
    private const int MinSecret = 32;

    private readonly PlacedDatabase _database;
    private readonly FieldSealer _sealer;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal AuditSinks(PlacedDatabase database, FieldSealer sealer, IAuditLog log, TimeProvider clock)
    {
        (_database, _sealer, _log, _clock) = (database, sealer, log, clock);
    }

    /// <summary>Sealed anew when keys rotate.</summary>
    internal static SealedColumn SealedColumn { get; } =
        new("audit.sink", "target_sealed", "audit.sink") { Key = "sink_id", Row = "sink_id::text" };

    /// <summary>
    /// Adds a sink. Once it is approved (<see cref="ApproveAsync"/>), entries are pushed from the first one on, alerts from now on, of checkpoints the newest.
    /// </summary>
    /// <param name="address">As <see cref="SinkKind"/> says.</param>
    /// <param name="secret">Signs requests; needed by webhooks and CloudEvents.</param>
    /// <param name="region">Where its receiver handles data: <c>us</c>, <c>eu</c> or <c>apac</c>; null: in the organization's own region.</param>
    /// <returns>Its id; <see cref="FailureCode.InvalidRequest"/> for an address or secret that does not fit.</returns>
    public async Task<Outcome<Guid>> AddAsync(
        OrganizationId organization,
        SinkKind kind,
        EntryFormat format,
        PersonalText address,
        PersonalText? secret,
        string? authority,
        string? region,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var target = new SinkTarget(address.Reveal(), secret?.Reveal(), authority);
        if (!Fits(kind, target) || region is not (null or "us" or "eu" or "apac"))
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(target, SinkJson.Default.SinkTarget);
        var sealedTarget = await _sealer.SealAsync(organization, Address(id), bytes, cancellationToken);
        CryptographicOperations.ZeroMemory(bytes);
        if (!sealedTarget.Succeeded)
        {
            return sealedTarget.Failure;
        }

        var recorded = await RecordAsync(organization, id, kind, SinkChange.Added, actor, cancellationToken);
        return recorded.Succeeded
            ? await _database.RunAsync<Guid>(
                organization,
                async (scope, token) =>
                {
                    await using var insert = scope.CreateCommand(
                        """
                        insert into audit.sink (organization_id, sink_id, kind, format, target_sealed, position, next_at, created_at, region)
                        select $1, $2, $3, $4, $5, case when $3 like 'Alert%' then coalesce(max(revision) + 1, 0) else 0 end, $6, $6, $7::text
                        from projection.checkpoint where organization_id = $1
                        """,
                        organization.Value,
                        id,
                        kind.ToString(),
                        format.ToString(),
                        sealedTarget.Value,
                        now,
                        region
                    );
                    await insert.ExecuteNonQueryAsync(token);
                    return id;
                },
                cancellationToken
            )
            : recorded.Failure;
    }

    public async Task<Outcome<IReadOnlyList<AuditSink>>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = _database
                .CreateBatch(organization)
                .Add(
                    "select sink_id, kind, position, content, failures, dead_at, region, approved_at from audit.sink where organization_id = $1 and removed_at is null order by sink_id",
                    organization.Value
                );
            await using var reader = await batch.ReadAsync(cancellationToken);
            var sinks = new List<AuditSink>();
            while (await reader.ReadAsync(cancellationToken))
            {
                sinks.Add(
                    new AuditSink(
                        reader.GetGuid(0),
                        Enum.Parse<SinkKind>(reader.GetString(1)),
                        reader.GetInt64(2),
                        reader.GetBoolean(3),
                        reader.GetInt32(4),
                        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
                        reader.IsDBNull(6) ? null : reader.GetString(6),
                        reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)
                    )
                );
            }

            return sinks;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Gives a dead sink another chance, or removes one.</summary>
    /// <remarks>A log is not kept for a dead sink. What was cut off meanwhile it never gets; the pusher puts on record which entries those are.</remarks>
    /// <returns><see cref="FailureCode.NotFound"/>; <see cref="FailureCode.InvalidRequest"/> for a change that is not an admin's to make.</returns>
    public async Task<Outcome<Done>> ChangeAsync(
        OrganizationId organization,
        Guid id,
        SinkChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var set = change switch
        {
            SinkChange.Revived => "dead_at = null, failures = 0, failing_since = null, next_at = $3",
            SinkChange.Removed => "removed_at = $3",
            _ => null,
        };
        if (set is null)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var sinks = await ListAsync(organization, cancellationToken);
        if (!sinks.Succeeded || sinks.Value.FirstOrDefault(sink => sink.Id == id) is not { } found)
        {
            return sinks.Failure ?? new Failure(FailureCode.NotFound);
        }

        var recorded = await RecordAsync(organization, id, found.Kind, change, actor, cancellationToken);
        return recorded.Succeeded ? await SetAsync(organization, id, set, cancellationToken) : recorded.Failure;
    }

    /// <summary>Puts in force what an admin approved in writing for a sink, or withdrew (ORG-10): whether it is pushed to, and whether with content and addresses.</summary>
    /// <returns><see cref="FailureCode.NotFound"/>. What is in force already is not recorded again.</returns>
    public async Task<Outcome<Done>> ApproveAsync(
        OrganizationId organization,
        Guid id,
        bool approved,
        bool content,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var sinks = await ListAsync(organization, cancellationToken);
        if (!sinks.Succeeded || sinks.Value.FirstOrDefault(sink => sink.Id == id) is not { } found)
        {
            return sinks.Failure ?? new Failure(FailureCode.NotFound);
        }

        if (approved != found.ApprovedAt.HasValue)
        {
            var change = approved ? SinkChange.Approved : SinkChange.ApprovalWithdrawn;
            var done = await SwitchAsync(
                organization,
                found,
                change,
                approved ? "approved_at = $3" : "approved_at = null",
                actor,
                cancellationToken
            );
            if (!done.Succeeded)
            {
                return done;
            }
        }

        return content == found.Content
            ? default(Done)
            : await SwitchAsync(
                organization,
                found,
                content ? SinkChange.ContentApproved : SinkChange.ContentWithdrawn,
                content ? "content = true, content_ever = true" : "content = false",
                actor,
                cancellationToken
            );
    }

    private async Task<Outcome<Done>> SwitchAsync(
        OrganizationId organization,
        AuditSink sink,
        SinkChange change,
        string set,
        AuditActor actor,
        CancellationToken cancellationToken
    )
    {
        var recorded = await RecordAsync(organization, sink.Id, sink.Kind, change, actor, cancellationToken);
        return recorded.Succeeded ? await SetAsync(organization, sink.Id, set, cancellationToken) : recorded.Failure;
    }

    private Task<Outcome<Done>> SetAsync(OrganizationId organization, Guid id, string set, CancellationToken cancellationToken) =>
        _database.RunAsync<Done>(
            organization,
            async (scope, token) =>
            {
                await using var update = scope.CreateCommand(
                    $"update audit.sink set {set} where organization_id = $1 and sink_id = $2 and removed_at is null and $3::timestamptz is not null",
                    organization.Value,
                    id,
                    _clock.GetUtcNow()
                );
                return await update.ExecuteNonQueryAsync(token) == 1 ? default(Done) : new Failure(FailureCode.NotFound);
            },
            cancellationToken
        );

    internal static FieldAddress Address(Guid id) => new(SealedColumn.AddressTable, SealedColumn.Column, id.ToString("D"));

    internal static SinkChanged Changed(Guid id, SinkKind kind, SinkChange change, AuditActor actor, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = actor,
            Correlation = new CorrelationId(Guid.CreateVersion7(now)),
            Target = new AuditTarget("sink", id.ToString("D")),
            Kind = kind.ToString(),
            Change = change,
        };

    private async Task<Outcome<long>> RecordAsync(
        OrganizationId organization,
        Guid id,
        SinkKind kind,
        SinkChange change,
        AuditActor actor,
        CancellationToken cancellationToken
    ) => await _log.AppendAsync(organization, [Changed(id, kind, change, actor, _clock.GetUtcNow())], cancellationToken);

    private static bool Fits(SinkKind kind, SinkTarget target) =>
        kind switch
        {
            SinkKind.Syslog => Uri.TryCreate(target.Address, UriKind.Absolute, out var uri)
                && uri is { Scheme: "tls", Port: > 0, UserInfo: "" },
            SinkKind.CheckpointFile => target.Address.Length == 0,
            SinkKind.CheckpointMail or SinkKind.AlertMail => MailAddress.TryCreate(target.Address, out var mail)
                && mail.Address == target.Address,
            SinkKind.AlertSlack => IsWeb(target.Address),
            _ => IsWeb(target.Address) && target.Secret is { Length: >= MinSecret },
        };

    // Plain HTTP gets no further than to networks that the operator allowed.
    private static bool IsWeb(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "https" or "http", UserInfo: "" };
}
