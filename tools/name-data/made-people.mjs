// People who do not exist, with their addresses, numbers and orders, for the sets that documents.mjs and records.mjs make.
// Deterministic for the seed on the command line and the pinned version of @faker-js/faker.
import { faker, fakerDE, fakerEN_GB, fakerEN_US, fakerES, fakerFR, fakerIT, fakerNL, fakerPT_BR } from "@faker-js/faker";

const seed = Number(process.argv[2] ?? 1);
export const locales = {
    us: [fakerEN_US, "US", "USA"],
    gb: [fakerEN_GB, "GB", "UK"],
    fr: [fakerFR, "FR", "France"],
    de: [fakerDE, "DE", "Deutschland"],
    es: [fakerES, "ES", "España"],
    pt: [fakerPT_BR, "BR", "Brasil"],
    it: [fakerIT, "IT", "Italia"],
    nl: [fakerNL, "NL", "Nederland"],
};
const statuses = {
    us: ["shipped", "pending", "Delivered", "cancelled"],
    fr: ["expédiée", "en attente", "livrée"],
    de: ["versendet", "offen", "Storniert"],
    es: ["enviado", "pendiente", "entregado"],
    pt: ["enviado", "pendente", "entregue"],
    it: ["spedito", "in attesa", "consegnato"],
    nl: ["verzonden", "open", "geleverd"],
};
statuses.gb = statuses.us;
export const products = [
    "Wireless Mouse",
    "USB-C Cable 2m",
    "Kettle Pro 1.7",
    "Desk Lamp",
    "Running Shoes",
    "Garden Chair",
    "Bluetooth Speaker",
    "Water Bottle",
    "Coffee Grinder",
];

// A linear congruential generator: the same numbers everywhere.
let state = seed * 7919;
export const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
export const pick = (list) => list[Math.floor(random() * list.length)];
export const two = (number) => String(number).padStart(2, "0");

/** Begins the document with this number, whatever was drawn for those before. */
export function begin(locale, number) {
    faker.seed(seed * 1000 + number);
    locales[locale][0].seed(seed * 1000 + number);
}

export function person(locale) {
    const [fake, code, country] = locales[locale];
    const [first, last] = [fake.person.firstName(), fake.person.lastName()];
    const born = fake.date.birthdate({ refDate: "2026-11-01T00:00:00Z" });
    const [year, month, day] = [born.getUTCFullYear(), two(born.getUTCMonth() + 1), two(born.getUTCDate())];
    const written = { US: `${month}/${day}/${year}`, DE: `${day}.${month}.${year}`, NL: `${day}-${month}-${year}` }[code] ?? `${day}/${month}/${year}`;
    return {
        first,
        last,
        country,
        name: random() < 0.15 ? `${last}, ${first}` : `${first} ${last}`,
        email: fake.internet.email({ firstName: first, lastName: last }).toLowerCase(),
        phone: fake.phone.number({ style: pick(["national", "international", "human"]) }),
        street: fake.location.streetAddress(),
        zip: fake.location.zipCode(),
        city: fake.location.city(),
        dob: random() < 0.4 ? `${year}-${month}-${day}` : written,
        iban: faker.finance.iban({ countryCode: code === "US" ? "GB" : code, formatted: random() < 0.4 }),
        ip: fake.internet.ipv4(),
        user: fake.internet.username({ firstName: first, lastName: last }),
        order: String(100000 + Math.floor(random() * 900000)),
        sku: `SKU-${1000 + Math.floor(random() * 9000)}`,
        price: (random() * 200).toFixed(2),
        status: pick(statuses[locale]),
        date: `2026-10-${two(1 + Math.floor(random() * 28))}`,
        product: pick(products),
        qty: String(1 + Math.floor(random() * 5)),
    };
}
