namespace Raum.Redaction;

/// <summary>Offices, ranks and orders that stand before a name and are no part of it: "Governor Ortega", "Bürgermeister Kiewel", "le capitaine Morvan".</summary>
/// <remarks>The name model does not see them, so they are asked of its finds, and of words with a capital that may tell a name.</remarks>
internal static class Offices
{
    private static readonly WordSet Words = Cues.Set(
        "governor senator mayor councillor councilor councilman councilwoman congressman congresswoman judge coach president colonel lieutenant sgt commander admiral deputy bishop archbishop cardinal rabbi imam sheriff "
            + "minister warden king queen prince princess granddad grandpa courier counselor pilot detective inspector superintendent commissioner ambassador chancellor vicar deacon brigadier paramedic pharmacist "
            + "burgermeister burgermeisterin oberburgermeister hauptmann oberst leutnant oberleutnant kommissar kommissarin hauptkommissar hauptkommissarin oberkommissar oberkommissarin richter richterin staatsanwalt staatsanwaltin "
            + "prasident prasidentin kanzler ministerin senatorin pfleger pflegerin meister chefarzt chefarztin oberarzt oberarztin bischof pater pastorin graf grafin baron furst konig konigin prinz prinzessin dekan rektor rektorin polizist polizistin "
            + "presidente presidenta maire capitaine senateur senatrice depute deputee adjudant sergent commandant pere frere abbe commissaire inspecteur inspectrice juge procureur prefet ministre tonton tata mamie papy papi eveque "
            + "alcalde alcaldesa capitan senador senadora diputado diputada coronel teniente sargento comandante comisario comisaria inspectora juez jueza gobernador ministro ministra concejal obispo "
            + "sindaco sindaca capitano senatore onorevole colonnello tenente maresciallo appuntato commissario ispettore giudice magistrato prefetto vescovo suor ragioniere ragioniera zia zio nonna nonno "
            + "prefeito prefeita capitao vereador vereadora deputado deputada delegado delegada juiz juiza governador bispo frei "
            + "burgemeester kapitein kolonel luitenant majoor commissaris rechter officier wethouder dominee bisschop koning koningin"
    );

    /// <summary>Said of people and of things: "Coach Bag", "Pilot Pen", "King Size". They tell no name by themselves.</summary>
    private static readonly WordSet OfThings = Cues.Set(
        "coach king queen prince princess pilot courier cardinal minister warden meister richter graf baron furst konig prinz pater pere frere tata mamie papy papi nonna nonno zia zio koning koningin konigin prinzessin"
    );

    /// <summary>Given names by the long lists that hardly anybody has.</summary>
    private static readonly WordSet Sure = Cues.Set("mayor judge rabbi imam warden sheriff maire abbe prefet");

    /// <summary>True where an office begins what is taken for a name; somebody may be called so before a given name: "König, Anna", "Prince Okoye".</summary>
    public static bool StandsBefore(ReadOnlySpan<char> text, in Word word, in Word next) =>
        IsOne(text, word) && next.IsWord && ((word.Facts & WordFacts.Surname) == 0 || (next.Facts & WordFacts.Given) == 0);

    /// <summary>"Minister of National Defense" is nobody by name.</summary>
    public static bool IsAlone(ReadOnlySpan<char> text, in Word word, in Word next) =>
        next.Shape == WordShape.Lower && text[next.Start..next.End] is "of" or "for" && IsOne(text, word);

    /// <summary>True where a family or given name that is nothing else stands behind an office: "Capitaine Ortega", "le commissaire Morvan".</summary>
    public static bool Announces(ReadOnlySpan<char> text, in Word word, in Word next) =>
        next.Shape == WordShape.Title
        && next.Start == word.End + 1
        && (next.Facts & (WordFacts.Given | WordFacts.Surname)) != 0
        && (next.Facts & (WordFacts.Word | WordFacts.Proper | WordFacts.Brand | WordFacts.CueWords)) == 0
        && next.Phrase == 0
        && IsOne(text, word)
        && !OfThings.Contains(text[word.Start..word.End]);

    private static bool IsOne(ReadOnlySpan<char> text, in Word word) =>
        word.Shape is WordShape.Title or WordShape.Lower
        && word.Known == 0
        && Words.MayContain(word)
        && ((word.Facts & WordFacts.Given) == 0 ? Words : Sure).Contains(text[word.Start..word.End]);
}
