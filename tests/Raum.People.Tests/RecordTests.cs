using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Members;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.People.Support;
using Raum.People.Tokens;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>AUD: the log is away in the moment of a change. What must end at once ends and is recorded by the same call again; everything else is not so.</summary>
public sealed class RecordTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private static readonly AuditActor Operator = AuditActor.System("tests");
    private static readonly Failure Away = new(FailureCode.AuditUnavailable);

    private OwnAccount Account => Process.GetRequiredService<OwnAccount>();

    private SessionStore Sessions => Process.GetRequiredService<SessionStore>();

    [Fact]
    public async Task A_withdrawn_key_counts_no_more_and_is_on_record_once_with_the_next_try()
    {
        var session = (await HireAsync(Role.Agent)).Identity;
        var pair = (await Process.GetRequiredService<AccessTokens>().BeginAsync(session, Token)).Value;
        var key = (string)TokenForgery.Header(pair.Access)["kid"]!;

        Log.Away = true;
        var first = await WithdrawAsync(key);
        var withdrawnAt = Clock.GetUtcNow();
        Clock.Advance(SigningKeys.KeepFor);
        Log.Away = false;
        var refused = await Process.GetRequiredService<AccessTokens>().AuthenticateAsync(pair.Access, Token);
        var second = await WithdrawAsync(key);
        await WithdrawAsync(key);

        first.Failure.ShouldBe(Away);
        refused.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        second.Succeeded.ShouldBeTrue();
        var recorded = (await EventsAsync(OrganizationId.Installation)).OfType<CredentialChanged>().ShouldHaveSingleItem();
        (recorded.Target!.Id, recorded.At).ShouldBe((key, withdrawnAt));
    }

    [Fact]
    public async Task An_access_of_support_ends_and_is_on_record_once_with_the_next_try()
    {
        var admin = await HireAsync(Role.Admin);
        var accesses = Process.GetRequiredService<SupportAccesses>();
        var access = (await accesses.OpenAsync(admin.Identity, new PersonalText("Nothing arrives."), TimeSpan.FromHours(1), Token)).Value;

        Log.Away = true;
        var first = await accesses.RevokeAsync(admin.Identity, access.Id, Token);
        Log.Away = false;
        Clock.Advance(TimeSpan.FromHours(2));
        var second = await accesses.RevokeAsync(admin.Identity, access.Id, Token);
        var other = await accesses.RevokeAsync((await HireAsync(Role.Owner)).Identity, access.Id, Token);

        first.Failure.ShouldBe(Away);
        second.Succeeded.ShouldBeTrue();
        other.Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await EventsAsync(Acme))
            .OfType<SupportAccessChanged>()
            .Select(change => change.Change)
            .ShouldBe([SupportAccessChange.Opened, SupportAccessChange.Revoked]);
    }

    [Fact]
    public async Task A_session_ends_and_is_on_record_once_with_the_next_try()
    {
        var (own, stolen) = (await HireAsync(Role.Agent), await HireAsync(Role.Agent));
        stolen = await SignInAsync(Acme, own.Identity.User, Role.Agent);

        Log.Away = true;
        var first = await EndAsync(own, stolen);
        Log.Away = false;
        (await Sessions.AuthenticateAsync(stolen.Token, Token)).Succeeded.ShouldBeFalse();
        var second = await EndAsync(own, stolen);

        first.Failure.ShouldBe(Away);
        second.Succeeded.ShouldBeTrue();
        (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem().Session.ShouldBe(stolen.Identity.Id);
    }

    [Fact]
    public async Task A_session_that_ended_with_the_membership_is_on_record_for_that_and_for_nothing_else()
    {
        await HireAsync(Role.Owner);
        var jane = await HireAsync(Role.Agent);
        (
            await Process.GetRequiredService<MemberStore>().RemoveAsync(Acme, jane.Identity.User, Role.Owner, Operator, Token)
        ).Succeeded.ShouldBeTrue();

        var again = await EndAsync(jane, jane);

        again.Failure.ShouldBe(new Failure(FailureCode.NotFound));
        (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem().Reason.ShouldBe(SessionEnd.MembershipEnded);
    }

    [Fact]
    public async Task What_ended_a_session_while_the_log_was_away_is_on_record_as_it_was()
    {
        var jane = await HireAsync(Role.Agent);
        var admin = await HireAsync(Role.Admin);
        var endedAt = Clock.GetUtcNow();
        Log.Away = true;
        (await EndAsync(admin, jane)).Failure.ShouldBe(Away);
        Log.Away = false;
        Clock.Advance(TimeSpan.FromHours(1));

        var out1 = await Process
            .GetRequiredService<SessionEnds>()
            .EndAsync(Acme, jane.Identity.User, jane.Identity.Id, SessionEnd.SignedOut, jane.Identity.Actor, Token);
        var out2 = await EndAsync(admin, jane);

        out1.Succeeded.ShouldBeTrue();
        out2.Failure.ShouldBe(new Failure(FailureCode.NotFound));
        var end = (await EventsAsync(Acme)).OfType<SessionEnded>().ShouldHaveSingleItem();
        (end.Reason, end.Actor, end.At).ShouldBe((SessionEnd.Revoked, admin.Identity.Actor, endedAt));
    }

    [Fact]
    public async Task No_way_in_changes_without_a_record()
    {
        var jane = (await JoinAsync()).Session!.Identity;
        var secret = SecondFactorTests.Decode((await Account.BeginTotpAsync(jane, Token)).Value);
        PersonalText Code() => new(Totp.CodeOf(secret, Totp.StepOf(Clock.GetUtcNow())));

        Log.Away = true;
        (await Account.FinishTotpAsync(jane, Code(), Token)).Failure.ShouldBe(Away);
        (await Account.ChangePasswordAsync(jane, new PersonalText("another sentence that only Jane knows"), null, Token)).Failure.ShouldBe(
            Away
        );
        Log.Away = false;
        (await SignInAsync()).Value.Session.ShouldNotBeNull("neither the authenticator nor the password counts");
        var codes = (await Account.FinishTotpAsync(jane, Code(), Token)).Value;
        Log.Away = true;
        (await Account.RemoveTotpAsync(jane, Token)).Failure.ShouldBe(Away);
        (await Account.RenewRecoveryCodesAsync(jane, Token)).Failure.ShouldBe(Away);
        Log.Away = false;

        var half = (await SignInAsync()).Value.SecondFactor.ShouldNotBeNull();
        (await SignIns.WithSecondFactorAsync(half, new PersonalText(codes[0]), null, Token)).Succeeded.ShouldBeTrue("the old codes stand");
        (await EventsAsync(Acme)).OfType<SignInMethodChanged>().ShouldHaveSingleItem().Change.ShouldBe(CredentialChange.Set);
    }

    [Fact]
    public async Task While_the_log_is_away_a_refusal_tells_nobody_who_has_an_account_and_nobody_is_let_in()
    {
        await JoinAsync();
        var wrong = new PersonalText("a sentence that is none of hers");
        var nobody = new PersonalText("nobody@acme.example");

        Log.Away = true;
        var known = await SignInAsync(wrong);
        var unknown = await SignInAsync(wrong, nobody);
        var right = await SignInAsync();
        Log.Away = false;

        known.Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        unknown.Failure.ShouldBe(known.Failure);
        right.Failure.ShouldBe(Away, "who signed in must be on record");
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_tells_nobody_who_has_an_account()
    {
        await JoinAsync();
        await using (var connection = new NpgsqlConnection(Database.Superuser))
        {
            await connection.OpenAsync(Token);
            await using var freeze = new NpgsqlCommand(
                $"""
                alter role raum_api in database "{connection.Database}" set default_transaction_read_only = on;
                select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'raum_api';
                """,
                connection
            );
            await freeze.ExecuteNonQueryAsync(Token);
        }

        // Reading goes on, with the keys that are in memory.
        while (!(await Process.GetRequiredService<AccountStore>().FindAsync(EmailAddress.Read(Email)!, Token)).Succeeded) { }

        var wrong = new PersonalText("a sentence that is none of hers");
        var known = await SignInAsync(wrong);
        var unknown = await SignInAsync(wrong, new PersonalText("nobody@acme.example"));

        known.Failure.ShouldBe(new Failure(FailureCode.DatabaseUnavailable));
        unknown.Failure.ShouldBe(known.Failure);
    }

    private Task<Outcome<Done>> EndAsync(NewSession by, NewSession session) =>
        Process
            .GetRequiredService<SessionEnds>()
            .EndAsync(Acme, session.Identity.User, session.Identity.Id, SessionEnd.Revoked, by.Identity.Actor, Token);

    private async Task<Outcome<Done>> WithdrawAsync(string key)
    {
        await using var operators = NewAdministration();
        return await operators.GetRequiredService<KeyWithdrawal>().WithdrawAsync(key, AuditActor.System("raum-cli"), Token);
    }
}
