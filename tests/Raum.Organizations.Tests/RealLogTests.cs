using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Keys;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;
using Raum.Testing;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>Admin work over the embedded log itself: row and record in one database do not wait for each other, and each fact is on record once.</summary>
public sealed class RealLogTests(PostgresServer postgres)
{
    private static readonly OrganizationId Acme = new(Guid.Parse("0197a3c4-0000-7000-8000-00000000000a"));
    private static readonly AuditActor Admin = new(AuditActorKind.User, "0197a3c4-0000-7000-8000-0000000000ad", Authenticated: true);

    [Fact]
    public async Task A_day_of_an_admin_is_on_record_in_order_and_once()
    {
        var token = TestContext.Current.CancellationToken;
        var database = await postgres.CreateDatabaseAsync();
        var clock = new ManualClock();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddLogging();
        services.Configure<RaumDataOptions>(options =>
        {
            options.App = database.App;
            options.Platform = database.Platform;
        });
        services.Configure<KeysOptions>(options =>
            options.Local = new LocalKeyringOptions { MasterSecret = "a master secret of more than 32 characters" }
        );
        await using var process = services.AddRaumData().AddRaumKeys().AddRaumAuditStore().AddRaumOrganizations().BuildServiceProvider();
        var directory = process.GetRequiredService<OrganizationDirectory>();
        var keys = process.GetRequiredService<ApiKeys.ApiKeys>();
        var credentials = process.GetRequiredService<ProviderCredentials>();
        var settings = process.GetRequiredService<SettingsStore>();

        for (var i = 0; i < 2; i++)
        {
            (await directory.CreateAsync(Acme, "Acme Tools", "eu", Admin, token)).Succeeded.ShouldBeTrue();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        var key = (await keys.CreateAsync(Acme, "Support desk", [ApiKeyScopes.Jobs], null, Admin, token)).Value;
        var credential = (
            await credentials.AddAsync(
                Acme,
                new NewProviderCredential(
                    "anthropic",
                    "claude-sonnet",
                    "us",
                    new PersonalText("sk-ant-0123456789abcdef"),
                    TermsApproved: true
                ),
                Admin,
                token
            )
        ).Value;
        (await settings.ChangeAsync(Acme, current => current with { KillSwitch = true }, Admin, token)).Succeeded.ShouldBeTrue();
        for (var i = 0; i < 2; i++)
        {
            (await credentials.RemoveAsync(Acme, credential, Admin, token)).Succeeded.ShouldBeTrue();
            (await keys.RevokeAsync(Acme, key.Id, Admin, token)).Succeeded.ShouldBeTrue();
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        var recorded = new List<Type>();
        await foreach (var entry in process.GetRequiredService<IAuditLog>().ReadAsync(Acme, 0, token))
        {
            recorded.Add(entry.Event.GetType());
        }

        recorded.ShouldBe([
            typeof(OrganizationCreated),
            typeof(ApiKeyCreated),
            typeof(CredentialChanged),
            typeof(ApprovalChanged),
            typeof(KillSwitchChanged),
            typeof(CredentialChanged),
            typeof(ApiKeyRevoked),
        ]);
    }
}
