// Writes the set that measures how a ticket's own people are found in forms that their profile does not have: parts, cases, spellings, order, typos.
//   node known-forms.mjs > ../../bench/quality/known_forms.jsonl
// Deterministic, and nothing to install. Names and sentences were made up for it; a name is no real person's.

const people = {
  en: ["Siobhán Fitzgerald", "Oluwaseun Adeyemi", "Priya Raghunathan", "Thomas Whitcombe", "Zoë Hargreaves-Lunt", "Connor O'Halloran", "Jennifer Kowalczyk", "Mohammed al-Rashid", "Grace Pemberton", "Mark Ellison", "Nguyen Thi Hoa", "Dana Okafor"],
  de: ["Jürgen Großkreutz", "Anneliese Müller", "Björn Weißenfels", "Friederike von Hohenberg", "Käthe Schröder", "Karl-Heinz Brückner", "Mehmet Yıldız", "Sören Petersdorf", "Luise Baumgärtner", "Tobias Kühnemund"],
  fr: ["Hélène Lefèvre", "François Dubreuil", "Jean-Baptiste Moreau", "Aïcha Benkhelifa", "Maëlle Le Goff", "Étienne Garançon", "Solène d'Arcourt", "Thérèse Vaillancourt", "Loïc Kerguélen", "Amadou Diallo"],
  es: ["José Ramírez Ibáñez", "María Peñalver", "Ángel Núñez Ortuño", "Lucía Echeverría", "Iñaki Goikoetxea", "Begoña Cárdenas", "Raúl Domínguez", "Inmaculada de la Fuente", "Andrés Villaseñor", "Noelia Quiñones"],
  pt: ["João Magalhães", "Conceição Vasconcelos", "Luís Araújo", "Tânia Gonçalves", "Ricardo dos Santos", "Márcia Figueiredo", "Antônio Brandão", "Inês Sequeira", "Fábio Guimarães", "Júlia Leitão"],
  it: ["Niccolò Santangelo", "Giuseppe D'Ambrosio", "Francesca Bellucci", "Maria Concetta Lo Presti", "Matteo De Santis", "Loredana Ferrantelli", "Gianluca Pellegrinò", "Rosalba Quattrocchi", "Ettore Viscardi", "Alessia Montefusco"],
  nl: ["Joost van der Meulen", "Anouk Hoogendijk", "Daniël de Jonge", "Femke Zuiderveld", "Pieter-Jan Brouwershaven", "Saskia Ter Horst", "Hüseyin Demirtaş", "Marjolein Kuipershoek", "Thijs Oosterbaan", "Noëlle Vermeulen"],
};

// X is the person.
const sentences = {
  en: ["The parcel for X was left at the gate on Tuesday.", "Please send the new contract to X before Friday, thank you.", "I spoke with X yesterday and the refund of $42.10 was promised.", "According to your log, X has never confirmed order 5538120.", "Is X still in charge of this account?", "The invoice says X but the delivery note does not."],
  de: ["Das Paket für X wurde am Dienstag am Tor abgelegt.", "Bitte schicken Sie den neuen Vertrag bis Freitag an X, vielen Dank.", "Ich habe gestern mit X gesprochen, die 42,10 € wurden zugesagt.", "Laut Ihrem Protokoll hat X die Bestellung 5538120 nie bestätigt.", "Ist X noch für dieses Konto zuständig?", "Auf der Rechnung steht X, auf dem Lieferschein nicht."],
  fr: ["Le colis pour X a été laissé devant la porte mardi.", "Merci d'envoyer le nouveau contrat à X avant vendredi.", "J'ai parlé hier avec X et on m'a promis les 42,10 €.", "Selon votre journal, X n'a jamais confirmé la commande 5538120.", "Est-ce que X gère encore ce compte ?", "La facture indique X mais pas le bon de livraison."],
  es: ["El paquete para X quedó el martes en la puerta.", "Por favor, envíen el contrato nuevo a X antes del viernes.", "Ayer hablé con X y me prometieron los 42,10 €.", "Según su registro, X nunca confirmó el pedido 5538120.", "¿Sigue X a cargo de esta cuenta?", "En la factura pone X, pero en el albarán no."],
  pt: ["A encomenda para X ficou na porta na terça-feira.", "Por favor, enviem o contrato novo para X até sexta.", "Ontem falei com X e prometeram os 42,10 €.", "Segundo o seu registo, X nunca confirmou a encomenda 5538120.", "Ainda é X que trata desta conta?", "Na fatura está X, mas na guia não."],
  it: ["Il pacco per X è rimasto martedì davanti al cancello.", "Per favore inviate il nuovo contratto a X entro venerdì.", "Ieri ho parlato con X e mi hanno promesso 42,10 €.", "Secondo il vostro registro X non ha mai confermato l'ordine 5538120.", "È ancora X a seguire questo conto?", "Sulla fattura c'è scritto X, sulla bolla no."],
  nl: ["Het pakket voor X is dinsdag bij het hek gelegd.", "Stuur het nieuwe contract graag voor vrijdag naar X, dank u.", "Ik sprak gisteren met X en de 42,10 € is toegezegd.", "Volgens uw logboek heeft X bestelling 5538120 nooit bevestigd.", "Gaat X nog over deze rekening?", "Op de factuur staat X, op de pakbon niet."],
};

const titles = { en: "Mr", de: "Frau", fr: "Mme", es: "Sra.", pt: "Sr.", it: "Sig.", nl: "mevrouw" };
const particles = new Set(["von", "van", "der", "de", "la", "dos", "le", "lo", "ter", "al"]);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").replaceAll("ı", "i");
const german = (text) => text.replace(/[äöüßÄÖÜ]/g, (c) => ({ ä: "ae", ö: "oe", ü: "ue", ß: "ss", Ä: "Ae", Ö: "Oe", Ü: "Ue" })[c]);

let state = 20261122;
const next = (count) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * count);
};

/** One slip of the fingers inside a word, never in its first or last letter. */
function typo(word) {
  const at = 1 + next(word.length - 3);
  const kinds = [
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
    word.slice(0, at) + (word[at] === "e" ? "r" : "e") + word.slice(at + 1),
  ].filter((slip) => slip !== word);
  return kinds[next(kinds.length)];
}

/** The forms of a name, by their kind; those that say nothing new are left out. */
function forms(name, lang) {
  const words = name.split(" ");
  const given = words[0];
  const from = words.findIndex((word, i) => i > 0 && particles.has(word.toLowerCase()));
  const family = words.slice(from > 0 ? from : words.length - 1).join(" ");
  const last = words.at(-1);
  const short = plain(given).toLowerCase().replace(/[^a-z]/g, "");
  const tail = plain(family).toLowerCase().replace(/[^a-z]/g, "");
  const all = {
    whole: name,
    "given name": given,
    "family name": family,
    "title and family name": `${titles[lang]} ${family}`,
    "lower case": name.toLowerCase(),
    "capitals": name.toUpperCase(),
    "family name in capitals": `${given} ${family.toUpperCase()}`,
    "family name first": `${family} ${given}`,
    "family name first, comma": `${family}, ${given}`,
    "initial": `${given[0]}. ${family}`,
    "initial without dot": `${given[0]} ${family}`,
    "initial behind": `${given} ${last[0].toUpperCase()}.`,
    "without accents": plain(name) === name ? null : plain(name),
    "without accents, lower case": plain(name) === name ? null : plain(name).toLowerCase(),
    "umlauts spelled": german(name) === name ? null : german(name),
    "possessive": lang === "en" ? `${name}'s` : lang === "de" || lang === "nl" ? (/[sxzß]$/.test(name) ? `${name}'` : `${name}s`) : null,
    "given name, possessive": lang === "en" ? `${given}'s` : lang === "de" || lang === "nl" ? (/[sxzß]$/.test(given) ? `${given}'` : `${given}s`) : null,
    "hyphen for space": /[ ]/.test(family) ? null : `${given}-${family}`,
    "space for hyphen": /-/.test(name) ? name.replaceAll("-", " ") : null,
    "no apostrophe": /'/.test(name) ? name.replaceAll("'", "") : null,
    "curly apostrophe": /'/.test(name) ? name.replaceAll("'", "’") : null,
    "typo in the family name": last.length > 5 ? name.replace(last, typo(last)) : null,
    "typo in the given name": given.length > 5 ? name.replace(given, typo(given)) : null,
    "typo in the family name alone": last.length > 6 ? typo(last) : null,
    "two spaces": name.replace(" ", "  "),
    "no-break space": name.replace(" ", "\u00A0"),
    "hidden character": name.slice(0, 2) + "\u200B" + name.slice(2),
    "line break": name.replace(" ", "\n"),
    "middle initial": `${given} M. ${family}`,
    "local part": `${short}.${tail}`,
    "local part, glued": `${short}${tail}`,
    "local part, initial": `${short[0]}${tail}`,
    "one word": /[ '’-]/.test(given + family) ? null : `${given}${family}`,
    "site": `${short}${tail}.com`,
  };
  return Object.entries(all).filter(([, form]) => form);
}

const types = { "one word": "USERNAME", site: "URL" };
const points = (text) => [...text].length;
for (const [lang, names] of Object.entries(people)) {
  names.forEach((name, n) => {
    const mail = `${plain(name).toLowerCase().replace(/[^a-z]+/g, ".")}@example.org`;
    forms(name, lang).forEach(([kind, form], k) => {
      const [before, behind] = sentences[lang][(n + k) % sentences[lang].length].split("X");
      // Titles, the English 's and a last dot are no part of a name.
      const title = kind.startsWith("title") ? points(titles[lang]) + 1 : 0;
      const own = kind.includes("possessive") && lang === "en" ? 2 : form.endsWith(".") ? 1 : 0;
      const start = points(before) + title;
      console.log(
        JSON.stringify({
          id: `${lang}-${n + 1}-${k + 1}`,
          lang,
          source: "known_forms",
          licence: "CC0",
          text: before + form + behind,
          spans: [{ start, end: start - title + points(form) - own, type: types[kind] ?? (kind.startsWith("local") ? "USERNAME" : "NAME") }],
          ignore: [],
          meta: { kind, people: [{ role: "requester", name, email: mail }] },
        }),
      );
    });
  });
}
