using System.Buffers;
using System.Numerics;

namespace Raum.Redaction;

/// <summary>Tells a word what is found where it stands elsewhere in the text: "Ngozi can log in" below "Dear Ngozi". Linear.</summary>
internal static class WordEchoes
{
    public static void Mark(Span<Word> words)
    {
        Work.Add(words.Length);
        byte[]? seen = null;
        var mask = 0u;
        foreach (ref readonly var word in words)
        {
            if ((word.Rule == 0 && word.Known == 0) || !word.IsWord || word.Shape == WordShape.Initial)
            {
                continue;
            }

            if (seen is null)
            {
                var size = Math.Max(64, (int)BitOperations.RoundUpToPowerOf2((uint)words.Length * 4));
                seen = ArrayPool<byte>.Shared.Rent(size);
                seen.AsSpan(0, size).Clear();
                mask = (uint)size - 1;
            }

            seen[word.Key & mask] |= (byte)EchoOf(word);
        }

        if (seen is null)
        {
            return;
        }

        foreach (ref var word in words)
        {
            if (word.IsWord && word.Rule == 0 && word.Known == 0)
            {
                word.Echo = (WordEcho)seen[word.Key & mask];
            }
        }

        ArrayPool<byte>.Shared.Return(seen);
    }

    private static WordEcho EchoOf(in Word word) =>
        (word.Known != 0 ? WordEcho.Known : WordEcho.None)
        | (
            (word.Rule & ~NameEvidence.Inside) switch
            {
                0 => WordEcho.None,
                <= NameEvidence.LastIntroduction => WordEcho.Announced,
                _ => WordEcho.Listed,
            }
        );
}
