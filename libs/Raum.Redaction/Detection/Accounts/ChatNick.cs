using System.Buffers;

namespace Raum.Redaction;

/// <summary>User names at the beginning of turns of a conversation: "Remi_C: hola", "[18:04] moonpuffin_7: hey".</summary>
/// <remarks>
/// Only forms that no word has, that speak twice or more, where somebody of the desk or another speaker takes turns with them: keys of a record do not. Linear: the beginning
/// of each line is read once.
/// </remarks>
internal sealed class ChatNick : IDetector
{
    private const int Shortest = 4;
    private const int Longest = 32;
    private const int MostTurns = 64;
    private const int LongestStamp = 24;

    private static readonly SearchValues<char> Stamps = SearchValues.Create("0123456789:./-, []");

    /// <summary>Who speaks for the other side.</summary>
    private static readonly WordSet Roles = Cues.Set(
        "agent agente support soporte suporte supporto assistance conseiller conseillere berater beraterin mitarbeiter mitarbeiterin medewerker operator operador operadora operatore operateur advisor adviser assistant asistente assistente "
            + "bot chatbot moderator mod helpdesk service servicio servizio team asesor asesora atendente"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        Span<(int Start, int End, ulong Key)> nicks = stackalloc (int, int, ulong)[MostTurns];
        var count = 0;
        var roles = false;
        for (var line = 0; line < text.Length && count < MostTurns; )
        {
            var length = text[line..].IndexOf('\n');
            var lineEnd = length < 0 ? text.Length : line + length;
            var start = BehindStamp(text, line, lineEnd);
            var end = LabelEnd(text, start, lineEnd);
            line = lineEnd + 1;
            if (end == 0)
            {
                continue;
            }

            Work.Add(end - start);
            var label = text[start..end];
            if (OfRole(label) is > 0 and var name)
            {
                findings.Add(new Finding(start + name, end, PiiType.Name, "chat", 0.85, "speaker"));
                roles = true;
            }
            else if (IsNick(label))
            {
                nicks[count++] = (start, end, ValueKey.Hash(label));
            }
            else
            {
                roles |= Roles.Contains(label[..ValueToken.WordEnd(label, 0)]);
            }
        }

        if (count > 1 && roles)
        {
            Add(nicks[..count], findings);
        }
    }

    private static void Add(ReadOnlySpan<(int Start, int End, ulong Key)> nicks, List<Finding> findings)
    {
        foreach (var nick in nicks)
        {
            var turns = 0;
            foreach (var other in nicks)
            {
                turns += other.Key == nick.Key ? 1 : 0;
            }

            if (turns > 1)
            {
                findings.Add(new Finding(nick.Start, nick.End, PiiType.Username, "chat", 0.82, "speaker"));
            }
        }
    }

    /// <summary>"[18:04] ", "18:04 ".</summary>
    private static int BehindStamp(ReadOnlySpan<char> text, int line, int lineEnd)
    {
        if (line == lineEnd || !(text[line] == '[' || char.IsAsciiDigit(text[line])))
        {
            return line;
        }

        var stamp = text[line..Math.Min(lineEnd, line + LongestStamp)];
        var length = stamp.IndexOfAnyExcept(Stamps);
        return length > 0 && stamp[length - 1] == ' ' ? line + length : line;
    }

    /// <summary>Where who speaks ends, before a colon and a space; 0 where nobody is named.</summary>
    private static int LabelEnd(ReadOnlySpan<char> text, int start, int lineEnd)
    {
        var near = text[start..Math.Min(lineEnd, start + Longest)];
        var colon = near.IndexOf(':');
        return colon >= Shortest - 1 && start + colon + 1 < lineEnd && text[start + colon + 1] == ' '
            ? start + near[..colon].TrimEnd(' ').Length
            : 0;
    }

    /// <summary>One token with an underscore or with two figures at its end, that is not made of words alone: not "order_id", "worker_12".</summary>
    private static bool IsNick(ReadOnlySpan<char> label)
    {
        if (label.Length < Shortest || !char.IsLetter(label[0]) || label.ContainsAnyExcept(Signs) || !label.ContainsAnyInRange('a', 'z'))
        {
            return false;
        }

        var letters = ValueToken.WordEnd(label, 0);
        if (letters < label.Length && label[letters] != '_' && !char.IsAsciiDigit(label[letters]))
        {
            return false;
        }

        var figures = label.Length - label.TrimEnd("0123456789").Length;
        return letters > 2 && (label.Contains('_') || figures > 1) && (IsName(label[..letters]) || !IsWord(label[..letters]));
    }

    /// <summary>"agent_Faith": where the name begins; 0 where there is none.</summary>
    private static int OfRole(ReadOnlySpan<char> label)
    {
        var sign = label.IndexOf('_');
        return
            sign > 2
            && sign + 2 < label.Length
            && char.IsUpper(label[sign + 1])
            && ValueToken.WordEnd(label, sign + 1) == label.Length
            && Roles.Contains(label[..sign])
            && (NameWords.Of(label[(sign + 1)..]) & WordFacts.AnyName) != 0
            ? sign + 1
            : 0;
    }

    private static bool IsWord(ReadOnlySpan<char> letters) =>
        (NameWords.Of(letters) & (WordFacts.Word | WordFacts.Proper)) != 0 || DictionaryWords.Of(Lexicon.Hash(letters)) != 0;

    private static bool IsName(ReadOnlySpan<char> letters) =>
        (NameWords.Of(letters) & (WordFacts.Given | WordFacts.Surname)) != 0 && char.IsUpper(letters[0]);

    private static readonly SearchValues<char> Signs = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
    );
}
