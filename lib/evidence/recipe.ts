/**
 * `VERIFY.txt`: how to check a bundle in an archive with common programs alone.
 *
 * It follows from the bundle: no time, no name of a machine. It is no evidence, and nothing of it is ever read.
 *
 * @module
 */
import { shellQuote, visible } from "../text.ts";
import type { RecipeEnvelope, RecipeSignature } from "./recipe-envelopes.ts";
import { bundleWords } from "./recipe-envelopes.ts";
import { type RecipeKey, recipeKeys } from "./recipe-keys.ts";

/** Its name in an archive, beside the bundle. */
export const recipeName = "VERIFY.txt";

export interface RecipeFacts {
  runId: string;
  envelopes: RecipeEnvelope[];
  /** Files in attestations/ with signatures in Sigstore's form, which programs of its own check. */
  sigstore: string[];
  /** Other files there that are not shown, or not whole. */
  others: string[];
}

/** The text. Indented lines are commands for a POSIX shell, which fail when something is wrong; run from where the text lies. */
export const formatRecipe = ({ runId, envelopes, sigstore, others }: RecipeFacts): string => {
  const keys = recipeKeys(envelopes);
  const isSigned = keys.list.length > 0;
  return [
    introduction(runId),
    members,
    ...(isSigned
      ? [keys.text, signaturesHead, ...envelopes.flatMap((envelope) => signatureTexts(envelope, keys.of))]
      : [unsigned]),
    ...(sigstore.length === 0 ? [] : [`In Sigstore's form, for its own programs:\n\n${listOf(sigstore)}`]),
    ...(others.length === 0 ? [] : [`Not shown here, because sed can't take it apart:\n\n${listOf(others)}`]),
    ending,
  ].join("\n");
};

// --- internal ---

const introduction = (runId: string): string => `How to check this archive without KProvEngine
=============================================

It holds one bundle, the directory ${runId}:
what one run left behind. This page shows how to check it with common programs
alone: sha256sum (on macOS: shasum -a 256), sed, cmp, base64, openssl 3, and
ssh-keygen to compare keys.

Indented lines are commands. When one of them fails, stop: something is
damaged, or is not what was signed. Nobody signed this page itself, so read a
command before you run it.

Unpack the archive into an empty directory, and from there:

    cd ${runId}
    mkdir -p ../check
`;

const members = `1. The files
------------

Every line must end in OK:

    sha256sum -c SHA256SUMS

There must be no other file and no link. No output means yes:

    sed 's/^[0-9a-f]*  //' SHA256SUMS | LC_ALL=C sort > ../check/listed
    find . ! -type d | sed 's/^\\.\\///' |
      grep -v -e '^SHA256SUMS$' -e '^attestations/' |
      LC_ALL=C sort | cmp - ../check/listed

Signatures are over manifest.json, so SHA256SUMS must say the same. No output
means yes. (A name with a quote, a brace or a control character in it is
written differently in the two and makes this fail: compare it by eye.)

    tr '{' '\\n' < manifest.json |
      sed -n 's/^"path":"\\(.*\\)","sha256":"\\([0-9a-f]*\\)",.*/\\2  \\1/p' \\
      > ../check/manifest
    grep -v '^[0-9a-f]*  manifest\\.json$' SHA256SUMS |
      cmp - ../check/manifest

The digest of manifest.json names the bundle. If you were told one, compare:

    sha256sum manifest.json

How the run ended. Only "succeeded" is a good run; the second command fails for
any other:

    sed -n 's/.*"kprov_outcome":{.*"status":"\\([a-z-]*\\)"}.*/\\1/p' \\
      provenance.json
    grep -q '"kprov_outcome":{.*"status":"succeeded"}' provenance.json
`;

const unsigned = `2. Who made it
--------------

The bundle has no signature that could be shown here. Whoever made the archive
could have made all of it: who ran this, and where, is not proved.
`;

const signaturesHead = `3. The signatures
-----------------
`;

const listOf = (paths: readonly string[]): string => `${paths.map((path) => `  ${visible(path)}\n`).join("")}`;

const ending = `What this does not show
-----------------------

How many signatures you need and whose, keys that were revoked or have expired,
whether a review was removed, and whether the documents of the bundle agree
with each other:

  npx kprovengine verify --trust TRUST-FILE ARCHIVE
`;

const signatureTexts = (
  envelope: RecipeEnvelope,
  keyOf: (signature: RecipeSignature) => RecipeKey | undefined,
): string[] =>
  envelope.signatures.flatMap((signature, index) => {
    const key = signature && keyOf(signature);
    return key === undefined ? [] : [signatureText(envelope, index, key)];
  });

/** The bytes that were signed: DSSE protocol v1.0.2, "Signature Definition". */
const signatureText = (envelope: RecipeEnvelope, index: number, key: RecipeKey): string => {
  const { path, line, payloadType, signatures } = envelope;
  const pick = line === null ? "tr -d '\\n' <" : `sed -n '${line}p'`;
  const which = signatures.length === 1 ? "" : ` | sed -n '${index + 1}p'`;
  const where = [
    ...(line === null ? [] : [`line ${line}`]),
    ...(signatures.length === 1 ? [] : [`signature ${index + 1} of ${signatures.length}`]),
  ];
  return `${path}${where.length === 0 ? "" : ` (${where.join(", ")})`},
by ${key.shown}:

    ${pick} ${shellQuote(path)} |
      tr '{' '\\n' > ../check/envelope
    sed -n 's/.*"payload" *: *"\\([^"]*\\)".*/\\1/p' ../check/envelope |
      base64 -d > ../check/payload
    sed -n 's/.*"sig" *: *"\\([^"]*\\)".*/\\1/p' ../check/envelope${which} |
      base64 -d > ../check/signature
    { printf 'DSSEv1 %d %s %d ' ${Buffer.byteLength(payloadType)} ${shellQuote(payloadType)} \\
        "$(wc -c < ../check/payload)"
      cat ../check/payload; } > ../check/signed
${verification[key.algorithm](key.name)}

${comparison[envelope.payload]}
`;
};

const verification = {
  ed25519: (name: string) => `    openssl pkeyutl -verify -pubin -inkey ../${name}.pem -rawin \\
      -in ../check/signed -sigfile ../check/signature`,
  "ecdsa-p256": (name: string) => `    openssl dgst -sha256 -verify ../${name}.pem \\
      -signature ../check/signature ../check/signed`,
} as const satisfies Record<RecipeKey["algorithm"], (name: string) => string>;

const comparison = {
  run: `What was signed is this run's provenance.json. No output means yes:

    cmp ../check/payload provenance.json`,
  bundle: `What was signed names this manifest.json, and with it the whole bundle:

    grep -qF '${bundleWords.kind}' \\
      ../check/payload
    grep -qF '${bundleWords.subject[0]}'"$(sha256sum manifest.json |
      cut -c 1-64)"'${bundleWords.subject[1]}' ../check/payload`,
  other: `What was signed is for you to read. What its subject names must be this
manifest.json, by the digest above:

    cat ../check/payload; echo`,
} as const satisfies Record<RecipeEnvelope["payload"], string>;
