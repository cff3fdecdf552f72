using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Organizations.Credentials;
using Raum.Testing.Servers;

namespace Raum.Organizations.Tests;

/// <summary>KEY-1, KEY-4, PRIV-1: a provider key is sealed, write-only, and used only once its terms are on record.</summary>
public sealed class ProviderCredentialTests(PostgresServer postgres) : OrganizationsFixture(postgres)
{
    private const string Secret = "sk-proj-7f3a9c1e5b2d4860WXYZ";

    private ProviderCredentials Credentials => Process.GetRequiredService<ProviderCredentials>();

    [Fact]
    public async Task An_approved_credential_opens_for_its_organization_alone()
    {
        await AddAsync();

        var mine = (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();

        mine.Key!.Reveal().ShouldBe(Secret);
        mine.Model.ShouldBe("gpt-4.1-mini");
        (await Credentials.OpenApprovedAsync(Globex, Token)).Value.ShouldBeEmpty();
        (await Credentials.ListAsync(Globex, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_stands_nowhere_but_four_characters_of_it()
    {
        await AddAsync();

        (await DumpAsync()).ShouldNotContain(Secret[..^4]);
        (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().Hint.ShouldBe("WXYZ");
        Log.Events.ShouldAllBe(entry => !entry.Event.ToString().Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_key_has_no_hint()
    {
        await Credentials.AddAsync(Acme, New() with { Key = new PersonalText("a short one") }, Admin, Token);

        (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().Hint.ShouldBeNull();
    }

    [Fact]
    public async Task Without_recorded_terms_it_is_not_used()
    {
        var id = (await Credentials.AddAsync(Acme, New() with { TermsApproved = false }, Admin, Token)).Value;
        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();

        (await Credentials.ApproveTermsAsync(Globex, id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Credentials.ApproveTermsAsync(Acme, id, Admin, Token)).Succeeded.ShouldBeTrue();

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldHaveSingleItem();
        var approval = Log.Events.Select(entry => entry.Event).OfType<ApprovalChanged>().ShouldHaveSingleItem();
        (approval.Use, approval.Change, approval.TextVersion, approval.Actor).ShouldBe(("Provider", ApprovalChange.Given, 1, Admin));
        (await Credentials.ListAsync(Acme, Token)).Value.ShouldHaveSingleItem().TermsApprovedBy.ShouldBe(Admin.Id);
    }

    [Fact]
    public async Task The_chain_is_in_order_of_priority_and_a_newer_version_comes_first()
    {
        var second = await AddAsync(priority: 20);
        var first = await AddAsync(priority: 10);
        Clock.Advance(TimeSpan.FromDays(1));
        var newer = await AddAsync(priority: 20);

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.Select(credential => credential.Id).ShouldBe([first, newer, second]);
    }

    [Fact]
    public async Task A_removed_credential_is_erased_and_recorded_once()
    {
        var id = await AddAsync();

        (await Credentials.RemoveAsync(Globex, id, Admin, Token)).Failure!.Code.ShouldBe(FailureCode.NotFound);
        (await Credentials.RemoveAsync(Acme, id, Admin, Token)).Succeeded.ShouldBeTrue();
        (await Credentials.RemoveAsync(Acme, id, Admin, Token)).Succeeded.ShouldBeTrue();

        (await Credentials.OpenApprovedAsync(Acme, Token)).Value.ShouldBeEmpty();
        (await StoredAsync<long>("select count(*) from organizations.provider_credential where sealed_key is not null")).ShouldBe(0);
        Log.Events.Select(entry => entry.Event)
            .OfType<CredentialChanged>()
            .Count(changed => changed.Change == CredentialChange.Removed)
            .ShouldBe(1);
    }

    [Fact]
    public async Task Two_sealed_keys_swapped_in_the_database_do_not_open()
    {
        await AddAsync(priority: 1);
        await AddAsync(priority: 2);
        await using (var connection = new NpgsqlConnection(Database.Superuser))
        {
            await connection.OpenAsync(Token);
            await using var swap = new NpgsqlCommand(
                """
                update organizations.provider_credential c set sealed_key = o.sealed_key
                from organizations.provider_credential o where o.credential_id <> c.credential_id
                """,
                connection
            );
            (await swap.ExecuteNonQueryAsync(Token)).ShouldBe(2);
        }

        (await Credentials.OpenApprovedAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
    }

    [Fact]
    public async Task A_credential_that_cannot_be_recorded_is_not_stored()
    {
        Log.Away = true;

        (await Credentials.AddAsync(Acme, New(), Admin, Token)).Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);

        (await Credentials.ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_values_are_refused()
    {
        NewProviderCredential[] wrong =
        [
            New() with
            {
                Provider = "",
            },
            New() with
            {
                Provider = "Open AI; drop table",
            },
            New() with
            {
                Model = "",
            },
            New() with
            {
                Region = "mars",
            },
            New() with
            {
                Key = PersonalText.Empty,
            },
            New() with
            {
                BaseUrl = new Uri("ftp://models.example"),
            },
            New() with
            {
                BaseUrl = new Uri("https://user:pass@models.example"),
            },
            New() with
            {
                BaseUrl = new Uri("/v1", UriKind.Relative),
            },
        ];
        foreach (var credential in wrong)
        {
            (await Credentials.AddAsync(Acme, credential, Admin, Token)).Failure!.Code.ShouldBe(
                FailureCode.InvalidRequest,
                credential.ToString()
            );
        }
    }

    private static NewProviderCredential New() =>
        new("openai", "gpt-4.1-mini", "eu", new PersonalText(Secret), Priority: 100, TermsApproved: true);

    private async Task<Guid> AddAsync(int priority = 100) =>
        (await Credentials.AddAsync(Acme, New() with { Priority = priority }, Admin, Token)).Value;
}
