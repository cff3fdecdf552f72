using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>AUD-5: the tree follows the log, checkpoints follow the tree, and nothing is signed that contradicts what was signed.</summary>
public sealed class CheckpointTests(PostgresServer postgres) : ProofFixture(postgres)
{
    private CheckpointSigner Signer => Process.GetRequiredService<CheckpointSigner>();

    [Fact]
    public async Task A_checkpoint_is_signed_over_exactly_what_is_recorded()
    {
        await RecordAsync(Acme, 3);
        await RecordAsync(Acme, 300);
        await RecordAsync(Globex, 2);

        var checkpoint = await CheckpointAsync(Acme);

        checkpoint.Origin.ShouldBe($"raum.example/log/{Acme}");
        checkpoint.Size.ShouldBe(303);
        checkpoint.Root.ShouldBe(MerkleTree.Root(await LeavesAsync(Acme)));
        (await CheckpointAsync(Globex)).Size.ShouldBe(2);
    }

    [Fact]
    public async Task Every_entry_is_proved_to_who_has_only_the_public_key()
    {
        await RecordAsync(Acme, 20);
        var keys = await KeysAsync(Acme);

        for (var revision = 0; revision < 20; revision++)
        {
            var file = (await Proofs.EntryAsync(Acme, revision, Token)).Value.Proof.ToString();

            var proof = TlogProof.Parse(file)!;
            proof.Checkpoint.Check([.. keys]).ShouldBe(NoteVerdict.Good);
            var checkpoint = Checkpoint.Parse(proof.Checkpoint.Text)!;
            proof.Index.ShouldBe(revision);
            MerkleProof.IsIncluded(MerkleTree.Leaf(proof.Extra), proof.Index, checkpoint.Size, proof.Path, checkpoint.Root).ShouldBeTrue();
        }

        foreach (var revision in (long[])[-1, 20, long.MaxValue])
        {
            (await Proofs.EntryAsync(Acme, revision, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        }
    }

    [Fact]
    public async Task Checkpoints_are_consistent_with_each_other()
    {
        var signed = new List<Checkpoint>();
        foreach (var count in (int[])[1, 1, 6, 250, 5, 1])
        {
            await RecordAsync(Acme, count);
            signed.Add(await CheckpointAsync(Acme));
        }

        foreach (var first in signed)
        {
            foreach (var second in signed.Where(second => second.Size >= first.Size))
            {
                var proof = (await Proofs.ConsistencyAsync(Acme, first.Size, second.Size, Token)).Value;
                Checkpoint.Parse(proof.Second.Text).ShouldBe(second);
                MerkleProof.IsConsistent(first.Size, first.Root, second.Size, second.Root, proof.Path).ShouldBeTrue();
            }
        }

        (await Proofs.ConsistencyAsync(Acme, 3, 4, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Proofs.ConsistencyAsync(Acme, 999, null, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await Proofs.ConsistencyAsync(Acme, -1, null, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public async Task Another_organization_gets_no_checkpoint_no_key_and_no_proof()
    {
        await RecordAsync(Acme, 5);

        (await Proofs.LatestCheckpointAsync(Globex, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Proofs.EntryAsync(Globex, 0, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Proofs.ConsistencyAsync(Globex, 1, 5, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Proofs.KeysAsync(Globex, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task New_entries_wait_for_the_interval_and_a_thousand_do_not_wait()
    {
        await RecordAsync(Acme, 1);
        var runner = Process.GetRequiredService<Raum.AuditStore.Projections.ProjectionRunner>();
        await Log.AppendAsync(Acme, [AnyEvent()], Token);
        await runner.CatchUpAsync(Acme, Token);

        var due = await Signer.SignIfDueAsync(Acme, now: false, Token);
        due!.Value.ShouldBe(Clock.GetUtcNow() + TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));
        (await CheckpointAsync(Acme)).Size.ShouldBe(1);

        Clock.Advance(TimeSpan.FromSeconds(30));
        (await Signer.SignIfDueAsync(Acme, now: false, Token)).ShouldBeNull();
        (await CheckpointAsync(Acme)).Size.ShouldBe(2);
        (await Signer.SignIfDueAsync(Acme, now: false, Token)).ShouldBeNull();

        for (var i = 0; i < 4; i++)
        {
            await Log.AppendAsync(Acme, [.. Enumerable.Range(0, 250).Select(_ => AnyEvent())], Token);
        }

        await runner.CatchUpAsync(Acme, Token);
        (await Signer.SignIfDueAsync(Acme, now: false, Token)).ShouldBeNull();
        (await CheckpointAsync(Acme)).Size.ShouldBe(1002);
    }

    [Fact]
    public async Task The_running_projector_signs_what_came_last_although_nothing_comes_after_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var process = NewProcess(
            options => options.CheckpointInterval = TimeSpan.FromSeconds(1),
            services => services.AddRaumAuditProjector()
        );
        var running = process.GetRequiredService<Raum.AuditStore.Projections.AuditProjector>().RunAsync(stop.Token);
        var log = process.GetRequiredService<IAuditLog>();
        for (var i = 0; i < 5; i++)
        {
            await log.AppendAsync(Acme, [AnyEvent()], Token);
        }

        await Eventually.TrueAsync(async () =>
            (await Proofs.LatestCheckpointAsync(Acme, Token)) is { Succeeded: true } note && Checkpoint.Parse(note.Value.Text)!.Size == 5
        );

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Signers_at_the_same_time_sign_one_checkpoint()
    {
        await RecordAsync(Acme, 1);
        await Log.AppendAsync(Acme, [AnyEvent()], Token);
        await Process.GetRequiredService<Raum.AuditStore.Projections.ProjectionRunner>().CatchUpAsync(Acme, Token);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Signer.SignIfDueAsync(Acme, now: true, Token)));

        (await CheckpointAsync(Acme)).Size.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_rotation_both_keys_sign_for_the_overlap_and_then_the_new_one_alone()
    {
        await RecordAsync(Acme, 1);
        var old = (await KeysAsync(Acme)).ShouldHaveSingleItem();
        var rotated = (await Process.GetRequiredService<LogKeys>().RotateAsync(Acme, Token)).Value;

        await RecordAsync(Acme, 1);
        var during = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;
        during.Check([old]).ShouldBe(NoteVerdict.Good);
        during.Check([rotated]).ShouldBe(NoteVerdict.Good);

        Clock.Advance(TimeSpan.FromDays(30));
        await RecordAsync(Acme, 1);
        var after = (await Proofs.LatestCheckpointAsync(Acme, Token)).Value;
        after.Check([old]).ShouldBe(NoteVerdict.NoKnownKey);
        after.Check([rotated]).ShouldBe(NoteVerdict.Good);

        var history = (await Proofs.KeysAsync(Acme, Token)).Value;
        history.Select(key => key.Key.ToString()).ShouldBe([rotated.ToString(), old.ToString()]);
        history[0].ReplacedAt.ShouldBeNull();
        history[1].ReplacedAt.ShouldBe(history[0].CreatedAt);
        rotated.Name.ShouldBe(old.Name);
    }

    [Fact]
    public async Task Building_the_read_models_again_leaves_the_tree_as_it_is()
    {
        await RecordAsync(Acme, 300);
        var before = await CheckpointAsync(Acme);

        await Projector.RebuildAsync(Acme, Token);
        await RecordAsync(Acme, 1);

        var after = await CheckpointAsync(Acme);
        var proof = (await Proofs.ConsistencyAsync(Acme, before.Size, null, Token)).Value;
        MerkleProof.IsConsistent(before.Size, before.Root, after.Size, after.Root, proof.Path).ShouldBeTrue();
    }

    [Fact]
    public async Task Read_models_that_cannot_go_on_stop_neither_the_tree_nor_its_checkpoints()
    {
        await RecordAsync(Acme, 1);
        await ExecuteAsync(Database.Superuser, "revoke insert on projection.audit_entry from raum_projector");
        for (var i = 0; i < 6; i++)
        {
            await Log.AppendAsync(Acme, [.. Enumerable.Range(0, 250).Select(_ => AnyEvent())], Token);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Projector.RunAsync(stop.Token);
        await Eventually.TrueAsync(async () => (await CheckpointAsync(Acme)).Size >= 1_001);
        await stop.CancelAsync();
        await running;

        (await CountAsync("projection.audit_entry")).ShouldBe(1);
    }
}
