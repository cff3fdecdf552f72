using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Alerts;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sinks;

/// <summary>Alerts are late after a pause of worker or projector, or a lost notice; never lost, and never told twice.</summary>
public sealed class AlertPauseTests(PostgresServer postgres) : SinkFixture(postgres)
{
    [Fact]
    public async Task What_happened_while_nobody_looked_is_told_when_somebody_looks_again()
    {
        await RecordAsync(Touched());
        await Projector.CatchUpAsync(Acme, Token);
        Clock.Advance(TimeSpan.FromHours(2));

        (await Alerts.OrganizationsAsync(Token)).Value.ShouldContain(Acme);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["retention-touched"]);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_recorded_while_the_projector_was_away_is_told_when_it_is_back()
    {
        await RecordAsync([.. Enumerable.Range(0, 10).Select(_ => RefusedSignIn(Clock.GetUtcNow()))]);
        Clock.Advance(TimeSpan.FromDays(3));
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();

        await Projector.CatchUpAsync(Acme, Token);

        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["failed-sign-ins"]);
        var alert = (await ReadAllAsync(Log, Acme))[^1].Event.ShouldBeOfType<AlertRaised>();
        (alert.Count, alert.At).ShouldBe((10, Clock.GetUtcNow()));
    }

    [Fact]
    public async Task After_a_pause_only_what_lies_within_one_window_counts_together()
    {
        var began = Clock.GetUtcNow();
        await RecordAsync([.. Enumerable.Range(0, 60).Select(i => RefusedSignIn(began + TimeSpan.FromMinutes(i)))]);
        Clock.Advance(TimeSpan.FromHours(2));
        await Projector.CatchUpAsync(Acme, Token);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();

        // One that comes late completes a window that was counted before.
        await RecordAsync([.. Enumerable.Range(0, 4).Select(_ => RefusedSignIn(began + TimeSpan.FromMinutes(30)))]);
        await Projector.CatchUpAsync(Acme, Token);

        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBe(["failed-sign-ins"]);
        (await ReadAllAsync(Log, Acme))[^1].Event.ShouldBeOfType<AlertRaised>().Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_happens_within_the_window_of_an_alert_is_told_after_it_and_nothing_is_told_twice()
    {
        await RecordAsync(Touched());
        (await LookAsync()).ShouldBe(["retention-touched"]);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(Touched());
        (await LookAsync()).ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromMinutes(6));
        (await LookAsync()).ShouldBe(["retention-touched"]);
        Clock.Advance(TimeSpan.FromMinutes(6));
        (await LookAsync()).ShouldBeEmpty();

        (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event).OfType<AlertRaised>().ShouldAllBe(alert => alert.Count == 1);
    }

    [Fact]
    public async Task A_process_that_dies_over_an_alert_leaves_one_alert_and_loses_nothing_that_comes_after_it()
    {
        await RecordAsync(Touched());
        await Projector.CatchUpAsync(Acme, Token);
        await ExecuteAsync(
            Database.Superuser,
            """
            create function public.die() returns trigger language plpgsql as 'begin raise exception ''died''; end';
            create trigger die before update of told on projection.alert_look for each row execute function public.die()
            """
        );
        await Should.ThrowAsync<Exception>(() => Alerts.LookAsync(Acme, Token));
        await ExecuteAsync(Database.Superuser, "drop trigger die on projection.alert_look");
        Clock.Advance(TimeSpan.FromSeconds(20));
        await RecordAsync(Touched());
        await Projector.CatchUpAsync(Acme, Token);

        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await AlertsAsync()).Count.ShouldBe(1);
        Clock.Advance(TimeSpan.FromMinutes(6));
        (await LookAsync()).ShouldBe(["retention-touched"]);
        (await AlertsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_workers_that_look_at_once_tell_it_once()
    {
        await RecordAsync(Touched());
        await Projector.CatchUpAsync(Acme, Token);
        var others = Enumerable.Range(0, 3).Select(_ => NewWorker().GetRequiredService<AlertWatch>());

        await Task.WhenAll(others.Append(Alerts).Select(watch => watch.LookAsync(Acme, Token)));

        (await AlertsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_models_that_are_built_again_are_no_news()
    {
        await RecordAsync(Touched());
        (await LookAsync()).ShouldBe(["retention-touched"]);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromDays(2));

        (await Projector.RebuildAsync(Acme, Token)).Succeeded.ShouldBeTrue();

        (await CountAsync("projection.news")).ShouldBe(0);
        (await Alerts.LookAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_projector_finds_what_no_notice_told_it_of_without_a_sweep()
    {
        // A process whose clock stands sends no notice: that of the announcer is never due.
        var mute = NewProcess(first: services => services.AddSingleton<TimeProvider>(new ManualClock(Clock.GetUtcNow())));
        var worker = NewWorker(options => options.SweepInterval = TimeSpan.FromDays(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await RecordAsync(Touched());
        var running = worker.GetRequiredService<AuditProjector>().RunAsync(stop.Token);
        await Eventually.TrueAsync(async () => await CountAsync("projection.audit_entry") == 1);
        (await mute.GetRequiredService<IAuditLog>().AppendAsync(Acme, [Touched()], Token)).Failure.ShouldBeNull();

        await Eventually.TrueAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            return await CountAsync("projection.audit_entry") == 2;
        });

        await stop.CancelAsync();
        await running;
    }

    private async Task<IReadOnlyList<string>> LookAsync()
    {
        await Projector.CatchUpAsync(Acme, Token);
        var told = (await Alerts.LookAsync(Acme, Token)).Value;
        await Projector.CatchUpAsync(Acme, Token);
        return told;
    }

    private async Task<List<AlertRaised>> AlertsAsync() =>
        [.. (await ReadAllAsync(Log, Acme)).Select(recorded => recorded.Event).OfType<AlertRaised>()];

    private async Task RecordAsync(params AuditEvent[] events) => (await Log.AppendAsync(Acme, events, Token)).Failure.ShouldBeNull();

    private SettingChanged Touched() =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = Clock.GetUtcNow(),
            Actor = Admin,
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            Setting = "audit-hold",
            NewValue = new PersonalText("lifted"),
        };

    private static SignInFailed RefusedSignIn(DateTimeOffset at) =>
        new()
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            At = at,
            Actor = Admin with { Authenticated = false },
            Correlation = new CorrelationId(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())),
            User = new UserId(Guid.Parse("01939c2a-7000-7000-8000-0000000000c1")),
            Method = "password",
            Fault = SignInFault.WrongSecret,
            Result = AuditResult.Denied,
        };
}
