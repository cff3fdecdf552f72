using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Data.Changes;
using Raum.Organizations.Credentials;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>KEY-3: a provider key is replaced while both are live, the new one first, and the old one ends by itself.</summary>
public sealed class CredentialRotationTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private static readonly PersonalText New = new("sk-acme-new-key-0123456789-NEWK");

    private ProviderCredentials Credentials => Process.GetRequiredService<ProviderCredentials>();

    private CredentialRotation Rotation => Process.GetRequiredService<CredentialRotation>();

    [Fact]
    public async Task For_a_while_both_keys_are_live_and_the_new_one_comes_first()
    {
        var old = await AddAsync();

        var next = (await RotateAsync(old, TimeSpan.FromHours(24))).Value;
        var both = (await Credentials.OpenApprovedAsync(Acme, Token)).Value;
        var listed = (await Credentials.ListAsync(Acme, Token)).Value;
        Clock.Advance(TimeSpan.FromHours(24));
        var after = (await Credentials.OpenApprovedAsync(Acme, Token)).Value;

        both.Select(credential => credential.Id).ShouldBe([next, old]);
        both[0].Key!.Reveal().ShouldBe(New.Reveal());
        both[0].Model.ShouldBe("gpt");
        listed.Single(credential => credential.Id == next).Hint.ShouldBe("NEWK");
        listed.Single(credential => credential.Id == old).RetireAt.ShouldBe(Clock.GetUtcNow());
        after.ShouldHaveSingleItem().Id.ShouldBe(next);
        (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().Id.ShouldBe(next);
        Log.Events.Select(one => one.Event)
            .OfType<CredentialChanged>()
            .Select(one => one.Change)
            .ShouldBe([CredentialChange.Set, CredentialChange.Rotated]);
    }

    [Fact]
    public async Task A_key_that_was_added_or_replaced_is_used_at_once_where_that_was_done()
    {
        var feed = Process.GetRequiredService<ChangeFeed>();
        await feed.StartAsync(Token);
        var first = await AddAsync();
        while (
            await StoredAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle' and query like 'listen%'"
            ) == 0
        )
        {
            await Task.Yield();
        }

        var kept = (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        var next = (await RotateAsync(first, TimeSpan.Zero)).Value;
        var rotated = (await Credentials.OpenApprovedAsync(Acme, Token)).Value;
        var added = await AddAsync();
        var both = (await Credentials.OpenApprovedAsync(Acme, Token)).Value;
        await feed.StopAsync(Token);

        kept.Id.ShouldBe(first);
        rotated.ShouldHaveSingleItem().Id.ShouldBe(next);
        both.Select(one => one.Id).ShouldBe([added, next], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_live_versions_are_the_most()
    {
        var old = await AddAsync();
        await RotateAsync(old, TimeSpan.FromHours(24));

        (await RotateAsync(old, TimeSpan.FromHours(24))).Failure!.Code.ShouldBe(FailureCode.NotFound);

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_whose_time_is_over_is_erased_with_the_next_rotation()
    {
        var first = await AddAsync();
        var second = (await RotateAsync(first, TimeSpan.FromHours(1))).Value;
        Clock.Advance(TimeSpan.FromHours(2));

        await RotateAsync(second, TimeSpan.Zero);

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        (await StoredAsync<long>("select count(*) from organizations.provider_credential where sealed_key is not null")).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_reminds_of_a_key_that_is_due()
    {
        var id = await AddAsync(rotateBy: Clock.GetUtcNow().AddDays(30));
        var early = (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        Clock.Advance(TimeSpan.FromDays(30));
        var due = (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem();

        early.IsOverdue(Clock.GetUtcNow().AddDays(-1)).ShouldBeFalse();
        due.IsOverdue(Clock.GetUtcNow()).ShouldBeTrue();
        (await RotateAsync(id, TimeSpan.FromHours(1))).Succeeded.ShouldBeTrue();
        (await Credentials.ListAsync(Acme, Token)).Value.ShouldAllBe(one => !one.IsOverdue(Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(31 * 24, 1)]
    [InlineData(1, -1)]
    public async Task A_time_that_cannot_be_is_refused(int overlapHours, int rotateByDays)
    {
        var id = await AddAsync();

        var refused = await Rotation.RotateAsync(
            Acme,
            id,
            New,
            TimeSpan.FromHours(overlapHours),
            Clock.GetUtcNow().AddDays(rotateByDays),
            Admin,
            Token
        );

        refused.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Nobody_replaces_the_key_of_another_organization_and_nothing_changes_without_a_record()
    {
        var id = await AddAsync();

        (await Rotation.RotateAsync(Globex, id, New, TimeSpan.Zero, null, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        Log.Away = true;
        (await RotateAsync(id, TimeSpan.Zero)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    private async Task<Guid> AddAsync(DateTimeOffset? rotateBy = null)
    {
        var credential = new NewProviderCredential(
            "openai",
            "gpt",
            "eu",
            new PersonalText("sk-acme-old-key-0123456789-OLDK"),
            TermsApproved: true,
            RotateBy: rotateBy
        );
        var added = (await Credentials.AddAsync(Acme, credential, Admin, Token)).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));
        return added;
    }

    private Task<Outcome<Guid>> RotateAsync(Guid id, TimeSpan overlap) => Rotation.RotateAsync(Acme, id, New, overlap, null, Admin, Token);
}
