using System.Text.Json;
using Raum.Redaction;

namespace Raum.Masking.Redact;

/// <summary>One line of the filter's input.</summary>
internal sealed record RedactRequest(string Text, IReadOnlyList<KnownPerson> People)
{
    private const int MostPeople = 1_000;

    /// <summary>Null, and what is wrong, for a line that is not as the help says.</summary>
    public static RedactRequest? Read(JsonElement line, out string fault)
    {
        fault = "";
        if (line.ValueKind != JsonValueKind.Object)
        {
            fault = "is not an object";
        }
        else if (!line.TryGetProperty("id", out var id) || !IsId(id))
        {
            fault = "has no \"id\"";
        }
        else if (!line.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            fault = "has no \"text\"";
        }
        else if (!line.TryGetProperty("people", out var people) || people.ValueKind == JsonValueKind.Null)
        {
            return new RedactRequest(text.GetString()!, []);
        }
        else if (ReadPeople(people) is not { } known)
        {
            fault = "has \"people\" that are not a list of {role, name, email, phone}";
        }
        else
        {
            return new RedactRequest(text.GetString()!, known);
        }

        return null;
    }

    /// <summary>The people of a list of <c>{role, name, email, phone}</c>; null when it is something else.</summary>
    internal static IReadOnlyList<KnownPerson>? ReadPeople(JsonElement people)
    {
        if (people.ValueKind != JsonValueKind.Array || people.GetArrayLength() > MostPeople)
        {
            return null;
        }

        var known = new List<KnownPerson>();
        foreach (var person in people.EnumerateArray())
        {
            if (
                person.ValueKind != JsonValueKind.Object
                || !TryText(person, "role", out var role)
                || !TryText(person, "name", out var name)
                || !TryText(person, "email", out var email)
                || !TryText(person, "phone", out var phone)
            )
            {
                return null;
            }

            known.Add(new KnownPerson(RoleOf(role), name, email, phone));
        }

        return known;
    }

    /// <summary>A text or a number. The text is read, so that one that cannot be written again is refused here.</summary>
    private static bool IsId(JsonElement id) =>
        id.ValueKind == JsonValueKind.Number || (id.ValueKind == JsonValueKind.String && id.GetString() is not null);

    /// <summary>An unknown role is a person all the same.</summary>
    private static PersonRole RoleOf(string? role) =>
        Enum.TryParse<PersonRole>(role, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : PersonRole.Other;

    private static bool TryText(JsonElement person, string property, out string? value)
    {
        value = null;
        if (!person.TryGetProperty(property, out var found) || found.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        value = found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        return value is not null;
    }
}
