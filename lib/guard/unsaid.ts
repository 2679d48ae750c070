/**
 * Documents without what must not be said, whichever check they are from.
 *
 * @module
 */
import { releaseChatter } from "../chatter.ts";
import type { RefusedConfig } from "../config/index.ts";
import { KprovError } from "../errors.ts";
import { hasSecrets, hiddenText, keepSecretsAtHand, type Redact, redactor } from "../secrecy.ts";
import type { GateContext } from "./gate.ts";

/** What is needed to open the private list. */
export type KeepContext = Pick<GateContext, "config" | "cwd" | "root" | "policyRoot" | "env" | "deny"> & {
  base?: Pick<NonNullable<GateContext["base"]>, "candidate">;
};

/**
 * From now on nothing that is said shows a token of the private list, whichever check runs: the others quote paths, too. Where a base
 * judges, the candidate's own list counts as well, which may have one token more.
 *
 * Without the salt nobody knows the tokens, so there is nothing to take out. As long as a list can't be used, or an entry of it, no
 * text is shown but the reason why. Loads nothing where no list is configured.
 */
export const keepPrivateTokens = async (context: KeepContext): Promise<void> => {
  const { base, ...judge } = context;
  const asked = [judge];
  if (base !== undefined) {
    const { loaded, policyRoot } = base.candidate;
    asked.push({ ...judge, config: loaded.config, root: loaded.root, policyRoot });
  }
  const kept = (await Promise.all(asked.map(keptOf))).filter((one) => one !== undefined);
  const reasons = kept.flatMap((one) => one.reasons ?? []);
  const lists = kept.flatMap(({ list }) => list ?? []);
  if (kept.some((one) => one.reasons !== undefined)) keepSecretsAtHand(() => only(reasons));
  else if (lists[0] !== undefined) keepSecretsAtHand(() => inTurn(lists.map(({ mask }) => mask())), lists[0].blind);
  // What the configuration that names the list has printed.
  await releaseChatter();
};

/**
 * What takes out the tokens of the private list that a refused configuration names. Nobody knows these where the list can't be
 * opened: then a text is said as it is, so that the configuration can be mended.
 */
export const redactRefused = async ({ value, root }: RefusedConfig, env: NodeJS.ProcessEnv): Promise<Redact> => {
  const { private: file, saltFile } = forbiddenIn(value);
  if (typeof file !== "string") return asItIs;
  const { createMask, openPrivateList } = await import("./private/index.ts");
  const configured = typeof saltFile === "string" ? saltFile : undefined;
  const places = { policyRoot: root, cwd: root, root, env };
  try {
    const { list } = openPrivateList({ file, ...places, flag: undefined, configured });
    return list === undefined ? asItIs : createMask(list.matcher);
  } catch {
    return asItIs;
  }
};

/**
 * A document with every text in it as it may be said: all of them, at any depth, names of its fields as well, but words that
 * this program itself has for them. So a field that is new is not forgotten. A finding's edit
 * with something secret is left to people: masked it would be another one.
 */
export const documentUnsaid = async <T>(document: T): Promise<T> => {
  if (!hasSecrets()) return document;
  return textsIn(document, remembering(await redactor())) as T;
};

/** Names of fields in our documents. Any other key is masked like a text. */
export const fieldNames = [
  "schema check verdict staged findings waived rules exemptions coverage config base tool code level rule path line column",
  "fingerprint message expected actual fix edit from to waiver reason owner until unit considered examined skipped sha256",
  "effective glob exempted ref commit judge changes kind key honoured name title why version checks commands notConfigured",
  "tree dirty rulesetDigest argv exitCode signal changed step untracked values place type was is surfaces configuration",
  "documents files workflows meaning pins date author loosened tightened words action waivers finding passed fixtures passing failing",
  "number allowEmpty scope record",
] as const;

// --- internal ---

const asItIs: Redact = (text) => text;

/** Neither of them where nobody knows the tokens. */
interface Kept {
  list?: { mask: () => Redact; blind: (text: string) => string };
  /** Why it can't be used. */
  reasons?: readonly (string | undefined)[];
}

const inTurn =
  (all: readonly Redact[]): Redact =>
  (text) =>
    all.reduce((said, redact) => redact(said), text);

/** Undefined where no list is configured. */
const keptOf = async (context: KeepContext): Promise<Kept | undefined> => {
  const { config, cwd, root, policyRoot, env, deny = {} } = context;
  const { forbidden } = config.identity;
  if (!("private" in forbidden) || forbidden.private === undefined) return undefined;
  const { private: file, saltFile } = forbidden;
  const { createMask, openPrivateList } = await import("./private/index.ts");
  try {
    const opened = openPrivateList({ file, policyRoot, cwd, root, env, flag: deny.saltFile, configured: saltFile });
    const { list, doubts } = opened;
    if (doubts.some(({ code }) => unusable.has(code)))
      return { reasons: doubts.flatMap(({ message, fix, path }) => [message, fix, path]) };
    if (list === undefined) return {};
    return { list: { mask: () => createMask(list.matcher), blind: list.matcher.secrecy.blind } };
  } catch (error) {
    return { reasons: reasonsOf(error) };
  }
};

/** Nobody knows the token, or all of them. */
const unusable: ReadonlySet<string> = new Set(["PRIVATE_SALT_WRONG", "PRIVATE_LIST_CHANGED"]);

/** Of anything. */
const forbiddenIn = (value: unknown): { private?: unknown; saltFile?: unknown } => {
  const { identity } = (value ?? {}) as { identity?: unknown };
  const { forbidden } = (identity ?? {}) as { forbidden?: unknown };
  return forbidden ?? {};
};

/** A list that can't be used says so in words of ours, which quote neither the salt nor the list. Whatever else failed may quote anything. */
const reasonsOf = (error: unknown): (string | undefined)[] => {
  const isKnown = error instanceof KprovError && error.code === "E_CONFIG";
  return isKnown ? [error.message, error.hint] : [];
};

const only =
  (reasons: readonly (string | undefined)[]): Redact =>
  (text) =>
    reasons.includes(text.replace(/^[a-z]+(?:-[a-z]+)* could not be run: /, "")) ? text : hiddenText;

/** Paths are there more than once. */
const remembering = (redact: Redact): Redact => {
  const known = new Map<string, string>();
  return (text) => {
    const said = known.get(text) ?? redact(text);
    known.set(text, said);
    return said;
  };
};

/** `isTheirs`: in values of somebody's configuration, where a key says nothing about what stands below it. */
const textsIn = (value: unknown, redact: Redact, isTheirs = false): unknown => {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return listUnsaid(value, redact, isTheirs);
  if (typeof value !== "object" || value === null) return value;
  const said = new Map<string, unknown>();
  for (const [key, below] of Object.entries(value)) {
    if (key === "edit" && !isTheirs && !isSayable(value, redact)) continue;
    // Without a key it says what no text may.
    if (key === "fingerprint" && "message" in value && redact("") === hiddenText) continue;
    const isKept = !isTheirs && isOurs(key, below);
    said.set(nameUnsaid(key, { said, redact }), isKept ? below : textsIn(below, redact, isTheirs || theirs.has(key)));
  }
  return Object.fromEntries(said);
};

/** Words of a command line are shown side by side, and a token may stand over two of them: then they are one text. */
const listUnsaid = (list: readonly unknown[], redact: Redact, isTheirs: boolean): unknown[] => {
  const said = list.map((item) => textsIn(item, redact, isTheirs));
  if (!list.every((item) => typeof item === "string") || list.length < 2) return said;
  const line = said.join(" ");
  return redact(line) === line ? said : [redact(list.join(" "))];
};

/** A finding's edit, where neither it nor its path changes when it is said. */
const isSayable = (finding: object, redact: Redact): boolean => {
  const { edit, path } = finding as { edit?: { from: string; to: string }; path?: string };
  return [edit?.from, edit?.to, path].every((text) => text === undefined || redact(text) === text);
};

/** Keys of maps are what others wrote, such as paths. Two that are masked alike stay two. */
const nameUnsaid = (key: string, { said, redact }: { said: ReadonlyMap<string, unknown>; redact: Redact }): string => {
  if (fields.has(key)) return key;
  const name = redact(key);
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name} (${count})`;
    if (!said.has(candidate)) return candidate;
  }
};

const isOurs = (key: string, value: unknown): boolean => {
  if (key === "tool") return true;
  return typeof value === "string" && ours[key]?.test(value) === true;
};

/** Fields of a governance record, and of what differs from one, that hold values of the configuration. */
const theirs: ReadonlySet<string> = new Set(["configuration", "was", "is"]);

/** Digests and words of this program, by the field they stand in, and how they look: a token such as "cafe" may be in a digest. */
const digest = /^[0-9a-f]{1,64}$/;
const word = /^[a-z]+(?:-[a-z]+)*$/;
const day = /^\d{4}-\d\d-\d\d$/;
const ours: Readonly<Record<string, RegExp>> = {
  ...{ schema: /^kprov\.[a-z-]+\/v\d+$/, code: /^[A-Z][A-Z0-9_]*$/, signal: /^SIG[A-Z0-9]+$/ },
  ...{
    unit: /^(?:CI )?[a-z ]+$/,
    check: /^(?:check-[a-z]+|preflight|expect-receipt)$/,
    verdict: word,
    level: word,
    judge: word,
    kind: word,
    step: word,
    type: word,
    action: word,
  },
  ...{ fingerprint: digest, sha256: digest, effective: digest, commit: digest, tree: digest, rulesetDigest: digest },
  ...{ surfaces: digest, meaning: digest, until: day, date: day },
};

const fields: ReadonlySet<string> = new Set(fieldNames.flatMap((line) => line.split(" ")));
