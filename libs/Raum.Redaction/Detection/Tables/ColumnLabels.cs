using System.Collections.Frozen;

namespace Raum.Redaction;

/// <summary>What a column of a table holds.</summary>
internal enum ColumnKind : byte
{
    Other,
    BirthDate,
    Phone,

    /// <summary>Mail addresses are found without a label; beside one a column "name" holds people.</summary>
    Email,
    Id,
    Secret,
    Username,

    /// <summary>People, whatever stands beside it: "Vorname", "guest name".</summary>
    Person,

    /// <summary>"name": people where the table has another column about people.</summary>
    Name,
    Street,

    /// <summary>Postcode or city: they belong to the street before them.</summary>
    Place,

    /// <summary>State or country: many live there. They may stand between a street and its city.</summary>
    Region,

    /// <summary>"user": a person's name or user name where the record has another field about people.</summary>
    User,
}

/// <summary>The labels of columns in seven languages. Own work; letters alone, folded.</summary>
internal static class ColumnLabels
{
    /// <summary>A label has at most so many letters.</summary>
    public const int Longest = 32;

    /// <summary>Whose value it is: "customer dob", "guest phone".</summary>
    private static readonly string[] Owners =
    [
        .. "customer client guest patient user passenger student employee member contact account recipient sender buyer kunden kunde gast mitglieds mitarbeiter cliente utente usuario paciente klant home primary numerode numero nde nro nr".Split(
            ' '
        ),
    ];

    /// <summary>"Initialpasswort", "temporary password".</summary>
    private static readonly string[] SecretEnds = ["password", "passwort", "kennwort", "wachtwoord", "motdepasse", "contrasena"];

    /// <summary>"mot de passe provisoire", "senha temporária".</summary>
    private static readonly string[] SecretBeginnings = ["motdepasse", "password", "contrasena", "senha", "clave"];
    private static readonly string[] OfSecrets =
    [
        "provisoire",
        "provisoria",
        "provvisoria",
        "temporal",
        "temporaria",
        "temporanea",
        "temporaire",
        "provisional",
        "initial",
        "inicial",
        "iniziale",
    ];

    private static readonly FrozenDictionary<ulong, ColumnKind> Kinds = new (ColumnKind Kind, string Labels)[]
    {
        (
            ColumnKind.BirthDate,
            "dob birthdate birthday dateofbirth born geburtsdatum geburtstag gebdatum gebdat geb geborenam geboren neele nele neel ddn datedenaissance naissance fechadenacimiento "
                + "fechanacimiento fecnacimiento fnac fnacimiento fechanac nacimiento datadinascita datanascita nascita nato natail natoil datadenascimento datanascimento dtnascimento nascimento geboortedatum geboorte"
        ),
        (
            ColumnKind.Phone,
            "phone phonenumber phoneno tel telephone telephonenumber mobile mobilenumber mobileno mobilephone cell cellphone fax whatsapp telefon telefonnummer telefonnr mobil mobilnummer handy handynummer "
                + "rufnummer telephoneportable portable numerodetelephone telefono numerodetelefono movil celular cellulare numeroditelefono telefone telemovel numerodetelefone telefoon telefoonnummer mobiel gsm fon festnetz festnetznummer tlf telf"
        ),
        (
            ColumnKind.Email,
            "email emailaddress mail mailaddress emailadresse emailadres courriel correo correoelectronico adressemail posta postaelettronica"
        ),
        (
            ColumnKind.Id,
            "ssn socialsecurity socialsecuritynumber socialsecurityno sin nino nationalinsurance nationalinsurancenumber ninumber passport passportnumber passportno idcard idcardnumber nationalid nationalidnumber taxid taxnumber "
                + "driverlicense driverslicense driverlicence drivinglicence licensenumber licencenumber steuerid steueridnr idnr steuernummer svnr svnummer sozialversicherungsnummer reisepass reisepassnummer passnummer ausweis ausweisnummer ausweisnr "
                + "personalausweis fuhrerschein fuhrerscheinnummer passeport numerodepasseport nir numerodesecuritesociale securitesociale nsecu ndesecu ndesecuritesociale npasseport ndepasseport nosecu numerosecu carteidentite cni permis pasaporte nif nie dni nifnie dninie "
                + "passaporto codicefiscale cf cartaidentita patente cpf rg cartaodecidadao paspoort paspoortnummer bsn rijbewijs curp rfc cuil pan aadhaar medicare mrn "
                + "targa placa plate numberplate licenceplate licenseplate kennzeichen kontrollschild plaque matricula kenteken cnh numdoc numerodocumento nuss niss insuranceid versichertennummer"
        ),
        (
            ColumnKind.Secret,
            "password passwort kennwort motdepasse mdp contrasena clave senha palavrapasse wachtwoord pwd passwd pin token accesstoken refreshtoken apikey apitoken secret clientsecret secretkey accesskey privatekey otp recoverycode"
        ),
        (
            ColumnKind.Username,
            "username userid login loginname logonname benutzername benutzer nutzername utilisateur usuario utente gebruiker nomutilisateur nomdutilisateur identifiant nombredeusuario nomeutente utilizador nomedeusuario gebruikersnaam "
                + "handle twitter instagram discord telegram skype githubuser samaccountname uid"
        ),
        (
            ColumnKind.Person,
            "firstname lastname surname fullname givenname familyname middlename maidenname forename displayname vorname nachname familienname zuname vollername vorundnachname geburtsname prenom nomdefamille nometprenom nomcomplet nomprenom prenomnom "
                + "nombrecompleto apellidoynombre apellidosynombre apellidosynombres cognomeenome autista motorista nombreyapellidos nombreapellidos apellido apellidos primerapellido segundoapellido cognome nominativo nomecognome nomeecognome cognomenome nomecompleto sobrenome apelido voornaam achternaam volledigenaam tussenvoegsel "
                + "customername clientname guestname patientname passengername studentname employeename membername contactname recipientname sendername buyername accountholder cardholder cardholdername holder "
                + "passenger patient guest employee attendee participant passager passagere salarie participantname teilnehmer mitarbeiter patientin fahrgast versicherter pasajero paciente empleado huesped passeggero paziente dipendente ospite "
                + "passageiro funcionario hospede passagier medewerker deelnemer mieter mieterin locataire inquilino inquilina tenant huurder bewohner eigentumer proprietaire propietario kundenname kontakt ansprechpartner inhaber titular titulaire intestatario beneficiary beneficiario beneficiaire"
        ),
        (
            ColumnKind.Name,
            "name nom nombre nome naam customer client kunde cliente klant contact person member owner recipient destinataire destinatario empfanger"
        ),
        (
            ColumnKind.Street,
            "street streetaddress streetname address addressline addressone deliveryaddress shippingaddress billingaddress homeaddress postaladdress mailingaddress residence strasse straße strassehausnummer strassenr anschrift adresse lieferadresse "
                + "rechnungsadresse wohnadresse rue adressepostale adresselivraison direccion domicilio calle indirizzo via residenza endereco morada rua logradouro adres straat straatnaam woonadres"
        ),
        (
            ColumnKind.Place,
            "zip zipcode postcode postalcode plz postleitzahl codepostal cp codigopostal cap cep city town ort wohnort stadt ville ciudad localidad poblacion citta comune cidade localidade plaats woonplaats stad "
                + "housenumber houseno hausnummer hausnr nr numero huisnummer bairro barrio"
        ),
        (ColumnKind.Region, "state province region county provincia bundesland kanton canton estado uf country land pays pais paese"),
        (ColumnKind.User, "user nutzer"),
    }
        .SelectMany(kind => kind.Labels.Split(' ').Select(label => (Hash: Lexicon.Hash(label), kind.Kind)))
        .DistinctBy(label => label.Hash)
        .ToFrozenDictionary(label => label.Hash, label => label.Kind);

    /// <summary>What a label says, in any case, with any signs between its words: "Date of birth", "date_of_birth", "Né(e) le".</summary>
    public static ColumnKind Of(ReadOnlySpan<char> label)
    {
        Span<char> letters = stackalloc char[Longest];
        var count = 0;
        foreach (var c in label)
        {
            if (char.IsLetter(c))
            {
                if (count == Longest)
                {
                    return ColumnKind.Other;
                }

                letters[count++] = Folding.Fold(c);
            }
        }

        var own = letters[..count];
        if (Kinds.TryGetValue(Lexicon.Hash(own), out var kind))
        {
            return kind;
        }

        foreach (var owner in Owners)
        {
            if (
                own.Length > owner.Length
                && own[0] == owner[0]
                && own.StartsWith(owner)
                && Kinds.TryGetValue(Lexicon.Hash(own[owner.Length..]), out kind)
            )
            {
                return kind == ColumnKind.Name ? ColumnKind.Person : kind;
            }
        }

        foreach (var end in SecretEnds)
        {
            if (own.EndsWith(end) && label.Count(' ') < 2)
            {
                return ColumnKind.Secret;
            }
        }

        foreach (var beginning in SecretBeginnings)
        {
            if (own.StartsWith(beginning) && IsOfSecret(own[beginning.Length..]))
            {
                return ColumnKind.Secret;
            }
        }

        return ColumnKind.Other;
    }

    private static bool IsOfSecret(ReadOnlySpan<char> rest)
    {
        foreach (var word in OfSecrets)
        {
            if (rest.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }
}
