using System.Buffers;

namespace Raum.Masking.Redact;

/// <summary>Lines that arrived together, answered on all processors and read in their order.</summary>
internal sealed class LineBatch(OffsetUnit unit)
{
    private readonly List<Line> _lines = [];
    private readonly LineAnswers[] _answers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new LineAnswers(unit))];
    private int _next;

    public int Count => _lines.Count;

    /// <summary>What came of a line: what is wrong with it, or else its answer, which is empty for a blank one.</summary>
    public (string? Fault, ReadOnlyMemory<byte> Text) this[int index] =>
        _lines[index] is var line && line.By is null ? (line.Fault, default) : (line.Fault, line.By.Text[line.Start..line.End]);

    public void Clear()
    {
        _lines.Clear();
        foreach (var answers in _answers)
        {
            answers.Clear();
        }
    }

    /// <param name="fault">What is known to be wrong with it: such a line is not read.</param>
    public void Add(ReadOnlySequence<byte> line, string? fault) => _lines.Add(new Line { Source = line, Fault = fault });

    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        _next = 0;
        var others = Math.Min(_answers.Length, _lines.Count) - 1;
        var work = new List<Task>();
        for (var i = 1; i <= others; i++)
        {
            var answers = _answers[i];
            work.Add(Task.Run(() => Answer(answers, cancellationToken), cancellationToken));
        }

        Answer(_answers[0], cancellationToken);
        await Task.WhenAll(work);
    }

    /// <summary>Takes the next line that nobody has, until there is none.</summary>
    private void Answer(LineAnswers answers, CancellationToken cancellationToken)
    {
        for (int at; (at = Interlocked.Increment(ref _next) - 1) < _lines.Count; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = _lines[at];
            if (line.Fault is null)
            {
                line.By = answers;
                line.Start = answers.End;
                line.Fault = answers.Answer(line.Source);
                line.End = answers.End;
            }
        }
    }

    private sealed class Line
    {
        public required ReadOnlySequence<byte> Source { get; init; }

        public string? Fault { get; set; }

        public LineAnswers? By { get; set; }

        public int Start { get; set; }

        public int End { get; set; }
    }
}
