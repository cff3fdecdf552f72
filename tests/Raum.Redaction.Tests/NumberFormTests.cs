namespace Raum.Redaction.Tests;

/// <summary>PII-1: numbers that stand in rows, in words, digit by digit, or some words behind what announces them.</summary>
public sealed class NumberFormTests
{
    [Theory]
    [InlineData("EAN 4006381333931")]
    [InlineData("order number 4222222222222")]
    [InlineData("ratio 0.4111111111111111")]
    [InlineData("version 10.2.1.4")]
    [InlineData("policy number 12345678")]
    [InlineData("claim number 020 7946 0958")]
    [InlineData("routing number 021000021")]
    [InlineData("número da apólice 12345678")]
    [InlineData("loyalty number 12345678")]
    public void What_is_called_another_number_survives(string text) => Jobs.Masked(text).ShouldBe(text);

    [Theory]
    [InlineData("Tel: 0 2 0 - 7 9 4 6 - 0 9 5 8", PiiType.Phone, "0 2 0 - 7 9 4 6 - 0 9 5 8")]
    [InlineData("carte 2 7 1 0 9 7 5 1 2 3 4 5 6 7 8 perdue", PiiType.Id, "2 7 1 0 9 7 5 1 2 3 4 5 6 7 8")]
    [InlineData("paid with 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 today", PiiType.Card, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("ring two one two, five five five, oh one double nine", PiiType.Phone, "two one two, five five five, oh one double nine")]
    [InlineData("le zéro six douze quarante-cinq vingt zéro huit", PiiType.Phone, "zéro six douze quarante-cinq vingt zéro huit")]
    [InlineData("meine Nummer null eins sieben eins acht acht drei vier", PiiType.Phone, "null eins sieben eins acht acht drei vier")]
    [InlineData(
        "ne le trois mars mille neuf cent soixante et onze a Dijon",
        PiiType.BirthDate,
        "trois mars mille neuf cent soixante et onze"
    )]
    [InlineData("vu le patient, 12/05/1973 (51 ans), hier", PiiType.BirthDate, "12/05/1973")]
    [InlineData("passaporto cinese EJ5471289 scaduto", PiiType.Id, "EJ5471289")]
    [InlineData("DNI del que lo recogió: 45871203", PiiType.Id, "45871203")]
    [InlineData("son identifiant patient est 0289051293", PiiType.Id, "0289051293")]
    [InlineData("desk line 930.167.3943 fax", PiiType.Phone, "930.167.3943")]
    [InlineData("on the account too? Her number is 085 555 0177.", PiiType.Phone, "085 555 0177")]
    [InlineData("llamó el lunes desde el 91 555 01 44", PiiType.Phone, "91 555 01 44")]
    [InlineData("Steuer-ID habe ich auch schon: 47036892810", PiiType.Id, "47036892810")]
    [InlineData("exp 08/27, CVV 884", PiiType.Secret, "884")]
    [InlineData("for my order I paid with 4111 1111 1111 1111", PiiType.Card, "4111 1111 1111 1111")]
    [InlineData("for my order I paid with 4111111111111111", PiiType.Card, "4111111111111111")]
    [InlineData("Order 5500 0055 5555 5559 please", PiiType.Card, "5500 0055 5555 5559")]
    [InlineData("my order was charged to 378282246310005", PiiType.Card, "378282246310005")]
    [InlineData("Bestellnummer 4111111111111111", PiiType.Card, "4111111111111111")]
    [InlineData("ref #4111111111111111", PiiType.Card, "4111111111111111")]
    [InlineData("POST /pay?card=4111111111111111&cvc=1", PiiType.Card, "4111111111111111")]
    [InlineData("card 4111/1111/1111/1111 declined", PiiType.Card, "4111/1111/1111/1111")]
    [InlineData("IBANDE89370400440532013000", PiiType.Iban, "DE89370400440532013000")]
    [InlineData("from 10.0.0.1:8080 to us", PiiType.Ip, "10.0.0.1")]
    [InlineData("the route 10.0.0.0/16 is gone", PiiType.Ip, "10.0.0.0")]
    [InlineData("write to jane.doe(at)example.org", PiiType.Email, "jane.doe(at)example.org")]
    [InlineData("jane [at] mail.example.org.", PiiType.Email, "jane [at] mail.example.org")]
    [InlineData("order issue (555) 123-4567", PiiType.Phone, "(555) 123-4567")]
    [InlineData("I am a member, 020 7946 0958", PiiType.Phone, "020 7946 0958")]
    [InlineData("a customer (212-555-0187) rang", PiiType.Phone, "212-555-0187")]
    [InlineData("invoice question 212-555-0187", PiiType.Phone, "212-555-0187")]
    [InlineData("my ticket is open, 020 7946 0958 is best", PiiType.Phone, "020 7946 0958")]
    public void A_number_in_another_form_is_masked_exactly(string text, PiiType type, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        text[span.Start..span.End].ShouldBe(value);
        span.Type.ShouldBe(type);
    }

    [Theory]
    [InlineData("curp TIGX880412MMNZLC02 ok", "TIGX880412MMNZLC02")]
    [InlineData("x 756.9217.0769.85 y", "756.9217.0769.85")]
    [InlineData("x 46.02.17-339.34 y", "46.02.17-339.34")]
    [InlineData("x T1623456C y", "T1623456C")]
    [InlineData("x 770312-14-5527 y", "770312-14-5527")]
    [InlineData("x 8803125432087 y", "8803125432087")]
    [InlineData("x SAIM 8654 2218 y", "SAIM 8654 2218")]
    public void An_id_that_holds_a_date_or_a_check_digit_needs_no_cue(string text, string value)
    {
        var span = Jobs.With().Mask(text).Spans.ShouldHaveSingleItem();

        (span.Type, text[span.Start..span.End]).ShouldBe((PiiType.Id, value));
    }

    [Theory]
    [InlineData("x TIGX881412MMNZLC02 y")]
    [InlineData("x 756.9217.0769.84 y")]
    [InlineData("x T1623456D y")]
    [InlineData("x 8803125432088 y")]
    [InlineData("SIZE 8674 2218 in stock")]
    [InlineData("room 1 2 3 4 5 6 7")]
    [InlineData("null null null, zero results in the list")]
    [InlineData("| 1 | M | 2 |\n| a | b | 20240517 |")]
    [InlineData("the licence for the printer has 250 seats, order 40288131")]
    public void What_only_looks_like_one_survives(string text) => Jobs.Masked(text).ShouldBe(text);

    [Fact]
    public void A_row_of_a_record_gives_birth_date_and_ids()
    {
        const string Row = "Dossier | F | 12/05/1973 | 5976349378 | 87954386 | 3";

        var spans = Jobs.With().Mask(Row).Spans;

        spans
            .Select(span => (span.Type, Row[span.Start..span.End]))
            .ShouldBe([(PiiType.BirthDate, "12/05/1973"), (PiiType.Id, "5976349378"), (PiiType.Id, "87954386")]);
    }

    [Theory]
    [InlineData("ship to\n12 Cedar Lane\nMadison, WI 53711\nthanks", "Madison, WI 53711")]
    [InlineData("Dorfgasse 3\n3550 Langnau\nbis morgen", "3550 Langnau")]
    [InlineData("ADRES: MOLENWEG 33, 7731 XX OMMEN. AFSPRAAK OM 8 UUR", "MOLENWEG 33, 7731 XX OMMEN")]
    [InlineData("ADRESSE: FÜRTHER STRASSE 244, 90429 NÜRNBERG", "FÜRTHER STRASSE 244, 90429 NÜRNBERG")]
    public void The_second_line_of_an_address_and_one_in_capitals_are_masked(string text, string value) =>
        Jobs.Masked(text).ShouldNotContain(value[^6..]);

    [Theory]
    [InlineData("4111 1111 1111 1111 5500 0000 0000 0004", "4111 1111 1111 1111", "5500 0000 0000 0004")]
    [InlineData("4111111111111111 340000000000009 5500000000000004", "4111111111111111", "340000000000009", "5500000000000004")]
    [InlineData("12 34 56 78 90 12 34 56 78 90 4111 1111 1111 1111", "4111 1111 1111 1111")]
    [InlineData(
        "3400 000000 00009 4111 1111 1111 1111 5500 0000 0000 0004 3400 000000 00009",
        "3400 000000 00009",
        "4111 1111 1111 1111",
        "5500 0000 0000 0004",
        "3400 000000 00009"
    )]
    public void Cards_that_stand_beside_each_other_are_all_found(string text, params string[] cards) =>
        Jobs.With().Mask(text).Spans.Where(span => span.Type == PiiType.Card).Select(span => text[span.Start..span.End]).ShouldBe(cards);

    [Theory]
    [InlineData("Call 07700 900123 07700 900456 please", "07700 900123", "07700 900456")]
    [InlineData("Tel. 918823884 / 619128686", "918823884", "619128686")]
    [InlineData("from 2024-01-02 2024-03-04")]
    [InlineData("order 1234 5678 1234 5678")]
    public void Phone_numbers_that_stand_beside_each_other_are_all_found(string text, params string[] numbers) =>
        Jobs.With().Mask(text).Spans.Where(span => span.Type == PiiType.Phone).Select(span => text[span.Start..span.End]).ShouldBe(numbers);
}
