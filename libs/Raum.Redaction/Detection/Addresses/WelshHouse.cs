namespace Raum.Redaction;

/// <summary>The names of houses in Wales: "Ty Gwyn", "Bryn Awel", "Plas Newydd".</summary>
internal static class WelshHouse
{
    private static readonly WordSet First = Cues.Set("ty bryn plas tan cae maes hafod min pen llwyn gwel erw");

    private static readonly WordSet Last = Cues.Set(
        "gwyn mawr newydd coch isaf uchaf bach fawr wen awel deg hir canol capel nant mor mynydd afon heulog haf glas hyfryd"
    );

    public static bool Is(ReadOnlySpan<char> name)
    {
        var first = AddressWords.NameEnd(name, 0);
        return first + 2 < name.Length && name[first] == ' ' && First.Contains(name[..first]) && Last.Contains(name[(first + 1)..]);
    }
}
