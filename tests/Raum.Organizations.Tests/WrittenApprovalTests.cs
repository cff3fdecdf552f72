using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-10: approvals hold the words, their version, who and when; they are on record before they count, and end at once.</summary>
public sealed class WrittenApprovalTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private WrittenApprovals Approvals => Process.GetRequiredService<WrittenApprovals>();

    private ProviderCredentials Credentials => Process.GetRequiredService<ProviderCredentials>();

    [Fact]
    public async Task An_approval_keeps_words_version_who_and_when_also_after_its_withdrawal()
    {
        var credential = await AddAsync();
        (await WaitingAsync()).ShouldBe([(ApprovedUse.Provider, credential)]);
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();

        var given = (await GiveAsync(ApprovedUse.Provider, credential)).Value;
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        (await WaitingAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromDays(1));
        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure.ShouldBeNull();

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().TermsApprovedAt.ShouldBeNull();
        var kept = (await Approvals.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        kept.ShouldBe(
            new WrittenApproval(
                given.Id,
                ApprovedUse.Provider,
                credential,
                1,
                ApprovalText.Of(ApprovedUse.Provider).Text,
                Clock.GetUtcNow().AddDays(-1),
                Admin.Id,
                Clock.GetUtcNow(),
                Admin.Id
            )
        );
        Log.Events.Select(entry => entry.Event)
            .OfType<ApprovalChanged>()
            .Select(change => (change.Use, change.Change, change.TextVersion, change.Subject!.Reveal(), change.Text!.Reveal()))
            .ShouldBe([
                ("Provider", ApprovalChange.Given, 1, credential, kept.Text),
                ("Provider", ApprovalChange.Withdrawn, 1, credential, kept.Text),
            ]);
    }

    [Fact]
    public async Task Other_words_another_version_and_what_is_not_there_are_refused()
    {
        var credential = await AddAsync();
        var words = ApprovalText.Of(ApprovedUse.Provider);

        foreach (var (version, text) in new[] { (0, words.Text), (2, words.Text), (1, words.Text + " "), (1, "Yes.") })
        {
            (await Approvals.GiveAsync(Acme, ApprovedUse.Provider, credential, version, text, Admin, Token)).Failure!.Code.ShouldBe(
                FailureCode.PreconditionFailed
            );
        }

        foreach (var use in Enum.GetValues<ApprovedUse>().Except([ApprovedUse.Provider]))
        {
            (await GiveAsync(use, credential)).Failure!.Code.ShouldBe(FailureCode.NotFound, use.ToString());
        }

        (await GiveAsync(ApprovedUse.Provider, credential, Globex)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Approvals.ListAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_withdraws_anothers_approval_and_nobody_does_it_twice()
    {
        var given = (await GiveAsync(ApprovedUse.Provider, await AddAsync())).Value;

        (await Approvals.WithdrawAsync(Globex, given.Id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure.ShouldBeNull();
        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
    }

    [Fact]
    public async Task What_is_not_on_record_is_not_in_force_and_a_repeated_approval_is_one()
    {
        var credential = await AddAsync();
        Log.Away = true;
        (await GiveAsync(ApprovedUse.Provider, credential)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await Approvals.ListAsync(Acme, Token)).Value.ShouldBeEmpty();

        Log.Away = false;
        var first = (await GiveAsync(ApprovedUse.Provider, credential)).Value;
        var second = (await GiveAsync(ApprovedUse.Provider, credential)).Value;

        second.Id.ShouldBe(first.Id);
        Log.Events.Select(entry => entry.Event).OfType<ApprovalChanged>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_next_key_of_an_account_is_approved_as_the_one_before_and_that_is_on_record()
    {
        var credential = await AddAsync(region: "us");
        await GiveAsync(ApprovedUse.Provider, credential);
        await GiveAsync(ApprovedUse.OtherRegion, $"us:{credential}");
        Log.Events.Clear();

        var next = await RotateAsync(credential);

        var given = (await Approvals.InForceAsync(Acme, Token)).Value;
        given.Has(ApprovedUse.Provider, next).ShouldBeTrue();
        given.Allow("us", next).ShouldBeTrue();
        Log.Events.Select(entry => entry.Event)
            .OfType<ApprovalChanged>()
            .Select(change => (change.Use, change.Change, change.Subject!.Reveal()))
            .ShouldBe([("Provider", ApprovalChange.Given, next), ("OtherRegion", ApprovalChange.Given, $"us:{next}")], ignoreOrder: true);
    }

    [Theory]
    [InlineData(ApprovedUse.Provider, false)]
    [InlineData(ApprovedUse.Provider, true)]
    [InlineData(ApprovedUse.OtherRegion, false)]
    public async Task One_withdrawal_stops_all_live_keys_of_an_account(ApprovedUse use, bool ofTheLast)
    {
        var other = await AddAsync(region: "us");
        var first = await AddAsync(region: "us");
        foreach (var account in new[] { other, first })
        {
            await GiveAsync(ApprovedUse.Provider, account);
            await GiveAsync(ApprovedUse.OtherRegion, $"us:{account}");
        }

        var last = await RotateAsync(await RotateAsync(first));
        var prefix = use == ApprovedUse.OtherRegion ? "us:" : "";
        var subject = prefix + (ofTheLast ? last : first);
        var approval = (await Approvals.ListAsync(Acme, Token)).Value.Single(one => one.Use == use && one.Subject == subject);
        Log.Events.Clear();

        (await Approvals.WithdrawAsync(Acme, approval.Id, Admin, Token)).Value.Id.ShouldBe(approval.Id);

        var inForce = (await Approvals.InForceAsync(Acme, Token)).Value;
        inForce.Given.Where(one => one.Use == use).ShouldBe([(use, prefix + other)]);
        inForce.Given.Count(one => one.Use != use).ShouldBe(4);
        Log.Events.Select(entry => entry.Event)
            .OfType<ApprovalChanged>()
            .Count(change => change.Change == ApprovalChange.Withdrawn)
            .ShouldBe(3);
        if (use == ApprovedUse.Provider)
        {
            (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem().Id.ShouldBe(Guid.Parse(other));
        }
    }

    [Fact]
    public async Task An_approval_is_withdrawn_however_many_came_after_it()
    {
        var given = (await GiveAsync(ApprovedUse.Provider, await AddAsync())).Value;
        await StoredAsync<object>(
            """
            insert into organizations.approval (organization_id, approval_id, use, subject, text, text_version, given_at, given_by)
            select organization_id, gen_random_uuid(), use, n::text, text, text_version, given_at + interval '1 day', given_by
            from organizations.approval, generate_series(1, 1001) n
            """
        );

        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure.ShouldBeNull();

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sink_waits_for_its_approval_content_for_its_own_and_another_region_for_a_third()
    {
        var sinks = Process.GetRequiredService<AuditSinks>();
        var sink = (
            await sinks.AddAsync(Acme, SinkKind.AlertMail, 0, new PersonalText("alerts@acme.example"), null, null, "us", Admin, Token)
        ).Value;
        var subject = sink.ToString("D");
        (await WaitingAsync()).ShouldBe([(ApprovedUse.AuditSink, subject), (ApprovedUse.OtherRegion, $"us:{subject}")]);

        (await GiveAsync(ApprovedUse.AuditSink, subject)).Failure.ShouldBeNull();
        (await SinkAsync()).ApprovedAt.ShouldBeNull();
        var region = (await GiveAsync(ApprovedUse.OtherRegion, $"us:{subject}")).Value;
        (await SinkAsync()).ApprovedAt.ShouldBe(Clock.GetUtcNow());
        (await SinkAsync()).Content.ShouldBeFalse();
        var content = (await GiveAsync(ApprovedUse.AuditContent, subject)).Value;
        (await SinkAsync()).Content.ShouldBeTrue();

        (await Approvals.WithdrawAsync(Acme, content.Id, Admin, Token)).Failure.ShouldBeNull();
        (await SinkAsync()).Content.ShouldBeFalse();
        (await SinkAsync()).ApprovedAt.ShouldNotBeNull();
        (await Approvals.WithdrawAsync(Acme, region.Id, Admin, Token)).Failure.ShouldBeNull();
        (await SinkAsync()).ApprovedAt.ShouldBeNull();
        Log.Events.Select(entry => entry.Event)
            .OfType<SinkChanged>()
            .Select(change => change.Change)
            .ShouldBe([
                SinkChange.Added,
                SinkChange.Approved,
                SinkChange.ContentApproved,
                SinkChange.ContentWithdrawn,
                SinkChange.ApprovalWithdrawn,
            ]);

        async Task<AuditSink> SinkAsync() => (await sinks.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Lifted_operations_and_a_callback_wait_until_they_are_approved()
    {
        (
            await Process
                .GetRequiredService<SettingsStore>()
                .ChangeAsync(
                    Acme,
                    settings =>
                        settings with
                        {
                            ApprovalLifted = [AiOperation.Summarize],
                            CallbackUrl = new Uri("https://crm.acme.example/raum"),
                            CallbackRegion = "us",
                        },
                    Admin,
                    Token
                )
        ).Failure.ShouldBeNull();

        (await WaitingAsync()).ShouldBe([
            (ApprovedUse.Callback, "https://crm.acme.example/raum"),
            (ApprovedUse.OtherRegion, "us:https://crm.acme.example/raum"),
            (ApprovedUse.UnseenReplies, "Summarize"),
        ]);
    }

    private async Task<string> AddAsync(string region = "eu") =>
        (
            await Credentials.AddAsync(
                Acme,
                new NewProviderCredential("openai", "gpt-4.1-mini", region, new PersonalText("sk-acme-0123456789abcdef")),
                Admin,
                Token
            )
        ).Value.ToString("D");

    private async Task<string> RotateAsync(string credential) =>
        (
            await Process
                .GetRequiredService<CredentialRotation>()
                .RotateAsync(
                    Acme,
                    Guid.Parse(credential),
                    new PersonalText("sk-acme-next-key-0001"),
                    TimeSpan.FromHours(24),
                    null,
                    Admin,
                    Token
                )
        ).Value.ToString("D");

    private Task<Outcome<WrittenApproval>> GiveAsync(ApprovedUse use, string subject, OrganizationId? organization = null)
    {
        var words = ApprovalText.Of(use);
        return Approvals.GiveAsync(organization ?? Acme, use, subject, words.Version, words.Text, Admin, Token);
    }

    private async Task<List<(ApprovedUse, string)>> WaitingAsync() =>
        [.. (await Approvals.WaitingAsync(Acme, Token)).Value.Select(use => (use.Use, use.Subject))];
}
