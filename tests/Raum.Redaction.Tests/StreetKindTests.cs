namespace Raum.Redaction.Tests;

/// <summary>Every kind of street that the expression knows is let through to it, in each of its spellings.</summary>
public sealed class StreetKindTests
{
    public static TheoryData<string> Kinds =>
        new(
            (
                "Calle calle C/ c/ C. CALLE Avda. avda Avenida avenida Av. av Plaza plaza Pza. pza Paseo paseo Camino camino Ronda ronda Travesía travesía Carrer carrer Carretera carretera "
                + "Ctra. ctra Glorieta glorieta Rua rua R. Travessa travessa Praça praça Largo largo Alameda alameda Estrada estrada Via via Viale viale Piazza piazza Corso corso Vicolo vicolo Vico vico "
                + "Rue rue Chaussée chaussée Boulevard boulevard Chemin chemin Avenue avenue Impasse impasse Piazzale piazzale Strada strada Quai quai place Clos clos Praceta praceta Calçada calçada Beco beco Pº pº"
            ).Split(' ')
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_before_a_name_with_a_capital_may_be_a_street(string kind)
    {
        var text = $"{kind} de las Flores 12";

        StreetKinds.MayBeIn(text, UnitMap.Of(text), 0, text.Length).ShouldBeTrue();
    }

    [Theory]
    [InlineData("calle 12 nº 34")]
    [InlineData("CalleMayor 12")]
    [InlineData("d'Avenue Foch 12")]
    public void So_may_a_number_a_name_that_touches_it_and_a_word_behind_an_apostrophe(string text) =>
        StreetKinds.MayBeIn(text, UnitMap.Of(text), 0, text.Length).ShouldBeTrue();

    [Theory]
    [InlineData("we called about the place of our house 12")]
    [InlineData("Order 4711 for Jane 12")]
    public void A_text_without_one_is_not_read(string text) => StreetKinds.MayBeIn(text, UnitMap.Of(text), 0, text.Length).ShouldBeFalse();
}
