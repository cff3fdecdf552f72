using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sinks;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Organizations.Approvals;
using Raum.Organizations.Credentials;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>ORG-10: who approves and who withdraws at the same moment leave the switches as the approvals say.</summary>
public sealed class ApprovalRaceTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private WrittenApprovals Approvals => Process.GetRequiredService<WrittenApprovals>();

    private AuditSinks Sinks => Process.GetRequiredService<AuditSinks>();

    [Fact]
    public async Task A_withdrawal_while_the_sink_is_turned_on_leaves_it_off()
    {
        var sink = await AddSinkAsync();
        Task<Outcome<WrittenApproval>>? withdrawal = null;
        MeanwhileOnce<SinkChanged>(
            change => change.Change == SinkChange.Approved,
            async () =>
            {
                var given = (await Approvals.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
                return withdrawal = Approvals.WithdrawAsync(Acme, given.Id, Admin, Token);
            }
        );

        (await GiveAsync(sink)).Failure.ShouldBeNull();

        (await withdrawal.ShouldNotBeNull()).Failure.ShouldBeNull();
        await ShouldBeOffAsync();
    }

    [Fact]
    public async Task An_approval_that_is_repeated_while_it_is_withdrawn_counts_before_or_after_it_and_not_by_half()
    {
        var sink = await AddSinkAsync();
        var given = (await GiveAsync(sink)).Value;
        Task<Outcome<WrittenApproval>>? repeated = null;
        MeanwhileOnce<ApprovalChanged>(
            change => change.Change == ApprovalChange.Withdrawn,
            () => Task.FromResult<Task>(repeated = GiveAsync(sink))
        );

        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure.ShouldBeNull();

        var again = (await repeated.ShouldNotBeNull()).Value;
        again.Id.ShouldNotBe(given.Id);
        (await Sinks.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().ApprovedAt.ShouldNotBeNull();
        (await Approvals.InForceAsync(Acme, Token)).Value.Has(ApprovedUse.AuditSink, sink).ShouldBeTrue();
        (await Approvals.WithdrawAsync(Acme, again.Id, Admin, Token)).Failure.ShouldBeNull();
        await ShouldBeOffAsync();
    }

    [Fact]
    public async Task A_withdrawal_while_the_key_is_replaced_stops_the_next_key_too()
    {
        var credential = await AddCredentialAsync();
        Task<Outcome<WrittenApproval>>? withdrawal = null;
        MeanwhileOnce<CredentialChanged>(
            change => change.Change == CredentialChange.Rotated,
            async () =>
            {
                var given = (await Approvals.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
                return withdrawal = Approvals.WithdrawAsync(Acme, given.Id, Admin, Token);
            }
        );

        (await RotateAsync(credential)).Failure.ShouldBeNull();

        (await withdrawal.ShouldNotBeNull()).Failure.ShouldBeNull();
        await NothingIsApprovedAsync();
    }

    [Fact]
    public async Task A_key_that_is_replaced_while_its_approval_is_withdrawn_has_none()
    {
        var credential = await AddCredentialAsync();
        var given = (await Approvals.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        Task<Outcome<Guid>>? rotation = null;
        MeanwhileOnce<ApprovalChanged>(
            change => change.Change == ApprovalChange.Withdrawn,
            () => Task.FromResult<Task>(rotation = RotateAsync(credential))
        );

        (await Approvals.WithdrawAsync(Acme, given.Id, Admin, Token)).Failure.ShouldBeNull();

        (await rotation.ShouldNotBeNull()).Failure.ShouldBeNull();
        await NothingIsApprovedAsync();
    }

    private async Task NothingIsApprovedAsync()
    {
        (await Approvals.ListAsync(Acme, Token)).Value.ShouldAllBe(approval => approval.WithdrawnAt != null);
        (await Process.GetRequiredService<ProviderCredentials>().OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await StoredAsync<long>("select count(*) from organizations.provider_credential where terms_approved_at is not null")).ShouldBe(0);
    }

    private async Task<Guid> AddCredentialAsync() =>
        (
            await Process
                .GetRequiredService<ProviderCredentials>()
                .AddAsync(
                    Acme,
                    new NewProviderCredential("openai", "gpt", "eu", new PersonalText("sk-acme-old-key-0123456789"), TermsApproved: true),
                    Admin,
                    Token
                )
        ).Value;

    private Task<Outcome<Guid>> RotateAsync(Guid credential) =>
        Process
            .GetRequiredService<CredentialRotation>()
            .RotateAsync(Acme, credential, new PersonalText("sk-acme-next-key-0001"), TimeSpan.FromHours(24), null, Admin, Token);

    private async Task ShouldBeOffAsync()
    {
        (await Approvals.ListAsync(Acme, Token)).Value.ShouldAllBe(approval => approval.WithdrawnAt != null);
        (await Sinks.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().ApprovedAt.ShouldBeNull();
    }

    /// <summary>Starts something else right before the first such event is kept, and goes on once that has ended or waits for its turn.</summary>
    private void MeanwhileOnce<T>(Func<T, bool> when, Func<Task<Task>> start)
        where T : AuditEvent =>
        Log.OnAppend = async appended =>
        {
            if (appended is not T found || !when(found))
            {
                return;
            }

            Log.OnAppend = null;
            var other = await start();
            while (
                !other.IsCompleted
                && await StoredAsync<long>(
                    "select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and not l.granted"
                ) == 0
            )
            {
                await Task.Yield();
            }
        };

    private async Task<string> AddSinkAsync() =>
        (
            await Sinks.AddAsync(Acme, SinkKind.AlertMail, 0, new PersonalText("alerts@acme.example"), null, null, null, Admin, Token)
        ).Value.ToString("D");

    private Task<Outcome<WrittenApproval>> GiveAsync(string sink)
    {
        var words = ApprovalText.Of(ApprovedUse.AuditSink);
        return Approvals.GiveAsync(Acme, ApprovedUse.AuditSink, sink, words.Version, words.Text, Admin, Token);
    }
}
