/**
 * `report`: judge bundles and write a page about them.
 *
 * @module
 */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { writingInWords } from "../system-words.ts";
import { shellQuote, visible } from "../text.ts";
import { assertOutside, type BundleVerdict, type VerificationSet, writeWhole } from "../verify/index.ts";
import { version } from "../version.ts";
import { type GatherOptions, gatherPage } from "./gather.ts";
import { formatReportPage } from "./report-page.ts";
import { onceEach, succeededWords } from "./runs.ts";

/** The document of `report`, `kprov.page/v1`. */
export interface PageReport {
  schema: "kprov.page/v1";
  page: {
    /** As it was given; null for a stream. */
    path: string | null;
    /** In bytes. */
    size: number;
    sha256: string;
    bundles: number;
  };
  /** As `verify` gives it. */
  verification: BundleVerdict | VerificationSet;
}

export interface ReportOptions extends GatherOptions {
  output: NodeJS.WritableStream | { path: string; shown: string };
}

/** Nothing can be told of these: no page was written. */
export interface NothingToShow {
  verification: BundleVerdict | VerificationSet;
}

/**
 * Judge what `paths` name and write the page, whatever the verdict is. Throws as `gatherPage` does, `E_USAGE` when the file
 * exists or would lie inside a bundle, and `E_IO`.
 */
export const writeReport = async (
  paths: readonly string[],
  { output, ...options }: ReportOptions,
): Promise<PageReport | NothingToShow> => {
  if (!("path" in output)) {
    const made = await makePage(paths, options);
    if ("bytes" in made) await send(output, made.bytes);
    return "bytes" in made ? describe(made, null) : made;
  }
  for (const path of paths) assertBeside(resolve(options.cwd, path), output);
  const nothing: { found?: NothingToShow } = {};
  try {
    return await writingInWords(output.path, output.shown, () =>
      writeWhole(output.path, output.shown, async (write) => {
        const made = await makePage(paths, options);
        if (!("bytes" in made)) {
          nothing.found = made;
          throw new KprovError("E_NOTHING", "There is nothing to show");
        }
        write(made.bytes);
        return describe(made, output.shown);
      }),
    );
  } catch (error) {
    // The file that was begun is gone by now.
    if (nothing.found !== undefined) return nothing.found;
    throw error;
  }
};

/** For people; the last line is the verdict, how many runs succeeded, and the next command when there is something to ask. */
export const formatWritten = ({ page, verification }: PageReport): string => {
  const { path, size, bundles } = page;
  const named = verification.schema === "kprov.verification/v1" ? [verification] : verification.bundles;
  const verdicts = onceEach(named, (verdict) => verdict);
  const proved = verdicts.filter(({ verdict }) => verdict === "proved").length;
  const origin = verdicts.every((one) => one.origin === "not-asked") ? "; origin not asked" : "";
  const isProved = verification.verdict === "proved";
  const said = `${isProved ? "proved" : "not proved"}: ${proved} of ${bundles} bundle${bundles === 1 ? "" : "s"}; ${succeededWords(verdicts)}${origin}`;
  const first = verdicts.find(({ verdict }) => verdict !== "proved");
  return [
    `${path === null ? "stdout" : visible(path)}: a page about ${bundles} bundle${bundles === 1 ? "" : "s"}, ${size} bytes`,
    first === undefined ? said : `${said}; next: ${nextCommand(first)}`,
  ].join("\n");
};

// --- internal ---

const nextCommand = ({ bundle, trust, origin }: BundleVerdict): string => {
  const asked = origin === "not-asked" ? ["--integrity"] : trust === null ? [] : ["--trust", shellQuote(trust.path)];
  return visible(["kprovengine verify --explain", ...asked, shellQuote(bundle)].join(" "));
};

interface MadePage {
  bytes: Buffer;
  bundles: number;
  verification: BundleVerdict | VerificationSet;
}

const makePage = async (paths: readonly string[], options: GatherOptions): Promise<MadePage | NothingToShow> => {
  const { view, verification } = await gatherPage(paths, options);
  if (!view.runs.some(({ verdict }) => verdict.bundleDigest !== null)) return { verification };
  return { bytes: Buffer.from(formatReportPage(view, version)), bundles: view.runs.length, verification };
};

const describe = ({ bytes, bundles, verification }: MadePage, path: string | null): PageReport => ({
  schema: "kprov.page/v1",
  page: { path, size: bytes.length, sha256: sha256(bytes), bundles },
  verification,
});

/** A directory of bundles may hold the page; a bundle may not. */
const assertBeside = (given: string, output: { path: string; shown: string }): void => {
  if (existsSync(given) && statSync(given).isDirectory() && existsSync(resolve(given, "manifest.json")))
    assertOutside(given, output);
};

const send = (stream: NodeJS.WritableStream, bytes: Buffer): Promise<void> =>
  new Promise((done, fail) => {
    const failed = (error: Error): void =>
      fail(new KprovError("E_IO", `Cannot write the page to stdout: ${error.message}`, { cause: error }));
    stream.once("error", failed);
    stream.write(bytes, (error) => {
      if (error) failed(error);
      else done();
    });
  });
