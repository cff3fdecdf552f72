namespace Raum.Redaction;

/// <summary>Walks the forms of each value in the order in which they stood in a source text.</summary>
internal sealed class FormCursor
{
    private readonly Dictionary<Identity, Queue<string>> _forms = [];

    public FormCursor(MaskedText source)
    {
        foreach (var occurrence in source.Occurrences)
        {
            if (!_forms.TryGetValue(occurrence.Identity, out var queue))
            {
                _forms[occurrence.Identity] = queue = new Queue<string>();
            }

            queue.Enqueue(occurrence.Value);
        }
    }

    /// <summary>The next form of this value, or null when the source has no more of them.</summary>
    public string? Next(Identity identity) => _forms.TryGetValue(identity, out var queue) && queue.TryDequeue(out var form) ? form : null;
}
