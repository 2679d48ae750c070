/**
 * Whether the gate in CI is the gate that runs here: its version, its configuration, all of its checks.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { parseSource } from "../sources/index.ts";
import type { Located } from "../sources/tree.ts";
import type { ParityContext } from "./context.ts";
import { type Fault, type Spot, shortened, spotOf } from "./fault.ts";
import { joined } from "./shell/state.ts";
import { flagOf, hasFlag, type ToolCall } from "./tool.ts";

export interface Called {
  call: ToolCall;
  run: { at: Spot; cwd: string | undefined; text: string };
  /** By our own action, whose commit decides about the version when none is asked for. */
  isAction?: boolean;
}

/** Everything in which the gate that CI calls is another one. */
export const differencesOf = async (called: Called, context: ParityContext): Promise<Fault[]> => [
  ...partFaults(called),
  ...(await configFaults(called, context)),
  ...(await versionFaults(called, context)),
];

// --- internal ---

const different = ({ at, text }: Called["run"], why: string, more: Partial<Fault> = {}): Fault => ({
  ...{ kind: "different", level: "violation", at, written: shortened(text), why },
  ...more,
});

const partFaults = ({ call, run }: Called): Fault[] => {
  if (hasFlag(call, "--help", "-h", "--version", "-V")) return [different(run, "it only shows a text")];
  if (hasFlag(call, "--only", "--skip"))
    return [different(run, "it runs a part of the checks", { fix: "take out --only and --skip" })];
  if (hasFlag(call, "--no-base-branch"))
    return [
      different(run, "the change itself decides by which rules it is judged", { fix: "take out --no-base-branch" }),
    ];
  if (hasFlag(call, "--fix")) return [different(run, "it mends the checkout, and then judges what it mended")];
  if (hasFlag(call, "--staged")) return [different(run, "it judges what is staged, and not what is there")];
  const lost = call.args.indexOf(undefined);
  const isValue = /^--(?:report|expect-receipt|receipt|base|key|history)$/.test(call.args[lost - 1] ?? "");
  if (lost === -1 || isValue) return [];
  return [different(run, "which flags it is given is known only when it runs", { level: "undecided" })];
};

const configFaults = async (
  { call, run }: Called,
  { configPath, configDigest, beside }: ParityContext,
): Promise<Fault[]> => {
  const directory = flagOf(call, "cwd");
  const given = flagOf(call, "config");
  if (run.cwd === undefined || directory === null || given === null) {
    return [
      different(run, "in which directory and by which configuration it runs is known only then", {
        level: "undecided",
      }),
    ];
  }
  const cwd = directory === undefined ? run.cwd : joined(run.cwd, directory);
  if (cwd === undefined) return [different(run, "it judges a directory outside of the repository")];
  if (configPath === null || configPath === undefined) {
    return [different(run, "the configuration that judges here is none of the repository's files")];
  }
  const found = given === undefined ? searched(cwd, configPath) : joined(cwd, given);
  if (found !== configPath) {
    return [
      different(run, "it goes by another configuration", {
        written: given ?? (cwd === "" ? "." : cwd),
        expected: configPath,
      }),
    ];
  }
  if (configDigest === null) return [];
  const text = await beside.text(configPath);
  if (text !== undefined && sha256(text) === configDigest) return [];
  const why =
    text === undefined
      ? "git does not track the configuration that judges here"
      : "git has other bytes of the configuration than those that judge here";
  return [
    different({ ...run, at: { path: configPath, line: 1, column: 1 } }, why, {
      written: configPath,
      fix: `git add ${configPath}`,
    }),
  ];
};

/** The configuration is searched from the directory upwards. */
const searched = (cwd: string, configPath: string): string | undefined => {
  const directory = configPath.includes("/") ? configPath.replace(/\/[^/]*$/, "") : "";
  const isAbove = directory === "" || cwd === directory || cwd.startsWith(`${directory}/`);
  return isAbove ? configPath : undefined;
};

const versionFaults = async ({ call, run, isAction }: Called, context: ParityContext): Promise<Fault[]> => {
  const { version } = context;
  const other = (found: string, more: Partial<Fault> = {}): Fault[] => [
    different(run, "it is another version of the tool than the one that runs here", {
      written: found,
      expected: version,
      ...more,
    }),
  ];
  if (call.from === "vendored") return vendoredFaults(run, context, other);
  if (call.version !== undefined) return call.version === version ? [] : other(call.version);
  if (isAction === true) return [];
  const installed = await installedVersion(run.cwd ?? "", context);
  if (installed === undefined) {
    const why = "no file says which version of the tool it is";
    return [
      different(run, why, { expected: version, fix: `npm install --save-dev --save-exact kprovengine@${version}` }),
    ];
  }
  if (installed.value === version) return [];
  // A checkout of the tool itself is its own version.
  if (installed.value === "itself") return [];
  const isExact = /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/.test(installed.value);
  const at = spotOf(installed);
  return isExact
    ? other(installed.value, { at })
    : [
        different(run, "which version of the tool it is, is decided when it is installed", {
          at,
          written: installed.value,
          expected: version,
        }),
      ];
};

const vendoredFaults = async (
  run: Called["run"],
  { beside, version }: ParityContext,
  other: (found: string, more?: Partial<Fault>) => Fault[],
): Promise<Fault[]> => {
  const path = ".kprov/adopted.json";
  const text = await beside.text(path);
  if (text === undefined || !beside.paths.includes(".kprov/kprov.mjs")) {
    return [
      different(run, "git does not track the vendored tool and what it was vendored from", { level: "undecided" }),
    ];
  }
  const found = (await parseSource(path, text)).text(["version"]);
  if (found?.value === version) return [];
  return other(found?.value ?? "nothing", { at: found === undefined ? run.at : spotOf(found) });
};

/** What the lock file or the manifest says of us; of the manifest's ranges, the range. */
const installedVersion = async (
  cwd: string,
  { beside, version }: ParityContext,
): Promise<Located<string> | undefined> => {
  const inside = cwd === "" ? "" : `${cwd}/`;
  const lock = `${inside}package-lock.json`;
  const manifest = `${inside}package.json`;
  const text = await beside.text(manifest);
  if (text === undefined) return undefined;
  const tree = await parseSource(manifest, text);
  if (tree.text(["name"])?.value === "kprovengine") return { value: version, path: manifest, line: 1, column: 1 };
  const written = tree.text(["devDependencies", "kprovengine"]) ?? tree.text(["dependencies", "kprovengine"]);
  if (written === undefined || /^\d/.test(written.value)) return written;
  const locked = await beside.text(lock);
  if (locked === undefined) return written;
  return (await parseSource(lock, locked)).text(["packages", "node_modules/kprovengine", "version"]) ?? written;
};
