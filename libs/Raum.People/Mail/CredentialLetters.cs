using Raum.AuditStore.Events;
using Raum.Core;

namespace Raum.People.Mail;

/// <summary>Tells people of changes to their ways in (ASVS 6.3.7), of odd attempts to sign in, and of others who act as them. Nobody waits for the mail server, and a mail that does not go hinders nothing: the change is on record.</summary>
internal sealed class CredentialLetters(IMailer mailer)
{
    public void Send(PersonalText to, string method, CredentialChange change) =>
        _ = Task.Run(() => mailer.SendAsync(Write(to, method, change), CancellationToken.None), CancellationToken.None);

    /// <summary>Tells somebody that an admin acts as them (ORG-7).</summary>
    public void SendImpersonated(PersonalText to, DateTimeOffset until) =>
        Send(
            to,
            "Raum: an administrator acts as you",
            $"An administrator of your organization acts as you at Raum, until {until:yyyy-MM-dd HH:mm} UTC at most.\n\nYour list of sessions says who, and the reason. It can be ended there. Everything done meanwhile is on record with both names."
        );

    /// <summary>Tells somebody that wrong secrets for their account came in a row (ASVS 6.3.5).</summary>
    public void SendResting(PersonalText to) =>
        Send(
            to,
            "Raum: failed attempts to sign in as you",
            "Somebody tried several times to sign in to your account at Raum with a wrong password or code. After so many an account rests for a while; a passkey signs in meanwhile.\n\nIf it was not you, look at your sessions, and choose another password if you use this one elsewhere."
        );

    /// <summary>Tells somebody that a right secret came after several wrong ones (ASVS 6.3.5).</summary>
    public void SendGotIn(PersonalText to) =>
        Send(
            to,
            "Raum: a sign-in after failed attempts",
            "A right password or code for your account at Raum came after several wrong ones.\n\nIf it was not you, end your sessions, choose another password, and tell an administrator of your organization."
        );

    private void Send(PersonalText to, string subject, string text) =>
        _ = Task.Run(
            () => mailer.SendAsync(new Letter(to, subject, new PersonalText(text)), CancellationToken.None),
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
