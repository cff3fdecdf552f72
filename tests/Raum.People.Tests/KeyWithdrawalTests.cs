using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>A key that signs access tokens and that somebody has learned.</summary>
public sealed class KeyWithdrawalTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private AccessTokens Tokens => Process.GetRequiredService<AccessTokens>();

    [Fact]
    public async Task What_a_withdrawn_key_signed_counts_nowhere_within_half_a_minute_and_people_go_on()
    {
        var session = (await HireAsync(Role.Agent)).Identity;
        var pair = (await Tokens.BeginAsync(session, Token)).Value;
        await using var other = NewProcess();
        var elsewhere = other.GetRequiredService<AccessTokens>();
        (await elsewhere.AuthenticateAsync(pair.Access, Token)).Succeeded.ShouldBeTrue();
        var leaked = KeyOf(pair.Access);

        (await WithdrawAsync(leaked)).Succeeded.ShouldBeTrue();
        Clock.Advance(SigningKeys.KeepFor);

        foreach (var process in (AccessTokens[])[Tokens, elsewhere])
        {
            (await process.AuthenticateAsync(pair.Access, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
            (await process.KeysAsync(Token)).Value.ShouldAllBe(key => key.Id != leaked);
        }

        var next = (await Tokens.RefreshAsync(pair.Refresh, Token)).Value;
        KeyOf(next.Access).ShouldNotBe(leaked);
        (await elsewhere.AuthenticateAsync(next.Access, Token)).Succeeded.ShouldBeTrue();
        var recorded = (await EventsAsync(OrganizationId.Installation)).OfType<CredentialChanged>().ShouldHaveSingleItem();
        (recorded.Credential, recorded.Change, recorded.Target!.Id).ShouldBe(("token-signing-key", CredentialChange.Removed, leaked));
    }

    [Fact]
    public async Task A_key_is_there_at_once_also_when_the_next_one_was_published_already()
    {
        var session = (await HireAsync(Role.Agent)).Identity;
        var first = KeyOf((await Tokens.BeginAsync(session, Token)).Value.Access);
        Clock.Advance(TimeSpan.FromDays(29.5));
        session = (await SignInAsync(Acme, session.User, Role.Agent)).Identity;
        var ahead = (await Tokens.KeysAsync(Token)).Value.Single(key => key.Id != first).Id;

        (await WithdrawAsync(first)).Succeeded.ShouldBeTrue();
        Clock.Advance(SigningKeys.KeepFor);
        var pair = (await Tokens.BeginAsync(session, Token)).Value;
        var again = (await Tokens.BeginAsync(session, Token)).Value;

        KeyOf(pair.Access).ShouldNotBeOneOf(first, ahead);
        KeyOf(again.Access).ShouldBe(KeyOf(pair.Access), "one key takes its place, not one a token");
        (await Tokens.AuthenticateAsync(pair.Access, Token)).Succeeded.ShouldBeTrue();
        (await WithdrawAsync(first)).Succeeded.ShouldBeTrue("saying it again changes nothing");
        (await WithdrawAsync("0123456789abcdef0123456789abcdef")).Failure.ShouldBe(new Failure(FailureCode.NotFound));
    }

    private static string KeyOf(string token) => (string)TokenForgery.Header(token)["kid"]!;

    private async Task<Outcome<Done>> WithdrawAsync(string key)
    {
        await using var operators = NewAdministration();
        return await operators.GetRequiredService<KeyWithdrawal>().WithdrawAsync(key, AuditActor.System("raum-cli"), Token);
    }
}
