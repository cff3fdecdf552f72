namespace Raum.Redaction;

/// <summary>The recovery key of an encrypted drive (BitLocker): eight groups of six digits.</summary>
internal static class RecoveryKey
{
    private const int Groups = 8;
    private const int Group = 6;
    private const int Length = (Groups * (Group + 1)) - 1;

    public static bool Is(ReadOnlySpan<char> run)
    {
        run = run.TrimEnd(".-");
        if (run.Length != Length)
        {
            return false;
        }

        for (var at = 0; at < Length; at++)
        {
            if (at % (Group + 1) == Group ? run[at] != '-' : !char.IsAsciiDigit(run[at]))
            {
                return false;
            }
        }

        return true;
    }
}
