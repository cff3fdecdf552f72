using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Quotas;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-8: quotas of an organization and of its keys are its own, in range, and recorded with every change.</summary>
public sealed class QuotaTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private QuotaStore Quotas => Process.GetRequiredService<QuotaStore>();

    [Fact]
    public async Task Nobody_has_a_quota_until_one_is_set()
    {
        var quotas = (await Quotas.GetAsync(Acme, Token)).Value;

        quotas.Organization.ShouldBe(Quota.None);
        quotas.Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_quota_is_kept_changed_one_number_at_a_time_and_recorded()
    {
        (await ChangeAsync(null, quota => quota with { JobsPerDay = 1_000, SpendPerMonth = 49.99m })).Failure.ShouldBeNull();
        (await ChangeAsync(null, quota => quota with { JobsPerDay = null, RequestsPerSecond = 20 })).Failure.ShouldBeNull();

        var quota = (await Quotas.GetAsync(Acme, Token)).Value.Organization;
        quota.ShouldBe(
            new Quota
            {
                SpendPerMonth = 49.99m,
                RequestsPerSecond = 20,
                Version = 2,
            }
        );
        (await Quotas.GetAsync(Globex, Token)).Value.Organization.ShouldBe(Quota.None);
        Log.Events.Select(entry => entry.Event)
            .OfType<SettingChanged>()
            .Select(change => (change.Setting, change.OldValue?.Reveal(), change.NewValue?.Reveal(), change.Version))
            .ShouldBe([
                ("quota.jobsPerDay", null, "1000", 1),
                ("quota.spendPerMonth", null, "49.99", 1),
                ("quota.requestsPerSecond", null, "20", 2),
                ("quota.jobsPerDay", "1000", null, 2),
            ]);
    }

    [Fact]
    public async Task A_key_has_a_quota_of_its_own_and_another_organizations_key_has_none_here()
    {
        var key = await KeyAsync(Acme);
        var theirs = await KeyAsync(Globex);

        (await ChangeAsync(key, quota => quota with { JobsPerMonth = 5 })).Failure.ShouldBeNull();

        var quotas = (await Quotas.GetAsync(Acme, Token)).Value;
        quotas.Of(key).JobsPerMonth.ShouldBe(5);
        quotas.Of(theirs).ShouldBe(Quota.None);
        quotas.Organization.ShouldBe(Quota.None);
        (await ChangeAsync(theirs, quota => quota with { JobsPerMonth = 5 })).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Fact]
    public async Task What_is_out_of_range_is_refused()
    {
        foreach (
            var change in (Func<Quota, Quota>[])
                [
                    quota => quota with { RequestsPerSecond = 0 },
                    quota => quota with { RequestsPerSecond = 100_001 },
                    quota => quota with { JobsPerDay = -1 },
                    quota => quota with { JobsPerMonth = 1_000_000_001 },
                    quota => quota with { SpendPerDay = -0.01m },
                    quota => quota with { SpendPerMonth = 1.005m },
                    quota => quota with { SpendPerMonth = 9_000_001 },
                ]
        )
        {
            (await ChangeAsync(null, change)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        }

        Log.Events.Select(entry => entry.Event).OfType<SettingChanged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_recorded_is_not_in_force()
    {
        Log.Away = true;

        (await ChangeAsync(null, quota => quota with { JobsPerDay = 0 })).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Quotas.GetAsync(Acme, Token)).Value.Organization.ShouldBe(Quota.None);
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_is_refused_or_they_follow_each_other()
    {
        var both = await Task.WhenAll(
            ChangeAsync(null, quota => quota with { JobsPerDay = 1 }),
            ChangeAsync(null, quota => quota with { JobsPerMonth = 2 })
        );

        var kept = (await Quotas.GetAsync(Acme, Token)).Value.Organization;
        var succeeded = both.Count(one => one.Succeeded);
        succeeded.ShouldBeGreaterThan(0);
        kept.Version.ShouldBe(succeeded);
        new object?[] { kept.JobsPerDay, kept.JobsPerMonth }
            .Count(value => value is not null)
            .ShouldBe(succeeded);
        both.Where(one => !one.Succeeded).ShouldAllBe(one => one.Failure!.Code == FailureCode.Conflict);
    }

    private Task<Outcome<Quota>> ChangeAsync(ApiKeyId? key, Func<Quota, Quota> change) =>
        Quotas.ChangeAsync(Acme, key, change, Admin, Token);

    private async Task<ApiKeyId> KeyAsync(OrganizationId organization) =>
        (await Process.GetRequiredService<ApiKeys.ApiKeys>().CreateAsync(organization, "desk", [ApiKeyScopes.Jobs], null, Admin, Token))
            .Value
            .Id;
}
