// Writes the set that measures documents which people paste into tickets: order confirmations, invoices, labels, statements, copied chats, heads of mails, web forms, signatures.
//   npm install && node documents.mjs SEED > ../../bench/quality/documents.jsonl
// Deterministic as made-people.mjs is. Nobody in it exists. Countries below an address are neither missed nor too much.
import { begin, locales, person, pick, products, random, two } from "./made-people.mjs";

// What is printed beside the values.
const words = {
    us: {
        bill: ["Billing address", "Bill to", "Invoice address"],
        ship: ["Shipping address", "Ship to", "Delivery address", "Deliver to"],
        hi: ["Hello", "Hi", "Dear"],
        thanks: "Thank you for your order!",
        total: "Total",
        item: "Item",
        ordn: "Order number",
        inv: "Invoice",
        cust: "Customer number",
        due: "Due date",
        from: ["From", "Sender"],
        to: ["To", "Recipient"],
        sent: "Sent",
        subj: "Subject",
        wrote: (d, t, n, m) => `On ${d} at ${t}, ${n} <${m}> wrote:`,
        guest: ["Guest", "Lead guest", "Passenger", "Traveller"],
        room: "Room",
        arr: "Arrival",
        dep: "Departure",
        ph: ["Phone", "Tel.", "Mobile", "T"],
        mail: ["Email", "E-mail", "E"],
        msg: "Message",
        nm: ["Name", "Your name", "Full name"],
        say: [
            "hi, my parcel has not arrived",
            "it still does not work",
            "ok, thanks",
            "please send me the label again",
            "can you check the invoice?",
            "yes, I tried twice",
        ],
        agent: ["can you give me the order number?", "I will check that for you", "one moment please"],
        ref: "Reference",
        amount: "Amount",
        payer: ["Account holder", "Ordering party"],
        born: ["Date of birth", "DOB", "born"],
        sub: "Ticket",
        called: (n, p) => `Missed call from ${n} (${p})`,
        cc: "Cc",
        assigned: "Assigned to",
        req: "Requester",
        sig: ["Kind regards", "Best regards", "Thanks"],
        who: "Signed for by",
        driver: "Driver",
        att: "Attn",
    },
    de: {
        bill: ["Rechnungsadresse", "Rechnungsanschrift", "Rechnung an"],
        ship: ["Lieferadresse", "Lieferanschrift", "Lieferung an", "Versand an"],
        hi: ["Hallo", "Guten Tag", "Liebe/r"],
        thanks: "Vielen Dank für Ihre Bestellung!",
        total: "Gesamtsumme",
        item: "Artikel",
        ordn: "Bestellnummer",
        inv: "Rechnung",
        cust: "Kundennummer",
        due: "Fällig am",
        from: ["Von", "Absender"],
        to: ["An", "Empfänger"],
        sent: "Gesendet",
        subj: "Betreff",
        wrote: (d, t, n, m) => `Am ${d} um ${t} schrieb ${n} <${m}>:`,
        guest: ["Gast", "Reisender", "Fluggast"],
        room: "Zimmer",
        arr: "Anreise",
        dep: "Abreise",
        ph: ["Telefon", "Tel.", "Mobil", "Fon"],
        mail: ["E-Mail", "Mail"],
        msg: "Nachricht",
        nm: ["Name", "Ihr Name", "Vor- und Nachname"],
        say: [
            "hallo, mein Paket ist nicht da",
            "es geht immer noch nicht",
            "ok danke",
            "bitte schicken Sie das Etikett noch einmal",
            "können Sie die Rechnung prüfen?",
        ],
        agent: ["nennen Sie mir bitte die Bestellnummer", "ich schaue nach", "einen Moment bitte"],
        ref: "Verwendungszweck",
        amount: "Betrag",
        payer: ["Kontoinhaber", "Auftraggeber"],
        born: ["Geburtsdatum", "geb."],
        sub: "Ticket",
        called: (n, p) => `Verpasster Anruf von ${n} (${p})`,
        cc: "Cc",
        assigned: "Zugewiesen an",
        req: "Anfragender",
        sig: ["Mit freundlichen Grüßen", "Viele Grüße", "MfG"],
        who: "Angenommen von",
        driver: "Fahrer",
        att: "z. Hd.",
    },
    fr: {
        bill: ["Adresse de facturation", "Facturé à"],
        ship: ["Adresse de livraison", "Livré à", "Expédié à"],
        hi: ["Bonjour", "Chère cliente, cher client"],
        thanks: "Merci pour votre commande !",
        total: "Total",
        item: "Article",
        ordn: "Numéro de commande",
        inv: "Facture",
        cust: "N° client",
        due: "Échéance",
        from: ["De", "Expéditeur"],
        to: ["À", "Destinataire"],
        sent: "Envoyé",
        subj: "Objet",
        wrote: (d, t, n, m) => `Le ${d} à ${t}, ${n} <${m}> a écrit :`,
        guest: ["Client", "Voyageur", "Passager"],
        room: "Chambre",
        arr: "Arrivée",
        dep: "Départ",
        ph: ["Téléphone", "Tél.", "Mobile", "Portable"],
        mail: ["E-mail", "Courriel"],
        msg: "Message",
        nm: ["Nom", "Votre nom", "Nom et prénom"],
        say: ["bonjour, mon colis n'est pas arrivé", "ça ne marche toujours pas", "ok merci", "pouvez-vous vérifier la facture ?"],
        agent: ["quel est le numéro de commande ?", "je vérifie", "un instant"],
        ref: "Motif",
        amount: "Montant",
        payer: ["Titulaire du compte", "Donneur d'ordre"],
        born: ["Date de naissance", "Né(e) le"],
        sub: "Ticket",
        called: (n, p) => `Appel manqué de ${n} (${p})`,
        cc: "Cc",
        assigned: "Assigné à",
        req: "Demandeur",
        sig: ["Cordialement", "Bien à vous"],
        who: "Réceptionné par",
        driver: "Chauffeur",
        att: "À l'attention de",
    },
    es: {
        bill: ["Dirección de facturación", "Facturar a"],
        ship: ["Dirección de envío", "Dirección de entrega", "Enviar a"],
        hi: ["Hola", "Estimado/a"],
        thanks: "¡Gracias por su pedido!",
        total: "Total",
        item: "Artículo",
        ordn: "Número de pedido",
        inv: "Factura",
        cust: "Nº de cliente",
        due: "Vencimiento",
        from: ["De", "Remitente"],
        to: ["Para", "Destinatario"],
        sent: "Enviado",
        subj: "Asunto",
        wrote: (d, t, n, m) => `El ${d} a las ${t}, ${n} <${m}> escribió:`,
        guest: ["Huésped", "Pasajero", "Viajero"],
        room: "Habitación",
        arr: "Llegada",
        dep: "Salida",
        ph: ["Teléfono", "Tel.", "Móvil"],
        mail: ["Correo", "E-mail"],
        msg: "Mensaje",
        nm: ["Nombre", "Nombre y apellidos"],
        say: ["hola, mi paquete no ha llegado", "sigue sin funcionar", "vale, gracias", "¿puede revisar la factura?"],
        agent: ["¿me da el número de pedido?", "lo compruebo", "un momento"],
        ref: "Concepto",
        amount: "Importe",
        payer: ["Titular", "Ordenante"],
        born: ["Fecha de nacimiento", "Nacido el"],
        sub: "Ticket",
        called: (n, p) => `Llamada perdida de ${n} (${p})`,
        cc: "Cc",
        assigned: "Asignado a",
        req: "Solicitante",
        sig: ["Un saludo", "Saludos cordiales"],
        who: "Recibido por",
        driver: "Conductor",
        att: "A la atención de",
    },
    it: {
        bill: ["Indirizzo di fatturazione", "Fatturare a"],
        ship: ["Indirizzo di spedizione", "Spedire a", "Consegna a"],
        hi: ["Ciao", "Gentile"],
        thanks: "Grazie per il tuo ordine!",
        total: "Totale",
        item: "Articolo",
        ordn: "Numero ordine",
        inv: "Fattura",
        cust: "Codice cliente",
        due: "Scadenza",
        from: ["Da", "Mittente"],
        to: ["A", "Destinatario"],
        sent: "Inviato",
        subj: "Oggetto",
        wrote: (d, t, n, m) => `Il giorno ${d} alle ore ${t} ${n} <${m}> ha scritto:`,
        guest: ["Ospite", "Passeggero"],
        room: "Camera",
        arr: "Arrivo",
        dep: "Partenza",
        ph: ["Telefono", "Tel.", "Cellulare", "Cell."],
        mail: ["Email", "E-mail"],
        msg: "Messaggio",
        nm: ["Nome", "Nome e cognome"],
        say: ["ciao, il mio pacco non è arrivato", "non funziona ancora", "ok grazie", "può controllare la fattura?"],
        agent: ["mi dà il numero d'ordine?", "controllo", "un attimo"],
        ref: "Causale",
        amount: "Importo",
        payer: ["Intestatario", "Ordinante"],
        born: ["Data di nascita", "nato il"],
        sub: "Ticket",
        called: (n, p) => `Chiamata persa da ${n} (${p})`,
        cc: "Cc",
        assigned: "Assegnato a",
        req: "Richiedente",
        sig: ["Cordiali saluti", "Saluti"],
        who: "Ritirato da",
        driver: "Autista",
        att: "Alla c.a. di",
    },
    nl: {
        bill: ["Factuuradres", "Factuur aan"],
        ship: ["Verzendadres", "Afleveradres", "Bezorgadres"],
        hi: ["Hallo", "Beste"],
        thanks: "Bedankt voor je bestelling!",
        total: "Totaal",
        item: "Artikel",
        ordn: "Bestelnummer",
        inv: "Factuur",
        cust: "Klantnummer",
        due: "Vervaldatum",
        from: ["Van", "Afzender"],
        to: ["Aan", "Ontvanger"],
        sent: "Verzonden",
        subj: "Onderwerp",
        wrote: (d, t, n, m) => `Op ${d} om ${t} schreef ${n} <${m}>:`,
        guest: ["Gast", "Reiziger", "Passagier"],
        room: "Kamer",
        arr: "Aankomst",
        dep: "Vertrek",
        ph: ["Telefoon", "Tel.", "Mobiel"],
        mail: ["E-mail", "Mail"],
        msg: "Bericht",
        nm: ["Naam", "Uw naam", "Voor- en achternaam"],
        say: ["hallo, mijn pakket is niet aangekomen", "het werkt nog steeds niet", "oké bedankt", "kunt u de factuur nakijken?"],
        agent: ["wat is het bestelnummer?", "ik kijk het na", "een moment"],
        ref: "Omschrijving",
        amount: "Bedrag",
        payer: ["Rekeninghouder", "Ten name van"],
        born: ["Geboortedatum", "geboren op"],
        sub: "Ticket",
        called: (n, p) => `Gemiste oproep van ${n} (${p})`,
        cc: "Cc",
        assigned: "Toegewezen aan",
        req: "Aanvrager",
        sig: ["Met vriendelijke groet", "Groeten"],
        who: "Getekend door",
        driver: "Chauffeur",
        att: "t.a.v.",
    },
    pt: {
        bill: ["Endereço de cobrança", "Endereço de faturação"],
        ship: ["Endereço de entrega", "Enviar para", "Morada de entrega"],
        hi: ["Olá", "Prezado/a"],
        thanks: "Obrigado pelo seu pedido!",
        total: "Total",
        item: "Item",
        ordn: "Número do pedido",
        inv: "Fatura",
        cust: "Nº do cliente",
        due: "Vencimento",
        from: ["De", "Remetente"],
        to: ["Para", "Destinatário"],
        sent: "Enviado",
        subj: "Assunto",
        wrote: (d, t, n, m) => `Em ${d} às ${t}, ${n} <${m}> escreveu:`,
        guest: ["Hóspede", "Passageiro"],
        room: "Quarto",
        arr: "Chegada",
        dep: "Partida",
        ph: ["Telefone", "Tel.", "Celular"],
        mail: ["E-mail", "Email"],
        msg: "Mensagem",
        nm: ["Nome", "Nome completo"],
        say: ["olá, meu pacote não chegou", "ainda não funciona", "ok, obrigado", "pode verificar a fatura?"],
        agent: ["qual é o número do pedido?", "vou verificar", "um momento"],
        ref: "Referência",
        amount: "Valor",
        payer: ["Titular da conta", "Ordenante"],
        born: ["Data de nascimento", "nascido em"],
        sub: "Ticket",
        called: (n, p) => `Chamada perdida de ${n} (${p})`,
        cc: "Cc",
        assigned: "Atribuído a",
        req: "Solicitante",
        sig: ["Atenciosamente", "Cumprimentos"],
        who: "Recebido por",
        driver: "Motorista",
        att: "A/C",
    },
};
words.gb = words.us;

// A marked value: its type, or nothing where it may be masked or not.
const P = (type, value) => `⟦${type}:${value}⟧`;
const C = (value) => P("", value);

const full = (one) => `${one.first} ${one.last}`;
const place = (locale, one) =>
    locale === "us"
        ? `${one.city}, ${pick(["OH", "TX", "CA", "NY", "WA"])} ${one.zip}`
        : locale === "gb"
          ? `${one.city}\n${one.zip}`
          : locale === "pt"
            ? `${one.city} - SP\n${one.zip}`
            : `${one.zip} ${one.city}`;
const agent = () => pick(["Support", "Agent", "Bot", "Kundenservice", "Service client", "Help Desk"]);
const time = () => `${two(8 + Math.floor(random() * 12))}:${two(Math.floor(random() * 60))}`;
const day = () => `${two(1 + Math.floor(random() * 28))}.${two(1 + Math.floor(random() * 12))}.2026`;
const shortDay = () => `${two(1 + Math.floor(random() * 28))}/${two(1 + Math.floor(random() * 12))}/26`;
const item = () => `${1 + Math.floor(random() * 3)} x ${pick(products)}   ${(random() * 99).toFixed(2)}`;
const block = (locale, one) => `${P("NAME", full(one))}\n${P("ADDRESS", `${one.street}\n${place(locale, one)}`)}`;

// lc: locale, w: its words, r and s: two people.
const forms = {
    order: (lc, w, r, s) =>
        `${pick(w.hi)} ${P("NAME", r.first)},\n\n${w.thanks}\n\n${w.ordn}: ${r.order}\n\n${pick(w.ship)}:\n${block(lc, r, w)}\n${random() < 0.5 ? C(r.country) + "\n" : ""}${random() < 0.6 ? P("PHONE", r.phone) + "\n" : ""}\n${item()}\n${item()}\n\n${w.total}: ${r.price} EUR`,
    ordertwo: (lc, w, r, s) =>
        `${w.ordn} #${r.order}\n\n${pick(w.bill)}\n${block(lc, r, w)}\n${P("EMAIL", r.email)}\n\n${pick(w.ship)}\n${block(lc, s, w)}\n\n${item()}`,
    inline: (lc, w, r) => `${pick(w.ship)}: ${P("NAME", full(r))}, ${P("ADDRESS", `${r.street}, ${place(lc, r).replace("\n", ", ")}`)}\n${w.ordn}: ${r.order}`,
    invoice: (lc, w, r) =>
        `Acme Tools Ltd · Industrial Park 4\n\n${block(lc, r, w)}\n\n${w.inv} ${"INV-2026-" + r.order}\n${w.cust}: ${String(10000 + Math.floor(random() * 9000))}\n${w.due}: ${"2026-12-01"}\n\n1  ${r.product}  ${r.price}`,
    label: (lc, w, r, s) =>
        `${pick(w.from)}: ${P("NAME", full(s))}\n${P("ADDRESS", `${s.street}, ${place(lc, s).replace("\n", ", ")}`)}\n${pick(w.to)}: ${P("NAME", full(r).toUpperCase())}\n${P("ADDRESS", `${r.street}\n${place(lc, r)}`.toUpperCase())}\n${w.ref}: ${r.order}`,
    whatsapp: (lc, w, r) =>
        [0, 1, 2, 3]
            .map(
                (i) =>
                    `[${shortDay()}, ${time()}:${two(Math.floor(random() * 60))}] ${i % 2 ? agent() : P("NAME", full(r))}: ${i % 2 ? pick(w.agent) : pick(w.say)}`,
            )
            .join("\n"),
    android: (lc, w, r) =>
        [0, 1, 2].map((i) => `${shortDay()}, ${time()} - ${i % 2 ? agent() : P("NAME", full(r))}: ${i % 2 ? pick(w.agent) : pick(w.say)}`).join("\n"),
    slack: (lc, w, r, s) => [r, s, r].map((x) => `${P("NAME", full(x))}  ${time()}\n${pick(w.say)}`).join("\n"),
    teams: (lc, w, r, s) => [r, s].map((x) => `[${time()}] ${P("NAME", random() < 0.4 ? `${x.last}, ${x.first}` : full(x))}\n${pick(w.say)}`).join("\n"),
    transcript: (lc, w, r, s) =>
        [r, s, r].map((x, i) => `(${time()}:${two(i * 7)}) ${P("NAME", i == 1 ? x.first : full(x))}: ${i == 1 ? pick(w.agent) : pick(w.say)}`).join("\n"),
    initials: (lc, w, r, s) => [r, s, r].map((x, i) => `${P("NAME", x.first)}: ${i == 1 ? pick(w.agent) : pick(w.say)}`).join("\n"),
    header: (lc, w, r, s) =>
        `${w.from[0]}: ${P("NAME", random() < 0.4 ? `${r.last}, ${r.first}` : full(r))} <${P("EMAIL", r.email)}>\n${w.sent}: ${day()} ${time()}\n${w.to[0]}: ${P("NAME", full(s))} <${P("EMAIL", s.email)}>\n${w.cc}: ${P("EMAIL", s.email)}\n${w.subj}: ${pick(w.say)}\n\n${pick(w.say)}\n\n${pick(w.sig)}\n${P("NAME", full(r))}`,
    headerbare: (lc, w, r, s) =>
        `${w.from[0]}: ${P("NAME", full(r))}\n${w.sent}: ${day()} ${time()}\n${w.to[0]}: ${P("NAME", full(s))}; ${P("NAME", `${r.last}, ${s.first}`)}\n${w.subj}: ${pick(w.say)}`,
    wrote: (lc, w, r) =>
        `${pick(w.say)}\n\n${w.wrote(day(), time(), P("NAME", full(r)), P("EMAIL", r.email))}\n> ${pick(w.say)}\n> ${pick(w.sig)}\n> ${P("NAME", r.first)}`,
    booking: (lc, w, r, s) =>
        `${w.ordn}: ${"XK" + r.order}\n${pick(w.guest)}: ${P("NAME", `${r.last}/${r.first}`.toUpperCase())} MR\n${pick(w.guest)} 2: ${P("NAME", full(s))}\n${w.room}: 214\n${w.arr}: ${day()}\n${w.dep}: ${day()}`,
    sepa: (lc, w, r) =>
        `${pick(w.payer)}: ${P("NAME", random() < 0.5 ? full(r).toUpperCase() : full(r))}\nIBAN: ${P("IBAN", r.iban)}\n${w.amount}: ${r.price} EUR\n${w.ref}: ${"R-" + r.order}`,
    statement: (lc, w, r, s) =>
        [r, s]
            .map((x) => `${day().slice(0, 6)} ${P("NAME", full(x).toUpperCase())} ${P("IBAN", x.iban)} ${w.inv.toUpperCase()} ${x.order} ${x.price}`)
            .join("\n"),
    applog: (lc, w, r) =>
        `2026-11-02 ${time()}:01,123 ERROR [http-8] c.a.OrderService - order ${r.order} of ${P("EMAIL", r.email)} failed\n2026-11-02 ${time()}:02,001 WARN  login failed for user ${P("USERNAME", r.user)} from ${P("IP", r.ip)}\n2026-11-02 ${time()}:03 INFO customer="${P("NAME", full(r))}" city=x sku=${r.sku}`,
    sig: (lc, w, r) =>
        `${pick(w.say)}\n\n${pick(w.sig)}\n\n${P("NAME", full(r))}\nHead of Sales | ${r.first.length % 2 ? "Acme Tools Ltd" : "Nordlicht GmbH"}\n${pick(w.ph)}: ${P("PHONE", r.phone)}\n${pick(w.mail)}: ${P("EMAIL", r.email)}\n${P("ADDRESS", `${r.street}, ${place(lc, r).replace("\n", ", ")}`)}`,
    sigbar: (lc, w, r) =>
        `${pick(w.sig)}\n${P("NAME", full(r))} | ${P("PHONE", r.phone)} | ${P("EMAIL", r.email)} | ${P("ADDRESS", `${r.street}, ${place(lc, r).replace("\n", ", ")}`)}`,
    webform: (lc, w, r) =>
        `${pick(w.nm)}: ${P("NAME", full(r))}\n${pick(w.mail)}: ${P("EMAIL", r.email)}\n${pick(w.ph)}: ${P("PHONE", r.phone)}\n${pick(w.born)}: ${P("DOB", r.dob)}\n${w.ordn}: ${r.order}\n${w.msg}: ${pick(w.say)}`,
    called: (lc, w, r) => w.called(P("NAME", full(r)), P("PHONE", r.phone)),
    ticket: (lc, w, r, s) =>
        `${w.sub} #${r.order}\n${w.req}: ${P("NAME", full(r))}\n${w.assigned}: ${P("NAME", full(s))}\n${w.cc}: ${P("EMAIL", s.email)}\nStatus: ${r.status}`,
    proof: (lc, w, r, s) =>
        `${day()} ${time()} ${w.who}: ${P("NAME", random() < 0.5 ? r.last.toUpperCase() : full(r))}\n${w.driver}: ${P("NAME", full(s))}\n${w.ref}: ${"JD" + r.order}`,
    attn: (lc, w, r) => `Nordlicht GmbH\n${w.att} ${P("NAME", full(r))}\n${P("ADDRESS", `${r.street}\n${place(lc, r)}`)}`,
};

/** The text without the marks, and where the marked values stand in it, in code points. */
function read(marked) {
    const [spans, ignore] = [[], []];
    let [text, open] = ["", null];
    for (const part of marked.split(/(⟦[A-Z]*:|⟧)/u)) {
        const at = [...text].length;
        if (part === "⟧") {
            (open.type ? spans : ignore).push({ start: open.start, end: at, type: open.type || "PLACE" });
        } else if (part.startsWith("⟦")) {
            open = { type: part.slice(1, -1), start: at };
        } else {
            text += part;
        }
    }
    return { text, spans, ignore };
}

let number = 0;
for (const locale of Object.keys(locales)) {
    for (const [form, write] of Object.entries(forms)) {
        for (let copy = 1; copy <= 2; copy++) {
            begin(locale, number++);
            const lang = { us: "en", gb: "en" }[locale] ?? locale;
            const document = read(write(locale, words[locale], person(locale), person(locale)));
            console.log(JSON.stringify({ id: `${locale}-${form}-${copy}`, lang, source: "tools/name-data/documents.mjs", licence: "CC0", ...document }));
        }
    }
}
