/**
 * What the parts of check-identity share while one run lasts.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Published } from "../sources/index.ts";
import { malformed } from "./finding.ts";
import type { Receipts } from "./receipts.ts";
import type { IdentityRules } from "./rules.ts";
import type { RepositoryUrl } from "./urls.ts";

/** The section `identity` of a resolved configuration. */
export interface IdentityConfig {
  readonly name: string | null;
  /** Commands that need not carry the name. */
  readonly commands: readonly string[];
  readonly display: { readonly name: string | null; readonly allow: readonly string[] };
  readonly repository: string | null;
  readonly docker: { readonly files: readonly string[]; readonly labels: Readonly<Record<string, string>> };
}

export interface IdentityContext {
  cwd: string;
  /** Top level of the work tree. */
  top: string;
  /** The configuration's directory, from the top. */
  scope: string;
  identity: IdentityConfig;
  repository: RepositoryUrl | undefined;
  published: Published;
  rules: IdentityRules;
  receipts: Receipts;
  /** `version`: which of a file's texts it is about, as {@link textsOf} gives them; what several say counts once. */
  report: (finding: Finding, version?: number) => void;
}

/** Every version of a text that git publishes, each once, the index's first; undefined, and a doubt, when there is none to judge. */
export const textsOf = async (
  { published, report }: Pick<IdentityContext, "published" | "report">,
  path: string,
): Promise<string[] | undefined> => {
  try {
    const texts = [...new Set((await published.versions(path)).map(({ text }) => text))];
    if (texts.length > 0) return texts;
    const message = "Is no file with a text of its own, but a symbolic link or submodule";
    report({ code: "FILE_UNREADABLE", level: "undecided", path, message });
  } catch (error) {
    report(malformed(path, error));
  }
  return undefined;
};
