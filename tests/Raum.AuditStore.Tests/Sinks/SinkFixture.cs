using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Sinks;
using Raum.AuditStore.Tests.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Core.Http;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>A worker that pushes, by a clock of the test's own.</summary>
public abstract class SinkFixture(PostgresServer postgres) : ProofFixture(postgres)
{
    protected const string Secret = "a secret of more than 32 characters for a sink";
    protected static readonly AuditActor Admin = new(AuditActorKind.User, "user-1", Authenticated: true);

    protected string Folder { get; } = Directory.CreateTempSubdirectory("raum-sinks-").FullName;

    protected ServiceProvider Worker { get; private set; } = null!;

    protected AuditSinks Sinks => Worker.GetRequiredService<AuditSinks>();

    protected SinkPusher Pusher => Worker.GetRequiredService<SinkPusher>();

    protected AlertWatch Alerts => Worker.GetRequiredService<AlertWatch>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Worker = NewWorker();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected ServiceProvider NewWorker(Action<AuditStoreOptions>? configure = null)
    {
        var guard = new GuardedHttpOptions();
        guard.AllowedNetworks.Add("127.0.0.0/8");
        return NewProcess(
            options =>
            {
                options.LogOrigin = "raum.example/log";
                options.CheckpointFolder = Folder;
                Configure(options);
                configure?.Invoke(options);
            },
            services =>
                services.AddSingleton<TimeProvider>(Clock).AddSingleton(new GuardedHttp(guard)).AddRaumAuditProjector().AddRaumAuditSinks()
        );
    }

    protected async Task<Guid> AddAsync(SinkKind kind, string address, string? authority = null, EntryFormat format = EntryFormat.Ocsf)
    {
        var added = await Sinks.AddAsync(
            Acme,
            kind,
            format,
            new PersonalText(address),
            kind is SinkKind.Syslog or SinkKind.AlertSlack ? null : new PersonalText(Secret),
            authority,
            null,
            Admin,
            Token
        );
        added.Failure.ShouldBeNull();
        // Approved without an entry of its own: these tests count entries.
        await ExecuteAsync(Database.Superuser, "update audit.sink set approved_at = created_at where sink_id = $1", added.Value);
        return added.Value;
    }

    protected async Task<AuditSink> SinkAsync(Guid id) => (await Sinks.ListAsync(Acme, Token)).Value.Single(sink => sink.Id == id);

    /// <summary>Pushes until there is nothing left, over the pauses after failures.</summary>
    protected async Task PushAllAsync(Guid id)
    {
        var last = (await ReadAllAsync(Log, Acme))[^1].Revision;
        for (var tries = 0; tries < 50 && (await SinkAsync(id)).Position <= last; tries++)
        {
            (await Pusher.RunOnceAsync(Token)).Failure.ShouldBeNull();
            Clock.Advance(TimeSpan.FromMinutes(11));
        }

        (await SinkAsync(id)).Position.ShouldBe(last + 1);
    }

    protected Task AppendAsync(int count) => RecordAsync(Acme, count);
}
