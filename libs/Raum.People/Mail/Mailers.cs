using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.People.Mail;

/// <summary>Mails through the configured SMTP server.</summary>
internal sealed class SmtpMailer(IOptions<PeopleOptions> options) : IMailer
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public async Task<Outcome<Done>> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (options.Value.Mail is not { Host: { } host, From: { } from } mail)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new SmtpClient(host, mail.Port) { EnableSsl = mail.RequireTls };
            if (mail.User is { } user)
            {
                client.Credentials = new NetworkCredential(user, mail.Password);
            }

            using var message = new MailMessage(from, letter.To.Reveal(), letter.Subject, letter.Text.Reveal())
            {
                BodyEncoding = Encoding.UTF8,
                SubjectEncoding = Encoding.UTF8,
            };
            await client.SendMailAsync(message, limit.Token);
            return default(Done);
        }
        catch (Exception e) when (e is SmtpException or FormatException or IOException)
        {
            return new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(30));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.Timeout, TimeSpan.FromSeconds(30));
        }
    }
}

/// <summary>Mails as files, for development: <c>…/20261121-093015-123-….txt</c>.</summary>
internal sealed class OutboxMailer(IOptions<PeopleOptions> options, TimeProvider clock) : IMailer
{
    public async Task<Outcome<Done>> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(options.Value.OutboxFolder!);
        var now = clock.GetUtcNow();
        var file = Path.Combine(folder.FullName, $"{now:yyyyMMdd-HHmmss-fff}-{Guid.CreateVersion7(now):N}.txt");
        await File.WriteAllTextAsync(
            file,
            $"To: {letter.To.Reveal()}\nSubject: {letter.Subject}\n\n{letter.Text.Reveal()}\n",
            cancellationToken
        );
        return default(Done);
    }
}
