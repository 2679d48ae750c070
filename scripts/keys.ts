#!/usr/bin/env node
/**
 * Keys: made, shown, given out, taken in; and whose are believed.
 *
 * Writes into your own configuration directory, never over a key; into the checkout only with --publish. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { type KeyOptions, parsePassphraseFd, type Terminal } from "../lib/sign/index.ts";
import { closest } from "../lib/suggest.ts";
import { giveKey, listAll, newKey, type Role, revoke, showKey, takeKey, trustKey } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "keys", description: "Make, show and exchange keys, and say whose are believed" },
  args: {
    action: {
      type: "positional",
      required: true,
      valueHint: "ACTION",
      description: "new, list, show, export, import, trust or revoke",
    },
    subject: {
      type: "positional",
      required: false,
      valueHint: "KEY",
      description: "A name (new, show, export), a file (import), a fingerprint or a file (trust, revoke)",
    },
    algorithm: {
      type: "enum",
      options: ["ed25519", "ecdsa-p256"],
      valueHint: "NAME",
      description: "new: ed25519 (default) or ecdsa-p256",
    },
    plain: { type: "boolean", description: "new, import: keep the private key without a passphrase" },
    publish: { type: "boolean", description: "new, import: write the public key to .kprov/keys of this checkout, too" },
    "passphrase-fd": {
      type: "string",
      valueHint: "N",
      description: "Read the passphrase from this file descriptor; default: KPROV_PASSPHRASE, else ask",
    },
    name: { type: "string", valueHint: "NAME", description: "import: name of the key; default: the file's" },
    fingerprint: { type: "boolean", description: "show: print the fingerprint alone, as people compare it" },
    format: {
      type: "enum",
      options: ["ssh", "pem"],
      valueHint: "FORMAT",
      description: "export: ssh (default, one line) or pem",
    },
    private: { type: "boolean", description: "export: the private key, unencrypted, as PKCS#8 in PEM" },
    role: {
      ...{ type: "enum", multiple: true, options: ["runner", "reviewer", "release"], valueHint: "ROLE" },
      description: "trust: what it may vouch for: runner, reviewer or release",
    },
    owner: { type: "string", valueHint: "NAME", description: "trust: the person, team or machine that holds the key" },
    builder: {
      ...{ type: "string", multiple: true, valueHint: "ID" },
      description: "trust: builder.id that a runner vouches for; default: workstation and self-hosted CI",
    },
    "valid-until": { type: "string", valueHint: "TIME", description: "trust: such as 2027-12-31T00:00:00Z" },
    yes: { type: "boolean", description: "trust: the fingerprint in the file was compared with its owner" },
    reason: { type: "string", valueHint: "TEXT", description: "revoke: why" },
    "vouches-for": {
      ...{ type: "string", multiple: true, valueHint: "DIGEST" },
      description: "revoke: bundle or payload digest that it vouches for all the same",
    },
    trust: {
      ...{ type: "string", valueHint: "FILE" },
      description: "list, show, trust, revoke: this trust file instead of your own",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const action = actionOf(args.action);
    assertFlags(args.action, action, args);
    return action.act({ args, subject: args.subject ?? "", options: keyOptions(args, data as Talking) });
  },
});

export const examples = [
  "kprovengine keys new",
  "kprovengine keys new ci --plain --publish",
  "kprovengine keys show default --fingerprint",
  "kprovengine keys trust SHA256:… --role reviewer --owner 'Ann Lee'",
  "kprovengine keys revoke SHA256:… --reason 'laptop lost'",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Args = Record<string, unknown>;
/** A test hands its own terminal over. */
type Talking = Surroundings & { terminal?: Terminal | null };

interface Call {
  args: Args;
  subject: string;
  options: KeyOptions;
}

interface Action {
  /** Whether KEY must be there, may be there, or must not. */
  subject: "needed" | "optional" | "none";
  flags: readonly string[];
  needs?: readonly string[];
  act: (call: Call) => Promise<Result>;
}

const text = (args: Args, name: string): string | undefined => {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
};

const actions = {
  new: {
    ...{ subject: "optional", flags: ["algorithm", "plain", "publish", "passphrase-fd"] },
    act: ({ args, subject, options }) => {
      const algorithm = args["algorithm"] === "ecdsa-p256" ? "ecdsa-p256" : "ed25519";
      return newKey(subject || "default", { ...options, algorithm, publish: args["publish"] === true });
    },
  },
  list: {
    ...{ subject: "none", flags: ["trust"] },
    act: ({ args, options }) => listAll({ ...options, trust: text(args, "trust") }),
  },
  show: {
    ...{ subject: "needed", flags: ["fingerprint", "trust"] },
    act: ({ args, subject, options }) =>
      showKey(subject, { ...options, trust: text(args, "trust"), fingerprintOnly: args["fingerprint"] === true }),
  },
  export: {
    ...{ subject: "needed", flags: ["format", "private", "passphrase-fd"] },
    act: ({ args, subject, options }) => {
      const format = args["format"] === "pem" ? "pem" : "ssh";
      return giveKey(subject, { ...options, format, isPrivate: args["private"] === true });
    },
  },
  import: {
    ...{ subject: "needed", flags: ["name", "plain", "publish", "passphrase-fd"] },
    act: ({ args, subject, options }) =>
      takeKey(subject, text(args, "name"), { ...options, publish: args["publish"] === true }),
  },
  trust: {
    ...{ subject: "needed", flags: ["role", "owner", "builder", "valid-until", "yes", "trust"] },
    ...{ needs: ["role", "owner"] },
    act: ({ args, subject, options }) =>
      trustKey(subject, {
        ...{ ...options, trust: text(args, "trust"), isCompared: args["yes"] === true },
        ...{ roles: listOf(args, "role") as Role[], owner: text(args, "owner") ?? "" },
        ...{ builders: listOf(args, "builder"), validUntil: text(args, "valid-until") },
      }),
  },
  revoke: {
    ...{ subject: "needed", flags: ["reason", "vouches-for", "trust"], needs: ["reason"] },
    act: ({ args, subject, options }) =>
      revoke(subject, {
        ...{ ...options, trust: text(args, "trust") },
        ...{ reason: text(args, "reason") ?? "", vouchesFor: listOf(args, "vouches-for") },
      }),
  },
} satisfies Readonly<Record<string, Action>>;

const actionOf = (name: string): Action => {
  if (Object.hasOwn(actions, name)) return actions[name as keyof typeof actions];
  const near = closest(name, Object.keys(actions));
  throw usage(`Unknown action "${name}"${near === undefined ? "" : `, did you mean "${near}"?`}`);
};

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

const keyOptions = (args: Args, { talk, terminal }: Talking): KeyOptions => {
  const fd = text(args, "passphrase-fd");
  return {
    ...{ cwd: String(args["cwd"]), clock: systemClock, plain: args["plain"] === true, talk },
    ...(terminal !== undefined && { terminal }),
    ...(fd !== undefined && { passphraseFd: parsePassphraseFd(fd) }),
  };
};

const assertFlags = (name: string, { subject, flags, needs = [] }: Action, args: Args): void => {
  const known = new Set(["_", "action", "subject", ...Object.keys(commonArgs), ...flags]);
  const stray = Object.keys(args).find((flag) => args[flag] !== undefined && !known.has(flag));
  if (stray !== undefined) throw usage(`"--${stray}" is not for "keys ${name}"`);
  if (subject === "needed" && args["subject"] === undefined) throw usage(`"keys ${name}" needs to know which key`);
  if (subject === "none" && args["subject"] !== undefined) throw usage(`Unexpected argument "${args["subject"]}"`);
  const missing = needs.find((flag) => args[flag] === undefined);
  if (missing !== undefined) throw usage(`"keys ${name}" needs --${missing}`);
  if (name === "new" && args["plain"] === true && args["passphrase-fd"] !== undefined)
    throw usage('"--plain" and "--passphrase-fd" exclude each other');
  if (args["private"] === true && args["format"] === "ssh")
    throw usage('"--private" is PKCS#8 in PEM: leave --format out');
};
