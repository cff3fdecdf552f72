namespace Raum.Redaction;

/// <summary>Every form under which the ticket's people may stand in a text: names with their parts and short forms, mail addresses, numbers.</summary>
internal sealed class KnownForms
{
    private const int MaximumPeople = 1_000;
    private readonly List<string> _nameParts = [];

    public KnownForms(IReadOnlyList<KnownPerson> people, Vault vault)
    {
        if (people.Count == 0)
        {
            return;
        }

        // The requester first: theirs are the unnumbered placeholders.
        var ordered = people.Where(person => person is not null).OrderBy(person => person.Role != PersonRole.Requester).Take(MaximumPeople);
        var byName = new Dictionary<string, Identity>();
        var names = new List<(NameForms Forms, Identity Identity)>();
        foreach (var person in ordered)
        {
            AddEmail(person, vault);
            AddPhone(person, vault);
            if (NameForms.Of(person.Name, person.Role == PersonRole.Agent) is { } forms)
            {
                var key = string.Join(' ', forms.Full);
                if (!byName.TryGetValue(key, out var identity))
                {
                    byName[key] = identity = new Identity(PiiType.Name, forms.Display);
                    names.Add((forms, identity));
                }

                if (person.Role == PersonRole.Requester)
                {
                    vault.Reserve(identity);
                }
            }
        }

        AddNames(names, vault);
    }

    /// <summary>Names, mail addresses and what they log in with.</summary>
    public Lexicon Words { get; } = new();

    public DigitLexicon Numbers { get; } = new();

    /// <summary>Single words of these names, for those that are mistyped.</summary>
    public KnownTypos Typos { get; } = new();

    /// <summary>The words of these people's names, folded; no small words and no initials.</summary>
    public IReadOnlyList<string> NameParts => _nameParts;

    /// <summary>Given and family names of several words without what stands between, folded: "vandermeulen".</summary>
    public HashSet<string> GluedNames { get; } = [];

    private void AddEmail(KnownPerson person, Vault vault)
    {
        var words = Lexicon.WordsOf(person.Email);
        if (words.Length >= 2 && person.Email!.Contains('@', StringComparison.Ordinal) && person.Email.Length <= 320)
        {
            var email = new Identity(PiiType.Email, person.Email.Trim());
            vault.Bind(email, email.ProfileValue!);
            if (person.Role == PersonRole.Requester)
            {
                vault.Reserve(email);
            }

            Words.Add(new LexiconEntry(words, email, LexiconRule.Always, "profile"));
            AddLocalPart(person.Email);
        }
    }

    /// <summary>"jane.doe77" alone is a value of its own: it comes back as it stood, never as the address or the name.</summary>
    private void AddLocalPart(string email)
    {
        var local = email[..email.LastIndexOf('@')];
        var words = Lexicon.WordsOf(local);
        if (
            words.Length > 0
            && local.Length >= 5
            && (local.AsSpan().ContainsAnyInRange('0', '9') || local.Contains('_', StringComparison.Ordinal))
        )
        {
            Words.Add(new LexiconEntry(words, new Identity(PiiType.Username), LexiconRule.Always, "local-part"));
        }
    }

    private void AddPhone(KnownPerson person, Vault vault)
    {
        if (person.Phone is not { Length: >= 5 and <= 60 } number)
        {
            return;
        }

        var phone = new Identity(PiiType.Phone, number.Trim());
        foreach (var digits in PhoneKey.Notations(number))
        {
            vault.Bind(phone, digits);
            Numbers.Add(digits, phone);
        }

        if (person.Role == PersonRole.Requester)
        {
            vault.Reserve(phone);
        }
    }

    private void AddNames(List<(NameForms Forms, Identity Identity)> names, Vault vault)
    {
        var owners = new Dictionary<string, Identity>();
        var roles = new Dictionary<string, NameRole>();
        foreach (var (forms, identity) in names)
        {
            _nameParts.AddRange(
                forms
                    .Parts.Where(part => part is { Words.Length: 1, Reason: NameForms.Part } && part.Words[0].Length > 2)
                    .Select(part => part.Words[0])
            );
            GluedNames.UnionWith(forms.Glued);
            foreach (var part in forms.Parts)
            {
                roles[part.Key] = roles.GetValueOrDefault(part.Key) | part.Role;
            }

            foreach (var part in forms.Parts.Select(part => part.Key).Distinct())
            {
                // A part that two people share is nobody's for sure: it stands for itself.
                owners[part] = owners.TryGetValue(part, out var other) && other != identity ? new Identity(PiiType.Name) : identity;
            }
        }

        foreach (var (forms, identity) in names)
        {
            foreach (var (words, reason) in forms.Always)
            {
                Words.Add(new LexiconEntry(words, identity, LexiconRule.Always, reason));
            }

            foreach (var glued in forms.Glued)
            {
                // "Decuyper" of De Cuypere.
                Typos.Add(new LexiconEntry([glued], identity, LexiconRule.Always, NameForms.Part, NameRole.Family));
            }

            vault.Bind(identity, forms.Display);
        }

        // Short forms last: a whole part of somebody's name is that.
        foreach (
            var part in names.SelectMany(name => name.Forms.Parts).OrderBy(part => part.Reason is NameForms.Initials or NameForms.PetName)
        )
        {
            var entry = new LexiconEntry(part.Words, owners[part.Key], part.Rule, part.Reason, roles[part.Key]);
            Words.Add(entry);
            if (part.Reason == NameForms.Part)
            {
                Typos.Add(entry);
            }
        }
    }
}
