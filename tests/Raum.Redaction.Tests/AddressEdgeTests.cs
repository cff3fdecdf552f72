namespace Raum.Redaction.Tests;

/// <summary>PII-1: where an address begins and ends. What was found stands in angle brackets, what is masked in braces.</summary>
public sealed class AddressEdgeTests
{
    [Theory]
    [InlineData(
        "Ship to Dobbs Farm Supply, {30221 Highway 14 N, Neligh, NE 68756}",
        "Dobbs Farm Supply, 30221 Highway 14 N, Neligh, NE 68756"
    )]
    [InlineData("at Loom Lane Returns, {Bay 4, Trade Centre, Daventry}", "Loom Lane Returns, Bay 4, Trade Centre, Daventry")]
    [InlineData("my work: Truro School, {Trennick Lane, Truro TR1 1TH}", "Truro School, Trennick Lane, Truro TR1 1TH")]
    [InlineData("da Ristorante Giada, {Via Pistoiese 96, 59100 Prato}", "Ristorante Giada, Via Pistoiese 96, 59100 Prato")]
    [InlineData("ICH WOHNE {DORFSTRASSE 2A, 25842 LANGENHORN}", "ICH WOHNE DORFSTRASSE 2A, 25842 LANGENHORN")]
    [InlineData("die Naturkost GmbH & Co. KG\n{Vor dem Tore 48, 21339 Lüneburg}", "Co. KG\nVor dem Tore 48, 21339 Lüneburg")]
    [InlineData("sinds 1931\n{Markt 8, 4461 AH Goes}", "1931\nMarkt 8, 4461 AH Goes")]
    public void Who_gets_it_and_what_leads_to_it_is_no_part(string marked, string found) => Edges(marked, found);

    [Theory]
    [InlineData("{14 Castle Park, Ashbourne, A84 P2W6} MPRN 10009988771", "14 Castle Park, Ashbourne, A84 P2W6 MPRN 10009988771")]
    [InlineData("{Rua da Boavista, 318\n4050-103 Porto}\nTelem. 912 555 014", "Rua da Boavista, 318\n4050-103 Porto\nTelem")]
    [InlineData("{Steenweg 1144, 9051 Gent}. Rijksregister volgt", "Steenweg 1144, 9051 Gent. Rijksregister")]
    [InlineData("{88 Hollow Ct, Decatur, GA 30030}, c/o Denise", "88 Hollow Ct, Decatur, GA 30030, c/o")]
    [InlineData("{VIA ROMA 210, 92100 AGRIGENTO} UND NICHT", "VIA ROMA 210, 92100 AGRIGENTO UND NICHT")]
    public void The_next_field_or_sentence_is_no_part(string marked, string found) => Edges(marked, found);

    [Fact]
    public void Two_addresses_in_fields_of_their_own_are_two() =>
        Edges(
            "out: {14 Castle Park, Ashbourne}\nin: {The Gate Lodge, 3 Mill Lane}",
            "14 Castle Park, Ashbourne\nin: The Gate Lodge, 3 Mill Lane"
        );

    [Theory]
    [InlineData("{Level 2, 17 Collins Lane}", "17 Collins Lane")]
    [InlineData("{3rd Floor, 12 Main Street}", "12 Main Street")]
    [InlineData("at {The Old Net Loft, Fish Strand Hill, Falmouth}", "Fish Strand Hill, Falmouth")]
    [InlineData("\"{Tigh na Mara\", 12 Castle Street, Dundee}", "12 Castle Street, Dundee")]
    [InlineData("to: {22 Balblair Yard, Nairn IV12 5QN}", "Nairn IV12 5QN")]
    [InlineData("Old | {2205 Kingsway, Unit 3, Vancouver}", "Unit 3, Vancouver")]
    [InlineData("{Nant-y-Coed, Ffordd Penmynydd}", "Coed, Ffordd Penmynydd")]
    [InlineData("an {Gut Hohenfelde 3, 24257 Köhn}", "Hohenfelde 3, 24257 Köhn")]
    [InlineData("IN {BORGO GRAZZANO 7}", "GRAZZANO 7")]
    [InlineData("FONO: {IRARRÁZAVAL 3450 DEPTO 1102, ÑUÑOA}", "3450 DEPTO 1102, ÑUÑOA")]
    [InlineData("in {vul. Kulparkivska 200a}", "Kulparkivska 200a")]
    [InlineData("{Lower Hollow Cottage\nBack Lane\nBradford BA15 1LA}", "Bradford BA15 1LA")]
    [InlineData("{Block 7, Flat 2,\nGames Village, Surulere, Lagos}", "Games Village, Surulere, Lagos")]
    public void Units_houses_and_lines_above_are_part(string marked, string found) => Edges(marked, found);

    [Theory]
    [InlineData("{Praceta das Flores 7, 2610-082 Amadora}.", "Praceta das Flores 7, 2610-082")]
    [InlineData("{Allee 9, 15232 Frankfurt (Oder)}", "Allee 9, 15232 Frankfurt")]
    [InlineData("{Gasse 15/3, 9020 Klagenfurt am Wörthersee}.", "Gasse 15/3, 9020 Klagenfurt")]
    [InlineData("{Viale Trento 12/A, 38068 Rovereto TN}\nx", "Viale Trento 12/A, 38068 Rovereto")]
    [InlineData("{8 ALLEE DES TILLEULS, 69120 VAULX-EN-VELIN}", "8 ALLEE DES TILLEULS, 69120 VAULX")]
    [InlineData("{Feldgasse 6\n2700 Wien\nÖsterreich}\n", "Feldgasse 6\n2700 Wien")]
    [InlineData("{No. 14, Adyar,\nChennai 600020\nTamil Nadu}\n", "No. 14, Adyar,\nChennai 600020")]
    [InlineData("{C/ Embajadores 61, 4.º B\n28012 Madrid}\n\nUn saludo", "C/ Embajadores 61, 4.º B")]
    [InlineData("{Am Kirchbichl 4\n8344 Bad Gleichenberg}\n", "Am Kirchbichl 4")]
    [InlineData("Domicilio: {Calle portero del cura 94, 2, B}.", "Calle portero del")]
    [InlineData("{Dorfgasse 3\n3550 Langnau i. E}.", "Dorfgasse 3\n3550 Langnau i")]
    [InlineData("{2350, boul. Laurier}, app", "2350, boul")]
    [InlineData("Domicilio: {Avenida san francisco 13, 2A}.", "Avenida")]
    public void The_rest_of_a_city_a_country_and_a_door_are_part(string marked, string found) => Edges(marked, found);

    [Theory]
    [InlineData("{Dorfgasse 3, 3550 Langnau}. Gruss", "Dorfgasse 3, 3550 Langnau")]
    [InlineData("{12 Mill Lane, 4000 Derby} OK thanks", "12 Mill Lane, 4000 Derby")]
    [InlineData("{Paseo 3, 15006} e-mail: x", "Paseo 3, 15006")]
    [InlineData("{The Gate Lodge, Ballyfree, Glenealy, A67 X2R4}", "The Gate Lodge, Ballyfree, Glenealy, A67 X2R4")]
    [InlineData("{9 Lodge Road, Bath}\nThanks", "9 Lodge Road, Bath")]
    [InlineData("{Via Aldo Moro 5, 80132 Napoli}.", "Via Aldo Moro 5, 80132 Napoli")]
    [InlineData("{Av. Lima 1530 Depto. B, Quito}.", "Av. Lima 1530 Depto. B, Quito")]
    [InlineData("{Casa Bela Vista, 12 High Street, York}", "Casa Bela Vista, 12 High Street, York")]
    [InlineData("in May {12 High Street}", "12 High Street")]
    [InlineData("Kind regards\n{12 High Street, York}", "12 High Street, York")]
    public void What_is_none_stays_outside(string marked, string found) => Edges(marked, found);

    [Theory]
    [InlineData("2 Arthur Guinness 1759, 1 Anchor Steam, 1 Captain Morgan")]
    [InlineData("26   AIRTIME MTN 08135550122                  20,000")]
    public void Lists_of_things_and_rows_of_tables_are_none(string text) => Edges(text, text);

    [Theory]
    [InlineData("owner is my aunt <Ragnhild>, {Bygdøy allé 23, 0262 Oslo}", "my aunt Ragnhild, Bygdøy allé 23, 0262 Oslo")]
    [InlineData("Bill to: <Iryna Halushko>, {vul. Zelena 149, Lviv 79035}", "Iryna Halushko, vul. Zelena 149, Lviv 79035")]
    [InlineData("at {Calle <Jorge Juan>, 41 Madrid}", "Calle Jorge Juan, 41 Madrid")]
    [InlineData("at {<Jorge Juan>, 41, Madrid}", "Jorge Juan, 41, Madrid")]
    public void A_name_before_a_whole_street_is_no_part(string marked, string found)
    {
        var name = marked[(marked.IndexOf('<') + 1)..marked.IndexOf('>')];
        marked = marked.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);
        var text = marked.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        var (start, person) = (text.IndexOf(found, StringComparison.Ordinal), text.IndexOf(name, StringComparison.Ordinal));
        List<Finding> findings =
        [
            new(start, start + found.Length, PiiType.Address, AddressTagger.Detector, 0.9, "context"),
            new(person, person + name.Length, PiiType.Name, "name-model", 0.9, "context"),
        ];

        AddressLines.BelowNames(text, findings);

        text.Insert(findings[0].End, "}").Insert(findings[0].Start, "{").ShouldBe(marked);
    }

    private static void Edges(string marked, string found)
    {
        var text = marked.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        var start = text.IndexOf(found, StringComparison.Ordinal);
        List<Finding> findings = [new(start, start + found.Length, PiiType.Address, AddressTagger.Detector, 0.9, "context")];

        AddressEdges.Widen(text, findings);

        var shown = text;
        foreach (var finding in findings.OrderByDescending(finding => finding.Start))
        {
            shown = shown.Insert(finding.End, "}").Insert(finding.Start, "{");
        }

        shown.ShouldBe(marked);
    }
}
