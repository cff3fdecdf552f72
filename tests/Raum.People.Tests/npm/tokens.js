// Checks access tokens with jose, as somebody else would: reads {tokens, jwks, issuer, audience, now} and prints for each token its claims, or the code of the refusal.
import { createLocalJWKSet, jwtVerify } from "jose";

const { tokens, jwks, issuer, audience, now } = JSON.parse(process.argv[2]);
const keys = createLocalJWKSet(jwks);
const seen = [];
for (const token of tokens) {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ["ES256"],
      typ: "at+jwt",
      currentDate: new Date(now),
    });
    seen.push({ payload, header: protectedHeader });
  } catch (error) {
    seen.push({ refused: error.code });
  }
}
console.log(JSON.stringify(seen));
