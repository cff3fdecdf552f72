namespace Raum.Redaction;

/// <summary>Tells whether a word could be one or two syllables of Chinese, Korean or Vietnamese, in any of the usual spellings with Latin letters.</summary>
/// <remarks>
/// Pinyin, Wade-Giles, Hong Kong and Hokkien spellings, Revised Romanization and McCune-Reischauer; Vietnamese without its accents. A syllable is an opening and an end of short lists: wide on
/// purpose, since only words beside a family name are asked.
/// </remarks>
internal static class Syllables
{
    private const int Longest = 7;

    private const int LongestOpening = 3;

    private static readonly WordSet Openings = Cues.Set(
        "zh ch sh ts tz hs kw gw hw sw ng sz th kh ph pp tt kk ss jj hy by my py ry gy ky ny tr nh gi qu ngh b p m f d t n l g k h j q x r z c s y w v"
    );

    private static readonly WordSet Ends = Cues.Set(
        "a ai ao an ang au am ap at ak ae aek aeng aw ay ah e ei en eng er eo eon eong eom eol eop eok eu eun eum eul eung euk ee een eik eck i ia iak iat iam iao ie iu iou ian iang in ing iong ieh iew ieu im ip it ik ih "
            + "il ien iung o ou ong ok on om ol oh oi ow oo oon ooi oke ock u ua uai uan uang uat ue uei uet uen uck ueh ui un uo uk ut um ul ung uh oe iet ich inh anh ach ay uoc uoi uom uon uong uot uu uy uyen uyet uynh oa oai oan oang oat oe iem ieng iep iec ep em et eu op ot oc ac up uc ec ue iec"
    );

    /// <summary>Syllables without a vowel.</summary>
    private static readonly WordSet Whole = Cues.Set("ng tsz sz");

    private static readonly WordSet PinyinEnds = Cues.Set(
        "a ai an ang ao e ei en er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo"
    );

    private static readonly WordSet KoreanEnds = Cues.Set(
        "a ae ai ak am an ang e ee eo eok eom eon eong eun eul eum eung i ik il im in ip o ok on ong oo ook oon oong oung u ui uk um un ung wa wan won yeo yeon yeong yo yu yul yun yung"
    );

    /// <summary>One syllable.</summary>
    public static bool IsOne(ReadOnlySpan<char> word) => IsSyllable(word, Ends);

    /// <summary>Two syllables written together, both of them Chinese in pinyin or both Korean: "Haitao", "Jinwoo".</summary>
    public static bool AreTwo(ReadOnlySpan<char> word) =>
        word.Length is > 3 and <= Longest * 2 && (AreTwo(word, PinyinEnds) || AreTwo(word, KoreanEnds));

    private static bool AreTwo(ReadOnlySpan<char> word, WordSet ends)
    {
        for (var cut = 2; cut <= word.Length - 2; cut++)
        {
            if (IsSyllable(word[..cut], ends) && IsSyllable(word[cut..], ends))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSyllable(ReadOnlySpan<char> word, WordSet ends)
    {
        if (word.Length is 0 or > Longest)
        {
            return false;
        }

        if (Whole.Contains(word) || ends.Contains(word))
        {
            return true;
        }

        for (var opening = Math.Min(LongestOpening, word.Length - 1); opening > 0; opening--)
        {
            if (Openings.Contains(word[..opening]) && ends.Contains(word[opening..]))
            {
                return true;
            }
        }

        return false;
    }
}
