using Raum.AuditStore.Events;
using Raum.Core;

namespace Raum.People.Mail;

/// <summary>Tells people of changes to their ways in (ASVS 6.3.7), and of others who act as them. Nobody waits for the mail server, and a mail that does not go hinders nothing: the change is on record.</summary>
internal sealed class CredentialLetters(IMailer mailer)
{
    public void Send(PersonalText to, string method, CredentialChange change) =>
        _ = Task.Run(() => mailer.SendAsync(Write(to, method, change), CancellationToken.None), CancellationToken.None);

    /// <summary>Tells somebody that an admin acts as them (ORG-7).</summary>
    public void SendImpersonated(PersonalText to, DateTimeOffset until) =>
        _ = Task.Run(
            () =>
                mailer.SendAsync(
                    new Letter(
                        to,
                        "Raum: an administrator acts as you",
                        new PersonalText(
                            $"An administrator of your organization acts as you at Raum, until {until:yyyy-MM-dd HH:mm} UTC at most.\n\nYour list of sessions says who, and the reason. It can be ended there. Everything done meanwhile is on record with both names."
                        )
                    ),
                    CancellationToken.None
                ),
            CancellationToken.None
        );

    internal static Letter Write(PersonalText to, string method, CredentialChange change)
    {
        var what = method switch
        {
            SignInMethods.Password => "password",
            SignInMethods.Totp => "authenticator app",
            SignInMethods.RecoveryCode => "recovery codes",
            SignInMethods.Passkey => "passkey",
            _ => "way to sign in",
        };
        var happened = change switch
        {
            CredentialChange.Set => "added to",
            CredentialChange.Rotated => "replaced in",
            _ => "removed from",
        };
        return new Letter(
            to,
            $"Raum: {what} {happened} your account",
            new PersonalText(
                $"A change of your account at Raum: {what} {happened} it.\n\nIf it was not you, end your sessions, choose another password, and tell an administrator of your organization."
            )
        );
    }
}
