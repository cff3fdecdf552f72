namespace Raum.Redaction;

/// <summary>Words of postal addresses and of what stands around them. Own work; folded.</summary>
internal static class AddressWords
{
    private const int LongestWord = 24;

    /// <summary>Stand before the number of a flat, a floor, a stand: "Unit 4, 22 Mill Lane".</summary>
    public static readonly WordSet Units = Cues.Set(
        "blk block unit flat apt apartment suite ste lot room no nr plot tower bldg building floor appt bat piso lote casa depto dpto edificio scala interno bus appartement wohnung top haus lieudit dit "
            + "level lvl bay stand shop stall kiosk villa house office app whg zimmer kamer edif dept appto apto stiege escalier esc bloco bl sc int door box phase bte boite"
    );

    /// <summary>Last words of the names of houses: "The Old Net Loft".</summary>
    public static readonly WordSet Houses = Cues.Set(
        "loft lodge house cottage farm farmhouse barn mill hall manor villa villas grange rectory vicarage bungalow croft forge granary maltings malthouse apartments mansions towers heights residency residences residence "
            + "enclave chs society estate chambers buildings point wharf court end view"
    );

    /// <summary>First words of the names of houses: "Seniorenstift Elbblick", "Résidence Les Tilleuls".</summary>
    public static readonly WordSet Homes = Cues.Set(
        "residencial conjunto parque fraccionamiento colonia barrio barriada sector lotissement cite immeuble batiment wohnpark siedlung wohnanlage villaggio contrada frazione fraz localita vila loteamento sitio purok barangay brgy taman kampung phase layout nagar seniorenstift seniorenheim pflegeheim altenheim wohnheim studentenwohnheim zorgcentrum woonzorgcentrum verzorgingshuis residence residencia foyer ehpad gut hof schloss lieu-dit lieudit quinta finca edificio edf edif palazzo "
            + "condominio cond urbanizacion urb edif cond resid jard jardim fracc villa chalet ferme domaine hameau manoir chateau"
    );

    /// <summary>Kinds of streets that stand behind their name: "Back Lane".</summary>
    public static readonly WordSet Streets = Cues.Set(
        "street st road rd lane ln avenue ave drive dr mews close row way terrace crescent cres hill gardens court ct place square sq boulevard blvd parkway pkwy highway hwy walk grove circle trail loop quay parade pde esplanade "
            + "strasse str weg platz allee gasse ring straat laan plein allee vagen gatan gata gate vei veien vej gade katu tie caddesi cad sokak sok mahallesi mah"
    );

    /// <summary>Kinds of streets that stand before their name: "Borgo Grazzano 7", "ul. Długa 18".</summary>
    public static readonly WordSet StreetsBefore = Cues.Set(
        "calle avda avenida av plaza pza paseo camino ronda travesia carrer carretera ctra glorieta passatge passeig pasaje pje jr jiron cra carrera rua travessa trav praca praceta largo alameda estrada via viale piazza piazzale "
            + "blvd bvar bulevar bulevard circuito prolongacion rambla corso vicolo vico borgo salita strada localita contrada rue chaussee boulevard boul bd chemin avenue impasse quai route allee passage ul ulica al aleja os osiedle vul jalan jl lorong ulitsa odos leof str strada"
    );

    public static readonly WordSet Countries = Cues.Set(
        "uk usa us u.s.a england scotland wales ireland eire canada australia singapore india nigeria kenya ghana philippines uae germany deutschland allemagne alemania alemanha germania duitsland austria osterreich autriche oostenrijk "
            + "switzerland schweiz suisse svizzera suiza zwitserland netherlands nederland niederlande belgium belgie belgique belgien france frankreich francia franca frankrijk luxembourg luxemburg luxemburgo spain espana espanya espagne espanha "
            + "spagna spanien spanje mexico argentina colombia chile peru ecuador uruguay venezuela italy italia italie italien portugal brasil brazil bresil brasilien denmark danmark danemark dinamarca norway norge norwegen sweden sverige schweden "
            + "finland suomi finnland iceland island poland polska polen polonia czechia cesko tschechien turkey turkiye turkei greece ellada griechenland japan china ukraine kazakhstan romania hungary magyarorszag croatia hrvatska slovenia "
            + "slovakia malaysia thailand vietnam indonesia pakistan bangladesh jamaica tobago liechtenstein malta cyprus estonia latvia lithuania israel egypt morocco maroc tunisie senegal ethiopia uganda tanzania zimbabwe zambia botswana"
    );

    /// <summary>Countries of two words.</summary>
    public static readonly WordSet LongCountries = Cues.Set(
        "unitedkingdom northernireland unitedstates newzealand southafrica hongkong unitedarabemirates srilanka costarica puertorico saudiarabia czechrepublic ceskarepublika greatbritain thenetherlands paisesbajos paysbas lareunion southkorea"
    );

    /// <summary>States and provinces that stand behind a city.</summary>
    public static readonly WordSet Regions = Cues.Set(
        "maharashtra karnataka gujarat rajasthan haryana punjab kerala telangana bihar odisha assam jharkhand uttarakhand goa jalisco jal gto cdmx caba sonora sinaloa chiapas veracruz yucatan antioquia cundinamarca atlantico araucania "
            + "biobio valparaiso cavite laguna rizal batangas bulacan pampanga queensland victoria tasmania ontario quebec alberta manitoba saskatchewan gauteng limpopo mpumalanga texas florida california ohio oregon nevada "
            + "illinois michigan virginia georgia colorado arizona utah oyo ogun enugu"
    );

    public static readonly WordSet LongRegions = Cues.Set(
        "tamilnadu westbengal uttarpradesh madhyapradesh andhrapradesh himachalpradesh metromanila newsouthwales britishcolumbia novascotia newbrunswick westerncape easterncape kwazulunatal newyork newjersey quintanaroo nuevoleon lagosstate "
            + "oyostate imostate riversstate ogunstate kadunastate edostate"
    );

    /// <summary>Lead to an address and are no part of it: "ICH WOHNE HAUPTSTRASSE 3".</summary>
    public static readonly WordSet Leads = Cues.Set(
        "adr anschr wohne wohnt wohnen wohnhaft hauptwohnsitz wohnsitz wohnort adresse address addres adress anschrift lieferadresse rechnungsadresse its it's live lives living moved vivo vive vivimos moro resido resides reside abito abitiamo abita "
            + "habite habitons habito domicile domicilio direccion endereco morada indirizzo adres leveringsadres woon woont wonen ship shipped deliver delivery send sent lieferung versand envoi livraison envio entrega spedizione bezorgen risikoort schadenort schadensort unfallort einsatzort lieferort"
    );

    /// <summary>"Wohnanschrift", "Zustelladresse", "woonadres": words that end so lead to an address.</summary>
    private static readonly string[] LeadEnds = ["anschrift", "adresse", "adres"];

    /// <summary>Begin a field that is no part of an address: "Telem. 912 555 014".</summary>
    public static readonly WordSet Contacts = Cues.Set(
        "tel telf tlf tfno telefon telefono telefone telephone telefoon telem telemovel phone fon ph mob mobile mobil mobiel cell cel fax email e-mail mail web www landmark vat ust ustid ust-idnr uid kvk btw iban nif cif siret"
    );

    /// <summary>Begin a field of an address itself: "City: Fairbanks".</summary>
    public static readonly WordSet Fields = Cues.Set(
        "address street line city town suburb state county region province zip zipcode postcode postalcode postal code pin pincode country land flat apt unit strasse str hausnummer nr plz ort stadt staat bundesland wohnort voie "
            + "adresse rue ville cp codepostal pays commune calle numero num piso puerta ciudad localidad provincia pais colonia col barrio comuna via viapiazza piazza cap comune citta prov paese logradouro rua bairro cidade uf cep estado "
            + "complemento morada localidade straat huisnummer plaats woonplaats gemeente municipio municipality localite poblacion distrito freguesia concelho gemeinde ortsteil bezirk canton kanton quartier departement departamento postleitzahl plzort strassenr block floor building landmark"
    );

    /// <summary>Stand behind a city, and are no place: "Leeds, Monday".</summary>
    public static readonly WordSet Weekdays = Cues.Set(
        "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo "
            + "segunda terca quarta quinta sexta lunedi martedi mercoledi giovedi venerdi sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
    );

    /// <summary>A kind of street, wherever it stands.</summary>
    public static bool IsStreet(ReadOnlySpan<char> word) => Streets.Contains(word) || StreetsBefore.Contains(word);

    /// <summary>Leads to an address and is no part of it.</summary>
    public static bool IsLead(ReadOnlySpan<char> word)
    {
        if (Leads.Contains(word))
        {
            return true;
        }

        foreach (var end in LeadEnds)
        {
            if (word.Length > end.Length + 2 && word.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A word of letters and digits that ends at a place; where it begins.</summary>
    public static int WordStart(ReadOnlySpan<char> text, int end)
    {
        var from = end;
        while (from > 0 && end - from < LongestWord && char.IsLetterOrDigit(text[from - 1]))
        {
            from--;
        }

        return from;
    }

    /// <summary>A word of letters that begins at a place, with hyphens and apostrophes between them; where it ends.</summary>
    public static int NameEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (
            end < text.Length
            && end - start < LongestWord
            && (
                char.IsLetter(text[end])
                || (text[end] is '-' or '\'' or '’' && end > start && end + 1 < text.Length && char.IsLetter(text[end + 1]))
            )
        )
        {
            end++;
        }

        return end;
    }
}
