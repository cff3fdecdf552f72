namespace Raum.Providers.Offline;

/// <summary>French, Spanish, Portuguese and Italian.</summary>
internal static class RomancePhrases
{
    public static Phrases French { get; } =
        new()
        {
            Tag = "fr",
            Frequent =
                "le la les des est une je ne pas mon ma pour avec vous nous dans sur du et au mais votre merci bonjour ai été que qui ce cette",
            Announcing =
            [
                "rembours argent",
                "annul résili désabonn",
                "factur reçu tva prélèvement",
                "connexion connecter mot passe identifiant bloqué compte",
                "endommag cassé abîm défectu rayé fissur",
                "livr colis expédi suivi commande",
                "erreur plant bogue bug install lent",
            ],
            Hello = "Bonjour {0},",
            HelloNobody = "Bonjour,",
            Thanks = "Merci pour votre message.",
            Next =
            [
                "Je suis désolé pour ce désagrément. J'ai transmis votre demande de remboursement ; après validation, la somme vous parviendra sous 5 à 7 jours ouvrés.",
                "J'ai bien noté que vous souhaitez résilier et je vous confirmerai la date de fin par écrit.",
                "Je vérifie la facture et vous enverrai une version corrigée ou une explication du prélèvement.",
                "Je suis désolé que vous ne puissiez pas vous connecter. Utilisez encore une fois « Mot de passe oublié » ; sans message d'ici dix minutes, je réinitialiserai votre accès.",
                "Je suis désolé que l'article ne soit pas arrivé en bon état. Je peux le remplacer ou le rembourser : que préférez-vous ?",
                "Je suis désolé pour l'attente. Je vérifie auprès du transporteur où se trouve votre commande et vous donnerai la nouvelle date de livraison.",
                "Je suis désolé pour ce problème technique. Nos techniciens l'examinent ; une capture d'écran de l'erreur les aiderait.",
                "J'ai lu votre demande et je m'en occupe.",
            ],
            Done =
            [
                "Votre remboursement est en route et vous parviendra sous 5 à 7 jours ouvrés.",
                "Votre résiliation est effectuée ; rien ne sera plus prélevé.",
                "La facture est vérifiée et la version corrigée vous est envoyée.",
                "Votre accès est réinitialisé et vous pouvez de nouveau vous connecter.",
                "Un article de remplacement vous est envoyé sans frais.",
                "Votre commande est de nouveau en route ; le suivi indique la nouvelle date.",
                "La panne est corrigée ; redémarrez l'application une fois.",
                "Votre demande est traitée.",
            ],
            Number = "Cela concerne {0}.",
            PaidBack = "Le montant sera reversé sur {0}.",
            Reach = "En cas de question, je vous joindrai à {0}.",
            Address = "L'adresse de livraison que j'ai est {0} ; dites-moi si elle n'est pas exacte.",
            Closing = "Cordialement,\nVotre équipe d'assistance",
            Request =
            [
                "demande un remboursement",
                "souhaite résilier",
                "a une question sur une facture ou un prélèvement",
                "ne peut pas se connecter",
                "signale un article endommagé ou défectueux",
                "demande où se trouve une commande",
                "signale un problème technique",
                "a une demande",
            ],
            SummaryTitle = "Résumé",
            Customer = "Le client",
            Details = "Éléments mentionnés",
            InTheirWords = "Dans ses mots",
            GistNote = "[Fournisseur hors ligne : l'essentiel seulement, pas une traduction]",
        };

    public static Phrases Spanish { get; } =
        new()
        {
            Tag = "es",
            Frequent =
                "el la los las es una yo no mi para con usted en por del y al pero su gracias hola he ha que este esta muy todavía está",
            Announcing =
            [
                "reembols devoluc dinero devolver",
                "cancel anular baja",
                "factura recibo cargo iva",
                "acceder iniciar sesión contraseña cuenta bloqueada",
                "dañado roto rota defectuos rayado grieta",
                "entrega paquete envío pedido seguimiento llegado",
                "error fallo bloquea instal lento lenta",
            ],
            Hello = "Hola, {0}:",
            HelloNobody = "Hola:",
            Thanks = "Gracias por su mensaje.",
            Next =
            [
                "Lamento las molestias. He transmitido su solicitud de reembolso; una vez aprobada, recibirá el dinero en un plazo de 5 a 7 días hábiles.",
                "He anotado que desea cancelar y le confirmaré la fecha de fin por escrito.",
                "Estoy revisando la factura y le enviaré una copia corregida o una explicación del cargo.",
                "Lamento que no pueda iniciar sesión. Use una vez más «He olvidado mi contraseña»; si en diez minutos no llega ningún mensaje, restableceré su acceso.",
                "Lamento que no haya llegado en buen estado. Puedo enviarle otro o reembolsarlo: dígame qué prefiere.",
                "Lamento la espera. Estoy consultando con el transportista dónde está su pedido y le diré la nueva fecha de entrega.",
                "Lamento el problema técnico. Nuestros técnicos lo están revisando; una captura del error les ayudaría.",
                "He leído su solicitud y me ocupo de ella.",
            ],
            Done =
            [
                "Su reembolso está en camino y lo recibirá en un plazo de 5 a 7 días hábiles.",
                "Su cancelación está hecha; no se le cobrará nada más.",
                "La factura está revisada y la copia corregida va de camino.",
                "Su acceso está restablecido y ya puede iniciar sesión.",
                "Un artículo de sustitución va de camino sin coste.",
                "Su pedido está de nuevo en camino; el seguimiento muestra la nueva fecha.",
                "El fallo está corregido; reinicie la aplicación una vez.",
                "Su solicitud está atendida.",
            ],
            Number = "Se trata de {0}.",
            PaidBack = "El importe se devolverá a {0}.",
            Reach = "Si tengo alguna pregunta, le contactaré en {0}.",
            Address = "La dirección de entrega que tengo es {0}; dígame si no es correcta.",
            Closing = "Un saludo,\nSu equipo de atención al cliente",
            Request =
            [
                "pide un reembolso",
                "quiere cancelar",
                "tiene una pregunta sobre una factura o un cargo",
                "no puede iniciar sesión",
                "informa de un artículo dañado o defectuoso",
                "pregunta dónde está un pedido",
                "informa de un problema técnico",
                "tiene una solicitud",
            ],
            SummaryTitle = "Resumen",
            Customer = "El cliente",
            Details = "Datos mencionados",
            InTheirWords = "En sus palabras",
            GistNote = "[Proveedor sin conexión: solo lo esencial, no es una traducción]",
        };

    public static Phrases Portuguese { get; } =
        new()
        {
            Tag = "pt",
            Frequent =
                "o a os as é uma eu não meu minha para com você em por do da e ao mas seu obrigado obrigada olá foi que este esta muito ainda está",
            Announcing =
            [
                "reembols dinheiro devolu estorno",
                "cancel rescind desist",
                "fatura recibo cobrança nif",
                "entrar acessar aceder senha palavra login conta bloqueada",
                "danificad quebrad defeito partid riscad avaria",
                "entrega encomenda pacote envio pedido rastre",
                "erro falha trava instal lento lenta",
            ],
            Hello = "Olá, {0},",
            HelloNobody = "Olá,",
            Thanks = "Obrigado pela sua mensagem.",
            Next =
            [
                "Lamento o transtorno. Encaminhei o seu pedido de reembolso; depois de aprovado, receberá o valor em 5 a 7 dias úteis.",
                "Registei que deseja cancelar e confirmarei a data de fim por escrito.",
                "Estou a verificar a fatura e enviarei uma versão corrigida ou uma explicação da cobrança.",
                "Lamento que não consiga entrar. Use mais uma vez \"Esqueci a senha\"; se nenhuma mensagem chegar em dez minutos, reporei o seu acesso.",
                "Lamento que não tenha chegado em bom estado. Posso enviar outro ou reembolsar: diga-me o que prefere.",
                "Lamento a espera. Estou a verificar com a transportadora onde está a sua encomenda e direi a nova data de entrega.",
                "Lamento o problema técnico. Os nossos técnicos estão a analisar; uma captura do erro ajudaria.",
                "Li o seu pedido e estou a tratar dele.",
            ],
            Done =
            [
                "O seu reembolso está a caminho e chega em 5 a 7 dias úteis.",
                "O cancelamento está feito; nada mais será cobrado.",
                "A fatura foi verificada e a versão corrigida está a caminho.",
                "O seu acesso foi reposto e já pode entrar.",
                "Um artigo de substituição está a caminho, sem custos.",
                "A sua encomenda está de novo a caminho; o rastreio mostra a nova data.",
                "A falha foi corrigida; reinicie a aplicação uma vez.",
                "O seu pedido foi tratado.",
            ],
            Number = "Trata-se de {0}.",
            PaidBack = "O valor será devolvido para {0}.",
            Reach = "Se tiver alguma dúvida, contacto por {0}.",
            Address = "A morada de entrega que tenho é {0}; diga-me se não estiver certa.",
            Closing = "Com os melhores cumprimentos,\nA sua equipa de apoio",
            Request =
            [
                "pede um reembolso",
                "quer cancelar",
                "tem uma dúvida sobre uma fatura ou cobrança",
                "não consegue entrar",
                "comunica um artigo danificado ou com defeito",
                "pergunta onde está uma encomenda",
                "comunica um problema técnico",
                "tem um pedido",
            ],
            SummaryTitle = "Resumo",
            Customer = "O cliente",
            Details = "Dados mencionados",
            InTheirWords = "Nas suas palavras",
            GistNote = "[Fornecedor offline: só o essencial, não é uma tradução]",
        };

    public static Phrases Italian { get; } =
        new()
        {
            Tag = "it",
            Frequent =
                "il lo la gli le è una io non mio mia per con voi in di del e al ma grazie buongiorno ho ha che questo questa sono ancora della mi",
            Announcing =
            [
                "rimbors soldi denaro restituz",
                "annull disdi disdett recess",
                "fattura ricevuta addebito iva",
                "accedere accesso password account bloccato",
                "danneggiat rotto rotta difett graffi crepa",
                "consegn pacco spedizion ordine tracciam arrivat",
                "errore blocca crash install lento lenta",
            ],
            Hello = "Buongiorno {0},",
            HelloNobody = "Buongiorno,",
            Thanks = "grazie per il suo messaggio.",
            Next =
            [
                "Mi dispiace per il disagio. Ho inoltrato la sua richiesta di rimborso; dopo l'approvazione riceverà l'importo entro 5-7 giorni lavorativi.",
                "Ho annotato che desidera disdire e le confermerò la data di fine per iscritto.",
                "Sto controllando la fattura e le invierò una copia corretta o una spiegazione dell'addebito.",
                "Mi dispiace che non riesca ad accedere. Usi ancora una volta \"Password dimenticata\"; se entro dieci minuti non arriva nulla, ripristinerò il suo accesso.",
                "Mi dispiace che non sia arrivato in buone condizioni. Posso inviarle un sostituto o rimborsarlo: mi dica che cosa preferisce.",
                "Mi dispiace per l'attesa. Sto verificando con il corriere dove si trova il suo ordine e le dirò la nuova data di consegna.",
                "Mi dispiace per il problema tecnico. I nostri tecnici lo stanno esaminando; una schermata dell'errore aiuterebbe.",
                "Ho letto la sua richiesta e me ne sto occupando.",
            ],
            Done =
            [
                "Il rimborso è in arrivo e lo riceverà entro 5-7 giorni lavorativi.",
                "La disdetta è stata eseguita; non le sarà addebitato altro.",
                "La fattura è stata controllata e la copia corretta è in arrivo.",
                "Il suo accesso è stato ripristinato e può accedere di nuovo.",
                "Un articolo sostitutivo è in arrivo, senza costi.",
                "Il suo ordine è di nuovo in viaggio; il tracciamento mostra la nuova data.",
                "Il guasto è stato risolto; riavvii l'app una volta.",
                "La sua richiesta è stata evasa.",
            ],
            Number = "Si tratta di {0}.",
            PaidBack = "L'importo sarà restituito su {0}.",
            Reach = "Se avrò domande, la contatterò a {0}.",
            Address = "L'indirizzo di consegna che ho è {0}; mi dica se non è corretto.",
            Closing = "Cordiali saluti,\nIl suo team di assistenza",
            Request =
            [
                "chiede un rimborso",
                "vuole disdire",
                "ha una domanda su una fattura o un addebito",
                "non riesce ad accedere",
                "segnala un articolo danneggiato o difettoso",
                "chiede dove si trova un ordine",
                "segnala un problema tecnico",
                "ha una richiesta",
            ],
            SummaryTitle = "Riepilogo",
            Customer = "Il cliente",
            Details = "Dati citati",
            InTheirWords = "Con le sue parole",
            GistNote = "[Provider offline: solo il succo, non una traduzione]",
        };
}
