using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests;

/// <summary>The installation's own log holds what belongs to no organization, and nothing of one holds anything of another.</summary>
public sealed class InstallationLogTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private InstallationLog Installation => Process.GetRequiredService<InstallationLog>();

    [Fact]
    public async Task Many_sources_are_told_apart_by_keyed_hash_and_recorded_once_however_often_it_is_tried()
    {
        var counts = Enumerable.Range(0, 2500).ToDictionary(i => new IPAddress([10, 0, (byte)(i / 256), (byte)i]), i => (long)i + 1);
        var window = Installation.NewWindow();
        var from = Clock.GetUtcNow();

        for (var tries = 0; tries < 2; tries++)
        {
            (await Installation.RecordDenialsAsync(window, from, counts, 12, Token)).Failure.ShouldBeNull();
        }

        var events = (await ReadAllAsync(Log, OrganizationId.Installation))
            .Select(recorded => recorded.Event)
            .Cast<DenialsCounted>()
            .ToList();
        events.Count.ShouldBe(3);
        events.SelectMany(counted => counted.BySource.Values).Sum().ShouldBe(counts.Values.Sum());
        events.SelectMany(counted => counted.BySource.Keys).Distinct().Count().ShouldBe(2500);
        events.Sum(counted => counted.Others).ShouldBe(12);
        events.ShouldAllBe(counted => counted.Result == AuditResult.Denied);

        // The same source under an organization's key is another hash: logs cannot be joined by it.
        var addresses = Process.GetRequiredService<AddressHasher>();
        var theirs = Convert.ToHexStringLower(await addresses.HashAsync(Acme, new PersonalText("10.0.0.1"), Token));
        events.ShouldAllBe(counted => !counted.BySource.ContainsKey(theirs));
        (await ReadAllAsync(Log, Acme)).ShouldBeEmpty();

        // It is proved as every log is.
        await Projector.CatchUpAsync(OrganizationId.Installation, Token);
        (await CheckpointAsync(OrganizationId.Installation)).Size.ShouldBe(3);
    }

    [Fact]
    public async Task A_window_whose_answer_was_lost_counts_as_recorded_though_the_key_of_the_hashes_has_changed()
    {
        var counts = Enumerable.Range(1, 20).ToDictionary(i => new IPAddress([10, 0, 0, (byte)i]), i => (long)i);
        var window = Installation.NewWindow();
        var from = Clock.GetUtcNow();
        (await Installation.RecordDenialsAsync(window, from, counts, 0, Token)).Failure.ShouldBeNull();
        await ExecuteAsync(Database.Superuser, "delete from audit.hash_key where organization_id = $1", OrganizationId.Installation.Value);
        var restarted = NewProvingProcess().GetRequiredService<InstallationLog>();

        (await restarted.RecordDenialsAsync(window, from, counts, 0, Token)).Failure.ShouldBeNull();

        (await ReadAllAsync(Log, OrganizationId.Installation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_of_one_organization_cannot_be_put_into_anothers_log_and_no_row_of_one_names_another()
    {
        await RecordAsync(Acme, 20);
        await RecordAsync(Globex, 20);
        await Installation.RecordDenialsAsync(Installation.NewWindow(), Clock.GetUtcNow(), new Dictionary<IPAddress, long>(), 1, Token);

        (
            await CountAsync(
                "audit.event e where exists (select from organizations.organization o where o.organization_id <> e.organization_id and position(o.organization_id::text in convert_from(e.header, 'UTF8')) > 0)"
            )
        ).ShouldBe(0);
        (
            await CountAsync(
                "projection.audit_entry e where exists (select from organizations.organization o where o.organization_id <> e.organization_id and position(o.organization_id::text in e::text) > 0)"
            )
        ).ShouldBe(0);

        // An administrator of the database moves a whole event over, row, key and all: it opens nowhere but where it was made.
        await TamperAsync(
            $"""
            update audit.event t set event_id = s.event_id, header = s.header, salt = s.salt, body = s.body
              from (select * from audit.event where organization_id = '{Acme}' and revision = 3) s
              where t.organization_id = '{Globex}' and t.revision = 3;
            insert into audit.body_key select '{Globex}', k.key_id, k.event_id, k.class, k.month, k.wrapped from audit.body_key k
              join audit.event e on e.organization_id = k.organization_id and e.event_id = k.event_id
              where e.organization_id = '{Acme}' and e.revision = 3
            """
        );
        (await Should.ThrowAsync<AuditReadException>(() => ReadAllAsync(Log, Globex))).Code.ShouldBe(FailureCode.SealBroken);
    }
}
