using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Raum.People;

/// <summary>Accounts, sign-in and sessions of people. Section <c>People</c>. A wrong value stops the host at start.</summary>
public sealed class PeopleOptions
{
    public const string Section = "People";

    /// <summary>Where people reach this deployment, such as <c>https://raum.example.com</c>: links in mails, passkeys and single sign-on are bound to it, and a session is used by pages of this origin only. Default <c>https://localhost:5001</c>.</summary>
    [Required, Url]
    public string PublicUrl { get; set; } = "https://localhost:5001";

    /// <summary>A session that is not used for this long has ended. Default 30 minutes, from 1 minute to 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A session ends after this long, used or not. Default 12 hours, from 5 minutes to 24 hours (ORG-4).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionLongest { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a proof of who somebody is stands for dangerous actions. Default 10 minutes, from 1 minute to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan ConfirmationStands { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a key signs access tokens before the next one does. The next one is published a day ahead. Default 30 days, from 2 to 366 days.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "366.00:00:00")]
    public TimeSpan SigningKeyLife { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Iterations of PBKDF2-HMAC-SHA512 for passwords. Default 210,000 (OWASP), from 210,000 to 10,000,000. A higher number takes effect for each person with their next sign-in.</summary>
    [Range(210_000, 10_000_000)]
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>Passwords that are hashed at once; each takes a core for about 0.2 seconds. One more waits, and then gets 503. Default 2, from 1 to 64.</summary>
    [Range(1, 64)]
    public int PasswordHashesAtOnce { get; set; } = 2;

    /// <summary>File of SHA-1 hashes of breached passwords in upper-case hex, one a line, sorted, with or without <c>:count</c>. Default none: only the built-in list is looked up.</summary>
    public string? BreachedPasswordsFile { get; set; }

    /// <summary>Wrong secrets in a row before an account is given a rest, which doubles with each further one. Default 5, from 3 to 100.</summary>
    [Range(3, 100)]
    public int FailuresBeforeRest { get; set; } = 5;

    /// <summary>The earliest that a refused password is answered, so that the clock does not tell an account by what is noted of it. Default 1 second, from 0 to 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RefusalTakes { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an invitation can be accepted. Default 7 days, from 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan InvitationStands { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Where mails are written instead of being sent, a file each. For development only. Default none.</summary>
    public string? OutboxFolder { get; set; }

    /// <summary>Said when a host outside development has an outbox.</summary>
    public const string DevelopmentOnly = "People:OutboxFolder writes mails with live links to files, which is for development only.";

    /// <summary>The SMTP server that mails are sent through. Default none: no mail is sent, and who needs one is told that it is not configured.</summary>
    [ValidateObjectMembers]
    public MailOptions Mail { get; set; } = new();
}

/// <summary>The SMTP server. Section <c>People:Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>Host name. Default none.</summary>
    public string? Host { get; set; }

    /// <summary>Port. Default 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>Sender's address. Required with a host.</summary>
    public string? From { get; set; }

    /// <summary>User name. Default none: no authentication.</summary>
    public string? User { get; set; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; set; }

    /// <summary>Refuses a server that does not take TLS (STARTTLS). Default true; false is for a server on the same machine.</summary>
    public bool RequireTls { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class PeopleOptionsRanges : IValidateOptions<PeopleOptions>;

internal sealed class PeopleOptionsRules : IValidateOptions<PeopleOptions>
{
    public ValidateOptionsResult Validate(string? name, PeopleOptions options)
    {
        var faults = new List<string>();
        if (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) || url.AbsolutePath != "/" || url.Query.Length > 0)
        {
            faults.Add("People:PublicUrl must be scheme and host without a path.");
        }

        if (options.SessionIdle > options.SessionLongest)
        {
            faults.Add("People:SessionIdle must not be longer than People:SessionLongest.");
        }

        if (options.Mail.Host is not null && options.Mail.From is null)
        {
            faults.Add("People:Mail:From is needed with People:Mail:Host.");
        }

        if (options.Mail is { RequireTls: false, Host: not (null or "localhost" or "127.0.0.1" or "::1") })
        {
            faults.Add("People:Mail:RequireTls may be false for a server on the same machine only.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
