namespace Raum.Redaction;

/// <summary>The words that announce a value, by what they announce. Own work; folded: lower case, no accents.</summary>
internal static class CueStarts
{
    public static readonly (CueKind Kind, string Words)[] All =
    [
        (
            CueKind.BirthDate,
            "bday birth birthday birthdate birthdates dob dobs geburtsdatum geburtsdaten geburtstag naissance naiss ddn anniversaire nacimiento nascimento nascita geboortedatum geboortedata verjaardag cumpleanos "
                + "compleanno aniversario nac nasc gebdatum gebdat geburtsdat"
        ),
        (
            CueKind.Born,
            "naci nacio born geboren ne nee nes nacido nacida nascido nascida nasci nasceu nato nata nati nacque geb jahrgang monde world mundo welt wereld"
        ),
        (
            CueKind.Id,
            "passport passports reisepass reisepasse reisepassnummer passeport passeports pasaporte pasaportes passaporto passaporte passaporti passaportes pasaporto paspoort paspoorten paspoortnummer ausweis personalausweis personalausweisnummer ausweisnummer fuhrerschein "
                + "fuhrerscheinnummer fuhrerscheinnr ausweisnr perso personalausweisnr ssn ssns nino nif nie dni dnis cpf cnpj rg bsn nir nhs steuer identifikationsnummer steueridentifikationsnummer steuernummer steuernr steuerid idnr sozialversicherungsnummer sozialversicherungsnr "
                + "versichertennummer cedula cedulas curp rfc nhc nass nuss codicefiscale fiscale burgerservicenummer rut pesel personnummer ahv avs cni rijbewijs securite secu aadhaar adhaar tfn medicare "
                + "nºcol ncol colegiado episodio cipa ipp nda rpps pps sejour krankenversicherung krankenversicherungsnummer krankenversichertennummer krankenkassennummer versicherungsnummer rijksregister rijksregisternummer rijksregisternr identification assure immatriculation ramq permesso identita "
                + "conducao seguridad afiliacion identity svnr ahvnummer bsnnummer idnummer "
                + "hetu henkilotunnus personnr fodselsnummer fødselsnummer fnr cpr kennitala ppsn dowod dowodu oib jmbg emso cnp egn afm amka tckn kimlik isikukood snils cnic mykad nric hkid rrn philhealth umid "
                + "cccd cmnd bvn cnie iqama cuil cuit dui ife ine cnh pasep niss insz snr rvnr ohip medicaid mbi itin utr brp uscis mrn passnummer passnr reisepassnr passportnumber "
                + "aufenthaltstitel aufenthaltserlaubnis aufenthaltskarte rentenversicherungsnummer kvnr versichertennr verzekerdennummer patientennummer patientnummer patientnr patientid nhsnummer identitat identidad identidade identite "
                + "allocataire identiteitskaart identitatskarte ciudadania cidadao eleitor elector sanitaria sanitario habilitacao rijbewijsnummer paspoortnr idkaart numfiscal personbevis "
                + "verblijfsvergunning verblijfskaart verblijfsdocument soggiorno voter tessera nrn gbvnr egk matricule personenkennzahl inps inss pis nis lanr arztnummer іпн рнокпп рнокп паспорт tnin conduire conducir "
                + "ppsnumber numident licencenumber ghic ehic sns versichertenkarte versichertenkartennummer"
        ),
        (
            CueKind.WeakId,
            "sin pan nit nas cin permanent patente national insurance license licence licenses licences licencia permis permit permiso licenca social tin sss ic ird nhi nin visa dl ni kv sv kra ktp id ip mbo tax health green nss residencia sip carnet clinica clinico pid"
        ),
        (CueKind.Cedula, "cc ci"),
        (
            CueKind.Password,
            "password passwords passwort passworter kennwort passphrase pwd passwd passwrd passwort pw pwort psw contrasena contrasenas contrasenia contrasena clave claves senha senhas parola wachtwoord wachtwoorden ww mdp passe pass losungswort "
                + "passcode passcodes wachtzin kenwoord pasword passwor pswd memorable sifre haslo losenord toegangspas zugriffspass"
        ),
        (
            CueKind.Pin,
            "pin pins otp otps tan tans mtan smstan puk puks totp mfa pincode pincodes pinnummer geheimzahl geheimnummer geheimcode einmalcode bestatigungscode bestatigungscodes sicherheitscode freischaltcode zugangscode zugangsnummer "
                + "aktivierungscode kopplungscode koppelcode paarungscode verifizierungscode verifikationscode anmeldecode turcode torcode zugangspin einmalkennung entsperrcode prufcode wiederherstellungscode backupcode notfallcode alarmcode hausturcode haustelefoncode "
                + "verificatiecode toegangscode beveiligingscode bevestigingscode inlogcode activeringscode activatiecode deurcode poortcode herstelcode alarmcode controlecode sleutelkluiscode machtigingscode registratiecode eenmaligecode registrierungscode legitimationscode autorisierungscode vollmachtscode kenncode zutrittscode lockbox keysafe schlusseltresor schlusselsafe sleutelkluis sleutelkluisje "
                + "digicode combination combinations kombination combinaison combinacion combinacao combinatie zahlenkombination cvv cvc passkey abholcode abholpin afhaalcode ophaalcode pickupcode authcode keycode entrycode puknummer pukcode tancode nip"
        ),
        (CueKind.Code, "code codes codigo codigos codice codici kode wachtcode"),
        (
            CueKind.Key,
            "token tokens secret secrets apikey apikeys key keys schlussel wlanschlussel netzwerkschlussel sicherheitsschlussel wiederherstellungsschlussel zugangsschlussel cle cles chiave chiavi chave chaves sleutel netwerksleutel llave "
                + "clientsecret accesstoken refreshtoken authtoken bearertoken accountkey sharedaccesskey sig"
        ),
        (CueKind.Scheme, "bearer basic"),
        (CueKind.Answer, "answer answers antwort antwoord reponse respuesta risposta resposta palabra palavra sicherheitsantwort"),
        (CueKind.Client, "mysql mysqldump mysqladmin mariadb sshpass curl"),
        (
            CueKind.Pair,
            "creds credentials zugangsdaten logindaten anmeldedaten inloggegevens credenciales credenciais credenziali logins identifiants acessos"
        ),
        (
            CueKind.Account,
            "username usernames handle benutzername benutzernamen nutzername nutzernamen utilisateur identifiant pseudo usuario utilizador utente gebruikersnaam nickname nick kennung gamertag psn userid upi "
                + "loginname anmeldename anmeldekennung benutzerkennung nutzerkennung accountname accountnaam kontoname screenname nomeutente nombreusuario inlognaam loginnaam pseudonyme apodo "
                + "battletag steamid samaccountname upn benutzerkonto nutzerkonto useraccount arroba usuaria ign gamername logname uid utilizadora epicid riotid switchcode"
        ),
        (
            CueKind.User,
            "user users acc login logon author reporter assignee uploader benutzer nutzer gebruiker gebruikers account accounts alias kurzel konto utilisateurs usuarios utenti comptes konten"
        ),
        (
            CueKind.Site,
            "wechat telegram discord skype instagram insta ig snapchat snap tiktok twitter mastodon github gitlab reddit twitch kakao weibo bluesky bsky threema steam xbox playstation roblox fortnite minecraft signal linkedin facebook"
        ),
        (
            CueKind.SignedIn,
            "logged log logging sign signed signing angemeldet eingeloggt einloggen anmelden connecte connectee connecter ingelogd aangemeld inloggen conectado conectada logado logada collegato collegata accedo entro entra entrar connetto collego conecto melde meldet logge loggt"
        ),
        (
            CueKind.Bank,
            "sort routing blz bankleitzahl bsb ifsc clabe bank bankverbindung kontonummer kontonr bankrekening bankrekeningnummer rekeningnummer banque bancaire banco bancaria bancario barclays hsbc lloyds natwest santander halifax monzo revolut sparkasse volksbank raiffeisenbank commerzbank postbank rabobank caixabank bbva unicredit intesa itau bradesco nubank banca agencia ag rib nib "
                + "transit institution savings checking chequing sparkonto girokonto sparbuch spaarrekening betaalrekening zichtrekening ahorros ahorro poupanca epargne cbu cvu"
        ),
        (
            CueKind.Plate,
            "reg registration kennzeichen nummernschild autokennzeichen plate plates kontrollschild kontrollschilder plaques placa placas numberplate licenceplate licenseplate matricula targa kenteken immatriculation immatriculee immatricule immatriculees immatricules placa kentekennummer targata targato targate plaat nummerplaat nummerplaten emplacada emplacado patentado"
        ),
        (
            CueKind.Vehicle,
            "car auto coche carro voiture bagnole vehicule vehiculo veiculo veicolo vehicle voertuig fahrzeug wagen pkw lkw macchina autovettura vettura furgone furgon furgoneta camion camionnette camionette camioneta camiao moto motorrad motorbike "
                + "motorcycle scooter motorfiets bestelwagen transporter fourgon caravan wohnwagen anhanger remorque rimorchio vw volkswagen golf passat tiguan touran audi bmw mercedes opel corsa astra ford fiesta toyota yaris corolla renault clio megane "
                + "twingo kangoo peugeot citroen berlingo dacia duster sandero fiat panda punto seat leon ibiza skoda octavia fabia kia picanto hyundai nissan qashqai micra tesla volvo mazda honda suzuki vauxhall chevrolet onix strada hilux jeep"
        ),
        (
            CueKind.CardCode,
            "digits ziffern chiffres cifre digitos cijfers prufziffer prufnummer kartenprufnummer kartenprufziffer cryptogramme criptograma seguranca beveiligingscijfers"
        ),
        (
            CueKind.Self,
            "im soy sou sono suis bin ben heisse heiße heet chamo llamo as als como come comme am called named heißt heisst llama chama chiama appelle "
                + "admin administrator administrateur administrador amministratore goes nennt nenne nennen noemt noem chiamo appeler llamar chiamare nomme calls tant"
        ),
        (
            CueKind.Player,
            "student pupil schuler schulerin eleve alumno alumna aluno aluna studente studentessa allievo allieva leerling leerlinge employee mitarbeiter mitarbeiterin kollege kollegin colleague collegue salarie salariee empleado empleada dipendente collega funcionario funcionaria medewerker medewerkster member mitglied membre miembro membro "
                + "hey hi hallo hello hola salut ciao welcome willkommen bienvenue bienvenido bienvenida benvenuto benvenuta bemvindo welkom buddy buddies mate teammate teammates players gamers opponents cheaters hackers scammer scammers griefer griefers leader mitspielern joueurs jugadores jogadores giocatori spelers bidder buyer seller bieter kaufer verkaufer vendeur vendeuse acheteur acheteuse vendedor vendedora comprador compradora venditore venditrice acquirente verkoper koper profile profil perfil profilo profiel compte cuenta conta char toon charakter personnage personaje personagem personaggio personage freunde freunden amis amigos amici vrienden friend bro brother sister cousin player opponent gamer cheater hacker troll kumpel freund freundin bruder schwester mitspieler mitspielerin spieler spielerin gegner "
                + "pote potes poto copain copine ami amie frere soeur joueur joueuse adversaire amigo amiga colega hermano hermana jugador jugadora parceiro irmao irma jogador jogadora "
                + "amico amica fratello sorella giocatore giocatrice vriend vriendin maat broer zus speler speelster tegenstander"
        ),
        (
            CueKind.Trade,
            "sold bought purchased verkauft gekauft ersteigert achete achetee vendu vendue comprado comprada vendido vendida compre comprei vendi comprato comprata venduto venduta gekocht verkocht"
        ),
        (
            CueKind.Owned,
            "session sitzung sesion sessione sessao sessie access zugang acces acceso accesso acesso toegang mailbox postfach buzon casella caixa unlock entsperren entsperrt entsperre freischalten schaltet debloquer debloquez debloque desbloquear desbloquea desbloquead desbloqueen desbloqueie desbloqueiem sbloccare sblocca sbloccate deblokkeren deblokkeer ontgrendel ontgrendelen deactivate reactivate reset"
        ),
        (CueKind.Played, "name namen nom nombre nome naam"),
        (CueKind.Seed, "seed mnemonic recovery backup"),
    ];
}
