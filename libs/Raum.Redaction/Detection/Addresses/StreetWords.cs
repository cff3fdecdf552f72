namespace Raum.Redaction;

/// <summary>Words of streets that are written without capitals, and of what stands around them. Own work; folded.</summary>
internal static class StreetWords
{
    public static readonly WordSet English = Cues.Set("street road avenue lane mews crescent boulevard terrace rd ave blvd ln");

    public static readonly WordSet MaybeEnglish = Cues.Set(
        "st drive dr close court ct place pl square sq gardens grove way row walk hill rise view park green quay circle cir trail loop parkway pkwy highway hwy gv gr cct cres crt tce pde esp bvd cl rise"
    );

    public static readonly WordSet French = Cues.Set("rue avenue av boulevard boul bd impasse allee chemin quai faubourg");
    public static readonly WordSet MaybeFrench = Cues.Set("place cours square route passage");

    public static readonly WordSet Southern = Cues.Set(
        "calle avenida avda rua travessa travesia viale vicolo piazza piazzale alameda carrer"
    );
    public static readonly WordSet MaybeSouthern = Cues.Set("via corso largo paseo camino praca plaza strada av c ronda estrada carrera");

    public static readonly string[] Ends = ["straße", "strasse", "strass", "str.", "str", "allee", "gasse", "straat", "laan", "gracht"];
    public static readonly string[] MaybeEnds =
    [
        "weg",
        "platz",
        "ring",
        "damm",
        "ufer",
        "steig",
        "chaussee",
        "plein",
        "kade",
        "dijk",
        "singel",
        "dreef",
    ];

    public static readonly WordSet Articles = Cues.Set("de del la las los el da do das dos della dello dei delle di du des l d le les");

    /// <summary>With these begin names of cities of two words.</summary>
    public static readonly WordSet CityBeginnings = Cues.Set("st ste sankt saint sainte san santa bad den la le");

    /// <summary>Cities that a dictionary has as words.</summary>
    public static readonly WordSet Cities = Cues.Set(
        "wien milano roma torino napoli bern basel essen hagen halle lens nice tours nancy gent brugge porto faro lugo leon palma vienna rome milan cork bath reading hull"
    );

    /// <summary>Behind the word for a house number.</summary>
    public static readonly WordSet Numbers = Cues.Set("n no nr num numero nummer hausnummer");

    /// <summary>Lead to an address, besides <see cref="AddressWords.Leads"/>.</summary>
    public static readonly WordSet Leads = Cues.Set(
        "house home flat property located staying stay door zuhause domiciliato residente sede consegna consegnare vivienda piso"
    );

    /// <summary>No names of streets: "2 blocks from the road".</summary>
    public static readonly WordSet NoNames = Cues.Set(
        "a an the of from to on in at by per and or with down up off for is was are were be been my your our this that it we you they he she not no day days week weeks month months year years hour hours "
            + "minute minutes min mins second seconds mile miles km meter meters metre metres block blocks people persons items pieces star stars way lane lanes street streets times more other different side "
            + "est sont etait dans avec pour sur chez depuis pas mais qui que je il elle nous vous et ou a au aux en par merci svp jours heures minutes fois "
            + "esta estaba es son era con para por en y o pero que se no dias horas veces gracias sin hay "
            + "ist war und oder mit fur auf bei zu von die der das tage stunden mal nicht noch seit wird "
            + "e sono era per su ma che non giorni ore volte grazie nella nel "
            + "sao esta com para por em mas nao dias horas vezes obrigado "
            + "is was en of met voor op bij van het een dagen uur keer niet"
    );

    /// <summary>May stand behind the number of a house that has one figure; another word may be what is counted: "3 autos".</summary>
    public static readonly WordSet Behind = Cues.Set(
        "in en em a at and und et y e bei near piso bajo puerta portal interno int apto apt scala bus bte boite bis ter is ist est es und oder or ou o but aber mais pero ma please bitte danke thanks thx gracias merci svp grazie obrigado obrigada bedankt graag alsjeblieft aub por per bloco bloque casa depto dpto apartamento lote cep cp bairro barrio colonia col centro vila"
    );

    /// <summary>Behind any number it is that of something else: "die allee 14 tage gesperrt".</summary>
    public static readonly WordSet Counted = Cues.Set(
        "tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute minuten uhr euro euros eur mal stuck personen leute kinder kilometer km meter metern m prozent "
            + "day days week weeks month months year years hour hours minutes min mins people persons items pieces stars times miles mile percent dias dia semanas semana meses mes anos ano horas hora minutos veces personas "
            + "metros kilometros jours jour semaines semaine mois ans an heures heure fois personnes metres giorni giorno settimane settimana mesi mese anni anno ore ora minuti volte persone metri vezes pessoas unidades pakete packages paquetes colis pacchi pakketten "
            + "dagen dag weken week maanden maand jaar uur keer mensen"
    );
}
