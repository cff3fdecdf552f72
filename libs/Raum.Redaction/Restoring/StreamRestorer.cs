using System.Text;

namespace Raum.Redaction;

/// <summary>Puts values back into an answer while it streams. Every way to cut the answer gives the same text (PII-6).</summary>
/// <remarks>
/// Holds back at most <see cref="MaximumHeld"/> units. One left-to-right pass: what was put back is never read again.
/// An answer that ends inside a placeholder gives nothing of it. Not thread-safe.
/// </remarks>
public sealed class StreamRestorer
{
    /// <summary>The most UTF-16 units that wait for the next chunk: one placeholder in its longest form and the two units that follow it.</summary>
    public const int MaximumHeld = PlaceholderReader.MaximumLength + 2;

    private const int MaximumWord = 24;

    private readonly Vault _vault;
    private readonly RestorePolicy _policy;
    private readonly FormCursor? _forms;
    private readonly StringBuilder _word = new(MaximumWord);
    private string _previousWord = "";
    private string _held = "";
    private char _before = ' ';
    private TargetGuard _guard;
    private RestoreCounts _counts;
    private bool _completed;

    internal StreamRestorer(Vault vault, RestorePolicy policy)
    {
        _vault = vault;
        _policy = policy;
        _forms = policy.Source is null ? null : new FormCursor(policy.Source);
    }

    /// <summary>What happened so far; final after <see cref="Complete"/>.</summary>
    public RestoreCounts Counts => _counts;

    /// <summary>Takes the next chunk and gives what can be shown now; may be empty.</summary>
    /// <exception cref="ObjectDisposedException">The stream is complete: a bug of the caller.</exception>
    public string Append(ReadOnlySpan<char> chunk)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        return Advance(string.Concat(_held, chunk), final: false);
    }

    /// <summary>Ends the answer and gives the rest of it.</summary>
    public string Complete()
    {
        var rest = Advance(_held, final: true);
        _completed = true;
        _held = "";
        return rest;
    }

    private string Advance(string text, bool final)
    {
        var output = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            var reading = c is '[' or '［' or '\\' or 'r' or 'R' or 'Ｒ' or 'ｒ'
                ? PlaceholderReader.Read(text, at, _before, final)
                : default;
            if (reading.Kind == ReadingKind.None && c == '\\' && at + 1 == text.Length && !final)
            {
                break;
            }

            if (
                reading.Kind == ReadingKind.NeedMore
                || (reading.Kind == ReadingKind.Placeholder && !final && at + reading.Length + 2 > text.Length)
            )
            {
                break;
            }

            switch (reading.Kind)
            {
                case ReadingKind.None:
                    output.Append(c);
                    Pass(c);
                    at++;
                    continue;
                case ReadingKind.CutOff:
                    _counts = _counts with { Mangled = _counts.Mangled + 1 };
                    break;
                case ReadingKind.Mangled:
                    _counts = _counts with { Mangled = _counts.Mangled + 1 };
                    Keep(output, text.AsSpan(at, reading.Length));
                    break;
                default:
                    Replace(output, text.AsSpan(at, reading.Length), reading, text.AsSpan(at + reading.Length));
                    break;
            }

            at += reading.Length;
        }

        _held = text[at..];
        return output.ToString();
    }

    private void Replace(StringBuilder output, ReadOnlySpan<char> written, Reading reading, ReadOnlySpan<char> after)
    {
        var identity = _vault.Find(reading.Type, reading.Number);
        if (identity is null)
        {
            _counts = _counts with { Unknown = _counts.Unknown + 1 };
            Keep(output, written);
            return;
        }

        var form = _forms?.Next(identity);
        var value = form is not null && _policy.Allows(form) ? form : identity.Choose(_policy, PreviousWord());
        if (value is null || MakesTarget(identity.Type, after))
        {
            _counts = _counts with { Withheld = _counts.Withheld + 1 };
            Keep(output, written);
            return;
        }

        _counts = _counts with { Used = _counts.Used + 1, Repaired = _counts.Repaired + (reading.Exact ? 0 : 1) };
        output.Append(value);
        _guard.SkipValue();
        _before = 'x';
        _word.Clear();
        _previousWord = "";
    }

    /// <summary>True inside a link or tag, and where what follows would make the value a part of one: <c>[REDACTED_NAME].example</c>.</summary>
    private bool MakesTarget(PiiType type, ReadOnlySpan<char> after)
    {
        if (type == PiiType.Lookalike)
        {
            return false;
        }

        if (_guard.InTarget)
        {
            // "Jane <[REDACTED_EMAIL]>" is how mail programs write an address.
            return !(_guard.AfterAngle && type == PiiType.Email && after is ['>', ..]);
        }

        return after.Length > 1 && (TargetGuard.IsDot(after[0]) || after[0] == '@') && char.IsLetterOrDigit(after[1]);
    }

    private void Keep(StringBuilder output, ReadOnlySpan<char> text)
    {
        output.Append(text);
        _guard.SkipValue();
        _before = text[^1];
        _word.Clear();
        _previousWord = "";
    }

    private void Pass(char c)
    {
        _guard.Step(c);
        _before = c;
        if (char.IsLetter(c))
        {
            if (_word.Length < MaximumWord)
            {
                _word.Append(Folding.Fold(c));
            }
        }
        else if (_word.Length > 0)
        {
            _previousWord = _word.ToString();
            _word.Clear();
        }

        if (c == '\n')
        {
            _previousWord = "";
        }
    }

    private string PreviousWord() => _word.Length > 0 ? _word.ToString() : _previousWord;
}
