// Other libraries that mask text, each as a function from a text to the text after redaction. Those that are not installed are left out.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const packages = ["redact-pii@3.4.0", "openredaction@1.1.5", "@redactpii/node@1.0.17", "@arcjet/redact@1.4.0", "compromise@14.17.0"];

/** What compromise puts in the place of a person. */
const person = "PERSON_NAME";

/** @param folder where node_modules is */
export function peers(folder) {
  const require = createRequire(join(folder, "peers.js"));
  const load = async (name) => import(pathToFileURL(require.resolve(name)));
  return {
    "redact-pii": async () => {
      const { SyncRedactor } = require("redact-pii");
      const redactor = new SyncRedactor();
      return (text) => redactor.redact(text);
    },
    "@redactpii/node": async () => {
      const { Redactor } = await load("@redactpii/node");
      const redactor = new Redactor();
      return (text) => redactor.redact(text);
    },
    "@arcjet/redact": async () => {
      const { redact } = await import(pathToFileURL(join(folder, "node_modules/@arcjet/redact/index.js")));
      return async (text) => (await redact(text))[0];
    },
    openredaction: async () => {
      const { OpenRedaction } = await load("openredaction");
      const redactor = new OpenRedaction({ redactionMode: "placeholder" });
      return async (text) => (await redactor.detect(text)).redacted;
    },
    compromise: async () => {
      const nlp = (await load("compromise")).default;
      return (text) => {
        let redacted = "";
        let at = 0;
        for (const { offset } of nlp(text).people().json({ offset: true })) {
          const name = text.slice(offset.start, offset.start + offset.length).replace(/[\s.,;:!?"'()]+$/u, "");
          if (offset.start < at) continue;
          redacted += text.slice(at, offset.start) + person;
          at = offset.start + name.length;
        }
        return redacted + text.slice(at);
      };
    },
  };
}
