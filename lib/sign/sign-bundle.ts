/**
 * Signing a run: two statements, each as a DSSE envelope and as a Sigstore bundle.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import {
  attestationPath,
  type Envelope,
  formatBundleStatement,
  formatEnvelope,
  formatSigstoreBundle,
  inTotoPayloadType,
  layout,
  type Manifest,
  type Provenance,
  parseEnvelopes,
  preAuthEncoding,
  type RunSummary,
  stableDigest,
} from "../evidence/index.ts";
import { readSmallFile } from "../files.ts";
import { parseJson } from "../json.ts";
import { attach } from "./attach.ts";
import { isSignedBy, keyDigest } from "./public-key.ts";
import type { AnySigner, Signer } from "./signer.ts";

/** The document of `sign`, `kprov.signature/v1`. */
export interface SignatureReport {
  schema: "kprov.signature/v1";
  bundle: string;
  bundleDigest: string;
  /** Files of the bundle, in the order in which they were asked for. */
  files: { path: string; signer: string; state: "written" | "already there" }[];
}

/**
 * Sign the bundle in the directory `dir`, whose integrity the caller has judged and found to be `bundleDigest`.
 *
 * All signers or none: nothing is written before the last one has signed. Signs exactly the bytes that were judged: whatever
 * changed since is refused with `E_SIGN`. Signing again with the same key changes nothing. Throws `E_SIGN` and `E_IO`.
 */
export const signBundle = async (
  dir: string,
  options: { shown: string; bundleDigest: string; signers: readonly AnySigner[] },
): Promise<SignatureReport> => {
  const statements = readStatements(dir, options.bundleDigest);
  const attachments: Attachment[] = [];
  for (const signer of options.signers)
    for (const [what, payload] of statements) attachments.push(...(await envelopesOf(what, payload, signer)));
  const files = await attachAll(dir, attachments);
  return { schema: "kprov.signature/v1", bundle: options.shown, bundleDigest: options.bundleDigest, files };
};

// --- internal ---

type Statements = ["provenance" | "bundle", Buffer][];

interface Attachment {
  path: string;
  /** Label of its signer. */
  signer: string;
  content: string;
  /** Whether these bytes, found in its place, are as good. */
  isSame: (existing: Buffer) => boolean;
}

/** Write each; when one can't be, those that were written are taken away again. */
const attachAll = async (dir: string, attachments: readonly Attachment[]): Promise<SignatureReport["files"]> => {
  const files: SignatureReport["files"] = [];
  try {
    for (const { path, signer, content, isSame } of attachments) {
      const occupied = await attach(dir, path, content);
      if (occupied !== undefined && !isSame(occupied.existing))
        throw new KprovError("E_SIGN", `"${path}" is there already and is not a signature of these bytes by this key`, {
          hint: "evidence is never overwritten: verify the bundle, then move the file away",
        });
      files.push({ path, signer, state: occupied === undefined ? "written" : "already there" });
    }
    return files;
  } catch (error) {
    for (const { path, state } of files) if (state === "written") rmSync(join(dir, path), { force: true });
    throw error;
  }
};

/** The two payloads, from bytes that are what the bundle's digest says. */
const readStatements = (dir: string, bundleDigest: string): Statements => {
  const manifestBytes = readMember(dir, layout.manifest, bundleDigest);
  const { members } = parse<Manifest>(manifestBytes, layout.manifest);
  const member = (path: string): Buffer => readMember(dir, path, members.find((entry) => entry.path === path)?.sha256);
  const provenanceBytes = member(layout.provenance);
  const { predicate } = parse<Provenance>(provenanceBytes, layout.provenance);
  const summary = parse<RunSummary>(member(layout.summary), layout.summary);
  const statement = formatBundleStatement({
    bundleDigest,
    stableDigest: stableDigest(members),
    runId: summary.runId,
    step: predicate.buildDefinition.externalParameters.step,
    outcome: predicate.runDetails.kprov_outcome.status,
  });
  return [
    ["provenance", provenanceBytes],
    ["bundle", statement],
  ];
};

const readMember = (dir: string, path: string, digest: string | undefined): Buffer => {
  let bytes: Buffer;
  try {
    bytes = readSmallFile(join(dir, path), maxDocument);
  } catch (cause) {
    throw new KprovError("E_SIGN", `Cannot read "${path}" of the bundle: ${messageOf(cause)}`, { cause });
  }
  if (sha256(bytes) !== digest)
    throw new KprovError("E_SIGN", `"${path}" was changed while it was signed`, { hint: "verify the bundle" });
  return bytes;
};

const maxDocument = 256 * 2 ** 20;

/** The document was judged against its schema, and these are its bytes. */
const parse = <T>(bytes: Buffer, name: string): T => parseJson(bytes, { name }) as T;

const envelopesOf = async (
  what: "provenance" | "bundle",
  payload: Buffer,
  signer: AnySigner,
): Promise<Attachment[]> => {
  if (signer.kind === "keyless") {
    const content = `${JSON.stringify(await signer.signEnvelope(payload, inTotoPayloadType))}\n`;
    // Every certificate is another one: the name is that of the file's own bytes, which nobody else has.
    const path = attestationPath(what, sha256(content), "sigstore.json");
    return [{ path, signer: signer.label, content, isSame: () => false }];
  }
  const envelope: Envelope = {
    payloadType: inTotoPayloadType,
    payload,
    signatures: [
      { keyid: signer.publicKey.fingerprint, sig: await signer.sign(preAuthEncoding(inTotoPayloadType, payload)) },
    ],
  };
  const digest = keyDigest(signer.publicKey);
  return [
    {
      path: attestationPath(what, digest, "intoto.jsonl"),
      signer: signer.label,
      content: formatEnvelope(envelope),
      isSame: (existing) => isEnvelopeBy(signer, payload, () => parseEnvelopes(existing, "envelope")),
    },
    {
      path: attestationPath(what, digest, "sigstore.json"),
      signer: signer.label,
      content: formatSigstoreBundle(envelope, signer.publicKey.fingerprint),
      isSame: (existing) => isEnvelopeBy(signer, payload, () => parseSigstoreEnvelopes(existing)),
    },
  ];
};

const parseSigstoreEnvelopes = (bytes: Buffer): Envelope[] => {
  const { dsseEnvelope } = parse<{ dsseEnvelope: object }>(bytes, "bundle");
  return parseEnvelopes(Buffer.from(JSON.stringify(dsseEnvelope)), "bundle");
};

/** ECDSA signs the same bytes differently each time, so an older signature is as good as ours. */
const isEnvelopeBy = ({ publicKey }: Signer, payload: Buffer, read: () => Envelope[]): boolean => {
  try {
    const [envelope, ...others] = read();
    return (
      others.length === 0 &&
      envelope?.payloadType === inTotoPayloadType &&
      envelope.payload.equals(payload) &&
      envelope.signatures.some(({ sig }) => isSignedBy(publicKey, preAuthEncoding(inTotoPayloadType, payload), sig))
    );
  } catch {
    return false; // No envelope at all.
  }
};
