using Raum.Core;

namespace Raum.People.Mail;

/// <summary>Sends a short text to a person. Adapters: SMTP, and for development a folder.</summary>
public interface IMailer
{
    /// <returns><see cref="FailureCode.NotConfigured"/> when no mail can be sent here, <see cref="FailureCode.Timeout"/> when the server did not take it.</returns>
    Task<Outcome<Done>> SendAsync(Letter letter, CancellationToken cancellationToken);
}

/// <param name="Text">Plain text; holds a live link.</param>
public sealed record Letter(PersonalText To, string Subject, PersonalText Text);
