namespace Raum.Redaction.Tests;

/// <summary>PII-1: what people and their help desks write in chats, lists and notes, and what is none of it.</summary>
public sealed class ServiceDeskTextTests
{
    [Theory]
    [InlineData("Identität über Geb.-Dat. ⟦30.08.1947⟧ geprüft.")]
    [InlineData("Identität über Geburtsdat.: ⟦30.08.1947⟧ geprüft.")]
    [InlineData("Data de nascimento da criança: ⟦09-06-2023⟧")]
    [InlineData("Geburtsdatum des Kindes: ⟦09.06.2023⟧")]
    [InlineData("Date of birth of the child: ⟦09/06/2023⟧")]
    public void A_birth_date_is_one_whoever_it_is_of(string marked) => Marks.Hold(marked);

    [Fact]
    public void When_a_birth_date_was_checked_is_none() => Marks.Hold("Geburtsdatum wurde am Montag geprüft: 12.03.2026");

    [Theory]
    [InlineData(
        "* ⟦Dolores Fuertes Barriga⟧, pasaporte ⟦PAB417702⟧, ⟦11/04/1961⟧\n* ⟦Breogán Otero Fuertes⟧, pasaporte ⟦XDD208846⟧, ⟦30/01/1994⟧"
    )]
    [InlineData("passport ⟦PAB417702⟧, issued 11/04/2024")]
    [InlineData("passport ⟦PAB417702⟧, 11/04/2026")]
    public void An_early_date_behind_a_passport_is_a_birth_date(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Hemos probado con mi usuario (⟦aluz⟧) desde el puesto")]
    [InlineData("I tried with my user (⟦jdoe⟧) from the desk")]
    [InlineData("Every user (optional) has an account (personal)")]
    [InlineData("the user (admin) and the username (required)")]
    public void A_login_in_brackets_is_one_and_a_remark_is_none(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("mi chiamo ⟦Ermes Fabbri⟧ rispondete al ⟦3471190253⟧ che devo pagare")]
    public void Who_asks_for_an_answer_gives_a_phone(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Pode confirmar o CPF?\nCliente: ⟦71830422590⟧")]
    [InlineData("Can you confirm your passport number?\n(14:07) Visitor: ⟦X4471209K1⟧")]
    [InlineData("Do you need my passport?\nAgent: order 4471209 is enough")]
    [InlineData("Is the passport valid?\nUntil: 12/03/2031")]
    public void The_answer_to_a_question_for_an_id_is_one(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Vehículo: Fiat Cronos 1.3, patente ⟦AE 417 QR⟧")]
    [InlineData("la patente de invención AE está pendiente")]
    public void A_patente_may_be_a_plate(string marked) => Marks.Hold(marked);

    [Theory]
    [InlineData("Rekening voor incasso: ⟦NL42 INGB 0007 3318 29⟧")]
    [InlineData("dan op ⟦BE14 7330 5512 8083⟧.")]
    [InlineData("tracking NL42 INGB 0007 3318 29")]
    [InlineData("part BE14 7330 5512 80")]
    public void An_account_with_a_slip_in_it_is_one_where_it_is_written_as_none_else(string marked) => Marks.Hold(marked);

    [Fact]
    public void A_card_with_a_slip_in_it_is_a_card_behind_its_brand() =>
        Jobs.With().Mask("Betaald met Visa 4539 8812 0067 3314 op rekening").Spans.ShouldHaveSingleItem().Type.ShouldBe(PiiType.Card);

    [Theory]
    [InlineData("4) ⟦PETIT Jean-Marie⟧, né ⟦09/05/1969⟧, registre")]
    [InlineData("mevrouw ⟦Jong-a-Pin⟧, terug is van vakantie")]
    [InlineData("GEBELD DOOR MEVR. ⟦T. BLOK⟧")]
    [InlineData("NO PROCON E NO RECLAME AQUI.\n\n⟦DORIVAL PASSARINHO⟧\n⟦(85) 3244-9017⟧")]
    [InlineData("Die Schwester von ⟦Aurora⟧ kommt nicht")]
    [InlineData("ore 9:50, chiama il sig. ⟦Sanna⟧ da Oristano")]
    public void A_family_name_that_is_a_word_belongs_to_the_name(string marked) => Marks.Hold(marked);

    [Fact]
    public void A_word_in_capitals_before_a_name_stays() => Marks.Hold("- OK ⟦Sophie⟧, we close it");
}
