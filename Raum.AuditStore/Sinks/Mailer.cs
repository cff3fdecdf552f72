using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using Raum.Core;

namespace Raum.AuditStore.Sinks;

/// <summary>Mail over the operator's SMTP server (<see cref="AuditStoreOptions.SmtpHost"/>), with STARTTLS unless that was switched off.</summary>
internal sealed class Mailer(IOptions<AuditStoreOptions> options, TimeProvider clock)
{
    // SmtpClient has a limit of its own for synchronous sends alone: a server that takes the connection and says nothing would be waited for without end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns><see cref="FailureCode.NotConfigured"/> without a server; <see cref="FailureCode.CallbackUnavailable"/>.</returns>
    public async Task<Outcome<Done>> SendAsync(string to, string subject, string text, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.SmtpHost is not { Length: > 0 } host || settings.SmtpFrom is not { Length: > 0 } from)
        {
            return new Failure(FailureCode.NotConfigured);
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var client = new SmtpClient(host, settings.SmtpPort) { EnableSsl = settings.SmtpTls };
            if (settings.SmtpUser is { Length: > 0 } user)
            {
                client.Credentials = new NetworkCredential(user, settings.SmtpPassword);
            }

            using var message = new MailMessage(from, to, subject, text) { BodyEncoding = Encoding.UTF8, SubjectEncoding = Encoding.UTF8 };
            await client.SendMailAsync(message, either.Token);
            return default(Done);
        }
        catch (Exception e) when (e is SmtpException or IOException)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.CallbackUnavailable);
        }
    }
}
