using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Organizations.Settings;
using Raum.Testing.Providers;
using Raum.Testing.Servers;

namespace Raum.Jobs.Tests.Pipeline;

/// <summary>ORG-9, ORG-10: what a job uses is off until an admin approved it in writing, and stops at once with a withdrawal.</summary>
public sealed class WrittenApprovalTests(PostgresServer postgres, RedisServer redis) : PipelineFixture(postgres, redis)
{
    private WrittenApprovals InWriting => Get<WrittenApprovals>();

    [Fact]
    public async Task A_provider_is_not_called_after_its_approval_was_withdrawn_and_is_again_when_it_is_given()
    {
        var approval = await ApprovalAsync(ApprovedUse.Provider);
        await RunWellAsync(NewJob());
        var calls = Model.Count;

        (await InWriting.WithdrawAsync(Acme, approval.Id, Admin, Token)).Failure.ShouldBeNull();

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
        Model.Count.ShouldBe(calls);
        await ApproveAsync(ApprovedUse.Provider, approval.Subject);
        await RunWellAsync(NewJob());
    }

    [Fact]
    public async Task A_provider_in_another_region_is_not_called_until_that_was_accepted()
    {
        (await InWriting.WithdrawAsync(Acme, (await ApprovalAsync(ApprovedUse.Provider)).Id, Admin, Token)).Failure.ShouldBeNull();
        var abroad = (
            await Get<ProviderCredentials>()
                .AddAsync(
                    Acme,
                    new NewProviderCredential(
                        "compatible",
                        "llama-3.3-70b",
                        "us",
                        new PersonalText("sk-acme-model-key"),
                        Providers.Compatible,
                        TermsApproved: true
                    ),
                    Admin,
                    Token
                )
        ).Value.ToString("D");

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
        (await InWriting.WaitingAsync(Acme, Token)).Value.ShouldContain(new ApprovableUse(ApprovedUse.OtherRegion, $"us:{abroad}", true));
        Model.Count.ShouldBe(0);

        var accepted = await ApproveAsync(ApprovedUse.OtherRegion, $"us:{abroad}");
        await RunWellAsync(NewJob());
        (await InWriting.WithdrawAsync(Acme, accepted.Id, Admin, Token)).Failure.ShouldBeNull();
        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.ProviderNotConfigured);
    }

    [Fact]
    public async Task No_ticket_is_read_or_written_without_the_approval_of_the_account()
    {
        await LiftApprovalAsync();
        var approval = await ApprovalAsync(ApprovedUse.Zendesk);
        (await InWriting.WithdrawAsync(Acme, approval.Id, Admin, Token)).Failure.ShouldBeNull();
        var requests = Desk.Requests.Count;

        (await RunAsync(NewJob())).Outcome.Failure!.Code.ShouldBe(FailureCode.NotApproved);

        Desk.Requests.Count.ShouldBe(requests);
        Model.Count.ShouldBe(0);
        await ApproveAsync(ApprovedUse.Zendesk, approval.Subject);
        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Delivered);
    }

    [Fact]
    public async Task A_draft_that_was_approved_is_not_written_once_the_account_is_off()
    {
        var job = NewJob();
        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);
        (await Approvals.ApproveAsync(Acme, job.Id, Agent, null, Token)).Failure.ShouldBeNull();

        (await InWriting.WithdrawAsync(Acme, (await ApprovalAsync(ApprovedUse.Zendesk)).Id, Admin, Token)).Failure.ShouldBeNull();

        (await RunAsync(Queue.Queued[^1])).Outcome.Failure!.Code.ShouldBe(FailureCode.NotApproved);
        Written().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_that_nobody_has_seen_needs_the_setting_and_the_words()
    {
        await ChangeSettingsAsync(settings => settings with { ApprovalLifted = [AiOperation.Generate] });
        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Held);

        var approval = await ApproveAsync(ApprovedUse.UnseenReplies, nameof(AiOperation.Generate));
        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Delivered);

        (await InWriting.WithdrawAsync(Acme, approval.Id, Admin, Token)).Failure.ShouldBeNull();
        (await RunWellAsync(NewJob())).ShouldBe(JobEnd.Held);
        Written().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_whose_approval_ends_while_the_model_answers_waits_for_a_person(bool byWithdrawal)
    {
        await ChangeSettingsAsync(settings => settings with { ApprovalLifted = [AiOperation.Generate] });
        var approval = await ApproveAsync(ApprovedUse.UnseenReplies, nameof(AiOperation.Generate));
        Model.Then(
            new ProviderReply.Answer("Hello, your order is on its way.")
            {
                Meanwhile = async () =>
                {
                    if (byWithdrawal)
                    {
                        (await InWriting.WithdrawAsync(Acme, approval.Id, Admin, Token)).Failure.ShouldBeNull();
                    }
                    else
                    {
                        await ChangeSettingsAsync(settings => settings with { ApprovalLifted = [] });
                    }
                },
            }
        );
        var job = NewJob();

        (await RunWellAsync(job)).ShouldBe(JobEnd.Held);

        Written().ShouldBeEmpty();
        (await EventsAsync(job.Id)).OfType<JobHeld>().ShouldHaveSingleItem().Reasons.ShouldBe([HoldReason.Policy]);
    }

    [Fact]
    public async Task A_callback_goes_nowhere_that_was_not_approved_or_is_in_another_region()
    {
        var address = new Uri("https://127.0.0.1:9/raum");
        await ChangeSettingsAsync(settings => settings with { CallbackUrl = address, CallbackRegion = "us" });
        await Get<CallbackSecrets>().RotateAsync(Acme, Admin, Token);

        (await CallbackAsync()).ShouldBe(FailureCode.NotApproved);
        await ApproveAsync(ApprovedUse.Callback, address.AbsoluteUri);
        (await CallbackAsync()).ShouldBe(FailureCode.NotApproved);
        await ApproveAsync(ApprovedUse.OtherRegion, $"us:{address}");

        // Now it is tried: nobody listens there.
        (await CallbackAsync()).ShouldBe(FailureCode.CallbackUnavailable);
        await ChangeSettingsAsync(settings => settings with { CallbackRegion = "apac" });
        (await CallbackAsync()).ShouldBe(FailureCode.NotApproved);
        await ChangeSettingsAsync(settings => settings with { CallbackUrl = new Uri("https://127.0.0.1:9/other"), CallbackRegion = null });
        (await CallbackAsync()).ShouldBe(FailureCode.NotApproved);
    }

    private async Task<FailureCode> CallbackAsync() => (await RunAsync(NewJob(target: DeliveryTarget.Callback))).Outcome.Failure!.Code;

    private async Task<WrittenApproval> ApprovalAsync(ApprovedUse use) =>
        (await InWriting.ListAsync(Acme, Token)).Value.Single(approval => approval.Use == use && approval.WithdrawnAt is null);
}
