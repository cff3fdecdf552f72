using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Keys;
using Raum.Proofs.Export;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Retention;

/// <summary>AUD-4, KEY-7: bodies end when they must, with a receipt, and every proof stays. Holds stop it; nobody else can do it.</summary>
public sealed class RetentionTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private const long Ticket = 35436;
    private static readonly AuditActor Officer = new(AuditActorKind.User, "user-9", Authenticated: true);

    private AuditRetention Retention => Process.GetRequiredService<AuditRetention>();

    private RetentionSettings Settings => Process.GetRequiredService<RetentionSettings>();

    [Fact]
    public async Task A_month_whose_retention_is_over_ends_and_the_others_stay()
    {
        var old = await RecordAtAsync(MonthsAgo(5), 3);
        var young = await RecordAtAsync(MonthsAgo(1), 2);
        var kept = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;

        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(3);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);
        await Projector.CatchUpAsync(Acme, Token);

        var read = await ReadAllAsync(Log, Acme);
        read.Select(recorded => recorded.Event.Id).ShouldContain(young[0].Id);
        read.Select(recorded => recorded.Event.Id).ShouldNotContain(old[0].Id);
        var receipt = read.Select(recorded => recorded.Event).OfType<BodiesRemoved>().ShouldHaveSingleItem();
        receipt.RetentionClass.ShouldBe("AiOperation");
        receipt.Entries.ShouldBe(3);

        var report = await VerifyAsync(kept);
        report.Problems.ShouldBeEmpty();
        report.Notes.ShouldContain(line => line.Contains("the bodies of 3 entries are expired", StringComparison.Ordinal));
        report.Checked.ShouldContain(line => line.Contains("is the beginning of this one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_ended_is_in_no_table_and_building_the_read_models_again_does_not_bring_it_back()
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        await Retention.PurgeExpiredAsync(Acme, Token);

        (await CountAsync("audit.event where revision < 3 and (length(body) > 0 or body_hash is null)")).ShouldBe(0);
        (await CountAsync("audit.body_key where class = 'AiOperation'")).ShouldBe(0);
        (await CountAsync("audit.month_key where class = 'AiOperation'")).ShouldBe(0);
        (await CountAsync("projection.audit_entry where revision < 3")).ShouldBe(0);

        await Projector.RebuildAsync(Acme, Token);
        (await CountAsync("projection.audit_entry where revision < 3")).ShouldBe(0);
    }

    [Fact]
    public async Task A_mark_or_a_receipt_that_was_taken_away_and_a_header_that_was_left_out_of_the_file_are_found()
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        await RecordAtAsync(MonthsAgo(1), 2);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(3);
        await Projector.CatchUpAsync(Acme, Token);
        var lines = (await ExportAsync()).Split('\n');

        // Who holds the file shows an expired entry by its hash only: nothing was ever cut off this log.
        var second = Array.FindIndex(lines, line => line.StartsWith("{\"index\":1,", StringComparison.Ordinal));
        using var entry = JsonDocument.Parse(lines[second]);
        lines[second] = $"{{\"index\":1,\"leaf\":\"{entry.RootElement.GetProperty("leaf").GetString()}\"}}";
        (await VerifyTextAsync(string.Join('\n', lines), null))
            .Problems.ShouldHaveSingleItem()
            .ShouldContain("no signed note says that the log was cut behind it");

        await TamperAsync("delete from audit.removed_body where revision = 1");
        (await VerifyAsync(null)).Problems.ShouldHaveSingleItem().ShouldStartWith("The content of entry 1 is gone or was changed");
        await TamperAsync("delete from audit.receipt");
        (await VerifyAsync(null)).Problems.ShouldContain(problem => problem.Contains("and no receipt says so", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("delete from audit.body_key")]
    [InlineData("delete from audit.month_key")]
    public async Task Not_even_the_role_that_purges_destroys_a_key_without_a_receipt(string sql)
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        await using var connection = new NpgsqlConnection(Database.Purge);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"select set_config('raum.organization', '{Acme}', false); {sql}", connection);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token))).SqlState.ShouldBe(
            PostgresErrorCodes.InsufficientPrivilege
        );
    }

    [Fact]
    public async Task The_organization_decides_how_long_each_class_is_kept()
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        (await Settings.SetDaysAsync(Acme, AuditClass.AiOperation, 3650, null, Officer, Token)).Succeeded.ShouldBeTrue();
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);

        (await Settings.SetDaysAsync(Acme, AuditClass.AiOperation, 30, null, Officer, Token)).Succeeded.ShouldBeTrue();
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(3);

        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<SettingChanged>()
            .Select(change => (change.OldValue!.Reveal(), change.NewValue!.Reveal()))
            .ShouldBe([("90", "3650"), ("3650", "30")]);
        foreach (var days in (int[])[0, -1, 3651])
        {
            (await Settings.SetDaysAsync(Acme, AuditClass.Admin, days, null, Officer, Token)).Failure!.Code.ShouldBe(
                FailureCode.InvalidRequest
            );
        }
    }

    [Fact]
    public async Task While_a_hold_stands_nothing_ends()
    {
        await RecordJobAsync(MonthsAgo(5));
        var hold = (await Settings.PlaceHoldAsync(Acme, Officer, Token)).Value;

        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);

        (await Settings.LiftHoldAsync(Acme, hold, Officer, Token)).Succeeded.ShouldBeTrue();
        (await Settings.LiftHoldAsync(Acme, hold, Officer, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(1);
        (await ReadAllAsync(Log, Acme))
            .Select(recorded => recorded.Event)
            .OfType<SettingChanged>()
            .Select(change => (change.OldValue?.Reveal(), change.NewValue?.Reveal()))
            .ShouldBe([(null, $"\"{hold}\""), ($"\"{hold}\"", null)]);
    }

    [Fact]
    public async Task What_was_done_for_a_ticket_is_erased_and_everything_else_stays_and_is_proved()
    {
        var erased = await RecordJobAsync(Clock.GetUtcNow());
        var stays = await RecordAtAsync(Clock.GetUtcNow(), 2);
        var kept = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;

        (await EraseTicketAsync(Process, Acme, Ticket)).ShouldBe(1);
        (await EraseTicketAsync(Process, Acme, Ticket)).ShouldBe(0);
        await Projector.CatchUpAsync(Acme, Token);

        // Not in this process, whose memory may hold the month's key, and not in another.
        foreach (var process in (ServiceProvider[])[Process, NewProvingProcess()])
        {
            var read = await ReadAllAsync(process.GetRequiredService<IAuditLog>(), Acme);
            read.Select(recorded => recorded.Event.Id).ShouldNotContain(erased.Id);
            read.Select(recorded => recorded.Event.Id).ShouldContain(stays[1].Id);
            var again = await process.GetRequiredService<IAuditLog>().AppendAsync(Acme, [erased], Token);
            again.Failure!.Code.ShouldBe(FailureCode.Gone);
        }

        (await CountAsync("projection.job_summary")).ShouldBe(2);
        var report = await VerifyAsync(kept);
        report.Problems.ShouldBeEmpty();
        report.Notes.ShouldContain(line =>
            line.Contains("the bodies of 1 entries are erased", StringComparison.Ordinal)
            && line.Contains("request DSR-", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Another_organizations_entries_are_not_touched()
    {
        await RecordJobAsync(MonthsAgo(5));
        await Log.AppendAsync(Globex, [JobAt(MonthsAgo(5))], Token);
        await Projector.CatchUpAsync(Globex, Token);

        (await EraseTicketAsync(Process, Acme, Ticket)).ShouldBe(1);
        (await Retention.PurgeExpiredAsync(Acme, Token)).Value.ShouldBe(0);

        (await ReadAllAsync(Log, Globex)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("delete from audit.receipt", "no receipt says so")]
    [InlineData("update audit.receipt set note = replace(note, '0-2', '0-9')", "cannot be read|not signed")]
    [InlineData("update audit.removed_body set state = 'erased' where revision = 1", "is gone (erased), and no receipt says so")]
    [InlineData(
        "insert into audit.removed_body select organization_id, 3, receipt_id, 'expired' from audit.receipt",
        "body of entry 3 is gone"
    )]
    [InlineData(
        "update audit.event set body_hash = set_byte(body_hash, 1, get_byte(body_hash, 1) # 1) where revision = 1",
        "Entry 1 is not what the log committed to"
    )]
    public async Task A_removal_without_its_receipt_is_found(string sql, string problem)
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        await RecordAtAsync(Clock.GetUtcNow(), 1);
        await Retention.PurgeExpiredAsync(Acme, Token);
        await Projector.CatchUpAsync(Acme, Token);
        (await TamperAsync(sql)).ShouldBeGreaterThan(0);

        (await VerifyAsync(null)).Problems.ShouldContain(found =>
            problem.Split('|').Any(part => found.Contains(part, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task No_role_removes_a_body_in_another_way()
    {
        await RecordAtAsync(MonthsAgo(5), 3);
        const string WithHash = "update audit.event set body_hash = sha256(body), body = '' where revision = 0";
        string[] purge =
        [
            WithHash,
            "update audit.event set body = ''",
            "update audit.event set header = ''",
            "delete from audit.event",
            "insert into audit.tile select * from audit.tile",
            "update audit.receipt set note = ''",
            "delete from audit.receipt",
            "delete from audit.removed_body",
            "update audit.retention set days = 1",
            "insert into audit.retention select organization_id, 'Admin', 1, 1, now() from organizations.organization",
            "update audit.hold set lifted_at = now()",
        ];
        string[] others =
        [
            WithHash,
            "delete from audit.month_key",
            "delete from audit.body_key",
            "update audit.month_key set key_sealed = key_sealed",
            "select audit.remove_bodies(gen_random_uuid(), '', now())",
            "insert into audit.removal select organization_id, gen_random_uuid(), '', null, null, '', '{0}', now() from organizations.organization",
            "insert into audit.receipt select organization_id, gen_random_uuid(), '', now() from organizations.organization",
            "delete from audit.hold",
        ];
        foreach (var sql in purge)
        {
            await RefusedAsync(Database.Purge, sql);
        }

        foreach (var role in (string[])[Database.App, Database.Api, Database.Worker, Database.Projector, Database.Platform])
        {
            foreach (var sql in others)
            {
                await RefusedAsync(role, sql);
            }
        }

        // A marked body goes with its own hash or not at all.
        await RefusedAsync(
            Database.Purge,
            """
            insert into audit.receipt select organization_id, '01939c2a-7000-7000-8000-0000000000c1', '', now() from organizations.organization;
            insert into audit.removed_body select organization_id, 0, '01939c2a-7000-7000-8000-0000000000c1', 'expired' from organizations.organization;
            update audit.event set body_hash = sha256('something else'), body = '' where revision = 0
            """
        );
        (await ReadAllAsync(Log, Acme)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_body_from_before_there_were_body_keys_is_still_read()
    {
        var old = AnyEvent("an old prompt");
        var sealedBody = await Process
            .GetRequiredService<FieldSealer>()
            .SealAsync(
                Acme,
                new FieldAddress("audit.event", "body", $"{old.Id:D}|AiOperation|{old.At.UtcDateTime:yyyy-MM}"),
                EventBody.Write(old),
                Token
            );
        await using (var batch = Process.GetRequiredService<Raum.Data.PlacedDatabase>().CreateBatch(Acme))
        {
            batch.Add(
                "select existing from audit.append($1, $2, $3, $4)",
                new[] { old.Id },
                new[] { EventHeader.Write(Acme, old) },
                new[] { new byte[32] },
                new[] { sealedBody.Value }
            );
            await batch.ExecuteAsync(Token);
        }

        ((JobMasked)(await ReadAllAsync(Log, Acme)).ShouldHaveSingleItem().Event).MaskedPrompt!.Reveal().ShouldBe("an old prompt");
    }

    private DateTimeOffset MonthsAgo(int months) => Clock.GetUtcNow().AddMonths(-months);

    private async Task<List<JobMasked>> RecordAtAsync(DateTimeOffset at, int count)
    {
        var events = Enumerable.Range(0, count).Select(_ => AnyEvent() with { At = at }).ToList();
        (await Log.AppendAsync(Acme, events, Token)).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
        return events;
    }

    private async Task<JobQueued> RecordJobAsync(DateTimeOffset at)
    {
        var queued = JobAt(at);
        (await Log.AppendAsync(Acme, [queued], Token)).Succeeded.ShouldBeTrue();
        await Projector.CatchUpAsync(Acme, Token);
        return queued;
    }

    private static JobQueued JobAt(DateTimeOffset at)
    {
        var job = new JobId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        return new JobQueued
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = at,
            Actor = AuditActor.Webhook("zendesk"),
            Correlation = new CorrelationId(job.Value),
            Target = AuditTarget.Job(job),
            Job = job,
            Operation = AiOperation.Generate,
            Trigger = JobTrigger.Webhook,
            Delivery = DeliveryTarget.PublicReply,
            TicketId = Ticket,
        };
    }

    private async Task<string> ExportAsync()
    {
        using var output = new MemoryStream();
        await (await Process.GetRequiredService<AuditExporter>().OpenAsync(Acme, 0, Token)).Value.WriteAsync(output, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private async Task<ExportReport> VerifyAsync(Raum.Proofs.Notes.SignedNote? since) => await VerifyTextAsync(await ExportAsync(), since);

    private async Task<ExportReport> VerifyTextAsync(string export, Raum.Proofs.Notes.SignedNote? since)
    {
        using var reader = new StringReader(export);
        return await ExportVerifier.VerifyAsync(reader, await KeysAsync(Acme), since, Token);
    }

    private async Task RefusedAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand($"select set_config('raum.organization', '{Acme}', true); {sql}", connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token))).SqlState.ShouldBe("42501", sql);
    }
}
