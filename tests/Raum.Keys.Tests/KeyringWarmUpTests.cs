using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Raum.Core;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Keys.Tests;

/// <summary>The root key is there before the first webhook is.</summary>
public sealed class KeyringWarmUpTests(PostgresServer postgres) : KeysFixture(postgres)
{
    [Fact]
    public async Task After_the_warm_up_wrapping_asks_nobody()
    {
        var process = NewWarmProcess();
        await StartAsync(process);
        await Eventually.TrueAsync(() => process.GetRequiredService<KeyringWarmUp>().IsReady);

        await ExecuteAsync("drop table keys.local_keyring");

        var wrapped = await process.GetRequiredService<IKeyWrapper>().WrapAsync(new KeyContext(Acme, "field"), new byte[32], Token);
        wrapped.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_keyring_that_is_not_there_at_the_start_is_tried_again()
    {
        await Process.GetRequiredService<IKeyWrapper>().PrepareAsync(Token);
        await ExecuteAsync("alter table keys.local_keyring drop constraint local_keyring_iterations_check");
        await ExecuteAsync("update keys.local_keyring set iterations = 1");
        var process = NewWarmProcess();
        var warmUp = process.GetRequiredService<KeyringWarmUp>();
        await StartAsync(process);
        (await process.GetRequiredService<IKeyWrapper>().PrepareAsync(Token)).Failure!.Code.ShouldBe(FailureCode.KeyUnavailable);
        warmUp.IsReady.ShouldBeFalse();

        await ExecuteAsync("update keys.local_keyring set iterations = 600000");

        await Eventually.TrueAsync(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            return warmUp.IsReady;
        });
    }

    private ServiceProvider NewWarmProcess() => NewProcess(configure: services => services.AddLogging().AddKeyringWarmUp());

    private static async Task StartAsync(ServiceProvider process)
    {
        foreach (var service in process.GetServices<IHostedService>())
        {
            await service.StartAsync(Token);
        }
    }
}
