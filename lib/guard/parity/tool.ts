/**
 * Recognising ourselves in a command line: which of our commands, from where, by which configuration.
 *
 * @module
 */

/** One call of this program. */
export interface ToolCall {
  /** `preflight`, `check-artifacts`, … */
  command: string;
  /** What stands behind it. */
  args: readonly (string | undefined)[];
  /** `fetched`: npx and its kin, by `version`. `installed`: what package.json names. `vendored`: the file in `.kprov`. */
  from: "fetched" | "installed" | "vendored";
  /** Of an installed or vendored one, as it is called: a path, or a name that is searched. */
  program?: string;
  /** What is behind the `@`; undefined when nothing is. */
  version?: string;
  /** The words between what fetches it and its name. */
  runner?: readonly (string | undefined)[];
  /** What fetches it reads options behind its name, too. */
  isOpen?: boolean;
}

/** Undefined for another program. `argv` is without wrappers. */
export const toolCallOf = (argv: readonly (string | undefined)[]): ToolCall | undefined => {
  const [program = "", second] = argv;
  if (/^(?:(?:.*\/)?node_modules\/\.bin\/)?kprovengine$/.test(program)) {
    return callFrom(argv.slice(1), { from: "installed", program });
  }
  if (program === "node" && /^(?:\.\/)?\.kprov\/kprov\.mjs$/.test(second ?? "")) {
    return callFrom(argv.slice(2), { from: "vendored", program: second ?? "" });
  }
  const fetched = fetchers.find((words) => words.every((word, index) => argv[index] === word));
  if (fetched === undefined) return undefined;
  const rest = argv.slice(fetched.length);
  let at = 0;
  for (let flag = rest[at]; flag?.startsWith("-") === true; flag = rest[at])
    at += /^(?:-p|--package)$/.test(flag) ? 2 : 1;
  const [, name, version] = /^(kprovengine)(?:@(.+))?$/.exec(rest[at] ?? "") ?? [];
  if (name === undefined) return undefined;
  const runner = rest.slice(0, at);
  const behind = rest.slice(at + 1);
  // What stands behind it npm hands over: npm-exec(1).
  const isCut = fetched[0] === "npm" && behind[0] === "--";
  const isOpen = fetched[0] === "npm" && !isCut && !runner.includes("--");
  const asked = version ?? packageVersion(runner);
  return callFrom(isCut ? behind.slice(1) : behind, {
    from: "fetched",
    runner,
    isOpen,
    ...(asked !== undefined && { version: asked }),
  });
};

/** The value of a flag of ours; `null` where it stands and can't be known. */
export const flagOf = ({ args }: Pick<ToolCall, "args">, name: string): string | null | undefined => {
  for (const [index, word] of args.entries()) {
    if (word === `--${name}`) return args[index + 1] ?? null;
    if (word?.startsWith(`--${name}=`) === true) return word.slice(name.length + 3);
  }
  return undefined;
};

/** Whether a flag without a value is given. */
export const hasFlag = ({ args }: Pick<ToolCall, "args">, ...names: string[]): boolean =>
  args.some((word) => word !== undefined && names.some((name) => word === name || word.startsWith(`${name}=`)));

// --- internal ---

const fetchers: readonly (readonly string[])[] = [
  ["npx"],
  ["bunx"],
  ["npm", "exec"],
  ["npm", "x"],
  ["pnpm", "exec"],
  ["pnpm", "dlx"],
  ["yarn", "dlx"],
  ["yarn", "exec"],
  ["bun", "x"],
];

/** `-p kprovengine@1.2.3` */
const packageVersion = (runner: ToolCall["args"]): string | undefined =>
  runner.flatMap((word) => /^(?:--package=|-p=)?kprovengine@(.+)$/.exec(word ?? "")?.[1] ?? [])[0];

const callFrom = (
  rest: readonly (string | undefined)[],
  how: Omit<ToolCall, "command" | "args">,
): ToolCall | undefined => {
  const [command, ...args] = rest;
  return command === undefined ? undefined : { command, args, ...how };
};
