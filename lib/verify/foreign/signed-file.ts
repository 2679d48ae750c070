/**
 * Judging what others made: any file with signed statements in it, under the same trust file as bundles.
 *
 * @module
 */
import { resolve } from "node:path";
import { systemClock } from "../../clock.ts";
import { sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import {
  inTotoPayloadType,
  parseSignedFile,
  parseStatement,
  type SignedPiece,
  type Statement,
} from "../../evidence/index.ts";
import { compareFindings, type Finding, type Verdict } from "../../report.ts";
import type { AttestedSignature } from "../attestations.ts";
import { type Asked, settle } from "../claims/claim.ts";
import { type Expectations, type Required, requiredOf } from "../expectations.ts";
import { oneLine, violation } from "../finding.ts";
import { verdictOfOrigin } from "../origin.ts";
import { readNamed } from "../read.ts";
import { type SignatureEntry, signatureEntries } from "../signatures.ts";
import { believe } from "../trust/believe.ts";
import type { LoadedTrust } from "../trust/file.ts";
import type { Claim } from "../trust/types.ts";
import { judgeContent } from "./content.ts";
import { judgeSigner } from "./signer.ts";
import { judgeSilentSignature } from "./silence.ts";
import { type AskedSubject, judgeMessageSubject, judgeSubjects, readSubjects } from "./subjects.ts";

export interface SignedFileOptions {
  trust?: LoadedTrust | null;
  expect?: Expectations;
  /** Files that the statement must be about. */
  artifacts?: readonly string[];
  /** Digests that it must be about, such as `sha256:…`. */
  digests?: readonly string[];
  /** What a verification summary must say. */
  summary?: SummaryExpectations;
  cwd?: string;
  now?: number;
}

export interface SummaryExpectations {
  verifier?: string;
  resource?: string;
  levels?: readonly string[];
}

/** The document of `verify` about a file with signed statements, `kprov.signed-file-verification/v1`. */
export interface SignedFileVerdict {
  schema: "kprov.signed-file-verification/v1";
  /** The path as it was given. */
  file: string;
  /** The worst of all statements. */
  verdict: Verdict;
  trust: { path: string; sha256: string } | null;
  statements: StatementVerdict[];
  findings: Finding[];
}

export interface StatementVerdict {
  /** SHA-256 of the signed payload. */
  payloadDigest: string;
  /** Null for a bare signature over a file. */
  predicateType: string | null;
  subjects: number;
  claims: Claim[];
  signatures: SignatureEntry[];
}

/**
 * Judge every statement in the file `path`: all must be proved. Throws `E_ENVELOPE` for a file that is none, `E_IO`, and
 * `E_USAGE` for digests and expectations that can't be meant.
 */
export const verifySignedFile = async (path: string, options: SignedFileOptions): Promise<SignedFileVerdict> => {
  const cwd = options.cwd ?? process.cwd();
  const pieces = groupPieces(parseSignedFile(readNamed(resolve(cwd, path), path), path));
  const subjects = await readSubjects(options, cwd);
  const trust = options.trust ?? null;
  const required = requiredOf(trust?.file ?? { schema: "kprov.trust/v1" }, options.expect ?? {});
  const context: Context = { path, trust, subjects, required, options, now: options.now ?? systemClock.now() };
  const judged: { statement: StatementVerdict; findings: Finding[] }[] = [];
  for (const group of pieces) judged.push(await judgeGroup(group, context));
  const findings = judged.flatMap((one) => one.findings).sort(compareFindings);
  const statements = judged.map(({ statement }) => statement);
  return {
    schema: "kprov.signed-file-verification/v1",
    file: path,
    verdict: verdictOfOrigin({ claims: statements.flatMap(({ claims }) => claims) }, findings),
    trust: trust === null ? null : { path: trust.path, sha256: trust.sha256 },
    statements,
    findings,
  };
};

// --- internal ---

interface Context {
  path: string;
  trust: LoadedTrust | null;
  subjects: AskedSubject[];
  required: Required;
  options: SignedFileOptions;
  now: number;
}

/** Envelopes with one payload of one type are one statement with several signatures. */
const groupPieces = (pieces: readonly SignedPiece[]): SignedPiece[][] => {
  const groups = new Map<string, SignedPiece[]>();
  for (const [index, piece] of pieces.entries()) {
    const key =
      piece.form === "message" ? `message ${index}` : `${sha256(piece.envelope.payload)} ${piece.envelope.payloadType}`;
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  return [...groups.values()];
};

const judgeGroup = async (
  group: readonly SignedPiece[],
  context: Context,
): Promise<{ statement: StatementVerdict; findings: Finding[] }> => {
  const [first] = group;
  if (first === undefined) throw new KprovError("E_ENVELOPE", `There is nothing signed in "${context.path}"`);
  const payloadDigest = first.form === "message" ? first.digest.toString("hex") : sha256(first.envelope.payload);
  const signatures = await judgeSignatures(group, payloadDigest, context);
  const read = first.form === "message" ? null : await readStatement(first.envelope, context.path);
  const { asked, predicateType, subjects } = judgeOne(read, { first, signatures, context });
  return {
    statement: {
      payloadDigest,
      predicateType,
      subjects,
      claims: asked.map(({ claim }) => claim),
      signatures: signatureEntries([
        { kind: "statement", predicateType: predicateType ?? "", payloadDigest, signatures },
      ]),
    },
    findings: asked.flatMap(({ findings }) => findings),
  };
};

type ReadStatement = Statement | Finding | null;

const judgeOne = (
  read: ReadStatement,
  { first, signatures, context }: { first: SignedPiece; signatures: AttestedSignature[]; context: Context },
): { asked: Asked[]; predicateType: string | null; subjects: number } => {
  const { trust, subjects, required } = context;
  const { expect: flags = {}, summary = {} } = context.options;
  if (read !== null && "level" in read) {
    const statement = settle("statement", {
      findings: [read],
      detail: "",
      change: "ask its maker for a statement",
      basis: true,
    });
    return { asked: [statement], predicateType: null, subjects: 0 };
  }
  const predicateType = read?.predicateType ?? null;
  const signer = judgeSigner(predicateType, signatures, { trust, wanted: required.runners });
  if (read === null) {
    const digest = first.form === "message" ? first.digest : Buffer.alloc(0);
    const silent = judgeSilentSignature(required, { flags, summary, basis: signer });
    return { asked: [signer, judgeMessageSubject(digest, subjects, signer), ...silent], predicateType, subjects: 1 };
  }
  return {
    asked: [
      signer,
      judgeSubjects(read, subjects, signer),
      ...judgeContent(read, { signatures, required, flags, summary, basis: signer }),
    ],
    predicateType,
    subjects: read.subject.length,
  };
};

/** Without a trust file nothing is believed. A bare signature is over the one file that was named. */
const judgeSignatures = async (
  group: readonly SignedPiece[],
  payloadDigest: string,
  { path, trust, now, subjects }: Context,
): Promise<AttestedSignature[]> => {
  if (trust === null) return [];
  const signatures: AttestedSignature[] = [];
  const named = [payloadDigest];
  for (const piece of group) {
    const artifact = piece.form === "message" && subjects.length === 1 ? subjects[0]?.read?.() : undefined;
    const beliefs = await believe(piece, { trust, now, named, artifact });
    signatures.push(...beliefs.map((belief) => ({ ...belief, path })));
  }
  return signatures;
};

const readStatement = async (
  { payloadType, payload }: { payloadType: string; payload: Buffer },
  path: string,
): Promise<Statement | Finding> => {
  // The type is signed, too: bytes of one kind must never be taken for another.
  if (payloadType !== inTotoPayloadType)
    return violation("STATEMENT_MALFORMED", path, "Its payload is no in-toto statement", {
      expected: inTotoPayloadType,
      actual: payloadType.slice(0, 200),
    });
  try {
    return await parseStatement(payload, path);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return violation("STATEMENT_MALFORMED", path, oneLine(error.message));
  }
};
