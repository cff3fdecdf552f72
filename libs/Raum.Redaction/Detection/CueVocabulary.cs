namespace Raum.Redaction;

/// <summary>The words of <see cref="CueDetector"/> in seven languages. Own work; folded.</summary>
internal static class CueVocabulary
{
    // By the first two letters, a bit a length. Filled by Build.
    private static readonly uint[] Beginnings = new uint[32 * 32];

    public static readonly Dictionary<ulong, PiiType> Starts = Build();

    public static readonly WordSet Fillers = Cues.Set(
        "is was em op te nel nella since num. number no nr num numero nummer nº n code the my a ist lautet war est es e de del di da do der die das en o on am le el il la number: and und y et als as now jetzt ora agora ahora "
            + "date of for von du d dato wurde geworden new neue nouveau nova nuovo temporary temp geheime id connexion connection verification securite confirmation login sms acceso verificacion seguridad confirmacion acesso verificacao seguranca sociale social soziale assuree patient patiente etant name que recibio nuevo novo accesso verifica sicurezza bevestiging einmal zugang my our mein meine meiner unser mi mia mio minha meu ma mon mes notre nuestro mijn mn su sua suo seu"
    );

    /// <summary>Say that what follows is the value: "my insta is janedoe".</summary>
    public static readonly WordSet Says = Cues.Set("is ist lautet es est e");

    public static readonly WordSet OtherCodes = Cues.Set(
        "error errore erreur fehler fout erro sort zip post postal postleit promo promotion discount rabatt rabais descuento desconto sconto korting voucher coupon country area qr bar source color colour status exit "
            + "product article article item model dress tracking booking reservation reference referral country http response swift bic meter strom compteur contador"
    );

    public static readonly WordSet Months = Cues.Set(
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec januar februar marz mai juni juli oktober dezember "
            + "janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janeiro "
            + "fevereiro marco maio junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus maerz"
    );

    /// <summary>False for most words of two letters or more that are no cue: asked before a hash is made.</summary>
    public static bool MayStart(ReadOnlySpan<char> word) => (Beginnings[Beginning(word)] & (1u << word.Length)) != 0;

    private static int Beginning(ReadOnlySpan<char> word) => ((Folding.Fold(word[0]) & 31) << 5) | (Folding.Fold(word[1]) & 31);

    private static Dictionary<ulong, PiiType> Build()
    {
        var cues = new Dictionary<ulong, PiiType>();
        void Add(PiiType type, string words)
        {
            foreach (var word in words.Split(' '))
            {
                cues[Lexicon.Hash(word)] = type;
                Beginnings[Beginning(word)] |= 1u << word.Length;
            }
        }

        Add(
            PiiType.BirthDate,
            "naci nacio monde born birth birthday birthdate dob geboren geburtsdatum geburtstag naissance ne nee nacimiento nacido nacida nascimento nascido nascida nascita nato nata geboortedatum geb nac"
        );
        Add(
            PiiType.Id,
            "passport reisepass reisepassnummer passeport pasaporte passaporto passaporte paspoort paspoortnummer ausweis personalausweis personalausweisnummer ausweisnummer licence license fuhrerschein "
                + "fuhrerscheinnummer permis ssn sin nino nif nie dni cpf cnpj rg bsn nir nhs steuer identifikationsnummer steueridentifikationsnummer steuernummer idnr sozialversicherungsnummer "
                + "versichertennummer cedula curp rfc nhc nass nuss codicefiscale fiscale burgerservicenummer rut pesel personnummer nas ahv avs cni curp rijbewijs securite aadhaar pan tfn medicare "
                + "nºcol ncol colegiado episodio cipa ipp nda rpps pps nas permanent sejour krankenversicherung krankenversicherungsnummer versicherungsnummer rijksregister rijksregisternummer rijksregisternr identification assure immatriculation ramq ahv permesso identita "
                + "conducao patente seguridad national identity svnr ahvnummer bsnnummer idnummer "
                + "hetu henkilotunnus personnummer personnr fodselsnummer cpr kennitala pps ppsn dowod dowodu oib jmbg emso cnp egn afm amka tckn kimlik isikukood snils cnic mykad nric hkid rrn philhealth umid ktp "
                + "cccd cmnd ird nhi bvn nin cin cnie iqama cuil cuit dui ife nss cnh pasep nit niss insz snr rvnr ohip medicaid mbi itin utr brp uscis mrn passnummer passnr reisepassnr passportnumber "
                + "aufenthaltstitel aufenthaltserlaubnis rentenversicherungsnummer kvnr versichertennr verzekerdennummer patientennummer patientnummer patientnr patientid nhsnummer identitat identidad identidade identite "
                + "identiteitskaart identitatskarte ciudadania eleitor elector sanitaria sanitario habilitacao licencia rijbewijsnummer paspoortnr idkaart numfiscal personbevis"
        );
        Add(
            PiiType.Secret,
            "password passwort kennwort passphrase pass pwd passwd contrasena clave senha parola wachtwoord mdp pin otp tan passcode code codigo codice kode token secret apikey key einmalcode bestatigungscode "
                + "sicherheitscode freischaltcode cvv cvc puk"
        );
        Add(
            PiiType.Username,
            "username user login handle benutzername benutzer nutzername utilisateur identifiant pseudo usuario utilizador utente gebruikersnaam nickname nick gebruiker kennung utilizador wechat upi account telegram discord skype instagram insta ig snapchat snap tiktok twitter gamertag psn mastodon github gitlab reddit twitch arroba usuaria "
                + "userid logon loginname anmeldename anmeldekennung benutzerkennung nutzerkennung accountname accountnaam kontoname screenname alias nomeutente nombreusuario inlognaam loginnaam pseudonyme apodo "
                + "battletag steamid kakao weibo bluesky bsky threema samaccountname upn identifiants gebruikers benutzerkonto useraccount"
        );
        return cues;
    }
}
