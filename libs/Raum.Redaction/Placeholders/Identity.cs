namespace Raum.Redaction;

/// <summary>What a placeholder stands for: a person's name or another value, with every form in which it was met.</summary>
internal sealed class Identity(PiiType type, string? profileValue = null)
{
    private const int MaximumContexts = 16;
    private readonly List<Form> _forms = new(1);
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

    /// <summary>How many spellings were masked.</summary>
    public int FormCount => _forms.Count;

    /// <summary>One of them.</summary>
    public string FormAt(int index) => _forms[index].Value;

    /// <summary>Notes a spelling, and the folded word before it; gives the spelling, and whether it is a new one.</summary>
    public string AddForm(ReadOnlySpan<char> value, ReadOnlySpan<char> before, out bool isNew)
    {
        var count = _forms.Count;
        var form = FormOf(value);
        isNew = _forms.Count > count;
        form.Note(before);
        return form.Value;
    }

    /// <summary>Takes the parts of a new spelling in.</summary>
    public void AddParts(List<string> parts)
    {
        if (Type != PiiType.Name)
        {
            return;
        }

        foreach (var part in parts)
        {
            _parts.Add(part);
        }
    }

    private Form FormOf(ReadOnlySpan<char> value)
    {
        foreach (var known in _forms)
        {
            if (value.SequenceEqual(known.Value))
            {
                return known;
            }
        }

        var form = new Form(value.ToString());
        _forms.Add(form);
        return form;
    }

    /// <summary>True when this folded word is a part of the name.</summary>
    public bool HasPart(string part) => _parts.Contains(part);

    /// <summary>True when the person's whole name is among these parts.</summary>
    public bool IsWithin(IReadOnlyCollection<string> parts) => _parts.Count > 1 && _parts.IsSubsetOf(parts);

    /// <summary>True when both can be one person.</summary>
    public bool CanAlsoBe(Identity other) => _parts.IsSupersetOf(other._parts) || _parts.IsSubsetOf(other._parts);

    /// <summary>True when one set of name parts holds the other, so that both may be one person.</summary>
    /// <param name="parts">Of one value: a few.</param>
    public bool CanAlsoBe(List<string> parts) => HasAll(parts) || IsAllIn(parts);

    private bool HasAll(List<string> parts)
    {
        foreach (var part in parts)
        {
            if (!_parts.Contains(part))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsAllIn(List<string> parts)
    {
        foreach (var part in _parts)
        {
            if (!parts.Contains(part))
            {
                return false;
            }
        }

        return true;
    }

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

            if (before.Length > 0 && form.StoodBehind(before) && (fitting is null || form.Value.Length > fitting.Length))
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
        /// <summary>The words before it, folded; most forms have one.</summary>
        private List<string>? _before;

        public void Note(ReadOnlySpan<char> before)
        {
            if (before.Length > 0 && _before is not { Count: >= MaximumContexts } && !StoodBehind(before))
            {
                (_before ??= new List<string>(1)).Add(before.ToString());
            }
        }

        public bool StoodBehind(ReadOnlySpan<char> word)
        {
            for (var i = 0; i < _before?.Count; i++)
            {
                if (word.SequenceEqual(_before[i]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
