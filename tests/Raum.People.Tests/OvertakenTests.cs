using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>Two requests at once: what was proved of an account that has changed meanwhile opens nothing, and one of two is one.</summary>
public sealed class OvertakenTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly PersonalText NewPassword = new("another sentence that only Jane knows");
    private static readonly byte[] Browser = SignIns.BrowserHash("the browser of Jane");

    private OwnAccount Account => Process.GetRequiredService<OwnAccount>();

    private SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    [Fact]
    public async Task An_old_password_that_was_compared_before_the_change_makes_no_session_after_it()
    {
        var jane = (await JoinAsync()).Session!;
        var compared = (await Process.GetRequiredService<AccountStore>().FindAsync(jane.Identity.User, Token)).Value!;
        Clock.Advance(TimeSpan.FromSeconds(1));
        var own = (await Account.ChangePasswordAsync(jane.Identity, NewPassword, null, Token)).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));

        var late = (await SignIns.StartAsync(compared, [SignInMethods.Password], Acme, null, null, Token)).Value;

        (await Sessions.AuthenticateAsync(late.Token, Token)).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Sessions.AuthenticateAsync(own.Token, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sign_in_that_was_half_done_when_the_password_changed_is_not_ended_after_it()
    {
        var jane = (await JoinAsync()).Session!;
        var secret = await EnrollAsync(jane.Identity);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var half = (await SignInAsync()).Value.SecondFactor;
        var link = (await SignIns.BeginMagicLinkAsync(EmailAddress.Read(Email)!, Browser, Token)).Value;
        (await Account.ChangePasswordAsync(jane.Identity, NewPassword, null, Token)).Succeeded.ShouldBeTrue();

        var second = await SignIns.WithSecondFactorAsync(half, Code(secret), null, Token);
        var mail = await SignIns.WithMagicLinkAsync(link, Browser, null, null, Token);
        var anew = (await SignInAsync(NewPassword)).Value.SecondFactor;

        second.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        mail.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await SignIns.WithSecondFactorAsync(anew, Code(secret), null, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_password_that_leaked_buys_no_guesses_of_codes_without_end()
    {
        var jane = (await JoinAsync()).Session!;
        var secret = await EnrollAsync(jane.Identity);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var (guesses, refused) = (0, false);
        while (!refused && guesses < 20)
        {
            var half = await SignInAsync();
            refused = !half.Succeeded;
            if (!refused)
            {
                guesses++;
                (
                    await SignIns.WithSecondFactorAsync(half.Value.SecondFactor, new PersonalText("000000"), null, Token)
                ).Succeeded.ShouldBeFalse();
            }
        }

        guesses.ShouldBeLessThanOrEqualTo(5);
        Clock.Advance(TimeSpan.FromMinutes(15));
        var own = (await SignInAsync()).Value.SecondFactor;
        (await SignIns.WithSecondFactorAsync(own, Code(secret), null, Token)).Succeeded.ShouldBeTrue(
            "the person comes in again after a rest"
        );
    }

    [Fact]
    public async Task An_authenticator_that_was_taken_away_while_its_first_code_was_checked_does_not_count()
    {
        var jane = (await JoinAsync()).Session!.Identity;
        var secret = SecondFactorTests.Decode((await Account.BeginTotpAsync(jane, Token)).Value);
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var removal = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "update people.account set totp_sealed = null");

        // The secret is still seen, the code is right, and the row is waited for.
        var finishing = Account.FinishTotpAsync(jane, Code(secret), Token);
        await UntilWaitingAsync();
        await removal.CommitAsync(Token);

        (await finishing).Failure.ShouldBe(new Failure(FailureCode.InvalidRequest));
        (await SignInAsync()).Value.Session.ShouldNotBeNull("nobody is asked for a code of an authenticator that is not there");
    }

    [Fact]
    public async Task A_session_has_one_chain_of_tokens_also_when_two_are_begun_at_once()
    {
        var session = (await HireAsync(Role.Agent)).Identity;
        var tokens = Process.GetRequiredService<AccessTokens>();
        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tokens.BeginAsync(session, Token)));

            await using var connection = new NpgsqlConnection(Database.Superuser);
            await connection.OpenAsync(Token);
            await using var count = new NpgsqlCommand("select count(*) from people.refresh_token where used_at is null", connection);
            (await count.ExecuteScalarAsync(Token)).ShouldBe(1L);
        }
    }

    private async Task<byte[]> EnrollAsync(SessionIdentity session)
    {
        var secret = SecondFactorTests.Decode((await Account.BeginTotpAsync(session, Token)).Value);
        (await Account.FinishTotpAsync(session, Code(secret), Token)).Succeeded.ShouldBeTrue();
        return secret;
    }

    private PersonalText Code(byte[] secret) => new(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
