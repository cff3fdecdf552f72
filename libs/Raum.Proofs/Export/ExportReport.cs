using System.Globalization;

namespace Raum.Proofs.Export;

/// <summary>What a check found, in plain words.</summary>
public sealed class ExportReport
{
    private const int MaxProblems = 50;

    private readonly List<string> _checked = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _problems = [];
    private int _more;

    /// <summary>What was checked and is good.</summary>
    public IReadOnlyList<string> Checked => _checked;

    /// <summary>What is missing and why, and what this check cannot tell.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What is wrong; empty when everything holds.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>True only when nothing is wrong and everything that was asked for could be checked.</summary>
    public bool Holds => _problems.Count == 0;

    internal void Good(FormattableString text) => _checked.Add(text.ToString(CultureInfo.InvariantCulture));

    internal void Note(FormattableString text) => _notes.Add(text.ToString(CultureInfo.InvariantCulture));

    internal void Problem(FormattableString text)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Add(text.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            _more++;
        }
    }

    /// <summary>The report as lines for a reader.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var text in _checked)
        {
            yield return $"ok       {text}";
        }

        foreach (var text in _notes)
        {
            yield return $"note     {text}";
        }

        foreach (var text in _problems)
        {
            yield return $"PROBLEM  {text}";
        }

        if (_more > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"PROBLEM  and {_more} more of these.");
        }

        yield return Holds ? "All of it holds." : "It does NOT hold.";
    }
}
