namespace Raum.Redaction;

/// <summary>Words around names, by what they say. Own work; folded: lower case, no accents.</summary>
internal static class CueWords
{
    public static readonly (WordFacts Facts, string[] Words)[] All =
    [
        (
            WordFacts.Title,
            Words(
                "mr mrs ms miss dr prof herr herrn frau mme mlle madame monsieur sr sra srta senor senora don dona dra sig signor signora mevrouw "
                    + "meneer mevr dhr sir mag ing maitre dott dottor dottoressa dre pr dhr fam familie famille familia famiglia professor professeur "
                    + "doctor docteur doktor dokter mister mademoiselle mesdames messieurs capt captain sheikh exma exmo senhor senhora rev reverend "
                    + "avvocato avv ingegnere geometra notaio abogado abogada licenciado lic ingeniero ingeniera advogado advogada doutor doutora engenheiro engenheira advocaat notaris mw drs rechtsanwalt "
                    + "rechtsanwaltin notar lord lady dame officer sergeant constable nurse"
            )
        ),
        (
            WordFacts.Greeting,
            Words(
                "hi hello hey dear hallo liebe lieber bonjour salut cher chere hola estimado estimada querido querida ola caro cara prezado prezada "
                    + "ciao gentile beste geachte hoi helo hej dag goedemorgen goedemiddag moin servus gruezi buongiorno buonasera salve oi"
            )
        ),
        (
            WordFacts.SignOff,
            Words(
                "regards sincerely cheers thanks thank best wishes yours grusse grussen gruss grüße grüßen gruß gruesse gruessen cordialement salutations saludos "
                    + "saludo abraco cumprimentos atentamente atenciosamente saluti groet groeten merci danke gracias obrigado obrigada grazie bedankt "
                    + "cordiali cordialmente amicalement bien lg vg mfg bisous gruass diolch tusen takk grazas eskerrik asko dziekuje thx grax obg obrigadao thnx thanx grz grtz gruess gruass gruasse mvg bjs ty tks tysm"
            )
        ),
        (
            WordFacts.Announcing,
            Words(
                "name heisse heiße heise llamo chiamo chamo appelle heet nombre nome nom naam mname vorname nachname apellidos apelido cognome surname "
                    + "heisst heißt hiess heissen heißen namens genannt appeler appelait appellent nomme nommee prenom llama llamaba llamado llamada apellido chama chamava chamado chamada sobrenome chiama chiamava chiamato chiamata "
                    + "nominativo named called voornaam achternaam heette genaamd titular intestatario intestataria kontoinhaber kontoinhaberin inhaber inhaberin titulaire holder rekeninghouder houder beneficiary passagiere lastname firstname fullname"
            )
        ),
        (
            WordFacts.Organization,
            Words(
                "gmbh ag kg inc ltd llc corp co company bank hotel street university universitat school college hospital church group team store "
                    + "shop restaurant cafe museum theater theatre airport station avenue road institute foundation stiftung verein club fc sa sl srl spa "
                    + "bv nv plc award prize stadium park bridge river lake island county college academy press records films news times post magazine "
                    + "calle avda avenida plaza paseo rua via viale piazza corso hospital centro servicio clinica clinico departamento universidad "
                    + "facultad doctor medico tel telefono email mail correo fax strasse weg platz "
                    + "firma spedition werkstatt backerei metzgerei apotheke praxis kanzlei schule grundschule gymnasium realschule gesamtschule kita klinik krankenhaus gasthof gasthaus autohaus reiseburo verlag "
                    + "brauerei weingut garage boulangerie pharmacie ecole lycee clinique hopital cabinet agence boutique librairie residence mairie chateau domaine taller panaderia farmacia colegio instituto tienda "
                    + "libreria bodega finca edificio colonia barrio oficina escola loja livraria padaria edificio condominio aeroporto aeropuerto aeroport flughafen bahnhof gare estacion estacao stazione ditta "
                    + "officina scuola liceo ristorante trattoria negozio cantina bakkerij apotheek winkel praktijk basisschool ziekenhuis luchthaven church cathedral chapel primary academy nursery bakery pharmacy "
                    + "clinic surgery salon bridge court mall arena dealership brewery winery gallery library lodge inn resort palace tower hall square partners associates solutions systems logistics holdings industries "
                    + "services foundations supply supplies motors electronics pictures studios brothers"
            )
        ),
        (
            WordFacts.Particle,
            Words(
                "de da do dos das del della di du des la le les el al bin bint ibn van von vom zu zum zur der den het ter ten te op y e i san santa "
                    + "st af av abu ben bat ul ud del dello dalla vd t mc mac o"
            )
        ),
        (
            WordFacts.Kin,
            Words(
                "mother father mom mum mummy dad daddy husband wife son daughter brother sister uncle aunt cousin nephew niece grandmother "
                    + "grandfather grandma grandpa nan granny partner fiance fiancee boyfriend girlfriend friend neighbor neighbour colleague boss "
                    + "roommate flatmate landlord ex kid baby mutter vater mama papa mann ehemann frau ehefrau sohn tochter bruder schwester onkel tante "
                    + "vetter neffe nichte oma opa grossmutter grossvater partnerin freund freundin nachbar nachbarin kollege kollegin chef chefin mere "
                    + "pere maman mari femme epouse epoux fils fille frere soeur oncle cousine neveu grand-mere grand-pere compagnon compagne ami amie "
                    + "copain copine voisin voisine collegue patron patronne madre padre marido mujer esposo esposa hijo hija hermano hermana tio tia "
                    + "primo prima sobrino sobrina abuela abuelo pareja novio novia amigo amiga vecino vecina companero companera jefe jefa cunado cunada "
                    + "mae pai mulher filho filha irmao irma avo sobrinho neto neta namorado namorada vizinho vizinha colega chefe cunhado cunhada sogra "
                    + "sogro moglie marito figlio figlia fratello sorella zio zia cugino cugina nipote nonna nonno compagno compagna fidanzato fidanzata "
                    + "amico amica vicino vicina collega capo moeder vader man vrouw zoon dochter broer zus oom neef nicht vriend vriendin buurman "
                    + "buurvrouw baas kamergenoot huisarts schoonmoeder schoonvader madrina padrino suegra suegro viuda sœur veuve widow weduwe vedova viuva "
                    + "witwe geb geboren nee nata nacida enkel enkelin enkelkind schwager schwagerin schwiegermutter schwiegervater schwiegersohn schwiegertochter verlobte verlobter mitbewohner mitbewohnerin "
                    + "gendre nieto nieta yerno nuera cunado sobrinha genro padrasto madrasta nipotino nipotina suocera suocero cognato cognata nuora "
                    + "kleinzoon kleindochter schoonzoon schoondochter schoonzus zwager schwester stepmother stepfather grandson granddaughter grandchild wifey hubby twin toddler roomie viudo vedovo weduwnaar erbin geborene sorellina fratellino schwesterchen bruderchen hermanita hermanito irmazinha irmaozinho broertje zusje"
            )
        ),
        (
            WordFacts.Occupation,
            Words(
                "technician engineer plumber electrician mechanic driver courier postman cleaner carer midwife teacher tutor coach trainer lecturer lawyer solicitor attorney accountant bookkeeper "
                    + "manager supervisor receptionist assistant secretary agent representative adviser advisor consultant photographer hairdresser dentist vet therapist surgeon gp caretaker janitor builder "
                    + "waiter chef priest pastor client customer tenant patient passenger guest "
                    + "techniker technikerin monteur installateur elektriker klempner mechaniker fahrer fahrerin zusteller zustellerin bote postbote hausmeister hausmeisterin vermieter vermieterin mieter mieterin "
                    + "hebamme arzt arztin hausarzt hausarztin zahnarzt zahnarztin lehrer lehrerin klassenlehrer klassenlehrerin trainerin anwalt anwaltin steuerberater steuerberaterin berater beraterin "
                    + "kundenberater kundenberaterin mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin leiter leiterin filialleiter filialleiterin sekretarin assistentin pfarrer kunde kundin patientin fahrgast passagier reisender teilnehmer teilnehmerin bewohner bewohnerin "
                    + "technicien technicienne reparateur electricien plombier livreur livreuse facteur factrice conducteur conductrice chauffeur concierge gardien gardienne proprietaire locataire "
                    + "medecin dentiste infirmier infirmiere professeure enseignant enseignante maitresse avocat avocate comptable conseiller conseillere gestionnaire responsable directeur directrice secretaire "
                    + "assistante employe employee vendeur vendeuse client cliente coiffeur coiffeuse "
                    + "tecnico tecnica instalador electricista fontanero repartidor repartidora mensajero conductor cartero conserje portero casero casera inquilino inquilina comadrona matrona dentista enfermero "
                    + "enfermera maestro maestra profesor profesora abogada asesor asesora gestor gestora gerente encargado encargada director directora secretario secretaria empleado empleada "
                    + "clienta paciente vendedor vendedora peluquera "
                    + "eletricista encanador entregador motorista carteiro porteiro zelador senhorio inquilina parteira enfermeiro enfermeira professor professora atendente funcionario funcionaria "
                    + "gerente diretor diretora vendedor cabeleireira "
                    + "elettricista idraulico fattorino corriere autista postino portiere portinaia proprietario inquilino ostetrica medico dottoressa infermiere infermiera maestro insegnante avvocata commercialista "
                    + "consulente responsabile direttore direttrice segretaria impiegato impiegata commesso commessa parrucchiera "
                    + "technicus technica loodgieter elektricien bezorger bezorgster koerier postbode chauffeuse huismeester verhuurder huurder verloskundige tandarts verpleegkundige leraar lerares juf meester "
                    + "advocate boekhouder adviseur medewerker medewerkster bedrijfsleider directrice secretaresse kapper kapster klant"
            )
        ),
        (
            WordFacts.German,
            Words(
                "der die das und ist nicht ich ein eine einen den dem mit von zu auf fur sich auch wir sie hat haben bei wird als wie aber noch nur im am zum zur ihre ihr mein meine bitte wurde"
            )
        ),
        (
            WordFacts.Month,
            Words(
                "january february march april may june july august september october november december jan feb mar apr jun jul aug sep "
                    + "sept oct nov dec januar februar marz mai juni juli oktober dezember janvier fevrier mars avril juin juillet aout "
                    + "septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
                    + "diciembre janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro gennaio febbraio aprile maggio "
                    + "giugno luglio settembre ottobre dicembre januari februari maart mei augustus maerz"
            )
        ),
    ];

    private static string[] Words(string words) => words.Split(' ');
}
