using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Proofs;
using Raum.Proofs.Merkle;
using Raum.Proofs.Notes;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Proofs;

/// <summary>A process that records, builds the tree and signs, by a clock of the test's own.</summary>
public abstract class ProofFixture(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    protected ManualClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected ServiceProvider Process { get; private set; } = null!;

    protected IAuditLog Log => Process.GetRequiredService<IAuditLog>();

    protected AuditProjector Projector => Process.GetRequiredService<AuditProjector>();

    protected AuditProofs Proofs => Process.GetRequiredService<AuditProofs>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Process = NewProvingProcess();
    }

    protected ServiceProvider NewProvingProcess() =>
        NewProcess(
            options =>
            {
                options.LogOrigin = "raum.example/log";
                Configure(options);
            },
            services => services.AddSingleton<TimeProvider>(Clock).AddRaumAuditProjector()
        );

    /// <summary>What a class of tests wants otherwise.</summary>
    protected virtual void Configure(AuditStoreOptions options) { }

    /// <summary>Records some events and brings tree and checkpoint behind them.</summary>
    protected async Task RecordAsync(OrganizationId organization, int count)
    {
        for (var rest = count; rest > 0; rest -= 250)
        {
            (
                await Log.AppendAsync(organization, [.. Enumerable.Range(0, Math.Min(rest, 250)).Select(_ => AnyEvent())], Token)
            ).Succeeded.ShouldBeTrue();
        }

        await Projector.CatchUpAsync(organization, Token);
    }

    protected async Task<IReadOnlyList<NoteKey>> KeysAsync(OrganizationId organization) =>
        [.. (await Proofs.KeysAsync(organization, Token)).Value.Select(key => key.Key)];

    /// <summary>The newest checkpoint, its signature checked.</summary>
    protected async Task<Checkpoint> CheckpointAsync(OrganizationId organization)
    {
        var note = (await Proofs.LatestCheckpointAsync(organization, Token)).Value;
        note.Check([.. await KeysAsync(organization)]).ShouldBe(NoteVerdict.Good);
        return Checkpoint.Parse(note.Text)!;
    }

    /// <summary>The leaves as the test computes them from what is stored.</summary>
    protected async Task<TreeHash[]> LeavesAsync(OrganizationId organization)
    {
        var leaves = new List<TreeHash>();
        await foreach (var stored in Process.GetRequiredService<ILogStore>().ReadAsync(organization, 0, Token))
        {
            leaves.Add(AuditLeaf.Hash(stored.Event.Header, SHA256.HashData(stored.Event.Body), stored.Event.Salt));
        }

        return [.. leaves];
    }

    /// <summary>What an administrator of the database can do: everything, past every trigger.</summary>
    protected Task<int> TamperAsync(string sql) => ExecuteAsync(Database.Superuser, $"set session_replication_role = replica; {sql}");
}
