/**
 * Forbidden tokens on every surface that was asked for: files, links and names by the plain and by the private list, and
 * git's history by both.
 *
 * @module
 */
import type { Coverage, Finding } from "../../report.ts";
import type { Matcher } from "../forbidden/index.ts";
import type { PrivateList } from "../private/index.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import type { CheckIdentityOptions, ForbiddenScan } from "./check-identity.ts";

/** The private list as it could be opened, and what stood in the way. */
export interface OpenedPrivate {
  list?: PrivateList;
  doubts: readonly Finding[];
}

export interface TokenSearch {
  findings: readonly Finding[];
  coverage: readonly Coverage[];
}

/** Search for what `options` ask for; nothing, where they ask for nothing. Throws as the scans do. */
export const searchTokens = async (options: CheckIdentityOptions, snapshot: Snapshot): Promise<TokenSearch> => {
  const { forbidden, privateTokens, history } = options;
  const searches: TokenSearch[] = [];
  if (privateTokens !== undefined) searches.push({ findings: privateTokens.doubts, coverage: [] });
  // One after the other: each has a second thread of its own.
  if (forbidden.length > 0) searches.push(await scanPlain(options, snapshot));
  if (privateTokens?.list !== undefined) {
    const { scanPrivate } = await import("../private/index.ts");
    searches.push(await scanPrivate(privateTokens.list, placeOf(options, snapshot)));
  }
  if (history !== undefined) searches.push(await searchHistory(options, history));
  return {
    findings: searches.flatMap(({ findings }) => findings),
    coverage: searches.flatMap(({ coverage }) => coverage),
  };
};

/** Findings without private tokens in them, whoever made them. */
export const masked = async (
  findings: readonly Finding[],
  privateTokens: OpenedPrivate | undefined,
): Promise<readonly Finding[]> => {
  const list = privateTokens?.list;
  if (list === undefined || findings.length === 0) return findings;
  const { createMask, maskFinding } = await import("../private/index.ts");
  const mask = createMask(list.matcher);
  return findings.map((finding) => maskFinding(finding, mask));
};

// --- internal ---

const placeOf = ({ cwd, cacheDir, version, onProgress }: CheckIdentityOptions, snapshot: Snapshot) => ({
  ...{ cwd, snapshot, cacheDir, version },
  ...(onProgress !== undefined && { onProgress }),
});

const scanPlain = async (options: CheckIdentityOptions, snapshot: Snapshot): ReturnType<ForbiddenScan> => {
  const { forbidden, letters, declaredIn } = options;
  const { scan = (await import("../forbidden/index.ts")).scanForbidden } = options;
  const tokens = { tokens: forbidden, ...(letters !== undefined && { letters }) };
  return scan({ ...placeOf(options, snapshot), ...tokens, declaredIn: declaredIn.tokens });
};

const searchHistory = async (options: CheckIdentityOptions, range: string): Promise<TokenSearch> => {
  const { cwd, forbidden, letters, privateTokens, env = {} } = options;
  const { assertTokens, matcherFor } = await import("../forbidden/index.ts");
  const matchers: Matcher[] = [];
  if (forbidden.length > 0) {
    assertTokens(forbidden);
    matchers.push(matcherFor(forbidden, letters));
  }
  if (privateTokens?.list !== undefined) matchers.push(privateTokens.list.matcher);
  if (matchers.length === 0) return { findings: [nothingToFind(range)], coverage: [] };
  const { scanHistory } = await import("../history/index.ts");
  return scanHistory({ cwd, range, matchers, env });
};

const nothingToFind = (range: string): Finding => ({
  code: "NOTHING_EXAMINED",
  level: "undecided",
  message: `The range "${range}" was not looked through: there are no forbidden tokens to look for`,
  fix: "write identity.forbidden into kprov.config.*",
});
