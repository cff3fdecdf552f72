using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
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
