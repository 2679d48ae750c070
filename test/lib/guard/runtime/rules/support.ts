/**
 * Python statements as repositories make them, and what the rules say of them.
 *
 * @module
 */
import { context, say } from "../../../../../lib/guard/runtime/planted.ts";
import { parsePolicy } from "../../../../../lib/guard/runtime/policy.ts";
import type { RuntimeContext, RuntimeRule } from "../../../../../lib/guard/runtime/rule.ts";
import type { Finding } from "../../../../../lib/report.ts";

const none = { python: null, node: null, go: null, rust: null };

export const policy = (python: string) => parsePolicy({ ...none, python });
export const nodePolicy = (node: string) => parsePolicy({ ...none, node });

export const range = (text: string, path = "pyproject.toml") => say("range", text, { path, source: "requires-python" });
export const engines = (text: string) =>
  say("range", text, { path: "package.json", source: "engines.node", runtime: "node", grammar: "semver" });
export const pin = (text: string, path = ".python-version") => say("exact", text, { path, source: "pin" });
export const nodePin = (text: string) => say("exact", text, { path: ".nvmrc", source: ".nvmrc", runtime: "node" });
export const tox = (text: string, path = "tox.ini") =>
  say("tested", text, { path, source: "tox environment", where: "local" });
export const ci = (text: string) =>
  say("tested", text, { path: ".github/workflows/ci.yml", source: "setup-python", grammar: "semver" });
export const nodeCi = (text: string) =>
  say("tested", text, { path: ".github/workflows/ci.yml", source: "setup-node", runtime: "node", grammar: "semver" });

export const find = (rule: RuntimeRule, facts: Partial<RuntimeContext>): Finding[] => rule.judge(context(facts));

/** `level: message`, one for each finding. */
export const judge = (rule: RuntimeRule, facts: Partial<RuntimeContext>): string[] =>
  find(rule, facts).map(({ level, message }) => `${level}: ${message}`);
