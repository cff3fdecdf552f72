namespace Raum.Redaction;

/// <summary>Animals that are called like people: "My dog Max", "il nostro gatto Romeo", "Bruno, our cat, …".</summary>
internal static class NamedPets
{
    private static readonly WordSet Kinds = Cues.Set(
        "dog dogs doggy pup puppy cat cats kitten kitty hamster rabbit bunny parrot budgie pony gelding tortoise labrador retriever spaniel terrier poodle dachshund "
            + "hund hundin hündin welpe kater katze katzchen kätzchen kaninchen wellensittich papagei stute wallach dackel pudel "
            + "chien chienne chiot chatte chaton lapin perruche jument teckel "
            + "perro perra perrito perrita gato gata gatito gatita caballo yegua conejo "
            + "cane cagnolino cagnolina cucciolo gatto gatta gattino gattina coniglio "
            + "cachorro cachorra cachorrinho cachorrinha gatinho gatinha cavalo coelho "
            + "hond hondje kater poesje konijn"
    );

    /// <summary>"chat" is an animal in French only, which these tell.</summary>
    private static readonly WordSet FrenchOwners = Cues.Set("mon notre ton votre son leur petit vieux");

    private static readonly WordSet Owners = Cues.Set(
        "my our your his her their mein meine meinem meinen meiner unser unsere unserem unseren unserer dein deine ihr ihre mon ma notre votre son sa leur mi nuestro nuestra tu su mio mia nostro nostra tuo tua suo sua meu minha nosso nossa seu mijn onze ons jouw zijn haar"
    );

    private static readonly WordSet Articles = Cues.Set("the der die das le la el il lo o a de het");

    /// <summary>True where one word stands beside the kind of an animal.</summary>
    public static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        IsBehindKind(text, words, at) || IsBeforeKind(text, words, at);

    private static bool IsBehindKind(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        if (at == 0 || words[at - 1].End + 1 != words[at].Start || !words[at - 1].IsWord)
        {
            return false;
        }

        var kind = text[words[at - 1].Start..words[at - 1].End];
        return (Kinds.MayContain(words[at - 1]) && Kinds.Contains(kind) && (IsOwned(text, words, at - 1) || EndsPhrase(words, at)))
            || (kind is "chat" && at > 1 && FrenchOwners.Contains(text[words[at - 2].Start..words[at - 2].End]));
    }

    /// <summary>"e il cane Pallino."</summary>
    private static bool EndsPhrase(ReadOnlySpan<Word> words, int at) => at + 1 == words.Length || !words[at + 1].IsWord;

    /// <summary>"our old cat Romeo", but not "the cat Anna brought".</summary>
    private static bool IsOwned(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int kind)
    {
        for (var i = kind - 1; i >= 0 && i >= kind - 2 && words[i].IsWord; i--)
        {
            if (Owners.Contains(text[words[i].Start..words[i].End]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whose dog is told by the name before it: "Tom, his dog, and I".</summary>
    private static readonly WordSet Theirs = Cues.Set("his her their ihr ihre sein seine son sa leur su suo sua seu zijn haar");

    private static readonly WordSet And = Cues.Set("and und et y en i");

    /// <summary>"Bruno (our dog)", "Romeo, il nostro gatto,", but not "Anna, the dog, and I".</summary>
    private static bool IsBeforeKind(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at)
    {
        if (at + 3 >= words.Length || words[at + 1] is not { Shape: WordShape.Sign, Key: ',' or '(' })
        {
            return false;
        }

        var owner = at + 2;
        var owners = 0;
        while (owner < words.Length && owners < 2 && words[owner].IsWord && IsBefore(text[words[owner].Start..words[owner].End]))
        {
            owner++;
            owners++;
        }

        var isList =
            words[at + 1].Key == ','
            && (
                Theirs.Contains(text[words[at + 2].Start..words[at + 2].End])
                || (owner + 2 < words.Length && And.Contains(text[words[owner + 2].Start..words[owner + 2].End]))
            );
        return owners > 0
            && !isList
            && owner < words.Length
            && words[owner].IsWord
            && Kinds.Contains(text[words[owner].Start..words[owner].End])
            && (owner + 1 == words.Length || !words[owner + 1].IsWord);
    }

    private static bool IsBefore(ReadOnlySpan<char> word) => Owners.Contains(word) || Articles.Contains(word);
}
