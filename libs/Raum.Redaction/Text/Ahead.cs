using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Raum.Redaction;

/// <summary>Asks the processor for places of large tables that will be read soon, so that other work goes on while they come from memory.</summary>
internal static class Ahead
{
    /// <summary>A hint that reads and writes nothing: a table that moved meanwhile only makes it useless.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T place)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
