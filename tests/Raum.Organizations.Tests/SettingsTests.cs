using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.Settings;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>Settings are careful by default, versioned, recorded, and one organization's own.</summary>
public sealed class SettingsTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private SettingsStore Settings => Process.GetRequiredService<SettingsStore>();

    private CallbackSecrets Callbacks => Process.GetRequiredService<CallbackSecrets>();

    [Fact]
    public async Task The_defaults_hold_everything_for_a_person()
    {
        var settings = (await Settings.GetAsync(Acme, Token)).Value;

        settings.Version.ShouldBe(0);
        settings.Settings.ApprovalLifted.ShouldBeEmpty();
        settings.Settings.KillSwitch.ShouldBeFalse();
        settings.Settings.UnsupportedLanguage.ShouldBe(LanguagePolicy.Refuse);
        settings.Settings.CallbackUrl.ShouldBeNull();
    }

    [Fact]
    public async Task A_change_is_the_next_version_and_is_recorded_with_old_and_new_value()
    {
        var changed = await ChangeAsync(settings => settings with { AllowedLinkHosts = ["help.acme.example"] });

        changed.Value.Version.ShouldBe(1);
        (await Settings.GetAsync(Acme, Token)).Value.Settings.AllowedLinkHosts.ShouldBe(["help.acme.example"]);
        (await Settings.GetAsync(Globex, Token)).Value.Version.ShouldBe(0);
        var recorded = Log.Events.Select(entry => entry.Event).OfType<SettingChanged>().ShouldHaveSingleItem();
        recorded.Setting.ShouldBe("allowedLinkHosts");
        recorded.OldValue!.Reveal().ShouldBe("[]");
        recorded.NewValue!.Reveal().ShouldBe("""["help.acme.example"]""");
        recorded.Version.ShouldBe(1);
    }

    [Fact]
    public async Task History_says_what_changed_when_and_by_whom()
    {
        await ChangeAsync(settings => settings with { AllowedLinkHosts = ["help.acme.example"] });
        var first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await ChangeAsync(settings => settings with { AllowedLinkHosts = [], KillSwitch = true });

        var history = (await Settings.HistoryAsync(Acme, 10, Token)).Value;

        history
            .Select(version => (version.Version, version.At, version.By))
            .ShouldBe([(2, Clock.GetUtcNow(), Admin.Id), (1, first, Admin.Id)]);
        history[0]
            .Changes.ShouldBe(
                [new("killSwitch", "false", "true"), new("allowedLinkHosts", """["help.acme.example"]""", "[]")],
                ignoreOrder: true
            );
        history[1].Changes.ShouldBe([new("allowedLinkHosts", "[]", """["help.acme.example"]""")]);
        (await Settings.HistoryAsync(Acme, 1, Token)).Value.ShouldHaveSingleItem().Changes.Count.ShouldBe(2);
        (await Settings.HistoryAsync(Globex, 10, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rollback_is_a_new_version_that_is_on_record()
    {
        await ChangeAsync(settings => settings with { AllowedLinkHosts = ["help.acme.example"] });
        await ChangeAsync(settings => settings with { AllowedLinkHosts = ["evil.example"] });

        (await Settings.RollBackAsync(Acme, 1, null, Admin, Token)).Value.Version.ShouldBe(3);
        (await Settings.GetAsync(Acme, Token)).Value.Settings.AllowedLinkHosts.ShouldBe(["help.acme.example"]);
        (await Settings.RollBackAsync(Acme, 0, null, Admin, Token)).Value.Settings.AllowedLinkHosts.ShouldBeEmpty();

        (await Settings.RollBackAsync(Acme, 9, 1, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.PreconditionFailed);
        (await Settings.RollBackAsync(Acme, 9, null, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Settings.RollBackAsync(Globex, 1, null, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Settings.HistoryAsync(Acme, 10, Token)).Value.Count.ShouldBe(4);
        Log.Events.Select(entry => entry.Event).OfType<SettingChanged>().Count().ShouldBe(4);
    }

    [Fact]
    public async Task The_kill_switch_has_an_event_of_its_own()
    {
        await ChangeAsync(settings => settings with { KillSwitch = true });
        await ChangeAsync(settings => settings with { KillSwitch = false });

        Log.Events.Select(entry => entry.Event).OfType<KillSwitchChanged>().Select(change => change.Stopped).ShouldBe([true, false]);
    }

    [Fact]
    public async Task No_change_is_no_version_and_no_event()
    {
        var unchanged = await ChangeAsync(settings => settings with { KillSwitch = false });

        unchanged.Value.Version.ShouldBe(0);
        Log.Events.Select(entry => entry.Event).OfType<SettingChanged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_wins_and_only_it_is_recorded()
    {
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => ChangeAsync(settings => settings with { AllowedWords = [.. settings.AllowedWords, $"Word{i}"] }))
        );

        var won = all.Where(outcome => outcome.Succeeded).ToList();
        won.ShouldNotBeEmpty();
        all.Where(outcome => !outcome.Succeeded).ShouldAllBe(outcome => outcome.Failure!.Code == FailureCode.Conflict);
        var settings = (await Settings.GetAsync(Acme, Token)).Value;
        settings.Version.ShouldBe(won.Count);
        settings.Settings.AllowedWords.Count.ShouldBe(won.Count);
        Log.Events.Count(entry => entry.Event is SettingChanged).ShouldBe(won.Count);
    }

    [Fact]
    public async Task A_change_that_cannot_be_recorded_is_not_in_force()
    {
        Log.Away = true;

        (await ChangeAsync(settings => settings with { KillSwitch = true })).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Settings.GetAsync(Acme, Token)).Value.Version.ShouldBe(0);
    }

    [Theory]
    [InlineData("http://hooks.acme.example/raum", false)]
    [InlineData("https://user:secret@hooks.acme.example/raum", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/raum", false)]
    [InlineData("https://hooks.acme.example/raum", true)]
    [InlineData("http://127.0.0.1:8080/raum", true)]
    public async Task A_callback_goes_over_tls(string url, bool allowed) =>
        (await ChangeAsync(settings => settings with { CallbackUrl = new Uri(url, UriKind.RelativeOrAbsolute) })).Succeeded.ShouldBe(
            allowed
        );

    [Theory]
    [InlineData("help.acme.example", true)]
    [InlineData("*.acme.example", true)]
    [InlineData("https://help.acme.example", false)]
    [InlineData("help.acme.example/path", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public async Task A_link_host_is_a_name(string host, bool allowed) =>
        (await ChangeAsync(settings => settings with { AllowedLinkHosts = [host] })).Succeeded.ShouldBe(allowed);

    [Theory]
    [InlineData("https://acme.zendesk.com", true)]
    [InlineData("https://*.acme.example", true)]
    [InlineData("https://acme.example:8443", true)]
    [InlineData("https://acme.example/", false)]
    [InlineData("https://acme.example/app", false)]
    [InlineData("http://acme.example", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    public async Task An_origin_is_what_a_browser_sends(string origin, bool allowed) =>
        (await ChangeAsync(settings => settings with { AllowedOrigins = [origin] })).Succeeded.ShouldBe(allowed);

    [Theory]
    [InlineData("contract", "ID", "AC-[0-9]{6}", true)]
    [InlineData("contract", "id", "AC-[0-9]{6}", true)]
    [InlineData("", "ID", "AC-[0-9]{6}", false)]
    [InlineData("contract", "CONTRACT", "AC-[0-9]{6}", false)]
    [InlineData("contract", "TEXT", "AC-[0-9]{6}", false)]
    [InlineData("contract", "ID", "", false)]
    [InlineData("contract", "ID", "AC-[0-9", false)]
    [InlineData("contract", "ID", "(?<=AC-)[0-9]{6}", false)]
    [InlineData("contract", "ID", @"(.)\1", false)]
    [InlineData("contract", "ID", "[0-9]*", false)]
    [InlineData("contract", "ID", "((a{50}){50}){50}", false)]
    public async Task A_pattern_has_a_name_a_type_and_an_expression_that_runs_in_linear_time(
        string name,
        string type,
        string pattern,
        bool allowed
    ) =>
        (await ChangeAsync(settings => settings with { Patterns = [new MaskingPattern(name, type, pattern)] })).Succeeded.ShouldBe(allowed);

    [Fact]
    public async Task Two_patterns_of_one_name_and_more_than_twenty_are_refused()
    {
        var one = new MaskingPattern("contract", "ID", "AC-[0-9]{6}");

        (await ChangeAsync(settings => settings with { Patterns = [one, one with { Name = "CONTRACT" }] })).Succeeded.ShouldBeFalse();
        (
            await ChangeAsync(settings =>
                settings with
                {
                    Patterns = [.. Enumerable.Range(0, 21).Select(i => one with { Name = $"p{i}" })],
                }
            )
        ).Succeeded.ShouldBeFalse();
        (
            await ChangeAsync(settings =>
                settings with
                {
                    Patterns = [.. Enumerable.Range(0, 20).Select(i => one with { Name = $"p{i}" })],
                }
            )
        ).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("IP", 0.5, true)]
    [InlineData("dob", 0, true)]
    [InlineData("SECRET", 1, true)]
    [InlineData("TEXT", 0.5, false)]
    [InlineData("Everything", 0.5, false)]
    [InlineData("", 0.5, false)]
    [InlineData("IP", -0.1, false)]
    [InlineData("IP", 1.1, false)]
    [InlineData("IP", double.NaN, false)]
    public async Task Types_are_those_of_placeholders_and_a_score_is_a_share(string type, double score, bool allowed) =>
        (await ChangeAsync(settings => settings with { VisibleTypes = [type], MinimumScore = score })).Succeeded.ShouldBe(allowed);

    [Fact]
    public void A_pattern_that_does_not_compile_any_more_stops_masking() =>
        Should.Throw<InvalidOperationException>(() =>
            new OrganizationSettings { Patterns = [new MaskingPattern("contract", "ID", "(?=a)")] }.Masking()
        );

    [Fact]
    public void Masking_is_compiled_once_for_the_settings_in_force()
    {
        var settings = new OrganizationSettings { Patterns = [new MaskingPattern("contract", "ID", "AC-[0-9]{6}")], VisibleTypes = ["IP"] };

        var masking = settings.Masking();

        settings.Masking().ShouldBeSameAs(masking);
        masking.CustomPatterns.ShouldHaveSingleItem().Name.ShouldBe("contract");
        masking.Types.ShouldNotContain(Redaction.PiiType.Ip);
        masking.Types.Count.ShouldBe(Redaction.RedactionOptions.Default.Types.Count - 1);
    }

    [Fact]
    public async Task A_callback_secret_is_shown_once_sealed_and_replaced()
    {
        (await Callbacks.OpenAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.NotConfigured);

        var first = (await Callbacks.RotateAsync(Acme, Admin, Token)).Value;
        var second = (await Callbacks.RotateAsync(Acme, Admin, Token)).Value;

        second.ShouldNotBe(first);
        var opened = (await Callbacks.OpenAsync(Acme, Token)).Value;
        Convert.ToBase64String(opened).ShouldBe(second.Reveal());
        opened.Length.ShouldBe(32);
        (
            await StoredAsync<bool>(
                $"select position('\\x{Convert.ToHexStringLower(opened)}'::bytea in sealed_secret) = 0 from organizations.callback_secret"
            )
        ).ShouldBeTrue();
        (await Callbacks.OpenAsync(Globex, Token)).Failure!.Code.ShouldBe(FailureCode.NotConfigured);
    }

    private Task<Outcome<VersionedSettings>> ChangeAsync(Func<OrganizationSettings, OrganizationSettings> change) =>
        Settings.ChangeAsync(Acme, change, Admin, Token);
}
