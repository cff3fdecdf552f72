namespace Raum.Redaction;

/// <summary>What a placeholder stands for: a person's name or another value, with every form in which it was met.</summary>
internal sealed class Identity(PiiType type, string? profileValue = null)
{
    private const int MaximumContexts = 16;
    private readonly List<Form> _forms = [];
    private static readonly HashSet<string> NoParts = [];

    // Only names have parts.
    private readonly HashSet<string> _parts =
        type != PiiType.Name ? NoParts
        : profileValue is null ? []
        : [.. NameParts.Of(profileValue)];

    public PiiType Type { get; } = type;

    /// <summary>What the ticket's metadata says, for known people.</summary>
    public string? ProfileValue { get; } = profileValue;

    /// <summary>0 until it has one.</summary>
    public int Number { get; set; }

    /// <summary>Empty until a value of it was met.</summary>
    public string Placeholder { get; set; } = "";

    public bool IsIssued => Placeholder.Length > 0;

    /// <summary>Every spelling that was masked.</summary>
    public IEnumerable<string> Forms => _forms.Select(form => form.Value);

    public int FormCount => _forms.Count;

    /// <summary>Notes a spelling; true when it is a new one.</summary>
    public bool AddForm(string value, string before)
    {
        var count = _forms.Count;
        var form = FormOf(value);
        if (_forms.Count > count && Type == PiiType.Name)
        {
            _parts.UnionWith(NameParts.Of(value));
        }

        if (before.Length > 0 && form.Before.Count < MaximumContexts && !form.Before.Contains(before))
        {
            form.Before.Add(before);
        }

        return _forms.Count > count;
    }

    private Form FormOf(string value)
    {
        foreach (var known in _forms)
        {
            if (string.Equals(known.Value, value, StringComparison.Ordinal))
            {
                return known;
            }
        }

        var form = new Form(value);
        _forms.Add(form);
        return form;
    }

    /// <summary>True when this folded word is a part of the name.</summary>
    public bool HasPart(string part) => _parts.Contains(part);

    /// <summary>True when the person's whole name is among these parts.</summary>
    public bool IsWithin(IReadOnlyCollection<string> parts) => _parts.Count > 1 && _parts.IsSubsetOf(parts);

    /// <summary>True when both can be one person.</summary>
    public bool CanAlsoBe(Identity other) => CanAlsoBe(other._parts);

    /// <summary>True when one set of name parts holds the other, so that both may be one person.</summary>
    public bool CanAlsoBe(IReadOnlyCollection<string> parts) => _parts.IsSupersetOf(parts) || _parts.IsSubsetOf(parts);

    /// <summary>The form to show: the one that stood after the same word ("Ms", "Hi"), otherwise the fullest one. Null when none may be shown.</summary>
    public string? Choose(RestorePolicy policy, string before)
    {
        string? fullest = ProfileValue is not null && policy.Allows(ProfileValue) ? ProfileValue : null;
        string? fitting = null;
        foreach (var form in _forms)
        {
            if (!policy.Allows(form.Value))
            {
                continue;
            }

            if (before.Length > 0 && form.Before.Contains(before) && (fitting is null || form.Value.Length > fitting.Length))
            {
                fitting = form.Value;
            }

            if (fullest is null || (fullest != ProfileValue && form.Value.Length > fullest.Length))
            {
                fullest = form.Value;
            }
        }

        return fitting ?? fullest;
    }

    private sealed record Form(string Value)
    {
        public List<string> Before { get; } = [];
    }
}
