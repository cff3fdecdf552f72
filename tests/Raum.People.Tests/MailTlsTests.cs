using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.People.Mail;
using Raum.Testing.Mail;
using Raum.Testing.Syslog;

namespace Raum.People.Tests;

/// <summary>Mails over STARTTLS with a password, and what a server that is not trusted gets.</summary>
public sealed class MailTlsTests : IDisposable
{
    private readonly ReceiverCertificates _certificates = new();
    private readonly Letter _letter = new(new PersonalText("jane.doe@acme.example"), "Sign in to Raum", new PersonalText("a live link"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_letter_and_the_password_go_over_TLS_only()
    {
        await using var server = new SmtpReceiver(_certificates.Server, ("raum", "a password of the mail server"));
        using var trust = new Trust(_certificates.Server);

        var sent = await Mailer(server, "a password of the mail server").SendAsync(_letter, Token);

        sent.Failure.ShouldBeNull();
        var mail = await server.NextAsync(Token);
        mail.To.ShouldContain("<jane.doe@acme.example>");
        mail.Body.ShouldContain("a live link");
        server.Lines.TakeWhile(line => line != "STARTTLS").ShouldHaveSingleItem().ShouldStartWith("EHLO");
        server.Lines.ShouldContain(line => line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_wrong_password_is_a_failure_and_nothing_goes()
    {
        await using var server = new SmtpReceiver(_certificates.Server, ("raum", "a password of the mail server"));
        using var trust = new Trust(_certificates.Server);

        var sent = await Mailer(server, "another password").SendAsync(_letter, Token);

        sent.Failure!.Code.ShouldBe(FailureCode.Timeout);
        server.Lines.ShouldNotContain(line => line.Contains("jane", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_gets_neither_password_nor_letter()
    {
        await using var server = new SmtpReceiver(_certificates.Server, ("raum", "a password of the mail server"));

        var sent = await Mailer(server, "a password of the mail server").SendAsync(_letter, Token);

        sent.Failure!.Code.ShouldBe(FailureCode.Timeout);
        server.Lines.ShouldNotContain(line =>
            line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || line.Contains("jane", StringComparison.Ordinal)
        );
    }

    private static SmtpMailer Mailer(SmtpReceiver server, string password) =>
        new(
            Options.Create(
                new PeopleOptions
                {
                    Mail = new MailOptions
                    {
                        Host = "127.0.0.1",
                        Port = server.Port,
                        From = "raum@example.com",
                        User = "raum",
                        Password = password,
                    },
                }
            )
        );

    /// <summary>What an operator's certificate store says of this one certificate; of every other one it says what it said before.</summary>
    private sealed class Trust : IDisposable
    {
#pragma warning disable SYSLIB0014 // the mail client asks here and nowhere else
        public Trust(X509Certificate2 trusted) =>
            ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
                errors == System.Net.Security.SslPolicyErrors.None || certificate?.GetCertHashString() == trusted.GetCertHashString();

        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
#pragma warning restore SYSLIB0014
    }
}
