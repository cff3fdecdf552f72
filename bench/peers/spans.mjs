// Masks the texts of marked sets with the libraries that are installed here, for `./raum eval`.
//   node spans.mjs SET.jsonl …     out: lines {peer, set, document, spans: [{start, end, type}]}, offsets in UTF-16 units
// A library says what it put in, not where: the places are found by laying the text after redaction beside the text before.
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { peers } from "./load.mjs";

const placeholder =
  /\[[A-Z][A-Z_]*(?:_\d+)?\]|<Redacted [^>]{1,60}>|\b(?:PERSON_NAME|EMAIL_ADDRESS|PHONE_NUMBER|CREDIT_CARD_NUMBER|US_SOCIAL_SECURITY_NUMBER|SSN|IP_ADDRESS|STREET_ADDRESS|ZIPCODE|CREDENTIALS|USERNAME|PASSWORD|URL|DIGITS)\b/g;

const types = [
  [/e-?mail/i, "EMAIL"],
  [/phone|fax/i, "PHONE"],
  [/card/i, "CC"],
  [/iban/i, "IBAN"],
  [/\bip\b|ip_address|ipv/i, "IP"],
  [/mac_/i, "MAC"],
  [/address|street|zip|postal/i, "ADDRESS"],
  [/birth|dob/i, "DOB"],
  [/user/i, "USERNAME"],
  [/name|person/i, "NAME"],
  [/url/i, "URL"],
  [/ssn|social|passport|tax|national|licen|nhs|nino|_id|id_/i, "ID"],
];
const typeOf = (label) => types.find(([pattern]) => pattern.test(label))?.[1] ?? "OTHER";

/** Spans of the text before for each placeholder of the text after. */
function spansOf(before, after) {
  const spans = [];
  let at = 0;
  let read = 0;
  let open = null;
  const close = (end) => {
    if (open && end > open.start) spans.push({ ...open, end });
    open = null;
  };
  for (const match of [...after.matchAll(placeholder), null]) {
    const kept = after.slice(read, match ? match.index : after.length);
    // What the text had before redaction looks like a placeholder of its own: not one that was put in.
    const next = kept.length === 0 ? at : match === null && open ? before.length - kept.length : before.indexOf(kept, at);
    if (next >= 0) {
      close(next);
      at = next + kept.length;
    }
    if (!match) break;
    if (!open) open = { start: at, type: typeOf(match[0]) };
    read = match.index + match[0].length;
  }
  close(before.length);
  return spans;
}

for (const [peer, make] of Object.entries(peers(dirname(fileURLToPath(import.meta.url))))) {
  let redact;
  try {
    redact = await make();
  } catch {
    continue;
  }
  for (const path of process.argv.slice(2)) {
    const documents = readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter((one) => one.text !== undefined && one.spans);
    for (const [document, { text }] of documents.entries()) {
      let after = text;
      try {
        after = await redact(text);
      } catch {
        // A library that throws leaves the text as it is.
      }
      console.log(JSON.stringify({ peer, set: basename(path, ".jsonl"), document, spans: spansOf(text, after) }));
    }
  }
}
