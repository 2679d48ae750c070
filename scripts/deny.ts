#!/usr/bin/env node
/**
 * Private lists of forbidden tokens: what stands in the repository says nothing without the salt.
 *
 * Writes the list, and with "salt" a file outside of the repository. Tokens come from stdin, a file or a hidden prompt, never
 * from the command line, and are never printed. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { addTokens, checkText, denyArgs, listTokens, makeSalt, removeTokens } from "../lib/guard/index.ts";
import { ownTerminal, type Terminal } from "../lib/sign/index.ts";
import { closest } from "../lib/suggest.ts";

const command = defineCommand({
  meta: { name: "deny", description: "Keep forbidden tokens as keyed digests, which say nothing without the salt" },
  args: {
    action: {
      type: "positional",
      required: true,
      valueHint: "ACTION",
      description: "add, list, remove, check or salt",
    },
    subject: {
      ...{ type: "positional", required: false, multiple: true, valueHint: "NAME" },
      description: "remove: names of entries, as list shows them; salt: the new file, outside of the repository",
    },
    from: {
      ...{ type: "string", valueHint: "FILE" },
      description: "add: a file with one token per line; check: the text; default: stdin, or a hidden prompt",
    },
    note: { type: "string", valueHint: "TEXT", description: "add: what the tokens are about; everybody can read it" },
    list: {
      ...{ type: "string", valueHint: "FILE" },
      description: "This list; default: identity.forbidden.private, else .kprov/deny-list.json",
    },
    "salt-file": denyArgs["salt-file"],
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const action = actionOf(args.action);
    const subject = listOf(args, "subject");
    assertFlags(args.action, action, { args, subject });
    return action.act({ args, subject, talking: (data ?? {}) as Talking });
  },
});

export const examples = [
  "kprovengine deny salt ~/.config/acme-deny.salt",
  "kprovengine deny add --salt-file ~/.config/acme-deny.salt",
  "kprovengine deny add --from old-tokens.txt --note 'names of customers'",
  "kprovengine deny list",
  "kprovengine deny remove 3f9a1c2b7d10",
  "kprovengine deny check --from .git/COMMIT_EDITMSG",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Args = Record<string, unknown>;
/** A test hands its own terminal and stdin over. */
type Talking = Partial<Surroundings> & { terminal?: Terminal | null; stdin?: NodeJS.ReadableStream };

interface Call {
  args: Args;
  subject: string[];
  talking: Talking;
}

interface Action {
  /** How many NAMEs there must be. */
  subject: "none" | "one" | "some";
  flags: readonly string[];
  act: (call: Call) => Promise<Result>;
}

const text = (args: Args, name: string): string | undefined => {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
};

const placeOptions = async (args: Args) => {
  const [cwd, list, saltFile] = [String(args["cwd"]), text(args, "list"), text(args, "salt-file")];
  const { config, root } = await loadConfig(configOptions({ ...args, cwd }));
  return {
    ...{ cwd, config, root, env: process.env },
    ...(list !== undefined && { list }),
    ...(saltFile !== undefined && { saltFile }),
  };
};

const sourceOf = (args: Args, { terminal = ownTerminal(), stdin = process.stdin }: Talking) => {
  const from = text(args, "from");
  return { cwd: String(args["cwd"]), terminal, stdin, ...(from !== undefined && { from }) };
};

const config = ["config", "code-config"];

const actions = {
  add: {
    ...{ subject: "none", flags: ["from", "note", "list", "salt-file", ...config] },
    act: async ({ args, talking }) => {
      const note = text(args, "note");
      const source = sourceOf(args, talking);
      return addTokens({ ...(await placeOptions(args)), source, ...(note !== undefined && { note }) });
    },
  },
  list: {
    ...{ subject: "none", flags: ["list", "salt-file", ...config] },
    act: async ({ args }) => listTokens(await placeOptions(args)),
  },
  remove: {
    ...{ subject: "some", flags: ["list", ...config] },
    act: async ({ args, subject }) => removeTokens({ ...(await placeOptions(args)), ids: subject }),
  },
  check: {
    ...{ subject: "none", flags: ["from", "list", "salt-file", ...config] },
    act: async ({ args, talking }) => checkText({ ...(await placeOptions(args)), source: sourceOf(args, talking) }),
  },
  salt: {
    ...{ subject: "one", flags: [] },
    act: async ({ args, subject: [file = ""] }) => makeSalt(file, { cwd: String(args["cwd"]) }),
  },
} satisfies Readonly<Record<string, Action>>;

const actionOf = (name: string): Action => {
  if (Object.hasOwn(actions, name)) return actions[name as keyof typeof actions];
  const near = closest(name, Object.keys(actions));
  throw usage(`Unknown action "${name}"${near === undefined ? "" : `, did you mean "${near}"?`}`);
};

const usage = (message: string, hint = "run it with --help to see what it takes"): KprovError =>
  new KprovError("E_USAGE", message, { hint });

const assertFlags = (
  name: string,
  { subject: wanted, flags }: Action,
  { args, subject }: { args: Args; subject: readonly string[] },
): void => {
  const known = new Set(["_", "action", "subject", ...Object.keys(commonArgs), ...flags]);
  const isSaid = (flag: string) => args[flag] !== undefined && !(flag === "code-config" && args[flag] === true);
  const stray = Object.keys(args).find((flag) => isSaid(flag) && !known.has(flag));
  if (stray !== undefined) throw usage(`"--${stray}" is not for "deny ${name}"`);
  const { length } = subject;
  if (wanted === "none" && length > 0) {
    // What was typed may be a token: it is not repeated.
    throw usage(
      `"deny ${name}" takes nothing behind it`,
      "a token on the command line is in the shell's history by now; give tokens on stdin, or by --from FILE",
    );
  }
  if (wanted === "some" && length === 0) throw usage(`"deny ${name}" needs to know which entry`);
  if (wanted === "one" && length !== 1) throw usage(`"deny ${name}" needs one file`);
};
