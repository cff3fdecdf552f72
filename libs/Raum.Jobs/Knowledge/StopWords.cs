using System.Collections.Frozen;

namespace Raum.Jobs.Knowledge;

/// <summary>Frequent words of the supported languages, and of letters to support, that tell nothing about what a text is about. Without accents.</summary>
internal static class StopWords
{
    private const string Words =
        // English
        "the and is are was were you your have has had with this that for not it its of to my me we our be been would could should please thanks thank can will from what "
        + "when where there they but if or so do does did how any all on in at as by an am hello dear regards best hi just get got about out up no yes their them then than "
        // French
        + "le la les des est vous je nous une un pas que qui dans avec sur mon ma mes votre vos notre bonjour merci mais ai suis cette ce ces au aux du ne plus et il elle ils "
        + "ont etre avoir pour par si ou cordialement en se sa son "
        // German
        + "der die das und ist nicht ich sie mit ein eine einen einem einer auf fur von zu den dem des wir haben habe hat mir mich uns bitte auch noch aber wie kann wurde bei "
        + "sich ihr ihre ihren nach im am es vom zum zur hallo danke gruss grusse gruen freundlichen sehr als oder wenn dass was sind mein meine meinen "
        // Spanish
        + "el los las con para es mi no del al lo como pero su sus gracias hola estoy tengo muy ya cuando hay esta este esto fue ser saludos por favor una me te mis mas "
        // Portuguese
        + "os as uma nao com meu minha da dos das em mas obrigado obrigada ola estou voce foi pelo pela isso ja tenho muito seu sua para por ao na "
        // Italian
        + "gli che per mio mia di della delle dei sono ho ma grazie buongiorno questo questa nel nella come ancora piu anche mi ha alla stato vorrei dal dalla saluti cordiali "
        // Dutch
        + "de het een en niet ik van dat met voor op zijn heb mijn te maar ook nog bij naar jullie wij kan wordt deze dit bedankt geen hebben aan groet groeten graag u uw";

    public static FrozenSet<string> All { get; } = Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
