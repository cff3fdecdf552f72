using Raum.Redaction;

namespace Raum.Redaction.Tests;

/// <summary>Sessions as a ticket makes them.</summary>
internal static class Jobs
{
    public static readonly KnownPerson Jane = new(PersonRole.Requester, "Jane Doe", "jane.doe@example.org", "+44 7700 900412");
    public static readonly KnownPerson Mark = new(PersonRole.Agent, "Mark Ferris", "mark@helpdesk.example");

    public static RedactionSession With(params KnownPerson[] people) => new(RedactionOptions.Default, people);

    public static string Masked(string text, params KnownPerson[] people) => With(people).Mask(text).Text;

    /// <summary>Masks and restores with the text as its own source.</summary>
    public static string RoundTrip(RedactionSession session, string text)
    {
        var masked = session.Mask(text);
        return session.Restore(masked.Text, RestorePolicy.Everything.Following(masked)).Text.Reveal();
    }
}
