// Measures Raum's masking and that of other libraries in one run, on one core: speed on made tickets of 2 KB, and how many marked values stay visible.
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
const tickets = lines(dotnet([program("bench/Raum.Benchmarks"), "--texts"])).map((line) => line.text);
const bytes = (texts) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

// Processor time of this process, so that other programs on the machine do not count.
async function rate(redact) {
  const some = tickets.slice(0, 20);
  for (const text of some) await redact(text);
  let done = 0;
  const before = process.cpuUsage();
  const spent = () => { const used = process.cpuUsage(before); return (used.user + used.system) / 1e6; };
  while (spent() < 2) for (const text of some) { await redact(text); done++; }
  return (bytes(some) / some.length) * done / 1e6 / spent();
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

const own = Number(dotnet([program("bench/Raum.Benchmarks"), "--rate"]).trim());
const masked = (set) => {
  const input = set.documents.map(({ text }, id) => JSON.stringify({ id: `${id}`, text })).join("\n") + "\n";
  const answers = lines(dotnet([program("tools/Raum.Masking"), "redact", "--jsonl"], input));
  const byText = new Map(set.documents.map(({ text }, id) => [text, answers[id].text]));
  return (text) => byText.get(text);
};

console.log(`| | MB/s, 2 KB tickets | Raum is faster by | ${documents.map(({ set }) => `${set}: values left visible`).join(" | ")} |`);
console.log(`|---|---|---|${documents.map(() => "---|").join("")}`);
const row = async (name, speed, redact) => {
  const left = [];
  for (const set of documents) left.push(`${(await visible(set, redact(set))).toFixed(1)} %`);
  console.log(`| ${name} | ${speed.toFixed(2)} | ${name === "Raum" ? "" : `${(own / speed).toFixed(1)} times`} | ${left.join(" | ")} |`);
};
await row("Raum", own, masked);
for (const [name, make] of Object.entries(peers(folder))) {
  try {
    const redact = await make();
    await row(name, await rate(redact), () => redact);
  } catch (error) {
    console.log(`| ${name} | not measured: ${error.code ?? error.name} | | |`);
  }
}
