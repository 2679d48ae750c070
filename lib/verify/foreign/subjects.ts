/**
 * Whether a statement is about what was asked. Digests decide, names never.
 *
 * @module
 */
import { resolve } from "node:path";
import { hashFile } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import type { Statement } from "../../evidence/index.ts";
import { type Asked, settle } from "../claims/claim.ts";
import { undecided, violation } from "../finding.ts";
import { readNamed } from "../read.ts";

export interface AskedSubject {
  /** As it was given. */
  shown: string;
  algorithm: string;
  value: string;
  /** The bytes, for a bare signature. Throws `E_IO`. */
  read?: () => Buffer;
}

/** Throws `E_IO` for an artifact that can't be read, `E_USAGE` for a digest that can't be meant. */
export const readSubjects = async (
  { artifacts = [], digests = [] }: { artifacts?: readonly string[]; digests?: readonly string[] },
  cwd: string,
): Promise<AskedSubject[]> => {
  const subjects: AskedSubject[] = digests.map(parseDigest);
  for (const shown of artifacts) {
    const path = resolve(cwd, shown);
    const digest = await hashFile(path);
    if ("failed" in digest)
      throw new KprovError("E_IO", `Cannot read the artifact "${shown}": ${reasons[digest.failed] ?? digest.failed}`);
    subjects.push({ shown, algorithm: "sha256", value: digest.sha256, read: () => readNamed(path, shown) });
  }
  return subjects;
};

/** The claim `subject`: everything that was asked about is a subject of the statement. */
export const judgeSubjects = ({ subject }: Statement, asked: readonly AskedSubject[], basis: Asked): Asked => {
  const findings = asked
    .filter(({ algorithm, value }) => !subject.some(({ digest }) => digestIn(digest, algorithm) === value))
    .map(({ shown, algorithm, value }) =>
      violation("SUBJECT_MISMATCH", undefined, `No subject of the statement is "${shown}"`, {
        expected: `${algorithm}:${value}`,
        actual: describe(subject, algorithm),
      }),
    );
  return settleSubject(findings.length > 0 ? findings : notAsked(asked), asked, basis);
};

/** The same for a bare signature over one file. */
export const judgeMessageSubject = (digest: Buffer, asked: readonly AskedSubject[], basis: Asked): Asked => {
  const found = digest.toString("hex");
  const findings = asked
    .filter(({ algorithm, value }) => algorithm !== "sha256" || value !== found)
    .map(({ shown, algorithm, value }) =>
      violation("SUBJECT_MISMATCH", undefined, `The signature is not over "${shown}"`, {
        expected: `${algorithm}:${value}`,
        actual: `sha256:${found}`,
      }),
    );
  return settleSubject(findings.length > 0 ? findings : notAsked(asked), asked, basis);
};

// --- internal ---

const reasons: Readonly<Record<string, string>> = {
  special: "it is no plain file; a directory has no digest of its own",
  changed: "it changed while it was read",
  ENOENT: "it does not exist",
};

/** Both can be made to collide: two contents, one digest. */
const broken: ReadonlySet<string> = new Set(["md5", "sha1"]);

const parseDigest = (text: string): AskedSubject => {
  const match = /^([A-Za-z][A-Za-z0-9_]*):([^\s:]+)$/.exec(text);
  const [, algorithm = "", value = ""] = match ?? [];
  if (match === null || broken.has(algorithm) || (algorithm === "sha256" && !/^[0-9a-f]{64}$/.test(value)))
    throw new KprovError(
      "E_USAGE",
      `Cannot use the digest "${text}": expected one such as sha256:<64 lower-case hexadecimal digits>`,
    );
  return { shown: text, algorithm, value };
};

const digestIn = (digest: Readonly<Record<string, string>>, algorithm: string): string | undefined =>
  Object.hasOwn(digest, algorithm) ? digest[algorithm] : undefined;

const describe = (subjects: Statement["subject"], algorithm: string): string => {
  const values = subjects.flatMap(({ digest }) => digestIn(digest, algorithm) ?? []);
  const more = values.length > 3 ? `, and ${values.length - 3} more` : "";
  return values.length === 0 ? `no ${algorithm} digest` : `${values.slice(0, 3).join(", ")}${more}`;
};

const notAsked = (asked: readonly AskedSubject[]) =>
  asked.length > 0
    ? []
    : [undecided("SUBJECT_NOT_ASKED", undefined, "Nothing was named that the statement should be about")];

const settleSubject = (findings: ReturnType<typeof violation>[], asked: readonly AskedSubject[], basis: Asked): Asked =>
  settle("subject", {
    findings,
    detail: asked.map(({ shown }) => shown).join(", "),
    change: "name what it should be about: --artifact FILE or --digest sha256:…",
    basis,
  });
