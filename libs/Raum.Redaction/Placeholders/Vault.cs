namespace Raum.Redaction;

/// <summary>One value that was masked: where it stood in the masked text, what it was.</summary>
/// <param name="Start">First UTF-16 unit of the placeholder in the masked text.</param>
internal readonly record struct Occurrence(int Start, Identity Identity, string Value);

/// <summary>The values of one job and their placeholders. Memory only; it dies with the session (PII-5).</summary>
/// <remarks>
/// An identity is a person's name or one other value. It can have several forms ("Jane Doe", "Jane"; "+44 7700 900412", "07700 900412").
/// </remarks>
internal sealed class Vault
{
    private const int MaximumNamesakes = 64;
    private const int MostOnStack = 128;

    /// <summary>By type, then by key; a type has none until a value of it is met.</summary>
    private readonly Dictionary<string, Identity>?[] _byForm = new Dictionary<string, Identity>?[PiiTypes.Count];

    /// <summary>By type, then by number: the first one has number 1.</summary>
    private readonly List<Identity>?[] _byNumber = new List<Identity>?[PiiTypes.Count];
    private readonly Dictionary<string, List<Identity>> _byNamePart = [];
    private readonly Dictionary<string, Identity> _ambiguous = [];
    private readonly int[] _last = new int[PiiTypes.Count];
    private readonly bool[] _reserved = new bool[PiiTypes.Count];
    private readonly List<Identity> _issued = [];

    /// <summary>Identities with a placeholder, in the order in which they got it.</summary>
    public IReadOnlyList<Identity> Issued => _issued;

    /// <summary>How many words several people share so far: while there are no more of them, a value stands for whom it stood before.</summary>
    public int Namesakes => _ambiguous.Count;

    /// <summary>Keeps the unnumbered placeholder of a type for an identity that is known before any text is read (PII-1: the requester).</summary>
    public void Reserve(Identity identity)
    {
        if (!_reserved[(int)identity.Type] && _last[(int)identity.Type] == 0)
        {
            _reserved[(int)identity.Type] = true;
            _last[(int)identity.Type] = 1;
            identity.Number = 1;
            Number(identity);
        }
    }

    /// <summary>Makes a form stand for an identity, unless it stands for another one already.</summary>
    public void Bind(Identity identity, string form)
    {
        var plain = NormalizedText.Plain(form);
        Span<char> buffer = plain.Length < MostOnStack ? stackalloc char[MostOnStack] : new char[plain.Length + 1];
        FormsOf(identity.Type).TryAdd(KeyOf(identity.Type, plain, buffer), identity);
        if (identity.Type == PiiType.Name)
        {
            IndexParts(identity, NameParts.Of(plain));
        }
    }

    /// <summary>The identity for a value that a detector found, with a placeholder.</summary>
    /// <param name="known">The person whom the detector recognized, if it did.</param>
    /// <param name="before">The word before the value, folded: it later tells which form fits.</param>
    /// <param name="form">The value.</param>
    public Identity Admit(PiiType type, ReadOnlySpan<char> value, Identity? known, ReadOnlySpan<char> before, out string form)
    {
        var plain = NormalizedText.Plain(value);
        Span<char> buffer = plain.Length < MostOnStack ? stackalloc char[MostOnStack] : new char[plain.Length + 1];
        var key = KeyOf(type, plain, buffer);
        var forms = FormsOf(type);
        forms.TryGetValue(key, out var other);
        List<string>? parts = null;
        var identity = Ambiguous(type, key) ?? known ?? other;
        if (identity is null && type == PiiType.Name)
        {
            parts = NameParts.Of(plain);
            identity = SamePerson(parts);
        }

        identity ??= new Identity(type);
        if (other is null)
        {
            forms.TryAdd(key, identity);
        }

        Issue(identity);
        form = identity.AddForm(value, before, out var isNew);
        if (isNew && type == PiiType.Name)
        {
            parts ??= NameParts.Of(plain);
            identity.AddParts(parts);
            IndexParts(identity, parts);
        }

        return identity;
    }

    /// <summary>Who this value stands for, if it has a placeholder already; gives none.</summary>
    public Identity? Find(PiiType type, ReadOnlySpan<char> value)
    {
        var plain = NormalizedText.Plain(value);
        Span<char> buffer = plain.Length < MostOnStack ? stackalloc char[MostOnStack] : new char[plain.Length + 1];
        var key = KeyOf(type, plain, buffer);
        FormsOf(type).TryGetValue(key, out var known);
        return (Ambiguous(type, key) ?? known) is { IsIssued: true } found ? found : null;
    }

    public Identity? Find(PiiType type, int number) =>
        number > 0 && number <= _byNumber[(int)type]?.Count && _byNumber[(int)type]![number - 1] is { IsIssued: true } found ? found : null;

    /// <summary>Notes an identity that has the next number of its type.</summary>
    private void Number(Identity identity) => (_byNumber[(int)identity.Type] ??= []).Add(identity);

    private void Issue(Identity identity)
    {
        if (identity.IsIssued)
        {
            return;
        }

        if (identity.Number == 0)
        {
            identity.Number = ++_last[(int)identity.Type];
            Number(identity);
        }

        identity.Placeholder = PlaceholderReader.Write(identity.Type, identity.Number);
        _issued.Add(identity);
    }

    /// <summary>"Jane" is Jane Doe when nobody else in the job is called Jane; otherwise each form stands for itself.</summary>
    private Identity? SamePerson(List<string> parts)
    {
        Identity? only = null;
        foreach (var part in parts)
        {
            if (!_byNamePart.TryGetValue(part, out var candidates))
            {
                continue;
            }

            foreach (var candidate in candidates)
            {
                if (candidate == only)
                {
                    continue;
                }

                if (only is not null || !candidate.CanAlsoBe(parts))
                {
                    return null;
                }

                only = candidate;
            }
        }

        return only;
    }

    /// <summary>A single word that two people of the job share is nobody's for sure: it stands for itself.</summary>
    private Identity? Ambiguous(PiiType type, ReadOnlySpan<char> key) =>
        type == PiiType.Name && _ambiguous.Count > 0 && _ambiguous.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var nobody)
            ? nobody
            : null;

    private Dictionary<string, Identity>.AlternateLookup<ReadOnlySpan<char>> FormsOf(PiiType type) =>
        (_byForm[(int)type] ??= []).GetAlternateLookup<ReadOnlySpan<char>>();

    private void IndexParts(Identity identity, List<string> parts)
    {
        foreach (var part in parts)
        {
            if (!_byNamePart.TryGetValue(part, out var identities))
            {
                _byNamePart[part] = identities = [];
            }

            if (identities.Count < MaximumNamesakes && !identities.Contains(identity))
            {
                if (!_ambiguous.ContainsKey(part) && identities.Exists(other => !other.CanAlsoBe(identity)))
                {
                    _ambiguous[part] = new Identity(PiiType.Name);
                }

                identities.Add(identity);
            }
        }
    }

    private static ReadOnlySpan<char> KeyOf(PiiType type, ReadOnlySpan<char> value, Span<char> buffer) =>
        type switch
        {
            PiiType.Phone => buffer[..PhoneKey.Write(value, buffer)],
            // Secrets and look-alikes differ by case and punctuation.
            PiiType.Secret or PiiType.Lookalike => value,
            _ => buffer[..ValueKey.Write(value, buffer)],
        };
}
