using Raum.Core;

namespace Raum.Providers;

/// <summary>Carries a failure from below an SDK up to the chain. It never leaves the library and never holds a provider's text.</summary>
internal sealed class ProviderFault(Failure failure) : Exception("A provider call failed.")
{
    public ProviderFault(FailureCode code)
        : this(new Failure(code)) { }

    public Failure Failure { get; } = failure;
}

/// <summary>The outgoing request held a masked value, or had a shape the check does not know. The call was not made.</summary>
/// <param name="hits">Values found; 0 for an unknown shape.</param>
internal sealed class CallStopped(int hits) : Exception("The outgoing request was stopped.")
{
    public int Hits { get; } = hits;
}
