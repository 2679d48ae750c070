/**
 * The command line, read strictly: what isn't understood is an error, never ignored.
 *
 * @module
 */
import { KprovError } from "./errors.ts";
import { closest } from "./suggest.ts";

/** A flag or positional of a command; `multiple` collects every occurrence into a list. */
export interface FlagDef {
  type?: "boolean" | "string" | "enum" | "positional" | undefined;
  description?: string;
  valueHint?: string;
  alias?: string | readonly string[];
  default?: boolean | string | number;
  required?: boolean;
  options?: readonly string[];
  multiple?: boolean;
  /**
   * Of a positional: words that begin with one dash are its own where they can be no flag. `field`: only such as `-field:value`;
   * `word`: any but a mistyped flag.
   */
  negates?: "field" | "word";
  /** Called when the command ends with an error, even one about other flags. Resolves to what there is to say of that, a line each. */
  refused?: (refusal: Refusal) => Promise<string[]>;
}

/** A call that came to no result. */
export interface Refusal {
  /** As it was given: it may be beyond reading. */
  argv: readonly string[];
  error: unknown;
  /** Of the command. */
  name: string;
  env: NodeJS.ProcessEnv;
  stdout: () => NodeJS.WritableStream;
}

/** Arguments of a command, as citty's `args` and then some. */
export type FlagDefs = Readonly<Record<string, FlagDef>>;

/** Values by flag name; `"--"` holds everything after the two dashes, untouched. */
export type FlagValues = Record<string, string | boolean | string[]>;

/**
 * Read `argv` by `defs`.
 *
 * Throws `E_USAGE` for unknown flags (with the closest known one), repeated flags that are not `multiple`,
 * missing and superfluous values, values outside an enum, and missing or superfluous positionals. A
 * boolean that is on by default is switched off by `--no-NAME` only. Everything after `--` belongs to the
 * command that declares an argument named `"--"`, and is an error for any other.
 */
export const parseFlags = (argv: readonly string[], defs: FlagDefs): FlagValues => {
  const split = argv.indexOf("--");
  const rest = split === -1 ? undefined : argv.slice(split + 1);
  const own = [...(split === -1 ? argv : argv.slice(0, split))];
  const table = flagTable(defs);
  const values: FlagValues = {};
  const words: string[] = [];
  const negates = Object.values(defs).find((def) => def.negates !== undefined)?.negates;
  while (own.length > 0) {
    const token = own.shift() ?? "";
    if (token === "-" || !token.startsWith("-") || isNegated(token, negates, table)) words.push(token);
    else readFlag({ token, own, table, values });
  }
  assignPositionals(words, defs, values);
  if (rest !== undefined && !("--" in defs))
    throw usage('"--" is not expected here: this command runs no other command');
  if (rest !== undefined) values["--"] = [...rest];
  for (const [name, def] of Object.entries(defs)) {
    if (values[name] === undefined && def.default !== undefined) values[name] = def.default as string | boolean;
    if (values[name] === undefined && def.required === true) throw usage(`Missing ${label(name, def)}`);
  }
  return values;
};

/** Every occurrence of a `multiple` flag or positional, in order. */
export const listOf = (args: object, name: string): string[] => {
  const value = (args as FlagValues)[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [String(value)];
};

// --- internal ---

type Spelling = { name: string; def: FlagDef; value: boolean };

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

const label = (name: string, def: FlagDef): string =>
  def.type === "positional" ? `the argument ${def.valueHint ?? name.toUpperCase()}` : `--${name}`;

const flagTable = (defs: FlagDefs): Map<string, Spelling> => {
  const table = new Map<string, Spelling>();
  for (const [name, def] of Object.entries(defs)) {
    if (def.type === "positional" || name === "--") continue;
    const negated = def.type === "boolean" && def.default === true;
    table.set(negated ? `--no-${name}` : `--${name}`, { name, def, value: !negated });
    const aliases = def.alias ?? [];
    for (const alias of [aliases].flat()) table.set(`-${alias}`, { name, def, value: true });
  }
  return table;
};

/** Such as `-outcome:succeeded`, and `-draft` where words are looked for. */
const isNegated = (token: string, negates: FlagDef["negates"], table: ReadonlyMap<string, Spelling>): boolean => {
  if (negates === undefined || table.has(token)) return false;
  if (/^-[A-Za-z][A-Za-z0-9]*:./s.test(token)) return true;
  return negates === "word" && /^-[^-]./su.test(token) && adviceOn(token, table) === "";
};

const readFlag = (state: { token: string; own: string[]; table: Map<string, Spelling>; values: FlagValues }): void => {
  const { token, own, table, values } = state;
  const equals = token.startsWith("--") ? token.indexOf("=") : -1;
  const spelled = equals === -1 ? token : token.slice(0, equals);
  const found = table.get(spelled);
  if (found === undefined) {
    throw usage(`Unknown flag "${spelled}"${adviceOn(spelled, table)}`);
  }
  const { name, def } = found;
  const multiple = def.multiple === true;
  if (values[name] !== undefined && !multiple) throw usage(`"--${name}" is given twice`);
  if (def.type === "boolean") {
    if (equals !== -1) throw usage(`"${spelled}" takes no value, found "${token.slice(equals + 1)}"`);
    values[name] = found.value;
    return;
  }
  const value = equals === -1 ? takeValue(spelled, own) : token.slice(equals + 1);
  assertOption(spelled, value, def);
  values[name] = multiple ? [...listOf(values, name), value] : value;
};

/** What was meant instead of an unknown flag: grouped letters, one dash for two, or a mistyped name. */
const adviceOn = (spelled: string, table: ReadonlyMap<string, Spelling>): string => {
  if (spelled.startsWith("--")) {
    const near = closest(spelled, [...table.keys()]);
    return near === undefined ? "" : `, did you mean "${near}"?`;
  }
  if (table.has(`-${spelled}`)) return `, did you mean "-${spelled}"?`;
  const letters = [...spelled.slice(1)].map((letter) => `-${letter}`);
  return letters.every((flag) => table.has(flag)) ? `: short flags stand alone, write ${letters.join(" ")}` : "";
};

const takeValue = (flag: string, own: string[]): string => {
  const value = own.shift();
  if (value === undefined || (value.startsWith("-") && value !== "-")) {
    throw usage(
      `"${flag}" needs a value${value === undefined ? "" : `, found "${value}"; write ${flag}=${value} if it is meant`}`,
    );
  }
  return value;
};

const assertOption = (flag: string, value: string, def: FlagDef): void => {
  if (value === "") throw usage(`"${flag}" needs a value, found an empty one`);
  if (def.type !== "enum" || def.options?.includes(value) === true) return;
  const near = closest(value, def.options ?? []);
  const wanted = (def.options ?? []).join(", ");
  throw usage(
    `"${flag}" takes one of ${wanted}, found "${value}"${near === undefined ? "" : `, did you mean "${near}"?`}`,
  );
};

const assignPositionals = (words: readonly string[], defs: FlagDefs, values: FlagValues): void => {
  const left = [...words];
  for (const [name, def] of Object.entries(defs)) {
    if (def.type !== "positional" || name === "--") continue;
    if (def.multiple === true) {
      if (left.length > 0) values[name] = left.splice(0);
    } else {
      const word = left.shift();
      if (word !== undefined) values[name] = word;
    }
  }
  if (left.length > 0) throw usage(`Unexpected argument "${left[0]}"`);
};
