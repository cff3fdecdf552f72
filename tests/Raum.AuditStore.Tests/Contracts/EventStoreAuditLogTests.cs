using Microsoft.Extensions.DependencyInjection;
using Raum.Core.Audit;
using Raum.Testing.EventStore;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Contracts;

/// <summary>The log in EventStoreDB: over a fake that speaks the real wire, or, when <c>RAUM_TEST_EVENTSTORE=esdb://…</c> is set, over a real node.</summary>
public sealed class EventStoreAuditLogTests(PostgresServer postgres) : AuditLogContract(postgres)
{
    private FakeEventStore? _fake;
    private CuttingProxy _proxy = null!;
    private string _user = "";
    private string _options = "?tls=false&";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Environment.GetEnvironmentVariable("RAUM_TEST_EVENTSTORE") is { Length: > 0 } real)
        {
            var node = new Uri(real);
            _proxy = new CuttingProxy(node.Port, node.Host);
            _user = node.UserInfo.Length == 0 ? "" : node.UserInfo + "@";
            _options = node.Query + (node.Query.Length == 0 ? "?" : "&");
            return;
        }

        _fake = await FakeEventStore.StartAsync();
        _proxy = new CuttingProxy(_fake.Port);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
        if (_fake is { } fake)
        {
            fake.Complaints.ShouldBeEmpty();
            await fake.DisposeAsync();
        }
    }

    protected override int Disturbances => _proxy.Cuts + (_fake?.Faults.Struck ?? 0);

    protected override IAuditLog NewLog(TimeSpan? appendDeadline = null) =>
        NewProcess(options =>
            {
                // Short only where a test waits for a failure: a busy machine is no failure.
                var deadline = appendDeadline is null ? 30_000 : 2_000;
                options.EventStore = $"esdb://{_user}127.0.0.1:{_proxy.Port}{_options}defaultDeadline={deadline}";
                options.AppendDeadline = appendDeadline ?? TimeSpan.FromSeconds(30);
            })
            .GetRequiredService<IAuditLog>();

    protected override void DisturbAtRandom()
    {
        _proxy.CutAtRandom(0.02, seed: 7);
        _fake?.Faults.DropAtRandom(0.1, seed: 7);
    }

    protected override Task TakeDownAsync()
    {
        _proxy.GoDown();
        return Task.CompletedTask;
    }

    protected override Task FreezeAsync()
    {
        _proxy.Freeze();
        return Task.CompletedTask;
    }

    protected override Task RecoverAsync()
    {
        _fake?.Faults.DropAtRandom(0, seed: 0);
        _proxy.Recover();
        return Task.CompletedTask;
    }

    protected override async Task RestartAsync()
    {
        if (_fake is { } fake)
        {
            await fake.StopAsync();
            await fake.StartAsync();
            return;
        }

        _proxy.GoDown();
        _proxy.Recover();
    }
}
