using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Testing.Servers;
using Raum.Testing.Zendesk;

namespace Raum.Zendesk.Tests.OAuth;

/// <summary>Consent with PKCE, rotation by one process at a time, and the end of a connection (ZD-1).</summary>
public sealed class ZendeskOAuthTests(PostgresServer postgres) : ZendeskFixture(postgres)
{
    private static readonly Uri Redirect = new("https://raum.example.com/zendesk");

    private ZendeskClient Client => Process.GetRequiredService<ZendeskClient>();

    [Fact]
    public async Task A_consent_connects_and_learns_who_raum_is()
    {
        var connection = await ConnectAsync();

        connection.State.ShouldBe(ZendeskConnectionState.Connected);
        connection.OwnUserId.ShouldBe(Desk.ApiUser.Id);
        connection.Scope.ShouldBe(ZendeskScopes.ReadAndWrite);
        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task The_consent_page_asks_for_the_least_scopes_with_a_challenge_and_no_secret()
    {
        await SaveAsync(Acme, NewRequest());

        var page = (await OAuth.BeginAsync(Acme, Redirect, ZendeskScopes.Read, Token)).Value.AbsoluteUri;

        page.ShouldContain("code_challenge_method=S256");
        page.ShouldContain("scope=tickets%3Aread%20users%3Aread&", Case.Sensitive);
        page.ShouldNotContain(Desk.Options.ClientSecret);
    }

    [Fact]
    public async Task A_state_counts_once_and_for_its_own_organization()
    {
        await SaveAsync(Acme, NewRequest());
        await SaveAsync(Globex, NewRequest());
        var (code, state) = await ConsentAsync(Acme);

        (await OAuth.CompleteAsync(Globex, code, state, Token)).Failure!.Code.ShouldBe(FailureCode.Forbidden);
        (await OAuth.CompleteAsync(Acme, code, "forged", Token)).Failure!.Code.ShouldBe(FailureCode.Forbidden);
        (await OAuth.CompleteAsync(Acme, code, state, Token)).Succeeded.ShouldBeTrue();
        (await OAuth.CompleteAsync(Acme, code, state, Token)).Failure!.Code.ShouldBe(FailureCode.Forbidden);
    }

    [Fact]
    public async Task A_consent_that_took_too_long_is_void()
    {
        await SaveAsync(Acme, NewRequest());
        var (code, state) = await ConsentAsync(Acme);

        Clock.Advance(TimeSpan.FromMinutes(15));

        (await OAuth.CompleteAsync(Acme, code, state, Token)).Failure!.Code.ShouldBe(FailureCode.Forbidden);
    }

    [Fact]
    public async Task A_code_of_another_consent_does_not_connect()
    {
        await SaveAsync(Acme, NewRequest());
        var stolen = Desk.Tokens.Authorize(Redirect.AbsoluteUri, "read", "another challenge", Desk.ApiUser.Id);
        var (_, state) = await ConsentAsync(Acme);

        (await OAuth.CompleteAsync(Acme, stolen, state, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskUnauthorized);
    }

    [Fact]
    public async Task A_token_that_is_about_to_end_is_refreshed_before_it_is_used()
    {
        await ConnectAsync();
        Clock.Advance(TimeSpan.FromMinutes(29.5));

        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();

        Desk.Tokens.Refreshes.ShouldBe(1);
        Desk.Requests.ShouldNotContain(request => request.Status == 401);
    }

    [Fact]
    public async Task A_refused_token_is_refreshed_once_and_the_call_made_again()
    {
        await ConnectAsync();
        Desk.Tokens.ExpireAccess();

        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();

        Desk.Tokens.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task Many_calls_of_several_processes_refresh_once()
    {
        await ConnectAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => NewProcess().GetRequiredService<ZendeskClient>()).Append(Client).ToList();
        foreach (var process in processes)
        {
            (await process.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();
        }

        Desk.Tokens.ExpireAccess();
        var calls = await Task.WhenAll(
            processes.SelectMany(process => Enumerable.Range(0, 4).Select(_ => process.CheckAsync(Acme, Token)))
        );

        calls.ShouldAllBe(call => call.Succeeded);
        Desk.Tokens.Refreshes.ShouldBe(1);
        Desk.Tokens.DeadRefreshes.ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_that_gives_up_in_the_middle_of_a_refresh_does_not_lose_the_pair()
    {
        await ConnectAsync();
        Desk.Tokens.ExpireAccess();
        using var impatient = new CancellationTokenSource();
        var call = Client.CheckAsync(Acme, impatient.Token);
        while (Desk.Tokens.Refreshes == 0)
        {
            await Task.Yield();
        }

        await impatient.CancelAsync();
        try
        {
            await call;
        }
        catch (OperationCanceledException)
        {
            // What it asked for.
        }

        (await NewProcess().GetRequiredService<ZendeskClient>().CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();
        Desk.Tokens.Refreshes.ShouldBe(1);
        Desk.Tokens.DeadRefreshes.ShouldBe(0);
    }

    [Fact]
    public async Task A_revoked_connection_says_so_stops_calling_and_is_on_record()
    {
        await ConnectAsync();
        Desk.Tokens.RevokeAll();

        (await Client.CheckAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskUnauthorized);
        var calls = Desk.Requests.Count;
        (await Client.CheckAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskUnauthorized);

        Desk.Requests.Count.ShouldBe(calls);
        (await Connections.FindAsync(Acme, Token)).Value.State.ShouldBe(ZendeskConnectionState.Revoked);
        var lost = Audit.EventsOf(Acme)[^1].ShouldBeOfType<CredentialChanged>();
        (lost.Credential, lost.Result, lost.Failure).ShouldBe(
            ("zendesk-oauth-token", AuditResult.Failure, FailureCode.ZendeskUnauthorized)
        );
    }

    [Fact]
    public async Task Zendesk_being_away_does_not_end_a_connection()
    {
        await ConnectAsync();
        Desk.Tokens.ExpireAccess();
        Desk.Faults.Add(DeskFaultKind.ServerErrorBefore, pathPart: "/oauth/tokens");

        (await Client.CheckAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskUnavailable);

        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_revoked_connection_can_be_connected_again()
    {
        await ConnectAsync();
        Desk.Tokens.RevokeAll();
        await Client.CheckAsync(Acme, Token);

        (await ConnectAsync()).State.ShouldBe(ZendeskConnectionState.Connected);
    }

    [Fact]
    public async Task Client_credentials_connect_without_a_browser_and_renew_themselves()
    {
        await SaveAsync(Acme, NewRequest(ZendeskGrant.ClientCredentials));

        var connected = await OAuth.ConnectClientAsync(Acme, ZendeskScopes.ReadAndWrite, Token);
        Clock.Advance(TimeSpan.FromHours(1));

        connected.Value.OwnUserId.ShouldBe(Desk.ApiUser.Id);
        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Client_credentials_get_their_first_token_when_it_is_needed()
    {
        await SaveAsync(Acme, NewRequest(ZendeskGrant.ClientCredentials));

        (await Client.CheckAsync(Acme, Token)).Succeeded.ShouldBeTrue();

        (await Connections.FindAsync(Acme, Token)).Value.State.ShouldBe(ZendeskConnectionState.Connected);
    }

    [Fact]
    public async Task A_connection_that_waits_for_its_consent_makes_no_call()
    {
        await SaveAsync(Acme, NewRequest());

        (await Client.CheckAsync(Acme, Token)).Failure!.Code.ShouldBe(FailureCode.ZendeskNotConnected);

        Desk.Requests.ShouldBeEmpty();
    }
}
