/**
 * The one error that a person is meant to read, and how it becomes an exit code.
 *
 * @module
 */
import type { codes } from "./codes.ts";

/** Every permanent code: findings and errors. */
export type Code = keyof typeof codes;
/** Codes of {@link KprovError}: something could not be done. */
export type ErrorCode = Extract<Code, `E_${string}`>;
/** Codes of findings: the check worked, what it judged is wrong or can't be judged. */
export type FindingCode = Exclude<Code, ErrorCode>;

/** Exit codes of design section 5. */
export const exits = {
  proved: 0,
  violated: 1,
  usage: 2,
  undecided: 3,
  timeout: 124,
  evidence: 125,
  notExecutable: 126,
  notFound: 127,
} as const;

export interface KprovErrorOptions {
  /** What went wrong below. */
  cause?: unknown;
  /** One line: what the person can do now. */
  hint?: string;
  /** Exit code, where the usual one of the code does not fit. */
  exit?: number;
}

/** Something could not be done, for a reason that we understand: one line, a permanent code, a hint. */
export class KprovError extends Error {
  override readonly name = "KprovError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly exit: number;

  constructor(code: ErrorCode, message: string, options: KprovErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.exit = options.exit ?? (usageCodes.has(code) ? exits.usage : exits.undecided);
  }
}

/** Usage and configuration errors exit 2, everything else that could not be done exits 3. */
export const exitOfError = (error: unknown): number => (error instanceof KprovError ? error.exit : exits.undecided);

/** The system's error code (`ENOENT`), or undefined. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** A sentence for any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

// --- internal ---

const usageCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "E_USAGE",
  "E_CONFIG",
  "E_CODE_CONFIG",
  "E_LOOKS_LIKE_PROGRAM",
  "E_TRUST",
]);
