using Microsoft.Extensions.Options;
using Raum.Core;
using Raum.People.Accounts;

namespace Raum.People.Passwords;

/// <summary>Which passwords may be chosen: long ones that nobody else chose and that do not name their owner. No rules of composition, no expiry (NIST SP 800-63B, 3.1.1.2; ASVS 5.0 6.2).</summary>
internal sealed class PasswordRules(BreachedPasswords breached)
{
    /// <summary>Characters; ASVS asks for 8 and recommends more.</summary>
    public const int MinCharacters = 12;

    private static readonly string[] OwnWords = ["raum"];

    /// <returns><see cref="FailureCode.InvalidRequest"/> for a password that may not be chosen.</returns>
    public Outcome<NormalPassword> Check(PersonalText? typed, EmailAddress? owner)
    {
        if (NormalPassword.Read(typed) is not { } password || password.Characters < MinCharacters)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        var text = password.Reveal();
        return IsOneLetterOrTwo(text) || Names(text, owner) || breached.Contains(text) ? new Failure(FailureCode.InvalidRequest) : password;
    }

    private static bool IsOneLetterOrTwo(string text) => text.Distinct().Count() <= 2;

    /// <summary>What is left of it without the words that everybody knows of this person is too short.</summary>
    private static bool Names(string text, EmailAddress? owner)
    {
        var rest = text;
        string[] words = owner is null
            ? OwnWords
            : [.. OwnWords, owner.Text.Reveal(), owner.Text.Reveal().Split('@')[0], owner.Domain.Split('.')[0]];
        foreach (var word in words.Where(word => word.Length >= 4).OrderByDescending(word => word.Length))
        {
            rest = rest.Replace(word, "", StringComparison.OrdinalIgnoreCase);
        }

        return rest.Length < text.Length && rest.Length < MinCharacters / 2;
    }
}
