// Measures Raum's masking and that of other libraries in one run, on one core: speed on made tickets of 2 KB and on real texts of tickets, and how many marked values stay visible.
// How fast a library is depends on the text: on how many names, numbers and signs it has, and on how long it is. A rate is the median of rounds, in each of which all take their turn.
//   node bench/masking-peers.mjs [set.jsonl …]     needs: a Release build of bench/Raum.Benchmarks and tools/Raum.Masking, npm
// The libraries are installed into a temporary folder, which is removed. Raum gets no names of a ticket's people here: the others cannot use them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packages, peers } from "./peers/load.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const program = (folder) => join(here, "..", folder, "bin/Release/net10.0", `${basename(folder)}.dll`);
const dotnet = (args, input) => execFileSync("dotnet", args, { input, encoding: "utf8", maxBuffer: 1 << 28 });
const lines = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));

const folder = mkdtempSync(join(tmpdir(), "raum-peers-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
execFileSync("npm", ["install", "--prefix", folder, "--silent", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], { stdio: "ignore" });
const bytes = (texts) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const threads = join(here, "quality", "tickets_threads_spans.jsonl");
const corpora = [
  { name: "made tickets of 2 KB", texts: lines(dotnet([program("bench/Raum.Benchmarks"), "--texts"])).map((line) => line.text), own: [] },
  { name: "texts of real tickets", texts: lines(readFileSync(threads, "utf8")).map((line) => line.text), own: [threads] },
];
const rounds = 5;
const secondsOfRound = 1;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Processor time of this process, so that other programs on the machine do not count. The slowest libraries do not come through all texts in a round and begin the next one where they stopped.
async function round(redact, texts, at) {
  let done = 0;
  const before = process.cpuUsage();
  const spent = () => { const used = process.cpuUsage(before); return (used.user + used.system) / 1e6; };
  while (spent() < secondsOfRound) {
    const text = texts[at.next++ % texts.length];
    await redact(text);
    done += Buffer.byteLength(text);
  }
  return done / 1e6 / spent();
}

const sets = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["tickets_hand_dev", "tickets_threads_spans", "eds_pseudo_fr_dev"].map((set) => join(here, "quality", `${set}.jsonl`));
const documents = sets.map((path) => ({ set: basename(path, ".jsonl"), documents: lines(readFileSync(path, "utf8")) }));

// A value counts as visible when it stands in the text as it stood, in any place.
async function visible(set, redact) {
  let all = 0;
  let left = 0;
  for (const document of set.documents) {
    const units = [...document.text];
    const after = await redact(document.text);
    for (const span of document.spans) {
      const value = units.slice(span.start, span.end).join("");
      if (value.length < 4) continue;
      all++;
      left += after.includes(value) ? 1 : 0;
    }
  }
  return (100 * left) / all;
}

const masked = (set) => {
  const input = set.documents.map(({ text }, id) => JSON.stringify({ id: `${id}`, text })).join("\n") + "\n";
  const answers = lines(dotnet([program("tools/Raum.Masking"), "redact", "--jsonl"], input));
  const byText = new Map(set.documents.map(({ text }, id) => [text, answers[id].text]));
  return (text) => byText.get(text);
};

const others = [];
for (const [name, make] of Object.entries(peers(folder))) {
  try {
    others.push({ name, redact: await make() });
  } catch (error) {
    others.push({ name, missing: error.code ?? error.name });
  }
}

// By corpus, then by library: the rates of all rounds.
const rates = corpora.map(() => new Map([["Raum", []], ...others.map(({ name }) => [name, []])]));
const places = corpora.map(() => new Map(others.map(({ name }) => [name, { next: 0 }])));
for (let turn = 0; turn <= rounds; turn++) {
  for (const [i, corpus] of corpora.entries()) {
    const own = Number(dotnet([program("bench/Raum.Benchmarks"), "--rate", ...corpus.own]).trim());
    const taken = [["Raum", own]];
    for (const other of others.filter(({ missing }) => !missing)) {
      try {
        taken.push([other.name, await round(other.redact, corpus.texts, places[i].get(other.name))]);
      } catch (error) {
        other.missing = error.code ?? error.name;
      }
    }
    // The first round warms up.
    if (turn > 0) for (const [name, one] of taken) rates[i].get(name).push(one);
  }
}

for (const { name, texts } of corpora) console.log(`${name}: ${texts.length} texts, ${(bytes(texts) / texts.length / 1000).toFixed(2)} KB each`);
const speeds = corpora.map(({ name }) => `MB/s, ${name} | Raum is faster by`);
console.log(`\n| | ${speeds.join(" | ")} | ${documents.map(({ set }) => `${set}: values left visible`).join(" | ")} |`);
console.log(`|---|${corpora.map(() => "---|---|").join("")}${documents.map(() => "---|").join("")}`);
const row = async (name, redact) => {
  const cells = corpora.map((_, i) => {
    const speed = median(rates[i].get(name));
    return `${speed.toFixed(2)} | ${name === "Raum" ? "" : `${(median(rates[i].get("Raum")) / speed).toFixed(1)} times`}`;
  });
  for (const set of documents) cells.push(`${(await visible(set, redact(set))).toFixed(1)} %`);
  console.log(`| ${name} | ${cells.join(" | ")} |`);
};
await row("Raum", masked);
for (const { name, redact, missing } of others) {
  if (missing) console.log(`| ${name} | not measured: ${missing} |`);
  else await row(name, () => redact);
}
