namespace Raum.Providers;

/// <summary>Two clocks of one call: its whole time, and the silence inside it.</summary>
internal sealed class Limit : IDisposable
{
    private readonly TimeSpan _idle;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _whole;
    private readonly CancellationTokenSource _either;

    public Limit(TimeProvider clock, TimeSpan whole, TimeSpan idle, CancellationToken cancellationToken)
    {
        _idle = idle;
        _silence = new CancellationTokenSource(idle, clock);
        _whole = new CancellationTokenSource(whole, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, _whole.Token, cancellationToken);
    }

    /// <summary>Ends with either clock or with the caller's token.</summary>
    public CancellationToken Token => _either.Token;

    public bool IsOver => _silence.IsCancellationRequested || _whole.IsCancellationRequested;

    /// <summary>Something came: the silence starts again.</summary>
    public void Heard() => _silence.CancelAfter(_idle);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
        _whole.Dispose();
    }
}
