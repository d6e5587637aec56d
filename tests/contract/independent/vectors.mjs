// Another RFC 9421 implementation reads the conformance kit. Usage: node vectors.mjs FOLDER
// Prints, by the name of each vector: whether its signature is verified and its digest right, and for good ones the
// headers that this implementation makes itself of the same things.
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import signatures from "http-message-signatures";

const { createSigner, createVerifier, httpbis } = signatures;
const folder = process.argv[2];
const { at, keys } = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8"));
const moment = new Date(at);
// The library reads the clock; the vectors were sent at one moment.
Date.now = () => moment.getTime();

const PARAMETERS = ["created", "keyid", "alg", "expires", "nonce", "tag"];
const enrolled = new Map(keys.filter((key) => key.enrolled).map((key) => [key.key_id, key]));

function verifierOf({ key_id, public_key }) {
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: public_key }, format: "jwk" });
  return { id: key_id, algs: ["ed25519"], verify: createVerifier(key, "ed25519") };
}

function signerOf({ key_id, public_key, private_key }) {
  const jwk = { kty: "OKP", crv: "Ed25519", x: public_key, d: private_key };
  return createSigner(createPrivateKey({ key: jwk, format: "jwk" }), "ed25519", key_id);
}

function bodyOf(body) {
  if (body === null) return null;
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  const data = readFileSync(join(folder, body.file));
  return body.gunzip ? gunzipSync(data) : data;
}

function digestOf(body) {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

function covered(request) {
  if (request.method === "GET") return ["@method", "@target-uri"];
  const fields = ["@method", "@target-uri", "content-type", "content-digest"];
  return "content-encoding" in request.headers ? [...fields, "content-encoding"] : fields;
}

async function verified(request) {
  try {
    const config = {
      keyLookup: async ({ keyid }) => (enrolled.has(keyid) ? verifierOf(enrolled.get(keyid)) : null),
      requiredParams: PARAMETERS,
      requiredFields: covered(request),
      notAfter: new Date(moment.getTime() + 60_000),
      all: true,
    };
    return (await httpbis.verifyMessage(config, request)) === true;
  } catch {
    return false;
  }
}

async function signed(vector, request, body) {
  const { created, expires, nonce } = vector.signing;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith("signature") && name !== "content-digest"),
  );
  if (body !== null) headers["content-digest"] = digestOf(body);
  const config = {
    key: signerOf(enrolled.get(vector.key)),
    name: "mohlat",
    fields: covered(request),
    params: PARAMETERS,
    paramValues: {
      created: new Date(created * 1000),
      expires: new Date(expires * 1000),
      nonce,
      tag: body === null ? "mohlat-query-v1" : "mohlat-evidence-v1",
    },
  };
  const made = (await httpbis.signMessage(config, { ...request, headers })).headers;
  return Object.fromEntries(Object.entries(made).map(([name, value]) => [name.toLowerCase(), value]));
}

const told = {};
for (const kind of ["good", "bad"]) {
  for (const file of readdirSync(join(folder, kind)).sort()) {
    const vector = JSON.parse(readFileSync(join(folder, kind, file), "utf8"));
    const body = bodyOf(vector.request.body);
    const request = { ...vector.request, headers: Object.fromEntries(vector.request.headers) };
    told[`${kind}/${vector.name}`] = {
      signature: await verified(request),
      digest: body === null || request.headers["content-digest"] === digestOf(body),
      ...(kind === "good" ? { headers: await signed(vector, request, body) } : {}),
    };
  }
}
console.log(JSON.stringify(told));
