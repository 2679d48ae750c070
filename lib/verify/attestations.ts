/**
 * What lies in `attestations/`, and envelopes that were handed over beside the bundle: read, told apart, and each signature
 * judged under the trust file. Who is believed is decided in `trust/believe.ts`; what follows for the bundle in `origin.ts`.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import {
  inTotoPayloadType,
  layout,
  parseSignedFile,
  parseStatement,
  type SignedPiece,
  type Statement,
} from "../evidence/index.ts";
import { compareBytes, type Finding } from "../report.ts";
import { unreadable } from "./documents.ts";
import { violation } from "./finding.ts";
import { readDocument } from "./read.ts";
import type { SignedKind } from "./signatures.ts";
import { type Belief, believe } from "./trust/believe.ts";
import type { LoadedTrust } from "./trust/file.ts";

/** What the bundle is, as its own bytes say it. */
export interface BundleIdentity {
  /** The exact bytes of `provenance.json`. */
  provenance: Buffer | undefined;
  /** The bundle statement, made again; undefined when the documents that it follows from can't be used. */
  statement: Buffer | undefined;
  bundleDigest: string | null;
  /** The documents that the two statements follow from are those that the manifest lists. */
  isListed: boolean;
  /** SHA-256 of the outputs, and the clean commit: what an envelope beside the bundle may speak of, too. */
  outputs: ReadonlySet<string>;
  commit: string | null;
}

/** One payload, in however many envelopes it lies. */
export interface Attested {
  kind: SignedKind;
  payloadDigest: string;
  payload: Buffer;
  statement: Pick<Statement, "predicateType" | "subject" | "predicate"> | undefined;
  predicateType: string;
  signatures: AttestedSignature[];
  /** The first file that holds it. */
  path: string;
}

export interface AttestedSignature extends Belief {
  path: string;
}

export interface Attestations {
  attested: Attested[];
  /** Files that hold them. */
  files: { path: string; sha256: string }[];
  /** Files and envelopes that have no place there; they count against integrity. */
  findings: Finding[];
}

/** A file with signatures, read. */
interface Envelopes {
  path: string;
  sha256: string;
  pieces: SignedPiece[];
  /** Handed over beside the bundle. */
  isBeside: boolean;
}

/**
 * Read and judge them all. Without `trust` every signature stays `unjudged`; what has no place is found all the same.
 *
 * `identify` is asked when there are any. `beside` are files given by name: throws `E_ENVELOPE` and `E_IO` for those that can't be read.
 */
export const judgeAttestations = async (
  dir: string,
  files: Iterable<string>,
  options: {
    identify: () => BundleIdentity;
    trust: LoadedTrust | null;
    now: number;
    beside?: readonly { path: string; bytes: Buffer }[];
  },
): Promise<Attestations> => {
  const findings: Finding[] = [];
  const envelopes = [...files]
    .filter((path) => path.startsWith(layout.attestations))
    .sort(compareBytes)
    .flatMap((path) => readEnvelopes(dir, path, findings));
  for (const { path, bytes } of options.beside ?? [])
    envelopes.push({ path, sha256: sha256(bytes), pieces: parseSignedFile(bytes, path), isBeside: true });
  const attested = new Map<string, Attested>();
  if (envelopes.length === 0) return { attested: [], files: [], findings };
  const identity = options.identify();
  for (const { path, pieces, isBeside } of envelopes) {
    for (const piece of pieces) {
      const placed = await place(piece, { path, isBeside, identity });
      if ("level" in placed) findings.push(placed);
      else await add(attested, placed, piece, { ...options, identity });
    }
  }
  return {
    attested: [...attested.values()],
    files: envelopes.map(({ path, sha256: digest }) => ({ path, sha256: digest })),
    findings,
  };
};

/** Largest file read, in bytes: a provenance of a million inputs fits, in base64. */
export const maxSignedFile = 256 * 2 ** 20;

// --- internal ---

/** Names that no terminal, shell or page can be led astray by: they stand in commands for people. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

const readEnvelopes = (dir: string, path: string, findings: Finding[]): Envelopes[] => {
  if (!plainName.test(path.slice(layout.attestations.length)))
    findings.push(
      violation("ATTESTATION_MALFORMED", path, "Its name has other characters than letters, digits, dots and dashes"),
    );
  const document = readDocument(join(dir, path), maxSignedFile);
  if ("failed" in document) {
    const isLarge = document.failed === "large";
    findings.push(
      isLarge
        ? violation("ATTESTATION_MALFORMED", path, `It is larger than ${maxSignedFile} bytes`)
        : unreadable(path, document.failed),
    );
    return [];
  }
  try {
    return [{ path, sha256: document.sha256, pieces: parseSignedFile(document.bytes, path), isBeside: false }];
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    findings.push(violation("ATTESTATION_MALFORMED", path, error.message));
    return [];
  }
};

interface Place {
  path: string;
  isBeside: boolean;
  identity: BundleIdentity;
}

type Placed = Omit<Attested, "signatures">;

/** What the envelope is to this bundle, or why it is nothing to it. */
const place = async (piece: SignedPiece, { path, isBeside, identity }: Place): Promise<Placed | Finding> => {
  const foreign = (why: string): Finding => violation("ATTESTATION_FOREIGN", path, why);
  if (piece.form === "message") return foreign("It signs a file and is no statement about this bundle");
  const { payload, payloadType } = piece.envelope;
  // The type is signed, too: bytes of one kind must never be taken for another.
  if (payloadType !== inTotoPayloadType)
    return { ...foreign("Its payload is no in-toto statement"), expected: inTotoPayloadType, actual: payloadType };
  const known = { payloadDigest: sha256(payload), payload, path, statement: undefined };
  if (identity.provenance?.equals(payload) === true)
    return { ...known, kind: "provenance", predicateType: "https://slsa.dev/provenance/v1" };
  if (identity.statement?.equals(payload) === true)
    return { ...known, kind: "bundle", predicateType: "pkg:npm/kprovengine#predicate/bundle/v1" };
  let statement: Statement;
  try {
    statement = await parseStatement(payload, path);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return violation("ATTESTATION_MALFORMED", path, error.message);
  }
  const fault = strangeness(statement, isBeside, identity);
  return fault === undefined
    ? { ...known, kind: "statement", statement, predicateType: statement.predicateType }
    : foreign(fault);
};

/** Why the statement has no place with this bundle, or undefined. */
const strangeness = (
  { predicateType, subject }: Statement,
  isBeside: boolean,
  { bundleDigest, outputs, commit }: BundleIdentity,
): string | undefined => {
  if (subject.some(({ digest }) => bundleDigest !== null && digest["sha256"] === bundleDigest))
    return predicateType === "pkg:npm/kprovengine#predicate/bundle/v1"
      ? "It says of this bundle what the bundle does not say itself"
      : undefined;
  if (!isBeside) return "It is neither over provenance.json as it is, nor about this bundle digest";
  const isAboutRun = subject.some(
    ({ digest }) => outputs.has(digest["sha256"] ?? "") || (commit !== null && digest["gitCommit"] === commit),
  );
  return isAboutRun ? undefined : "It is about neither this bundle, nor one of its outputs, nor its clean commit";
};

const add = async (
  attested: Map<string, Attested>,
  placed: Placed,
  piece: SignedPiece,
  { trust, now, identity }: { trust: LoadedTrust | null; now: number; identity: BundleIdentity },
): Promise<void> => {
  const entry = attested.get(placed.payloadDigest) ?? { ...placed, signatures: [] };
  attested.set(placed.payloadDigest, entry);
  // What these two say follows from the bundle; anything else could be written about it later, with a stolen key.
  const isFixed = placed.kind !== "statement" && identity.isListed;
  const named = [placed.payloadDigest, ...(isFixed && identity.bundleDigest !== null ? [identity.bundleDigest] : [])];
  const beliefs = trust === null ? unjudged(piece) : await believe(piece, { trust, now, named });
  entry.signatures.push(...beliefs.map((belief) => ({ ...belief, path: placed.path })));
};

const unjudged = (piece: SignedPiece): Belief[] =>
  piece.form === "message"
    ? []
    : piece.envelope.signatures.map(({ keyid }) => ({
        status: "unjudged",
        keyid,
        fingerprint: null,
        identity: null,
        by: null,
        why: "no trust file was given",
      }));
