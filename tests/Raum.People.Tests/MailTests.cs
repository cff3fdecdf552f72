using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.People.Access;
using Raum.People.Mail;
using Raum.People.Sessions;
using Raum.People.SignIn;
using Raum.Testing;
using Raum.Testing.Mail;
using Raum.Testing.Servers;

namespace Raum.People.Tests;

/// <summary>Mails over a real SMTP conversation, and who is told of what.</summary>
public sealed class MailTests(PostgresServer postgres) : PeopleFixture(postgres), IAsyncDisposable
{
    private readonly SmtpReceiver _server = new();
    private readonly PersonalText _jane = new("jane.doe@acme.example");

    private IMailer Mailer => Process.GetRequiredService<IMailer>();

    protected override void Configure(IServiceCollection services) =>
        services.Configure<PeopleOptions>(options => options.Mail = To(_server.Port));

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_letter_reaches_its_mailbox_as_it_was_written()
    {
        var text = new PersonalText("Grüße, Jane: https://localhost:5001/sign-in#token\n\nSecond line.");

        (await Mailer.SendAsync(new Letter(_jane, "Sign in to Raum", text), Token)).Succeeded.ShouldBeTrue();

        var mail = await _server.NextAsync(Token);
        mail.From.ShouldContain("<raum@example.com>");
        mail.To.ShouldContain("<jane.doe@acme.example>");
        mail.Data.ShouldContain("Subject: Sign in to Raum");
        mail.Body.TrimEnd().ReplaceLineEndings("\n").ShouldBe(text.Reveal());
    }

    [Theory]
    [InlineData("a\r\nBcc: everybody@example.com")]
    [InlineData("jane@acme.example, eve@evil.example\r\n")]
    public async Task An_address_that_is_more_than_one_gets_nothing_in(string address)
    {
        var sent = await Mailer.SendAsync(new Letter(new PersonalText(address), "Sign in to Raum", new PersonalText("secret link")), Token);

        sent.Succeeded.ShouldBeFalse();
        _server.Lines.ShouldNotContain(line =>
            line.Contains("everybody", StringComparison.Ordinal) || line.Contains("evil", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_server_without_TLS_gets_nothing_where_TLS_is_demanded()
    {
        var options = new PeopleOptions { Mail = To(_server.Port) };
        options.Mail.RequireTls = true;
        var mailer = new SmtpMailer(Microsoft.Extensions.Options.Options.Create(options));

        var sent = await mailer.SendAsync(new Letter(_jane, "Sign in to Raum", new PersonalText("secret link")), Token);

        sent.Failure!.Code.ShouldBe(FailureCode.Timeout);
        _server.Lines.ShouldNotContain(line =>
            line.StartsWith("MAIL", StringComparison.Ordinal) || line.Contains("jane", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_refused_recipient_and_a_server_that_is_not_there_are_failures()
    {
        _server.RefusesRecipients = true;
        var refused = await Mailer.SendAsync(new Letter(_jane, "Sign in to Raum", new PersonalText("link")), Token);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var gone = await new SmtpMailer(Microsoft.Extensions.Options.Options.Create(new PeopleOptions { Mail = To(port) })).SendAsync(
            new Letter(_jane, "Sign in to Raum", new PersonalText("link")),
            Token
        );
        var none = await new SmtpMailer(Microsoft.Extensions.Options.Options.Create(new PeopleOptions())).SendAsync(
            new Letter(_jane, "Sign in to Raum", new PersonalText("link")),
            Token
        );

        refused.Failure!.Code.ShouldBe(FailureCode.Timeout);
        gone.Failure!.Code.ShouldBe(FailureCode.Timeout);
        none.Failure!.Code.ShouldBe(FailureCode.NotConfigured);
    }

    [Fact]
    public async Task People_are_told_once_of_wrong_secrets_in_a_row_and_of_a_right_one_after_them()
    {
        await JoinAsync(Role.Agent);
        var wrong = new PersonalText("not the password of Jane");
        for (var i = 0; i < 5; i++)
        {
            (await SignInAsync(wrong)).Succeeded.ShouldBeFalse();
        }

        var resting = await _server.NextAsync(Token);
        Clock.Advance(TimeSpan.FromMinutes(20));
        (await SignInAsync(wrong)).Succeeded.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMinutes(20));
        (await SignInAsync()).Succeeded.ShouldBeTrue();
        var gotIn = await _server.NextAsync(Token);
        (await SignInAsync(wrong)).Succeeded.ShouldBeFalse();
        (await SignInAsync()).Succeeded.ShouldBeTrue();
        await Mailer.SendAsync(new Letter(_jane, "the last one", new PersonalText("x")), Token);
        var last = await _server.NextAsync(Token);

        resting.To.ShouldContain("<jane.doe@acme.example>");
        resting.Data.ShouldContain("Subject: Raum: failed attempts to sign in as you");
        gotIn.Data.ShouldContain("Subject: Raum: a sign-in after failed attempts");
        last.Data.ShouldContain("Subject: the last one", Case.Sensitive, "one slip is no news");
    }

    [Fact]
    public async Task A_member_is_told_that_an_admin_acts_as_them()
    {
        var jane = (await JoinAsync(Role.Agent)).Session!.Identity;
        var admin = (await HireAsync(Role.Admin)).Identity;

        await Process
            .GetRequiredService<Impersonations>()
            .BeginAsync(admin, jane.User, new PersonalText("She does not see a draft."), TimeSpan.FromMinutes(30), null, Token);

        var mail = await _server.NextAsync(Token);
        mail.To.ShouldContain("<jane.doe@acme.example>");
        mail.Data.ShouldContain("Subject: Raum: an administrator acts as you");
        mail.Body.ShouldNotContain("draft");
    }

    [Fact]
    public async Task People_are_told_of_changes_to_their_ways_in()
    {
        var session = (await JoinAsync(Role.Agent)).Session!.Identity;
        var own = Process.GetRequiredService<OwnAccount>();

        var secret = (await own.BeginTotpAsync(session, Token)).Value;
        await own.FinishTotpAsync(session, new PersonalText(TotpCodes.Now(secret, Clock.GetUtcNow())), Token);
        var added = await _server.NextAsync(Token);
        await own.RenewRecoveryCodesAsync(session, Token);
        var renewed = await _server.NextAsync(Token);
        await own.RemoveTotpAsync(session, Token);
        var removed = await _server.NextAsync(Token);
        await own.ChangePasswordAsync(session, new PersonalText("another sentence that only Jane knows"), null, Token);
        var changed = await _server.NextAsync(Token);

        foreach (var mail in (ReceivedMail[])[added, renewed, removed, changed])
        {
            mail.To.ShouldContain("<jane.doe@acme.example>");
            mail.Body.ShouldContain("If it was not you");
            mail.Body.ShouldNotContain(secret);
        }

        added.Data.ShouldContain("Subject: Raum: authenticator app added to your account");
        renewed.Data.ShouldContain("Subject: Raum: recovery codes replaced in your account");
        removed.Data.ShouldContain("Subject: Raum: authenticator app removed from your account");
        changed.Data.ShouldContain("Subject: Raum: password replaced in your account");
    }

    [Fact]
    public async Task A_change_that_was_refused_sends_no_mail()
    {
        var session = (await JoinAsync(Role.Agent)).Session!.Identity;
        var own = Process.GetRequiredService<OwnAccount>();

        (await own.ChangePasswordAsync(session, new PersonalText("short"), null, Token)).Succeeded.ShouldBeFalse();
        (await own.RemoveTotpAsync(session, Token)).Succeeded.ShouldBeFalse();
        (await Mailer.SendAsync(new Letter(_jane, "The last one", new PersonalText("-")), Token)).Succeeded.ShouldBeTrue();

        (await _server.NextAsync(Token)).Data.ShouldContain("Subject: The last one");
    }

    private static MailOptions To(int port) =>
        new()
        {
            Host = "127.0.0.1",
            Port = port,
            From = "raum@example.com",
            RequireTls = false,
        };
}
