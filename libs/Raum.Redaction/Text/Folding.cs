using System.Runtime.CompilerServices;

namespace Raum.Redaction;

/// <summary>Brings letters to a common form: lower case, no accents, one unit for one unit, so that offsets stay.</summary>
/// <remarks>Tables instead of <see cref="string.Normalize()"/>: the same on every machine, with or without ICU, and it never throws on a lone surrogate.</remarks>
public static class Folding
{
    // U+00C0..U+024F and U+1E00..U+1EFF, the first letter of the canonical decomposition in lower case.
    private const string Latin =
        "aaaaaaaceeeeiiiidnooooo\u00d7ouuuuytsaaaaaaaceeeeiiiidnooooo\u00f7ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggg"
        + "hhhhiiiiiiiiii\u0133\u0133jjkkkllllll\u0140\u0140llnnnnnn\u0149nnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyy"
        + "zzzzzzs\u0180\u0253\u0183\u0183\u0185\u0185\u0254\u0188\u0188\u0256\u0257\u018c\u018c\u018d\u01dde\u025b\u0192"
        + "f\u0260\u0263\u0195\u0269\u0268\u0199\u0199\u019a\u019b\u026f\u0272\u019e\u0275oo\u01a3\u01a3\u01a5\u01a5"
        + "\u0280\u01a8\u01a8\u0283\u01aa\u01ab\u01ad\u01ad\u0288uu\u028a\u028b\u01b4\u01b4\u01b6\u01b6\u0292\u01b9\u01b9"
        + "\u01ba\u01bb\u01bd\u01bd\u01be\u01bf\u01c0\u01c1\u01c2\u01c3\u01c6\u01c6\u01c6\u01c9\u01c9\u01c9\u01cc\u01cc"
        + "\u01ccaaiioouuuuuuuuuu\u01ddaaaaaa\u01e5\u01e5ggkkoooo\u0292\u0292j\u01f3\u01f3\u01f3gg\u0195\u01bfnnaaaaooaaa"
        + "aeeeeiiiioooorrrruuuusstt\u021d\u021dhh\u019e\u0221\u0223\u0223\u0225\u0225aaeeooooooooyy\u0234\u0235\u0236"
        + "\u0237\u0238\u0239\u2c65\u023c\u023c\u019a\u2c66\u023f\u0240\u0242\u0242\u0180\u0289\u028c\u0247\u0247\u0249"
        + "\u0249\u024b\u024b\u024d\u024d\u024f\u024f";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrsssssssssstttt"
        + "ttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy\u1e9as\u1e9c\u1e9ds\u1e9faaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee"
        + "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy\u1efb\u1efb\u1efd\u1efd\u1eff\u1eff";

    /// <summary>The unit without case and accent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static char Fold(char c) => c < 0x80 ? (char)(c | (((uint)(c - 'A') < 26u) ? 0x20 : 0)) : FoldOther(c);

    private static char FoldOther(char c) =>
        c switch
        {
            >= '\u00C0' and < '\u0250' => Latin[c - 0xC0],
            >= '\u1E00' and < '\u1F00' => LatinAdditional[c - 0x1E00],
            >= '\uFF21' and <= '\uFF3A' => (char)(c - 0xFF21 + 'a'),
            >= '\uFF41' and <= '\uFF5A' => (char)(c - 0xFF41 + 'a'),
            >= '\uFF10' and <= '\uFF19' => (char)(c - 0xFF10 + '0'),
            < '\u0250' => c,
            _ => char.ToLowerInvariant(c),
        };
}
