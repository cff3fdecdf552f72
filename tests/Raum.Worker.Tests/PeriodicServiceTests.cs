using Raum.Core;
using Raum.Testing;

namespace Raum.Worker.Tests;

/// <summary>What runs again and again goes on, whatever breaks in it.</summary>
public sealed class PeriodicServiceTests
{
    private static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    private static readonly OrganizationId Globex = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000b"));

    [Fact]
    public async Task A_crash_over_one_organization_keeps_none_of_the_others_waiting_and_the_next_run_comes()
    {
        var clock = new ManualClock();
        using var service = new Crashing(clock);
        await service.StartAsync(TestContext.Current.CancellationToken);

        for (var run = 1; run <= 2; run++)
        {
            while (service.Runs < run)
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        await service.StopAsync(TestContext.Current.CancellationToken);
        service.Worked.ShouldAllBe(organization => organization == Globex);
        service.Worked.Count.ShouldBeGreaterThanOrEqualTo(2);
        service.Crashes.Distinct().ShouldBe([typeof(InvalidOperationException), typeof(TimeoutException)]);
    }

    /// <summary>Crashes over the first of two organizations, and once more when both are through.</summary>
    private sealed class Crashing(TimeProvider clock) : PeriodicService(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), clock)
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public List<OrganizationId> Worked { get; } = [];

        public List<Type> Crashes { get; } = [];

        protected override async Task RunOnceAsync(CancellationToken stoppingToken)
        {
            await ForEachAsync(
                [Acme, Globex],
                (organization, _) =>
                {
                    if (organization == Acme)
                    {
                        throw new InvalidOperationException();
                    }

                    Worked.Add(organization);
                    return Task.CompletedTask;
                },
                stoppingToken
            );
            Interlocked.Increment(ref _runs);
            throw new TimeoutException();
        }

        protected override void Crashed(Type exceptionType) => Crashes.Add(exceptionType);
    }
}
