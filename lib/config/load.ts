/**
 * From a directory to a completed configuration.
 *
 * A usual configuration that was valid before needs neither the compiler nor the schema's library: it is
 * evaluated as it stands, and a mark in the cache says that this very value is valid. The mark is that value, compared
 * whole and never taken: what the configuration says always comes from the file.
 *
 * @module
 */
import { extname } from "node:path";
import { type CacheEntry, cacheRoot, readCache, writeCache } from "../cache.ts";
import { releaseChatter } from "../chatter.ts";
import { sha256 } from "../digest.ts";
import { KprovError, messageOf } from "../errors.ts";
import { canonicalJson, type JsonValue, parseJson } from "../json.ts";
import type { ConfigDigest } from "../report.ts";
import { version } from "../version.ts";
import { resolveConfig } from "./defaults.ts";
import { type ConfigFile, findConfig, readConfigFile } from "./find.ts";
import { type PlainOptions, type Stranger, toPlain } from "./plain.ts";
import { noteRefused } from "./refused.ts";
import { codeMark, isRuleCode, plainConfig } from "./rules.ts";
import type { KprovConfig, LoadedConfig, LoadOptions, OwnRule, ResolvedConfig } from "./types.ts";

/**
 * Digest of what decides validity: the sources of the schema, its pieces and its values. Old marks are void when it changes; a test
 * says what it has to be.
 */
export const schemaFingerprint = "178fd883a1dce944";

/**
 * Find, read, evaluate, validate and complete the configuration of `options.cwd`.
 *
 * Without a file: the defaults, `digest` null, `root` = `cwd`. Throws `E_CONFIG` with every problem at once, and
 * `E_CODE_CONFIG` when the configuration is code and code is not allowed. The file is read once: the bytes that the
 * digest names are the bytes that were evaluated.
 */
export const loadConfig = async (options: LoadOptions): Promise<LoadedConfig> => {
  const { cwd, file, allowCode, cacheDir = cacheRoot(), timeout = 10_000 } = options;
  const found = findConfig(cwd, file);
  if (found === undefined) return { config: resolveConfig({}), digest: null, path: null, root: cwd };
  const isCode = extname(found.path) !== ".json";
  if (isCode && !allowCode) {
    throw new KprovError("E_CODE_CONFIG", `Cannot use "${found.name}": it is code, and code was refused`, {
      hint: "use a kprov.config.json, or leave --no-code-config out for a checkout that you trust",
    });
  }
  const bytes = readConfigFile(found);
  const code = new Map<string, OwnRule["judge"]>();
  const content = isCode ? await evaluateFile(found, bytes, { timeout, code }) : toPlain(parseFile(found, bytes));
  const written = await validated(content, found, cacheDir);
  const carried =
    code.size === 0 ? { sources: {} } : (await import("./rule-sources.ts")).ruleSources(found, bytes, code.size);
  const config = resolveConfig(written, { code, ...carried });
  // Else whoever opens the list says it.
  if (isCode && !namesPrivateList(config)) await releaseChatter();
  return { config, digest: digestOf(found, bytes, config), path: found.path, root: found.root };
};

// --- internal ---

const namesPrivateList = ({ identity: { forbidden } }: ResolvedConfig): boolean =>
  "private" in forbidden && forbidden.private !== undefined;

type Content = ReturnType<typeof toPlain>;

/** Made when somebody looks: what makes digests takes as long to load as all else here takes. */
const digestOf = ({ name }: ConfigFile, bytes: Uint8Array, config: ResolvedConfig): ConfigDigest => {
  let [ofFile, ofValue]: [string?, string?] = [];
  return {
    path: name,
    get sha256() {
      ofFile ??= sha256(bytes);
      return ofFile;
    },
    get effective() {
      ofValue ??= sha256(canonicalJson(plainConfig(config)));
      return ofValue;
    },
  };
};

const evaluateFile = async (
  found: ConfigFile,
  bytes: Uint8Array,
  { timeout, code }: { timeout: number; code: Map<string, OwnRule["judge"]> },
): Promise<Content> => {
  let source: string;
  try {
    source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KprovError("E_CONFIG", `Cannot read "${found.name}": not valid UTF-8`, { cause });
  }
  const { path, name } = found;
  const { evaluateCode } = await import("./evaluate.ts");
  const carry: PlainOptions["carry"] = (at, found) => {
    if (!isRuleCode(at)) return undefined;
    code.set(at.join("."), found as OwnRule["judge"]);
    return codeMark;
  };
  return evaluateCode({ source, path, name, extension: extname(path), timeout }, (value) => toPlain(value, { carry }));
};

const parseFile = ({ name }: ConfigFile, bytes: Uint8Array): JsonValue => {
  try {
    return parseJson(bytes, { name });
  } catch (cause) {
    throw new KprovError("E_CONFIG", messageOf(cause), { cause });
  }
};

const validated = async (
  content: Content,
  { name, root }: ConfigFile,
  cacheDir: string | null,
): Promise<KprovConfig> => {
  const { plain, strangers } = content;
  const [top] = strangers.filter((stranger) => stranger.path.length === 0);
  if (top !== undefined || typeof plain !== "object" || plain === null || Array.isArray(plain)) {
    throw new KprovError("E_CONFIG", `Cannot use "${name}": expected an object, found ${top?.found ?? kindOf(plain)}`);
  }
  const text = markText(plain);
  const mark: CacheEntry = { dir: cacheDir, kind: "config", key: nameOf(text) };
  const isKnown = strangers.length === 0 && readCache(mark, maxMarkBytes)?.toString("utf8") === text;
  if (!isKnown) await assertValid(plain, strangers, { name, root });
  if (!isKnown) writeCache(mark, text);
  return plain as KprovConfig;
};

const assertValid = async (
  plain: JsonValue,
  strangers: readonly Stranger[],
  { name, root }: Pick<ConfigFile, "name" | "root">,
): Promise<void> => {
  const { problemsOf } = await import("./validate.ts");
  const problems = problemsOf(plain, strangers);
  if (problems.length === 0) return;
  noteRefused({ value: plain, root });
  throw new KprovError("E_CONFIG", [`Cannot use "${name}":`, ...problems].join("\n  "));
};

const kindOf = (value: JsonValue): string => (Array.isArray(value) ? "a list" : value === null ? "null" : typeof value);

/** Whole, so that nothing has to be hashed, and an entry about another value is none. */
const markText = (plain: JsonValue): string =>
  `kprov.config-mark/v1 ${version} ${schemaFingerprint} ${canonicalJson(plain)}\n`;

const maxMarkBytes = 2 ** 20;

/** FNV-1a of 32 bits: two configurations of one name take each other's place, and neither is believed for the other. */
const nameOf = (text: string): string => {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return `${text.length}-${(sum >>> 0).toString(16)}`;
};
