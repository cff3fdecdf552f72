namespace Raum.Redaction;

/// <summary>Tells whether a word could be one or two syllables of Chinese, Korean or Vietnamese, in any of the usual spellings with Latin letters.</summary>
/// <remarks>
/// Pinyin, Wade-Giles, Hong Kong and Hokkien spellings, Revised Romanization and McCune-Reischauer; Vietnamese without its accents. A syllable is an opening and an end of short lists: wide on
/// purpose, since only words beside a family name are asked.
/// </remarks>
internal static class Syllables
{
    private const int Longest = 7;

    private static readonly HashSet<string> Openings =
    [
        .. "zh ch sh ts tz hs kw gw hw sw ng sz th kh ph pp tt kk ss jj hy by my py ry gy ky ny tr nh gi qu ngh b p m f d t n l g k h j q x r z c s y w v".Split(
            ' '
        ),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Opens = Openings.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string> AllEnds =
    [
        .. (
            "a ai ao an ang au am ap at ak ae aek aeng aw ay ah e ei en eng er eo eon eong eom eol eop eok eu eun eum eul eung euk ee een eik eck i ia iak iat iam iao ie iu iou ian iang in ing iong ieh iew "
            + "ieu im ip it ik ih il ien iung o ou ong ok on om ol oh oi ow oo oon ooi oke ock u ua uai uan uang uat ue uei uet uen uck ueh ui un uo uk ut um ul ung uh oe iet ich inh anh ach ay uoc uoi uom uon uong "
            + "uot uu uy uyen uyet uynh oa oai oan oang oat oe iem ieng iep iec ep em et eu op ot oc ac up uc ec ue iec"
        ).Split(' '),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Ends = AllEnds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Syllables without a vowel.</summary>
    private static readonly HashSet<string> Whole = ["ng", "tsz", "sz", "tzu", "szu"];

    private static readonly HashSet<string> Pinyin =
    [
        .. "a ai an ang ao e ei en er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo".Split(' '),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> PinyinEnds = Pinyin.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    private static readonly HashSet<string> Korean =
    [
        .. "a ae ai ak am an ang e ee eo eok eom eon eong eun eul eum eung i ik il im in ip o ok on ong oo ook oon oong oung u ui uk um un ung wa wan won yeo yeon yeong yo yu yul yun yung oung uk".Split(
            ' '
        ),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> KoreanEnds = Korean.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>One syllable.</summary>
    public static bool IsOne(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[Longest];
        return Fold(word, folded) && IsSyllable(folded[..word.Length], Ends);
    }

    /// <summary>Two syllables written together, both of them Chinese in pinyin or both Korean: "Haitao", "Jinwoo".</summary>
    public static bool AreTwo(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[Longest * 2];
        return word.Length > 3
            && Fold(word, folded)
            && (AreTwo(folded[..word.Length], PinyinEnds) || AreTwo(folded[..word.Length], KoreanEnds));
    }

    private static bool AreTwo(ReadOnlySpan<char> word, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ends)
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

    private static bool IsSyllable(ReadOnlySpan<char> word, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ends)
    {
        if (word.Length is 0 or > Longest || Whole.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            return word.Length is > 0 and <= Longest;
        }

        if (ends.Contains(word))
        {
            return true;
        }

        for (var opening = Math.Min(3, word.Length - 1); opening > 0; opening--)
        {
            if (Opens.Contains(word[..opening]) && ends.Contains(word[opening..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        if (word.Length > folded.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            folded[i] = Folding.Fold(word[i]);
        }

        return true;
    }
}
