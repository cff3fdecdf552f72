using System.Buffers;

namespace Raum.Redaction;

/// <summary>User names and handles behind or before the word for them, in sentences, logs and lists; pairs of a user and a password.</summary>
/// <remarks>Linear: a bounded number of words behind each cue is read.</remarks>
internal static class CuedAccount
{
    private const int Reach = 90;
    private const int MostWords = 6;

    private static readonly WordSet As = Cues.Set("as als que como come with mit avec con com met under unter sous sotto bajo sob onder");

    /// <summary>"on Instagram as blue.whale".</summary>
    private static readonly WordSet Called = Cues.Set("as als que como come comme");

    /// <summary>Say how somebody signs in as often as who: "mit Fingerabdruck".</summary>
    private static readonly WordSet With = Cues.Set("with mit avec con com met under unter sous sotto bajo sob onder");

    /// <summary>"the account is called k.patel".</summary>
    private static readonly WordSet Named = Cues.Set("called named heisst heißt hiess hieß heet appelle llama llamaba chama chiama");

    private static readonly WordSet Small = Cues.Set(
        "mich mir immer always toujours siempre sempre altijd stets usually noch wohl still encore ainda ancora nog van se si s handle tag unlock unblock lock for invalid local remote new old name gamertag user is on in an auf sur game ingame service account accounts konto display profile profil id connected tant en me ich i staat steht sta created crees angelegt angelegte eingerichtet aangemaakt creados creadas creati criados criadas"
    );

    private static readonly SearchValues<char> Figures = SearchValues.Create("0123456789_");

    /// <summary>What ended a gap between two words.</summary>
    private enum GapStop
    {
        Token,
        Line,

        /// <summary>A sign that no value stands behind, or the end of what is read.</summary>
        Sentence,
    }

    /// <param name="Marked">A colon or an equals sign is in it.</param>
    private readonly record struct Gap(int End, bool Marked, bool Quoted, GapStop Stop);

    /// <summary>Adds what the word that ends at <paramref name="at"/> announces; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        // "log file", "sign here"
        if (kind == CueKind.SignedIn && at - start <= 4 && !(text[at..].StartsWith(" in") || text[at..].StartsWith(" on")))
        {
            return at;
        }

        Work.Add(Reach);
        if (kind is CueKind.Pair or CueKind.Account or CueKind.User && AccountList.Pair(text, at, kind, findings) is > 0 and var paired)
        {
            return paired;
        }

        if (kind == CueKind.Site && TagOfSite.Before(text, start) is { End: > 0 } tag)
        {
            Add(findings, tag.Start, tag.End);
        }

        return kind == CueKind.Pair ? OwnedLogin.Read(text, at, findings) : Behind(text, start, at, kind, findings);
    }

    public static void Add(List<Finding> findings, int start, int end) =>
        findings.Add(new Finding(start, end, PiiType.Username, "cue", 0.85, "cue"));

    private static int Behind(ReadOnlySpan<char> text, int cue, int at, CueKind kind, List<Finding> findings)
    {
        var cueEnd = at;
        // "user-agent", "user's", "login.example.org"
        if (at < text.Length && text[at] is '-' or '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1]))
        {
            var joined = ValueToken.WordEnd(text, at + 1);
            if (!CueVocabulary.Fillers.Contains(text[(at + 1)..joined]))
            {
                return cueEnd;
            }

            at = joined;
        }

        var limit = Math.Min(text.Length, at + Reach);
        var (said, direct, shown, with) = (false, true, false, false);
        var words = 0;
        while (at < limit && words <= MostWords)
        {
            var gap = ReadGap(text, at, limit);
            at = gap.End;
            if (gap.Stop == GapStop.Line && gap.Marked)
            {
                return AccountList.Listed(text, at, findings) is > 0 and var done
                    ? done
                    : AccountAnswer.Below(text, at, kind, findings, cueEnd);
            }

            var answer = gap.Stop switch
            {
                GapStop.Line => AccountAnswer.Told(text, at, kind, findings),
                GapStop.Sentence when at < limit && text[at] == ',' => AccountList.Both(text, at, findings) is > 0 and var both
                    ? both
                    : AccountAnswer.Inserted(text, at, kind, findings),
                GapStop.Sentence when at < limit => AccountAnswer.Asked(text, at, kind, findings),
                _ => 0,
            };
            if (answer > 0)
            {
                return answer;
            }

            if (gap.Stop != GapStop.Token)
            {
                return cueEnd;
            }

            var marked = gap.Marked || shown;
            shown = false;
            at += text[at] == '@' ? 1 : 0;
            var end = AccountToken.TokenEnd(text, at);
            if (end == at)
            {
                return cueEnd;
            }

            var token = text[at..end];
            if (token.IndexOf('=') is > 0 and var equals)
            {
                // "Login: user=jdoe"
                if (equals + 1 < token.Length)
                {
                    at += equals + 1;
                    end = AccountToken.ValueEnd(text, at, end);
                    return AccountToken.IsPlain(text[at..end]) && AccountToken.Accepts(text[at..end], kind, true, true)
                        ? Found(findings, at, end)
                        : cueEnd;
                }

                at = end;
                shown = true;
                continue;
            }

            if (words == 0 && kind is CueKind.Account or CueKind.User && IsBracketed(text, cueEnd, at, end))
            {
                return Found(findings, at, end);
            }

            var word = ValueToken.WordEnd(text, at);
            var isWord = word == end || (word < end && text[word] is '\'' or '/');
            var small =
                isWord
                && (
                    CueVocabulary.Fillers.Contains(text[at..word])
                    || Small.Contains(text[at..word])
                    || As.Contains(text[at..word])
                    || Named.Contains(text[at..word])
                );
            if (kind == CueKind.SignedIn)
            {
                if (said && !small)
                {
                    // "signed with her maiden name"
                    return
                        AccountToken.IsPlain(token)
                        && AccountToken.IsUser(token)
                        && !AccountToken.IsListed(token)
                        && CueVocabulary.Of(token) == CueKind.None
                        && (!with || token.ContainsAny(Figures) || PersonLogin.Is(token) || (word == end && MadeUp.Is(token)))
                        ? Found(findings, at, end)
                        : cueEnd;
                }

                if (!small)
                {
                    return cueEnd;
                }

                said |= As.Contains(token);
                with = As.Contains(token) ? With.Contains(token) : with;
            }
            else
            {
                if (kind == CueKind.Account && (direct || marked) && token.Length >= 7 && !token.ContainsAnyExceptInRange('0', '9'))
                {
                    // "UPI ref: 426118093347"
                    return Cues.CallsOtherNumber(text, at) ? cueEnd : Number(findings, at, end);
                }

                if (!small && kind is CueKind.User or CueKind.Account && AccountToken.IsFullName(text, at, end))
                {
                    return cueEnd;
                }

                if (
                    !small
                    && (direct || marked || IsUnlike(token, kind, said))
                    && (AccountToken.IsPlain(token) || (kind == CueKind.Account && AccountToken.IsWithProvider(token)))
                    && (
                        AccountToken.Accepts(token, kind, marked || gap.Quoted, said || AccountToken.IsFollowedBySource(text, end))
                        || (said && kind is CueKind.Account && IsOwners(text, end, token))
                    )
                )
                {
                    var found = Found(findings, at, end);
                    var renamed = AccountList.Renamed(text, at, end, findings);
                    return renamed > end ? renamed
                        : marked || kind is CueKind.Account ? AccountList.List(text, end, findings)
                        : found;
                }

                said =
                    isWord
                    && (
                        CueVocabulary.Says.Contains(text[at..word])
                        || (kind != CueKind.Site && Named.Contains(text[at..word]))
                        || (kind == CueKind.Site && Called.Contains(text[at..word]))
                    );
                direct &= small;
                if (!direct && (kind == CueKind.Site || marked || !isWord))
                {
                    return cueEnd;
                }
            }

            words++;
            at = word > at ? word : end;
        }

        return cueEnd;
    }

    /// <summary>"con mi usuario (aluz)": nothing else stands in the brackets, and no dictionary has it, unlike "user (optional)".</summary>
    private static bool IsBracketed(ReadOnlySpan<char> text, int cue, int at, int end) =>
        at == cue + 2
        && text[cue] == ' '
        && text[cue + 1] == '('
        && end < text.Length
        && text[end] == ')'
        && AccountToken.IsUser(text[at..end])
        && char.IsAsciiLetterLower(text[at])
        && (NameWords.Of(text[at..end]) & WordFacts.Word) == 0
        && CueVocabulary.Of(text[at..end]) == CueKind.None
        && DictionaryWords.Of(Lexicon.Hash(text[at..end])) == 0;

    /// <summary>"mi usuario de mercado libre es TERO_LOCO_84", "o meu login na plataforma é adri.reis22": no word of a sentence looks like it.</summary>
    private static bool IsUnlike(ReadOnlySpan<char> token, CueKind kind, bool said) =>
        (said || (kind == CueKind.Account && token.Contains('_'))) && AccountToken.IsUnlike(token);

    /// <summary>"my username is Sparkle".</summary>
    private static bool IsOwners(ReadOnlySpan<char> text, int end, ReadOnlySpan<char> token) =>
        AccountToken.IsUser(token) && (NameWords.Of(token) & WordFacts.Proper) == 0 && SecretPlace.IsOwnersWord(text, end, token);

    /// <summary>Reads the signs between two words.</summary>
    private static Gap ReadGap(ReadOnlySpan<char> text, int start, int limit)
    {
        var (marked, quoted) = (false, false);
        var at = start;
        for (; at < limit && !char.IsLetterOrDigit(text[at]) && text[at] is not ('_' or '@'); at++)
        {
            switch (text[at])
            {
                case ':' or '=':
                    marked = true;
                    break;
                // The quote that closes around the cue opens nothing: '"Switch Account" is grey'.
                case '"' when at == start && at + 1 < limit && text[at + 1] == ' ':
                    break;
                case '"' or '\'' or '`' or '„' or '“' or '«' or '<' or '‘':
                    quoted = true;
                    break;
                case '\n':
                    return new Gap(at, marked, quoted, GapStop.Line);
                case ',' or ';' or '?' or '!' or '[' or ']' or '{' or '}' or '&' or '%' or '€' or '\\':
                case '.' when at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]):
                case '/' when at == start && at + 1 < text.Length && char.IsLetter(text[at + 1]):
                    return new Gap(at, marked, quoted, GapStop.Sentence);
            }
        }

        return new Gap(at, marked, quoted, at < limit ? GapStop.Token : GapStop.Sentence);
    }

    private static int Number(List<Finding> findings, int at, int end)
    {
        CuedId.Add(findings, at, end);
        return end;
    }

    private static int Found(List<Finding> findings, int at, int end)
    {
        Add(findings, at, end);
        return end;
    }
}
