using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Passkeys;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing.Passkeys;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>ORG-5: what happens to a passkey while its device answers.</summary>
public sealed class PasskeyOvertakenTests(PostgresServer postgres) : PeopleFixture(postgres)
{
    private readonly DefaultHttpContext _context = new();

    private PasskeySignIn Passkeys => Process.GetRequiredService<PasskeySignIn>();

    [Fact]
    public async Task A_passkey_that_was_removed_while_its_device_answered_opens_nothing_and_does_not_come_back()
    {
        using var device = Device();
        var jane = (await HireAsync(Role.Agent)).Identity;
        await AddAsync(jane, device);
        var (token, answer) = await AnswerAsync(device);
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var removal = await connection.BeginTransactionAsync(Token);
        await using var remove = new NpgsqlCommand("delete from people.passkey", connection, removal);
        (await remove.ExecuteNonQueryAsync(Token)).ShouldBe(1);

        var signing = Passkeys.FinishSignInAsync(token, answer, null, null, _context);
        await UntilWaitingAsync();
        await removal.CommitAsync(Token);

        (await signing).Failure.ShouldBe(new Failure(FailureCode.Unauthorized));
        (await Passkeys.ListAsync(jane.User, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_device_and_its_copy_that_answer_at_once_one_signs_in()
    {
        using var device = Device();
        var jane = (await HireAsync(Role.Agent)).Identity;
        await AddAsync(jane, device);
        var (first, answer) = await AnswerAsync(device);
        device.Count--; // the copy knows no other count
        var (second, copy) = await AnswerAsync(device);
        await using var connection = new NpgsqlConnection(Database.Superuser);
        await connection.OpenAsync(Token);
        await using var held = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("select from people.passkey for update", connection, held);
        await hold.ExecuteNonQueryAsync(Token);

        var signing = new[]
        {
            Passkeys.FinishSignInAsync(first, answer, null, null, _context),
            Passkeys.FinishSignInAsync(second, copy, null, null, _context),
        };
        await UntilWaitingAsync(2);
        await held.RollbackAsync(Token);

        (await Task.WhenAll(signing)).Count(step => step.Succeeded).ShouldBe(1);
    }

    [Fact]
    public async Task A_passkey_is_one_persons_and_is_not_there_without_a_record()
    {
        using var device = Device();
        var (jane, joe) = ((await HireAsync(Role.Agent)).Identity, (await HireAsync(Role.Agent)).Identity);
        Log.Away = true;
        (await TryAddAsync(jane, device)).Failure.ShouldBe(new Failure(FailureCode.AuditUnavailable));
        Log.Away = false;
        (await Passkeys.ListAsync(jane.User, Token)).Value.ShouldBeEmpty();
        await AddAsync(jane, device);

        (await TryAddAsync(joe, device)).Failure.ShouldBe(new Failure(FailureCode.InvalidRequest));

        (await Passkeys.ListAsync(joe.User, Token)).Value.ShouldBeEmpty();
        (await Passkeys.ListAsync(jane.User, Token)).Value.ShouldHaveSingleItem();
    }

    private SoftAuthenticator Device()
    {
        var url = new Uri(Process.GetRequiredService<IOptions<PeopleOptions>>().Value.PublicUrl);
        return new SoftAuthenticator(url.GetLeftPart(UriPartial.Authority), url.Host);
    }

    private async Task AddAsync(SessionIdentity person, SoftAuthenticator device) =>
        (await TryAddAsync(person, device)).Failure.ShouldBeNull();

    private async Task<Outcome<Done>> TryAddAsync(SessionIdentity person, SoftAuthenticator device)
    {
        var begun = (await Passkeys.BeginCreateAsync(person, _context)).Value;
        return await Passkeys.FinishCreateAsync(person, begun.Token, new PersonalText(device.Create(begun.OptionsJson)), _context);
    }

    private async Task<(string Token, PersonalText Answer)> AnswerAsync(SoftAuthenticator device)
    {
        var begun = (await Passkeys.BeginSignInAsync(_context)).Value;
        return (begun.Token, new PersonalText(device.Get(begun.OptionsJson)));
    }
}
