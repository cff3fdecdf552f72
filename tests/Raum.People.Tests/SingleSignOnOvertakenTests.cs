using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing.Oidc;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5, single sign-on: what is removed or changed while somebody signs in by it, and what ends with it.</summary>
public sealed class SingleSignOnOvertakenTests(PostgresServer postgres) : SingleSignOnFixture(postgres)
{
    [Fact]
    public async Task A_provider_that_was_replaced_meanwhile_answers_for_nobody()
    {
        await using var provider = await HostileAsync();
        await using var next = await HostileProvider.StartAsync(Clock, Token);
        var (state, code) = await BeginAsync(provider);

        await SetAsync(Acme, next.Issuer);

        Refused(await SignIn.FinishAsync(state, code, null, Browser, null, Token));
    }

    [Fact]
    public async Task A_removal_that_overtakes_a_sign_in_wins()
    {
        await using var provider = await HostileAsync();
        var jane = (await FinishAsync(provider)).Value.Session!.Identity;
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var removal = await connection.BeginTransactionAsync(Token);
        await using var remove = new NpgsqlCommand("update people.membership set removed_at = now() where user_id = $1", connection);
        remove.Parameters.Add(new() { Value = jane.User.Value });
        await remove.ExecuteNonQueryAsync(Token);

        var signing = FinishAsync(provider);
        await UntilWaitingAsync();
        await removal.CommitAsync(Token);

        Refused(await signing);
        (await Process.GetRequiredService<MemberStore>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("another issuer")]
    [InlineData("none")]
    public async Task Sessions_that_a_provider_began_end_with_it_and_not_with_its_secret(string next)
    {
        await using var provider = await HostileAsync();
        await using var other = await HostileProvider.StartAsync(Clock, Token);
        var session = (await FinishAsync(provider)).Value.Session!;
        var own = await HireAsync(Role.Admin);
        var sessions = Process.GetRequiredService<SessionStore>();
        await SetAsync(Acme, provider.Issuer);
        (await sessions.AuthenticateAsync(session.Token, Token)).Succeeded.ShouldBeTrue("the provider is the same");

        if (next == "none")
        {
            (await Providers.RemoveAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
        }
        else
        {
            await SetAsync(Acme, other.Issuer);
        }

        (await sessions.AuthenticateAsync(session.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await sessions.AuthenticateAsync(own.Token, Token)).Succeeded.ShouldBeTrue();
        (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem().Reason.ShouldBe(SessionEnd.CredentialChanged);
    }

    [Fact]
    public async Task A_provider_that_was_removed_while_it_answered_brings_nobody()
    {
        await using var provider = await HostileAsync();
        provider.Token = claims =>
        {
            // The answer is under way.
            Providers.RemoveAsync(Acme, Admin, Token).GetAwaiter().GetResult().Succeeded.ShouldBeTrue();
            return provider.Sign(claims);
        };

        Refused(await FinishAsync(provider));
        (await Process.GetRequiredService<MemberStore>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("replaced")]
    [InlineData("removed and set again")]
    public async Task A_provider_that_changed_before_the_second_factor_begins_no_session(string how)
    {
        await using var provider = await HostileAsync();
        await using var other = await HostileProvider.StartAsync(Clock, Token);
        var jane = (await JoinAsync(Role.Agent, new PersonalText("jane@acme.example"))).Session!.Identity;
        var account = Process.GetRequiredService<OwnAccount>();
        var secret = SecondFactorTests.Decode((await account.BeginTotpAsync(jane, Token)).Value);
        (await account.FinishTotpAsync(jane, Code(secret), Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var half = (await FinishAsync(provider)).Value.SecondFactor;
        Clock.Advance(TimeSpan.FromSeconds(1));

        if (how != "replaced")
        {
            (await Providers.RemoveAsync(Acme, Admin, Token)).Succeeded.ShouldBeTrue();
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        if (how != "removed")
        {
            await SetAsync(Acme, how == "replaced" ? other.Issuer : provider.Issuer);
        }

        var second = await SignIns.WithSecondFactorAsync(half, Code(secret), null, Token);

        second.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await EventsAsync(Acme)).OfType<SignInFailed>().ShouldHaveSingleItem().Fault.ShouldBe(SignInFault.NotAllowed);
        var own = (await SignInAsync(email: new PersonalText("jane@acme.example"))).Value.SecondFactor;
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await SignIns.WithSecondFactorAsync(own, Code(secret), null, Token)).Succeeded.ShouldBeTrue("the password is Jane's own");
    }

    [Fact]
    public async Task A_domain_that_was_removed_before_the_second_factor_begins_no_session()
    {
        await using var provider = await HostileAsync();
        var jane = (await JoinAsync(Role.Agent, new PersonalText("jane@acme.example"))).Session!.Identity;
        var account = Process.GetRequiredService<OwnAccount>();
        var secret = SecondFactorTests.Decode((await account.BeginTotpAsync(jane, Token)).Value);
        (await account.FinishTotpAsync(jane, Code(secret), Token)).Succeeded.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var half = (await FinishAsync(provider)).Value.SecondFactor;

        await RemoveDomainAsync(Acme, "acme.example");
        var second = await SignIns.WithSecondFactorAsync(half, Code(secret), null, Token);

        second.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        var own = (await SignInAsync(email: new PersonalText("jane@acme.example"))).Value.SecondFactor;
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await SignIns.WithSecondFactorAsync(own, Code(secret), null, Token)).Succeeded.ShouldBeTrue("the password is Jane's own");
    }

    [Fact]
    public async Task A_domain_that_was_removed_while_the_provider_answered_brings_nobody()
    {
        await using var provider = await HostileAsync();
        provider.Token = claims =>
        {
            // The answer is under way, and the domain stood when it was asked for.
            RemoveDomainAsync(Acme, "acme.example").GetAwaiter().GetResult();
            return provider.Sign(claims);
        };

        Refused(await FinishAsync(provider));
        (await Process.GetRequiredService<MemberStore>().ListAsync(Acme, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_domain_end_the_sessions_that_the_provider_began_and_no_others_and_another_domain_signs_in_again()
    {
        await using var provider = await HostileAsync();
        await AddDomainAsync(Acme, "acme.test");
        var session = (await FinishAsync(provider)).Value.Session!;
        var own = await HireAsync(Role.Admin);
        var theirs = await HireAsync(Role.Agent, Globex, SignInMethods.Oidc);
        var sessions = Process.GetRequiredService<SessionStore>();

        await RemoveDomainAsync(Acme, "acme.example");

        (await sessions.AuthenticateAsync(session.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await sessions.AuthenticateAsync(own.Token, Token)).Succeeded.ShouldBeTrue();
        (await sessions.AuthenticateAsync(theirs.Token, Token)).Succeeded.ShouldBeTrue();
        (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem().Session.ShouldBe(session.Identity.Id);
        Refused(await FinishAsync(provider));
        provider.Person = Jane();
        provider.Person["sub"] = "jim";
        provider.Person["email"] = "jim@acme.test";
        (await FinishAsync(provider)).Value.Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_provider_that_changed_after_it_vouched_begins_no_session()
    {
        await using var provider = await HostileAsync();
        var jane = (await FinishAsync(provider)).Value.Session!.Identity;
        var vouched = (await Process.GetRequiredService<AccountStore>().FindAsync(jane.User, Token)).Value!;
        var since = (await Providers.FindAsync(Acme, Token)).Value!.ChangedAt;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync(Acme, provider.Issuer);

        Refused(await SignIns.GoOnAsync(vouched, SignInMethods.Oidc, Acme, since, null, Token));
        Refused(await SignIns.GoOnAsync(vouched, SignInMethods.Oidc, Acme, null, null, Token));
    }

    [Fact]
    public async Task A_session_that_begins_while_its_provider_is_removed_ends_with_it()
    {
        await using var provider = await HostileAsync();
        var jane = (await FinishAsync(provider)).Value.Session!.Identity;
        var vouched = (await Process.GetRequiredService<AccountStore>().FindAsync(jane.User, Token)).Value!;
        var since = (await Providers.FindAsync(Acme, Token)).Value!.ChangedAt;
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var held = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("select from organizations.organization for update", connection, held);
        await hold.ExecuteNonQueryAsync(Token);

        // The session's row waits for the organization's.
        var beginning = SignIns.GoOnAsync(vouched, SignInMethods.Oidc, Acme, since, null, Token);
        await UntilWaitingAsync(1);
        var removal = Providers.RemoveAsync(Acme, Admin, Token);
        await UntilWaitingAsync(2);
        await held.RollbackAsync(Token);

        var session = (await beginning).Value.Session!;
        (await removal).Succeeded.ShouldBeTrue();
        (await Process.GetRequiredService<SessionStore>().AuthenticateAsync(session.Token, Token)).Failure.ShouldBe(
            new Failure(FailureCode.Unauthorized)
        );
    }

    private PersonalText Code(byte[] secret) => new(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));
}
