/**
 * What the program says when nothing was asked.
 *
 * @module
 */
import { version } from "./version.ts";

/** What is said of commands that are only named. */
const areas = {
  evidence: "about a run",
  catalog: "every run",
  gates: "one check",
  governance: "about rules",
  tool: "this tool",
} as const;

export type Area = keyof typeof areas;

/** A command as the overview shows it. */
export interface Listed {
  summary: string;
  /** Where it is only named; left out for what everybody needs. */
  area?: Area;
}

/** On one screen of 80 columns: the daily commands with what they do, the others by name, by area. */
export const formatOverview = (commands: readonly (readonly [name: string, entry: Listed])[]): string => {
  const daily = commands.filter(([, { area }]) => area === undefined);
  const width = Math.max(...[...daily.map(([name]) => name), ...Object.values(areas)].map((name) => name.length));
  const rows = daily.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  const named = Object.entries(areas).flatMap(([area, title]) => {
    const names = commands.filter(([, entry]) => entry.area === area).map(([name]) => name);
    return wrapped(shortened(names), 76 - width).map(
      (line, index) => `  ${(index === 0 ? title : "").padEnd(width)}  ${line}`,
    );
  });
  return [
    `kprovengine ${version}: gates that cannot fail open, evidence anybody can verify`,
    "",
    ...rows,
    "",
    ...named,
    "",
    "  kprovengine run --input data.csv --output clean.csv -- python clean.py",
    "  kprovengine verify --integrity runs/",
    "",
    "kprovengine COMMAND --help shows flags and examples.",
    "Exit codes: 0 proved, 1 violated, 2 usage, 3 could not decide.",
  ].join("\n");
};

/** What can stand behind the first of two words. */
export const formatFamily = (family: string, commands: readonly (readonly [name: string, entry: Listed])[]): string => {
  const own = commands.filter(([name]) => name.startsWith(`${family} `));
  const width = Math.max(...own.map(([name]) => name.length));
  return [
    ...own.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `kprovengine ${family} ACTION --help shows flags and examples.`,
  ].join("\n");
};

// --- internal ---

/** The first word of a family once: `catalog list, show`. */
const shortened = (names: readonly string[]): string[] =>
  names.map((name, index) => {
    const [family, action] = name.split(" ");
    const isFollower = action !== undefined && names[index - 1]?.startsWith(`${family} `) === true;
    const isFollowed = action !== undefined && names[index + 1]?.startsWith(`${family} `) === true;
    return `${isFollower ? action : name}${isFollowed ? "," : ""}`;
  });

/** Two blanks between, one after a comma, as many on a line as fit. */
const wrapped = (names: readonly string[], room: number): string[] => {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    const longer = `${last}${last?.endsWith(",") ? " " : "  "}${name}`;
    if (last !== undefined && longer.length <= room) lines[lines.length - 1] = longer;
    else lines.push(name);
  }
  return lines;
};
