using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore;
using Raum.AuditStore.Events;
using Raum.AuditStore.Export;
using Raum.AuditStore.Projections;
using Raum.AuditStore.Proofs;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Proofs.Export;
using Raum.Proofs.Merkle;
using Raum.Testing.Servers;

namespace Raum.AuditBench;

/// <summary>One Postgres with fsync on, one process with everything that the audit log is made of.</summary>
internal sealed class AuditBench : IAsyncDisposable
{
    private static readonly CancellationToken Token = CancellationToken.None;
    private readonly DurableServer _server;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly string _export = Path.GetTempFileName();
    private OrganizationId _tree;

    private AuditBench(DurableServer server, TestDatabase database, ServiceProvider services) =>
        (_server, _database, _services) = (server, database, services);

    /// <summary>Processor time so far, in seconds, of this process and its Postgres.</summary>
    public double ProcessorSeconds => Processor.Seconds(_server.DataFolder);

    public static async Task<AuditBench> StartAsync()
    {
        var server = new DurableServer();
        await server.InitializeAsync();
        var database = await server.CreateDatabaseAsync();
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure<RaumDataOptions>(options => (options.App, options.Projector) = (database.App, database.Projector));
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        services.Configure<AuditStoreOptions>(options => options.AppendDeadline = TimeSpan.FromMinutes(1));
        return new AuditBench(server, database, services.AddRaumData().AddRaumKeys().AddRaumAuditProjector().BuildServiceProvider());
    }

    public async Task<OrganizationId> NewOrganizationAsync()
    {
        var id = new OrganizationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "insert into organizations.organization (organization_id, name, region, created_at) values ($1, 'Bench', 'eu', now())",
            connection
        ).With(id.Value);
        await command.ExecuteNonQueryAsync(Token);
        return id;
    }

    public async Task<(int Count, TimeSpan Elapsed)> AppendAsync(OrganizationId organization, int callers, int perAppend, int total)
    {
        var log = _services.GetRequiredService<IAuditLog>();
        var left = total / perAppend;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Interlocked.Decrement(ref left) >= 0)
                        {
                            var recorded = await log.AppendAsync(
                                organization,
                                [.. Enumerable.Range(0, perAppend).Select(_ => NewEvent())],
                                Token
                            );
                            if (!recorded.Succeeded)
                            {
                                throw new InvalidOperationException(recorded.Failure.Code.ToString());
                            }
                        }
                    })
                )
        );
        return (total, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Jobs as they are: five events each, of them one with a masked prompt and one with a masked answer of about 1 KB.</summary>
    public async Task AppendJobsAsync(OrganizationId organization, int events)
    {
        var log = _services.GetRequiredService<IAuditLog>();
        for (var left = events; left > 0; left -= 250)
        {
            var recorded = await log.AppendAsync(organization, [.. Enumerable.Range(0, 50).SelectMany(_ => NewJob())], Token);
            if (!recorded.Succeeded)
            {
                throw new InvalidOperationException(recorded.Failure.Code.ToString());
            }
        }
    }

    /// <summary>What a log without groups would do: a row of the same size, a commit for each, no order to keep.</summary>
    public async Task<(int Count, TimeSpan Elapsed)> InsertOneByOneAsync(int callers, int total)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(_database.Superuser)
            {
                Pooling = true,
                MaxPoolSize = callers,
                MaxAutoPrepare = 8,
            }.ConnectionString
        );
        await using (
            var create = source.CreateCommand("create table public.single (id uuid primary key, header bytea, salt bytea, body bytea)")
        )
        {
            await create.ExecuteNonQueryAsync(Token);
        }

        var (header, salt, body) = (new byte[500], new byte[32], new byte[1200]);
        var left = total;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Interlocked.Decrement(ref left) >= 0)
                        {
                            await using var insert = source.CreateCommand("insert into public.single values ($1, $2, $3, $4)");
                            insert.With(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), header, salt, body);
                            await insert.ExecuteNonQueryAsync(Token);
                        }
                    })
                )
        );
        return (total, Stopwatch.GetElapsedTime(started));
    }

    public Task<(int Count, TimeSpan Elapsed)> ProjectAsync(OrganizationId organization, int events) =>
        TimeAsync(events, () => _services.GetRequiredService<AuditProjector>().CatchUpAsync(organization, Token));

    public Task<(int Count, TimeSpan Elapsed)> RebuildAsync(OrganizationId organization, int events) =>
        TimeAsync(events, () => _services.GetRequiredService<AuditProjector>().RebuildAsync(organization, Token));

    /// <summary>The most that the process had allocated and not yet collected while it wrote an export, in MB: it must not grow with the log.</summary>
    public long ExportMegabytes { get; private set; }

    public async Task<(int Count, TimeSpan Elapsed)> ExportAsync(OrganizationId organization, int events)
    {
        GC.Collect();
        using var stop = new CancellationTokenSource();
        var watching = WatchMemoryAsync(stop.Token);
        var run = await WriteExportAsync(organization, events);
        await stop.CancelAsync();
        ExportMegabytes = await watching / 1_048_576;
        return run;
    }

    private static async Task<long> WatchMemoryAsync(CancellationToken stop)
    {
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return most;
    }

    private Task<(int Count, TimeSpan Elapsed)> WriteExportAsync(OrganizationId organization, int events) =>
        TimeAsync(
            events,
            async () =>
            {
                await using var file = File.Create(_export);
                await (await _services.GetRequiredService<AuditExporter>().OpenAsync(organization, 0, Token)).Value.WriteAsync(file, Token);
            }
        );

    public async Task<(int Count, TimeSpan Elapsed)> VerifyAsync(OrganizationId organization, int events)
    {
        var keys = (await _services.GetRequiredService<AuditProofs>().KeysAsync(organization, Token)).Value.Select(key => key.Key).ToList();
        return await TimeAsync(
            events,
            async () =>
            {
                using var reader = new StreamReader(_export);
                var report = await ExportVerifier.VerifyAsync(reader, keys, null, Token);
                if (!report.Holds)
                {
                    throw new InvalidOperationException(string.Join('\n', report.Lines()));
                }
            }
        );
    }

    /// <summary>A tree without its log, in the steps of the projector.</summary>
    public async Task<(int Count, TimeSpan Elapsed)> GrowTreeAsync(int leaves)
    {
        const int Step = 500;
        _tree = await NewOrganizationAsync();
        var database = _services.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);
        return await TimeAsync(
            leaves,
            async () =>
            {
                for (var size = 0; size < leaves; size += Step)
                {
                    await using var scope = await database.OpenAsync(_tree, Token);
                    await TileStore.AppendAsync(
                        scope,
                        size,
                        [.. Enumerable.Range(size, Step).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i)))],
                        Token
                    );
                    await scope.CommitAsync(Token);
                }
            }
        );
    }

    public async Task<string> ProofsAsync(int leaves)
    {
        const int Proofs = 500;
        var random = new Random(1);
        var database = _services.GetRequiredKeyedService<PlacedDatabase>(DatabaseRole.Projector);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Proofs; i++)
        {
            await using var scope = await database.OpenAsync(_tree, Token);
            var plan = ProofPlan.Inclusion(random.Next(leaves), leaves);
            plan.Resolve(await TileStore.ReadAsync(scope, plan.Nodes, Token));
        }

        var each = Stopwatch.GetElapsedTime(started) / Proofs;
        await using var connection = new NpgsqlConnection(_database.Superuser);
        await connection.OpenAsync(Token);
        await using var size = new NpgsqlCommand("select pg_total_relation_size('audit.tile')", connection);
        var megabytes = (long)(await size.ExecuteScalarAsync(Token))! / 1_048_576;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a proof from {leaves:N0} leaves: {each.TotalMilliseconds:F2} ms; the tree takes {megabytes} MB"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        File.Delete(_export);
    }

    private static async Task<(int Count, TimeSpan Elapsed)> TimeAsync(int count, Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return (count, Stopwatch.GetElapsedTime(started));
    }

    private static JobMasked NewEvent()
    {
        var now = TimeProvider.System.GetUtcNow();
        var job = new JobId(Guid.CreateVersion7(now));
        return new JobMasked
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = AuditActor.System("worker"),
            Correlation = new CorrelationId(job.Value),
            Target = AuditTarget.Job(job),
            Job = job,
            Operation = AiOperation.Generate,
            Attempt = 1,
            ValuesByType = new Dictionary<string, int> { ["NAME"] = 2, ["EMAIL"] = 1 },
            MaskedPrompt = new PersonalText(new string('x', 1000)),
        };
    }

    private static IEnumerable<AuditEvent> NewJob()
    {
        var now = TimeProvider.System.GetUtcNow();
        var masked = NewEvent();
        var (actor, target) = (AuditActor.System("worker"), masked.Target);
        Guid Id() => Guid.CreateVersion7(now);
        yield return new JobQueued
        {
            Id = Id(),
            At = now,
            Actor = AuditActor.Webhook("zendesk"),
            Correlation = masked.Correlation,
            Target = target,
            Job = masked.Job,
            Operation = masked.Operation,
            Trigger = JobTrigger.Webhook,
            Delivery = DeliveryTarget.InternalNote,
            TicketId = 35_436,
        };
        yield return masked;
        yield return new JobProviderCalled
        {
            Id = Id(),
            At = now,
            Actor = actor,
            Correlation = masked.Correlation,
            Target = target,
            Job = masked.Job,
            Operation = masked.Operation,
            Attempt = 1,
            Provider = "openai",
            Model = "gpt-5-mini",
            InputTokens = 700,
            OutputTokens = 220,
            Cost = 0.0031m,
            MaskedAnswer = new PersonalText(new string('x', 1000)),
        };
        yield return new JobIntended
        {
            Id = Id(),
            At = now,
            Actor = actor,
            Correlation = masked.Correlation,
            Target = target,
            Job = masked.Job,
            Operation = masked.Operation,
            Attempt = 1,
            Delivery = DeliveryTarget.InternalNote,
            TicketId = 35_436,
            Mark = "m1",
        };
        yield return new JobDelivered
        {
            Id = Id(),
            At = now,
            Actor = actor,
            Correlation = masked.Correlation,
            Target = target,
            Job = masked.Job,
            Operation = masked.Operation,
            Attempt = 1,
            Delivery = DeliveryTarget.InternalNote,
            EffectId = "e1",
        };
    }

    private sealed class DurableServer : PostgresServer
    {
        protected override bool Durable => true;

        // What an administrator of a database server sets; Postgres comes with sizes for a small one.
        protected override string[] Sizes => ["shared_buffers=1GB", "max_wal_size=4GB"];
    }
}
