/**
 * What a command came to, as every form of a report sees it: of one check, of all in a preflight, or why there is none.
 *
 * @module
 */
import type { Result, View } from "../command.ts";
import type { ErrorCode } from "../errors.ts";
import { exitOfError, exits, KprovError, messageOf } from "../errors.ts";
import { asMachineFault } from "../machine-fault.ts";
import type { Finding, Report, Verdict } from "../report.ts";
import { withoutSecrets } from "../secrecy.ts";
import { visible, visibleLines } from "../text.ts";

/** One of the project's own commands, as a preflight ran it. */
export interface CommandEnd {
  name: string;
  verdict: Verdict;
  findings: readonly Finding[];
}

/** Why a command has no result, or a worse one than its document says. */
export interface Trouble {
  code: ErrorCode;
  message: string;
  hint?: string;
}

export interface Outcome {
  /** What was called, such as `check-identity`. */
  command: string;
  verdict: Verdict | "partial";
  exitCode: number;
  /** In the order in which they ran. */
  checks: readonly Report[];
  commands: readonly CommandEnd[];
  /** Names left out by flags. */
  skipped: readonly string[];
  /** Check → the key that would turn it on. */
  notConfigured: Readonly<Record<string, string>>;
  /** The file that findings about no file are shown at: the configuration, or the top. */
  home: string;
  /** Of this program. */
  version: string;
  trouble?: Trouble;
  /** What `--json` prints. */
  document: unknown;
  /** What a person sees. */
  text: (view: View) => string | Promise<string>;
}

/** What is known of a command before it ran. */
export interface Asked {
  name: string;
  version: string;
}

/**
 * A result whose document is a report or a preflight. An exit code that is worse than the verdict is trouble of its own:
 * no form may then show a pass. Null for any other document.
 */
export const outcomeOf = ({ document, exitCode, text }: Result, { name, version }: Asked): Outcome | null => {
  const parts = partsOf(document);
  if (parts === null) return null;
  const { verdict, home = "." } = parts;
  const isPass = verdict === "proved" || verdict === "partial";
  const trouble: Trouble | undefined =
    isPass && exitCode !== exits.proved
      ? {
          code: "E_NOTHING",
          message: `What was judged is ${verdict}, and the command ended with exit code ${exitCode}`,
        }
      : undefined;
  return {
    ...{ command: name, version, exitCode, document, text, ...parts, home },
    verdict: trouble === undefined ? verdict : "undecided",
    ...(trouble !== undefined && { trouble }),
  };
};

/** A command that stopped with an error: nothing was judged, which every form has to say. Secrets are taken out. */
export const outcomeOfError = async (thrown: unknown, { name, version }: Asked): Promise<Outcome> => {
  const error = asMachineFault(thrown);
  const known = error instanceof KprovError;
  const message = await withoutSecrets(messageOf(error));
  const hint = known && error.hint !== undefined ? await withoutSecrets(error.hint) : undefined;
  const code = known ? error.code : "E_BUG";
  return {
    ...{ command: name, version, verdict: "undecided", exitCode: exitOfError(error) },
    ...{ checks: [], commands: [], skipped: [], notConfigured: {}, home: "." },
    trouble: { code, message, ...(hint !== undefined && { hint }) },
    document: { schema: "kprov.error/v1", code, message, hint: hint ?? null },
    text: () => `error ${code}: ${visibleLines(message)}${hint === undefined ? "" : `\n  ${visible(hint)}`}`,
  };
};

// --- internal ---

type Parts = Pick<Outcome, "verdict" | "checks" | "commands" | "skipped" | "notConfigured"> & { home?: string };

/** The fields of `kprov.preflight/v1` that forms show; the guard room has the whole. */
interface PreflightDocument {
  schema: "kprov.preflight/v1";
  verdict: Verdict | "partial";
  checks: readonly Report[];
  commands: readonly CommandEnd[];
  skipped: readonly string[];
  notConfigured: Readonly<Record<string, string>>;
  config: Report["config"];
}

const partsOf = (document: unknown): Parts | null => {
  const asked = document as Report | PreflightDocument | undefined;
  if (asked?.schema !== "kprov.report/v1" && asked?.schema !== "kprov.preflight/v1") return null;
  const { verdict, config } = asked;
  const home = config === null ? {} : { home: config.path };
  if (asked.schema === "kprov.report/v1")
    return { verdict, checks: [asked], commands: [], skipped: [], notConfigured: {}, ...home };
  const { checks, commands, skipped, notConfigured } = asked;
  return { verdict, checks, commands, skipped, notConfigured, ...home };
};
