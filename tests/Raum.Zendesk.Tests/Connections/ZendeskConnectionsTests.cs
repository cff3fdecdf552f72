using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Data;
using Raum.Testing.Servers;

namespace Raum.Zendesk.Tests.Connections;

/// <summary>Connections are sealed, recorded, bound to one organization, and seen by other processes within seconds.</summary>
public sealed class ZendeskConnectionsTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    [Fact]
    public async Task An_organization_without_a_connection_is_not_connected() =>
        (await Connections.FindAsync(Globex, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskNotConnected);

    [Fact]
    public async Task What_was_saved_is_found_again_without_its_secrets()
    {
        var request = NewRequest() with { Rules = new ZendeskReadRules([1], [], [3, 4]), OwnUserId = 9000 };

        await SaveAsync(Acme, request);
        var found = (await Connections.FindAsync(Acme, Token)).Value;

        found.Address.BaseUri.ShouldBe(Zendesk.Address);
        found.AccountId.ShouldBe(Desk.Options.AccountId);
        found.OwnUserId.ShouldBe(9000);
        found.State.ShouldBe(ZendeskConnectionState.Pending);
        found.Rules.Allow(brand: 1, group: null, form: 3).ShouldBeTrue();
        found.Rules.Allow(brand: 2, group: null, form: 3).ShouldBeFalse();
        found.Rules.Allow(brand: 1, group: null, form: null).ShouldBeFalse();
    }

    [Fact]
    public async Task No_secret_stands_in_the_database_in_clear()
    {
        await ConnectAsync();

        var row = await ScalarAsync<string>("select row_to_json(c)::text from organizations.zendesk_connection c");
        var hidden = new[] { WebhookSecret, Desk.Options.ClientSecret, Desk.Options.ClientId };

        row.ShouldNotBeNull();
        hidden.ShouldAllBe(secret => !row.Contains(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal));
        hidden.ShouldAllBe(secret => !row.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_cannot_be_recorded_is_not_made()
    {
        Audit.IsDown = true;

        var saved = await Connections.SaveAsync(Acme, NewRequest(), Admin, Token);

        saved.Failure!.Code.ShouldBe(FailureCode.AuditUnavailable);
        (await Connections.FindAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskNotConnected);
    }

    [Fact]
    public async Task Every_change_is_on_record_with_its_actor_and_without_the_secret()
    {
        await SaveAsync(Acme, NewRequest());
        await Connections.SetWebhookSecretAsync(Acme, new PersonalText("new"), null, Admin, Token);
        await Connections.RemoveAsync(Acme, Admin, Token);

        Audit
            .EventsOf(Acme)
            .Cast<CredentialChanged>()
            .Select(change => (change.Credential, change.Change, change.Actor))
            .ShouldBe([
                ("zendesk-oauth-client", CredentialChange.Set, Admin),
                ("zendesk-webhook", CredentialChange.Rotated, Admin),
                ("zendesk-oauth-client", CredentialChange.Removed, Admin),
            ]);
    }

    [Theory]
    [InlineData("a.evil.com#")]
    [InlineData("http://10.0.0.7")]
    public async Task An_address_that_leads_elsewhere_is_not_stored(string address) =>
        (await Connections.SaveAsync(Acme, NewRequest() with { Address = address }, Admin, Token)).Failure!.Code.ShouldBe(
            FailureCode.InvalidRequest
        );

    [Fact]
    public async Task A_loopback_address_is_refused_outside_of_development()
    {
        var production = NewProcess(development: false);

        var saved = await production.GetRequiredService<ZendeskConnections>().SaveAsync(Acme, NewRequest(), Admin, Token);

        saved.Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
    }

    [Fact]
    public async Task A_stored_loopback_address_is_not_called_outside_of_development()
    {
        await ConnectAsync();
        var calls = Desk.Requests.Count;
        var production = NewProcess(development: false);

        var checkedNow = await production.GetRequiredService<ZendeskClient>().CheckAsync(Acme, Token);

        checkedNow.Failure!.Code.ShouldBe(FailureCode.ZendeskNotConnected);
        Desk.Requests.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Ciphertext_of_one_column_or_organization_does_not_open_in_another()
    {
        await SaveAsync(Acme, NewRequest());
        await SaveAsync(Globex, NewRequest());
        await ExecuteAsync(
            """
            update organizations.zendesk_connection g set webhook_secret_sealed = a.webhook_secret_sealed
            from organizations.zendesk_connection a where g.organization_id = $1 and a.organization_id = $2
            """,
            Globex.Value,
            Acme.Value
        );
        await ExecuteAsync(
            "update organizations.zendesk_connection set webhook_secret_sealed = client_secret_sealed where organization_id = $1",
            Acme.Value
        );

        (await Connections.WebhookTrustAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.SealBroken);
        (await Connections.WebhookTrustAsync(Globex, Token)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_organizations_rows_are_out_of_reach_of_the_services_role()
    {
        await SaveAsync(Acme, NewRequest());
        var database = Process.GetRequiredService<RaumDatabase>();
        await using var scope = await database.OpenAsync(Globex, Token);

        foreach (var table in new[] { "zendesk_connection", "zendesk_consent", "zendesk_write" })
        {
            await using var read = scope.CreateCommand($"select count(*) from organizations.{table}");
            (await read.ExecuteScalarAsync(Token)).ShouldBe(0L);
        }

        await using var write = scope.CreateCommand(
            "insert into organizations.zendesk_write (organization_id, written_at, write_id, ticket_id) values ($1, now(), $1, 1)",
            Acme.Value
        );
        var refused = await Should.ThrowAsync<PostgresException>(() => write.ExecuteNonQueryAsync(Token));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_secret_changed_in_another_process_is_seen_once_the_short_cache_ends()
    {
        await SaveAsync(Acme, NewRequest());
        var other = NewProcess().GetRequiredService<ZendeskConnections>();
        (await other.WebhookTrustAsync(Acme, Token)).Value.Secrets.ShouldBe([WebhookSecret]);

        await Connections.SetWebhookSecretAsync(Acme, new PersonalText("rotated"), new PersonalText("next"), Admin, Token);

        (await Connections.WebhookTrustAsync(Acme, Token)).Value.Secrets.ShouldBe(["rotated", "next"]);
        (await other.WebhookTrustAsync(Acme, Token)).Value.Secrets.ShouldBe([WebhookSecret]);
        Clock.Advance(TimeSpan.FromSeconds(15));
        (await other.WebhookTrustAsync(Acme, Token)).Value.Secrets.ShouldBe(["rotated", "next"]);
    }

    [Fact]
    public async Task The_webhook_path_reads_the_database_once_for_many_requests()
    {
        await SaveAsync(Acme, NewRequest());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Connections.WebhookTrustAsync(Acme, Token)));

        await ExecuteAsync("delete from organizations.zendesk_connection");

        (await Connections.WebhookTrustAsync(Acme, Token)).Value.Secrets.ShouldBe([WebhookSecret]);
    }
}
