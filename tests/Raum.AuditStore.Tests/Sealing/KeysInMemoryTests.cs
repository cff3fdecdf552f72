using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;
using Raum.Core.Audit;
using Raum.Keys;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.AuditStore.Tests.Sealing;

public sealed class KeysInMemoryTests(PostgresServer postgres) : AuditStoreFixture(postgres)
{
    [Fact]
    public async Task A_months_key_leaves_an_idle_process_after_a_minute_and_is_opened_again_when_it_is_wanted()
    {
        var clock = new ManualClock(TimeProvider.System.GetUtcNow());
        var process = NewProcess(first: services => services.AddSingleton<TimeProvider>(clock));
        var log = process.GetRequiredService<IAuditLog>();
        var written = AnyEvent();
        (await log.AppendAsync(Acme, [written], Token)).Failure.ShouldBeNull();
        var months = process.GetRequiredService<MonthKeys>();
        var id = new MonthKeyId(
            Acme,
            nameof(AuditClass.AiOperation),
            new DateOnly(written.At.UtcDateTime.Year, written.At.UtcDateTime.Month, 1)
        );
        var key = (await months.ForOpeningAsync(id, Token)).Value;
        key.CreateCipher().Dispose();

        clock.Advance(KeysOptions.DerivedFor);

        Should.Throw<ObjectDisposedException>(() => key.CreateCipher().Dispose());
        (await ReadAllAsync(log, Acme)).ShouldHaveSingleItem().Event.ShouldBeOfType<JobMasked>();
    }
}
