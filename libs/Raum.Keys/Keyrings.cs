namespace Raum.Keys;

/// <summary>The keyring that wraps, and the one before it, which only opens while organizations move (KEY-2).</summary>
internal sealed class Keyrings(IKeyWrapper current, IKeyWrapper? previous) : IDisposable
{
    public IKeyWrapper Current => current;

    public IKeyWrapper? Previous => previous;

    /// <summary>The keyring of this name; null when this process was not given it.</summary>
    public IKeyWrapper? Named(string name) =>
        name == current.Name ? current
        : name == previous?.Name ? previous
        : null;

    public void Dispose() => (previous as IDisposable)?.Dispose();
}
