using System.Globalization;
using Raum.Core;

namespace Raum.AuditStore.Erasure;

/// <summary>A person whom a job is about, by what the desk knows them by. Memory only: what is kept is a keyed hash (<see cref="SubjectPrints"/>).</summary>
public sealed record DataSubject
{
    private DataSubject(string normal) => Normal = normal;

    /// <summary>One spelling for one person; no network address looks like it.</summary>
    internal string Normal { get; }

    /// <summary>By e-mail address, in any case and with the domain in letters or in ASCII (RFC 5890).</summary>
    /// <returns>Null for what is no address: nothing before or behind its last <c>@</c>.</returns>
    public static DataSubject? ByEmail(PersonalText email)
    {
        if (NormalForm.Of(email.Reveal().Trim())?.ToLowerInvariant() is not { } text)
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        return at <= 0 || at == text.Length - 1 ? null : new DataSubject($"email\n{text[..at]}@{Ascii(text[(at + 1)..])}");
    }

    /// <summary>By the desk's number of the user, above 0.</summary>
    public static DataSubject? ByZendeskUser(long id) =>
        id > 0 ? new DataSubject(string.Create(CultureInfo.InvariantCulture, $"zendesk\n{id}")) : null;

    private static string Ascii(string domain)
    {
        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
