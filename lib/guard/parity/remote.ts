/**
 * What GitHub itself requires of the default branch: rulesets, and the older branch protection.
 *
 * docs.github.com REST API: "Get a repository", "Get rules for a branch", "Get a branch". None of them needs more than
 * the right to read the repository.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { Finding } from "../../report.ts";
import { parseRepositoryUrl } from "../identity/urls.ts";

export interface HostOptions {
  /** Names of the gate's checks, or why they are not known. */
  checks: readonly string[] | { why: string };
  /** The canonical URL; null for none. */
  repository: string | null;
  /** GITHUB_TOKEN or GH_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY. */
  env: NodeJS.ProcessEnv;
  /** Milliseconds for each answer. Default 10,000. */
  timeout?: number;
}

/** What is wrong with the protection of the default branch. Whatever could not be asked is a doubt. Never throws. */
export const askHost = async ({ checks, repository, env, timeout = 10_000 }: HostOptions): Promise<Finding[]> => {
  try {
    if ("why" in checks) return [doubt(`the names of the gate's checks are not known: ${checks.why}`)];
    const host = hostOf(repository, env);
    const ask: Ask = (path) => askOne(`${host.api}/repos/${host.name}${path}`, host.token, timeout);
    const branch = text(record(await ask("")), "default_branch");
    const path = encodeURIComponent(branch);
    const [rules, old] = await Promise.all([rulesOf(ask, path), ask(`/branches/${path}`)]);
    return judge({ checks, branch, rules, old: record(old) });
  } catch (error) {
    return [doubt(messageOf(error))];
  }
};

// --- internal ---

type Ask = (path: string) => Promise<unknown>;
type Shape = Readonly<Record<string, unknown>>;

const finding = (message: string, more: Partial<Finding>): Finding => ({
  code: "PARITY_REMOTE",
  level: "violation",
  message,
  ...more,
});

const doubt = (why: string): Finding =>
  finding(`What the host requires of the default branch is not known: ${why}`, { level: "undecided" });

const wrong = (message: string): Error => new Error(message);

interface Host {
  /** Without a slash at the end. */
  api: string;
  /** `owner/name`. */
  name: string;
  token: string;
}

const hostOf = (repository: string | null, env: NodeJS.ProcessEnv): Host => {
  const token = env["GITHUB_TOKEN"] || env["GH_TOKEN"];
  if (token === undefined || token === "") throw wrong("neither GITHUB_TOKEN nor GH_TOKEN is set");
  if (/[^\x21-\x7e]/.test(token)) throw wrong("the token holds characters that no token has");
  const url = repository === null ? undefined : parseRepositoryUrl(repository);
  const name = url?.path ?? env["GITHUB_REPOSITORY"] ?? "";
  if (!/^[\w.-]+\/[\w.-]+$/.test(name)) throw wrong("identity.repository names no repository of GitHub");
  const host = url?.host ?? "github.com";
  const isPublic = host === "github.com";
  const api = env["GITHUB_API_URL"] || (isPublic ? publicApi : undefined);
  // A configuration must not say who gets the token.
  if (api === undefined) throw wrong(`GITHUB_API_URL is not set, and "${host}" is not github.com`);
  const { protocol, hostname, origin } = new URL(api);
  if (!isPublic && origin === publicApi) throw wrong(`GITHUB_API_URL is of github.com, and "${host}" is another host`);
  // A token goes over the network encrypted or not at all.
  if (protocol !== "https:" && !["127.0.0.1", "[::1]", "localhost"].includes(hostname))
    throw wrong("GITHUB_API_URL is not https");
  return { api: api.replace(/\/+$/, ""), name, token };
};

const publicApi = "https://api.github.com";

/** Larger than any answer to these questions. */
const maxBytes = 4 * 2 ** 20;

const askOne = async (url: string, token: string, timeout: number): Promise<unknown> => {
  const path = new URL(url).pathname;
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "user-agent": "kprovengine",
    "x-github-api-version": "2022-11-28",
  };
  let response: Response;
  let body: string;
  try {
    // A redirect would take the token elsewhere.
    response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(timeout) });
    body = await readBody(response);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw wrong(`${path} did not answer: ${messageOf(cause)}`);
  }
  if (response.status !== 200) throw wrong(`${path} answered ${response.status}${hints[response.status] ?? ""}`);
  try {
    return JSON.parse(body);
  } catch {
    throw wrong(`${path} answered something that is no JSON`);
  }
};

const hints: Readonly<Record<number, string>> = {
  301: ", so the repository was renamed or moved",
  401: ", so the token is not accepted",
  403: ", so the token may not read this, or has asked too often",
  404: ", so there is no such repository, or the token may not see it",
  429: ", so the token has asked too often",
};

const readBody = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const mostPages = 10;

const rulesOf = async (ask: Ask, branch: string): Promise<Shape[]> => {
  const rules: Shape[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const more = await ask(`/rules/branches/${branch}?per_page=100&page=${page}`);
    if (!Array.isArray(more)) throw wrong("the rules of the branch are no list");
    rules.push(...more.map(record));
    if (more.length < 100) return rules;
  }
  throw wrong("the branch has too many rules");
};

interface Answers {
  checks: readonly string[];
  branch: string;
  rules: readonly Shape[];
  /** The branch itself, with the older protection. */
  old: Shape;
}

const judge = ({ checks, branch, rules, old }: Answers): Finding[] => {
  const required = new Set([...rules.flatMap(requiredByRule), ...requiredByProtection(old)]);
  const missing = checks.filter((name) => !required.has(name));
  const types = new Set(rules.map((rule) => rule["type"]));
  const isProtected = old["protected"] === true;
  const findings = missing.map((name) =>
    finding(`The branch "${branch}" does not require the check "${name}", which is the gate's`, {
      expected: `"${name}"`,
      actual:
        [...required]
          .sort()
          .map((one) => `"${one}"`)
          .join(", ") || "no check",
      fix: "import .kprov/github-ruleset.json under Settings, Rules, Rulesets",
    }),
  );
  if (!types.has("pull_request") && !isProtected) {
    findings.push(
      finding(`The branch "${branch}" takes what is pushed to it without a pull request`, {
        fix: "import .kprov/github-ruleset.json under Settings, Rules, Rulesets",
      }),
    );
  }
  return findings;
};

const requiredByRule = (rule: Shape): string[] => {
  if (rule["type"] !== "required_status_checks") return [];
  const list = record(rule["parameters"])["required_status_checks"];
  if (!Array.isArray(list)) throw wrong("a rule about checks has no list of them");
  return list.map((one) => text(record(one), "context"));
};

/** "non_admins" and "everyone" require; "off" does not. */
const requiredByProtection = (branch: Shape): string[] => {
  const { protected: isProtected, protection } = branch;
  if (isProtected !== true || protection === undefined) return [];
  const checks = record(protection)["required_status_checks"] ?? undefined;
  if (checks === undefined || record(checks)["enforcement_level"] === "off") return [];
  const contexts = record(checks)["contexts"];
  if (!Array.isArray(contexts)) throw wrong("the protection of the branch has no list of checks");
  return contexts;
};

const record = (value: unknown): Shape => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong("the host answered something that is no object");
  return value as Shape;
};

const text = (shape: Shape, key: string): string => {
  const value = shape[key];
  if (typeof value !== "string" || value === "") throw wrong(`the host answered without "${key}"`);
  return value;
};
