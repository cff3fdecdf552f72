using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.ApiKeys;
using Raum.Organizations.Quotas;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-3: a key is replaced while it is in use: both work for the overlap, then the older one has ended.</summary>
public sealed partial class ApiKeyRolloverTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private ApiKeys.ApiKeys Keys => Process.GetRequiredService<ApiKeys.ApiKeys>();

    private ApiKeyRollover Rollover => Process.GetRequiredService<ApiKeyRollover>();

    [Fact]
    public async Task Both_keys_work_until_the_overlap_is_over_and_then_only_the_next()
    {
        var first = await NewKeyAsync();
        var second = (await RollAsync(first.Id)).Value;

        (await LivesAsync(first)).ShouldBeTrue();
        (await LivesAsync(second)).ShouldBeTrue();
        Clock.Advance(Overlap - TimeSpan.FromSeconds(1));
        (await LivesAsync(first)).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await LivesAsync(first)).ShouldBeFalse();
        (await LivesAsync(second)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_next_key_may_what_the_first_might_and_lives_as_long()
    {
        var first = await NewKeyAsync(TimeSpan.FromDays(90));
        (
            await Process.GetRequiredService<QuotaStore>().ChangeAsync(Acme, first.Id, quota => quota with { JobsPerDay = 7 }, Admin, Token)
        ).Failure.ShouldBeNull();
        Clock.Advance(TimeSpan.FromDays(60));

        var second = (await RollAsync(first.Id)).Value;

        var listed = (await Keys.ListAsync(Acme, Token)).Value.ToDictionary(key => key.Id);
        var (old, next) = (listed[first.Id], listed[second.Id]);
        (next.Name, next.Uses).ShouldBe((old.Name, 0));
        next.Scopes.ShouldBe(old.Scopes);
        next.AllowedNetworks.ShouldBe(old.AllowedNetworks);
        next.ExpiresAt.ShouldBe(Clock.GetUtcNow() + TimeSpan.FromDays(90));
        old.ExpiresAt.ShouldBe(Clock.GetUtcNow() + Overlap);
        (await Process.GetRequiredService<QuotaStore>().GetAsync(Acme, Token)).Value.Of(second.Id).JobsPerDay.ShouldBe(7);
    }

    [Fact]
    public async Task Keys_that_follow_each_other_share_one_quota_whichever_of_them_it_is_set_for()
    {
        var quotas = Process.GetRequiredService<QuotaStore>();
        var first = (await NewKeyAsync()).Id;
        var second = (await RollAsync(first)).Value.Id;
        var third = (await RollAsync(second)).Value.Id;
        var stranger = (await NewKeyAsync()).Id;

        (await quotas.ChangeAsync(Acme, third, quota => quota with { JobsPerDay = 7 }, Admin, Token)).Failure.ShouldBeNull();
        (await quotas.ChangeAsync(Acme, second, quota => quota with { JobsPerMonth = 70 }, Admin, Token)).Failure.ShouldBeNull();

        var kept = (await quotas.GetAsync(Acme, Token)).Value;
        foreach (var key in (ApiKeyId[])[first, second, third])
        {
            kept.Of(key)
                .ShouldBe(
                    new Quota
                    {
                        JobsPerDay = 7,
                        JobsPerMonth = 70,
                        Version = 2,
                    }
                );
            kept.LineOf(key).ShouldBe([first, second, third]);
        }

        kept.Of(stranger).ShouldBe(Quota.None);
        kept.LineOf(stranger).ShouldBe([stranger]);
        (await quotas.GetAsync(Globex, Token)).Value.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Quotas_that_were_copied_to_successors_become_the_newest_one_of_the_line()
    {
        var first = (await NewKeyAsync()).Id;
        var second = (await RollAsync(first)).Value.Id;
        var lone = (await NewKeyAsync()).Id;
        await ExecuteAsync(
            $"""
            insert into organizations.quota (organization_id, api_key_id, jobs_per_day, version, changed_at) values
              ('{Acme}', '{first}', 5, 3, now()), ('{Acme}', '{second}', 6, 2, now() + interval '1 hour'), ('{Acme}', '{lone}', 7, 1, now())
            """
        );

        var migration = Directory.GetFiles(Path.Combine(Repository(), "libs", "Raum.Data", "Migrations"), "0110_*.sql").Single();
        await ExecuteAsync(await File.ReadAllTextAsync(migration, Token));

        var kept = (await Process.GetRequiredService<QuotaStore>().GetAsync(Acme, Token)).Value;
        (kept.Of(first).JobsPerDay, kept.Of(first).Version).ShouldBe((6, 4));
        kept.Of(second).ShouldBe(kept.Of(first));
        kept.Of(lone).JobsPerDay.ShouldBe(7);
        kept.Keys.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_ends_within_the_overlap_ends_no_later_for_it()
    {
        var first = await NewKeyAsync(TimeSpan.FromHours(1));

        (await RollAsync(first.Id)).Failure.ShouldBeNull();

        (await Keys.ListAsync(Acme, Token))
            .Value.Single(key => key.Id == first.Id)
            .ExpiresAt.ShouldBe(Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_key_is_replaced_once_and_only_while_it_lives_and_by_its_own_organization()
    {
        var rolled = await NewKeyAsync();
        (await RollAsync(rolled.Id)).Failure.ShouldBeNull();
        (await RollAsync(rolled.Id)).Failure!.Code.ShouldBe(FailureCode.Conflict);

        var revoked = await NewKeyAsync();
        await Keys.RevokeAsync(Acme, revoked.Id, Admin, Token);
        (await RollAsync(revoked.Id)).Failure!.Code.ShouldBe(FailureCode.Conflict);

        var expired = await NewKeyAsync(TimeSpan.FromHours(1));
        Clock.Advance(TimeSpan.FromHours(1));
        (await RollAsync(expired.Id)).Failure!.Code.ShouldBe(FailureCode.Conflict);

        var mine = await NewKeyAsync();
        (await Rollover.RollAsync(Globex, mine.Id, Overlap, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Rollover.RollAsync(Acme, mine.Id, TimeSpan.FromDays(31), Admin, Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await LivesAsync(mine)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_who_replace_a_key_at_once_one_is_told_so()
    {
        var first = await NewKeyAsync();

        var both = await Task.WhenAll(RollAsync(first.Id), RollAsync(first.Id));

        both.Count(one => one.Succeeded).ShouldBe(1);
        both.Single(one => !one.Succeeded).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await Keys.ListAsync(Acme, Token)).Value.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_roll_over_is_on_record_or_does_not_happen()
    {
        var first = await NewKeyAsync();
        Log.Away = true;
        (await RollAsync(first.Id)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Keys.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().ExpiresAt.ShouldBeNull();

        Log.Away = false;
        var second = (await RollAsync(first.Id)).Value;

        var events = Log.Events.Select(entry => entry.Event).ToList();
        events.OfType<ApiKeyCreated>().Last().Key.ShouldBe(second.Id);
        var ended = events.OfType<SettingChanged>().ShouldHaveSingleItem();
        (ended.Setting, ended.Target!.Id, ended.NewValue!.Reveal()).ShouldBe(
            ("apiKey.expiresAt", first.Id.ToString(), (Clock.GetUtcNow() + Overlap).UtcDateTime.ToString("O"))
        );
    }

    [Fact]
    public async Task Every_key_has_the_form_that_secret_scanners_are_given()
    {
        var rule = DocumentedRule().Match(await File.ReadAllTextAsync(Path.Combine(Repository(), "docs", "security.md"), Token));
        var pattern = new Regex(rule.Groups["pattern"].Value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        rule.Success.ShouldBeTrue();
        for (var i = 0; i < 50; i++)
        {
            var key = await NewKeyAsync();
            pattern.Match($"RAUM_KEY={key.Token}\n").Groups[1].Value.ShouldBe(key.Token);
            pattern.IsMatch($"x{key.Token}").ShouldBeFalse();
            pattern.IsMatch(key.Token[..^1] + "\n").ShouldBeFalse();
        }
    }

    private async Task<NewApiKey> NewKeyAsync(TimeSpan? life = null) =>
        (
            await Keys.CreateAsync(
                Acme,
                "help centre",
                [ApiKeyScopes.Jobs, ApiKeyScopes.Redact],
                life is { } time ? Clock.GetUtcNow() + time : null,
                ["203.0.113.0/24"],
                Admin,
                Token
            )
        ).Value;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(Token);
        await transaction.CommitAsync(Token);
    }

    private Task<Outcome<NewApiKey>> RollAsync(ApiKeyId key) => Rollover.RollAsync(Acme, key, Overlap, Admin, Token);

    private async Task<bool> LivesAsync(NewApiKey key) =>
        (await Keys.AuthenticateAsync(key.Token, System.Net.IPAddress.Parse("203.0.113.7"), Token)).Succeeded;

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raum.sln")))
        {
            folder = folder.Parent.ShouldNotBeNull();
        }

        return folder.FullName;
    }

    [GeneratedRegex("^regex = '''(?<pattern>.+)'''$", RegexOptions.Multiline)]
    private static partial Regex DocumentedRule();
}
