using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>Authenticator apps (RFC 6238) and recovery codes: each code once, guesses bounded, removal and renewal at once.</summary>
public sealed class SecondFactorTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private OwnAccount Account => Process.GetRequiredService<OwnAccount>();

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_RFC_6238_appendix_B(long time, string code) =>
        Totp.CodeOf("12345678901234567890"u8, time / 30).ShouldBe(code);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_RFC_4648(string text, string encoded) => Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(encoded);

    [Fact]
    public async Task With_an_authenticator_a_password_alone_is_no_session_and_a_code_works_once()
    {
        var secret = await EnrollAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var first = (await SignInAsync()).Value;
        var second = (await SignInAsync()).Value;
        var code = new PersonalText(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));
        var session = await SignIns.WithSecondFactorAsync(first.SecondFactor, code, null, Token);
        var replayed = await SignIns.WithSecondFactorAsync(second.SecondFactor, code, null, Token);

        first.Session.ShouldBeNull();
        session.Succeeded.ShouldBeTrue();
        replayed.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await EventsAsync(Acme)).OfType<SignedIn>().Last().Methods.ShouldBe(["password", "totp"]);
        (await SignIns.WithSecondFactorAsync(first.SecondFactor, code, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
    }

    [Fact]
    public async Task Of_two_requests_with_one_code_one_gets_a_session()
    {
        var secret = await EnrollAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var tokens = new[] { (await SignInAsync()).Value.SecondFactor, (await SignInAsync()).Value.SecondFactor };
        var code = new PersonalText(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));

        var both = await Task.WhenAll(tokens.Select(token => SignIns.WithSecondFactorAsync(token, code, null, Token)));

        both.Count(outcome => outcome.Succeeded).ShouldBe(1);
    }

    [Fact]
    public async Task Codes_cannot_be_guessed()
    {
        var secret = await EnrollAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var token = (await SignInAsync()).Value.SecondFactor;
        for (var i = 0; i < 5; i++)
        {
            (await SignIns.WithSecondFactorAsync(token, new PersonalText($"00000{i}"), null, Token)).Succeeded.ShouldBeFalse();
        }

        var right = new PersonalText(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));

        (await SignIns.WithSecondFactorAsync(token, right, null, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await SignInAsync()).Failure!.Code.ShouldBe(FailureCode.Unauthorized); // and the account rests
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_new_ones_end_the_old()
    {
        var session = (await JoinAsync()).Session!.Identity;
        var codes = await FinishAsync(session, await BeginAsync(session));

        (await WithCodeAsync(codes[0])).Succeeded.ShouldBeTrue();
        (await WithCodeAsync(codes[0])).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await WithCodeAsync(codes[1].ToLowerInvariant().Insert(4, "-"))).Succeeded.ShouldBeTrue();
        var renewed = (await Account.RenewRecoveryCodesAsync(session, Token)).Value;
        (await WithCodeAsync(codes[2])).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await WithCodeAsync(renewed[0])).Succeeded.ShouldBeTrue();
        (await DumpAsync()).ShouldNotContain(renewed[1]);
    }

    [Fact]
    public async Task An_authenticator_counts_with_its_first_code_and_is_not_replaced_unseen()
    {
        var session = (await JoinAsync()).Session!.Identity;
        var secret = await BeginAsync(session);

        (await Account.FinishTotpAsync(session, new PersonalText("000000"), Token)).Failure!.Code.ShouldBe(FailureCode.InvalidRequest);
        (await SignInAsync()).Value.Session.ShouldNotBeNull();
        await FinishAsync(session, secret);
        (await Account.BeginTotpAsync(session, Token)).Failure!.Code.ShouldBe(FailureCode.Conflict);
        (await Account.RemoveTotpAsync(session, Token)).Succeeded.ShouldBeTrue();
        (await SignInAsync()).Value.Session.ShouldNotBeNull();
        (await EventsAsync(Acme))
            .OfType<SignInMethodChanged>()
            .Select(change => change.Change)
            .ShouldBe([CredentialChange.Set, CredentialChange.Removed]);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_dangerous_actions_ask_again()
    {
        var session = (await JoinAsync()).Session!;
        Clock.Advance(TimeSpan.FromMinutes(1));
        var sessions = Process.GetRequiredService<SessionStore>();

        (await SignIns.ConfirmAsync(session.Identity, new PersonalText("not the password"), null, null, Token)).Failure!.Code.ShouldBe(
            FailureCode.Unauthorized
        );
        var confirmed = (await SignIns.ConfirmAsync(session.Identity, Password, null, null, Token)).Value;
        var rotated = await sessions.AuthenticateAsync(session.Token, Token);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var changed = (
            await Account.ChangePasswordAsync(confirmed.Identity, new PersonalText("another long sentence of hers"), null, Token)
        ).Value;

        rotated.Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        confirmed.Identity.ConfirmedAt.ShouldBeGreaterThan(session.Identity.ConfirmedAt);
        (await sessions.AuthenticateAsync(confirmed.Token, Token)).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await sessions.AuthenticateAsync(changed.Token, Token)).Succeeded.ShouldBeTrue();
        (await SignInAsync()).Failure!.Code.ShouldBe(FailureCode.Unauthorized);
        (await SignInAsync(new PersonalText("another long sentence of hers"))).Succeeded.ShouldBeTrue();
    }

    private async Task<byte[]> EnrollAsync()
    {
        var session = (await JoinAsync()).Session!.Identity;
        var secret = await BeginAsync(session);
        await FinishAsync(session, secret);
        return secret;
    }

    private async Task<byte[]> BeginAsync(SessionIdentity session) => Decode((await Account.BeginTotpAsync(session, Token)).Value);

    private async Task<IReadOnlyList<string>> FinishAsync(SessionIdentity session, byte[] secret) =>
        (await Account.FinishTotpAsync(session, new PersonalText(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow()))), Token)).Value;

    private async Task<Outcome<NewSession>> WithCodeAsync(string code) =>
        await SignIns.WithSecondFactorAsync((await SignInAsync()).Value.SecondFactor, new PersonalText(code), null, Token);

    internal static byte[] Decode(string base32)
    {
        var bits = string.Concat(
            base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0'))
        );
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
