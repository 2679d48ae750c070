import { expect, test } from "vitest";
import { program } from "../support/command.ts";
import { repo } from "../support/repo.ts";

test.each([
  ["a timer", "setInterval(() => {}, 1000);"],
  ["a server", 'import { createServer } from "node:net"; createServer().listen(0, "127.0.0.1");'],
])("a configuration that leaves %s behind keeps no gate from ending", async (_, source) => {
  using at = repo({ "kprov.config.ts": `${source}\nexport default { project: "p" };` });
  const { status, stdout } = await program(at.dir, ["check-artifacts"], { timeout: 20_000 });
  expect([status, stdout]).toEqual([0, "check-artifacts: proved (1 tracked file)\n"]);
});

test.each([
  ["exits behind our back", "setTimeout(() => process.exit(0), 200);", "sleep 5"],
  ["throws behind our back", 'setTimeout(() => { throw new Error("later"); }, 200);', "sleep 5"],
])("a configuration that %s makes no success", async (_, source, command) => {
  using at = repo({ "kprov.config.ts": `${source}\nexport default { project: "p" };` });
  const { status, signal } = await program(at.dir, ["run", "--", ...command.split(" ")], { timeout: 20_000 });
  expect(signal).toBe(null);
  expect(status).not.toBe(0);
});

/** Code of a configuration that waits until it has been read, however long that takes. */
const afterwards = (code: string): string =>
  `const during = process.exit; const timer = setInterval(() => {
     if (process.exit === during) return;
     clearInterval(timer);
     ${code}
   }, 0);`;

test("what libraries add to the language later, beside what is there, is no change of it", async () => {
  const later = afterwards("Reflect.metadata = () => undefined;");
  using at = repo({ "kprov.config.ts": `${later}\nexport default { project: "p" };` });
  const { status, stderr } = await program(at.dir, ["check-artifacts"], { timeout: 20_000 });
  expect([status, stderr]).toEqual([0, ""]);
});

test.each([
  ["at once, by node's own way", "process.reallyExit(0);", "it called process.reallyExit()"],
  ["at once, by a signal", 'process.kill(process.pid, "SIGTERM");', "it called process.kill()"],
  ["later, before anything is said", afterwards("process.exit(0);"), "E_BUG"],
  ["later, by node's own way", "setTimeout(() => process.reallyExit(0), 0);", "E_"],
  [
    "never, but lists are emptied",
    "Array.prototype.sort = function () { this.length = 0; return this; };",
    "it changed Array.prototype.sort",
  ],
  [
    "never, but lists are emptied when it was read",
    "setImmediate(() => { Array.prototype.sort = () => []; });",
    "it changed Array.prototype.sort",
  ],
  [
    "never, but lists are emptied later",
    "setTimeout(() => { Array.prototype.filter = () => []; }, 5);",
    "changed Array.prototype.filter",
  ],
])("a configuration that ends the process %s is no success, and is told", async (_, source, told) => {
  using at = repo({ "kprov.config.ts": `${source}\nexport default { project: "p" };`, ".env": "A=b" });
  const { status, stdout, stderr } = await program(at.dir, ["check-artifacts", "--json"], { timeout: 20_000 });
  expect(stdout === "" ? status : JSON.parse(stdout).verdict).not.toBe(0);
  expect([2, 3]).toContain(status);
  expect(stderr).toContain(told);
  expect(JSON.parse(stderr)).toMatchObject({ schema: "kprov.error/v1" });
});

test("a cache that can't be made is done without", async () => {
  using at = repo({ a: "x" });
  const options = { env: { KPROV_CACHE_DIR: "/proc/nope" }, timeout: 20_000, killSignal: "SIGKILL" as const };
  const { status } = await program(at.dir, ["run", "--", "true"], options);
  expect(status).toBe(0);
});

/** A rule that finds what it must find in its fixtures, and does `what` with `src.txt`. */
const ruleThat = (what: string): string => `export default { project: "p", rules: [{
  name: "mine", title: "Mine", files: ["*.txt"],
  judge: (file) => {
    if (file.path === "src.txt") { ${what} }
    return file.find(/planted/).map((at) => ({ at, message: "it says planted" }));
  },
  passing: { files: { "a.txt": "clean" } }, failing: { files: { "a.txt": "planted" } },
}] };`;

/** A process that no status can be given. */
const other = "Object.create(process, { exitCode: { get: () => 0, set: () => undefined } })";

test.each([
  ["leaves at once", "process.reallyExit(0);", 3, "OWN_RULE_UNDECIDED"],
  ["leaves later", "setTimeout(() => process.reallyExit(0), 0);", 1, ""],
  ["puts another process in the place of its own", `globalThis.process = ${other};`, 1, "OWN_RULE_VIOLATED"],
  [
    "puts another process in the place of its own for good",
    `Object.defineProperty(globalThis, "process", { value: ${other}, configurable: false });`,
    3,
    "OWN_RULE_UNDECIDED",
  ],
  ["does so when it is over", `setTimeout(() => { globalThis.process = ${other}; }, 0);`, 1, ""],
  ["makes lists empty", "Array.prototype.map = () => [];", 3, "OWN_RULE_UNDECIDED"],
  [
    "leaves with the status of a pass when all is told",
    "setTimeout(() => process.exit(0), 100);",
    1,
    "OWN_RULE_VIOLATED",
  ],
])("a rule that %s makes no success", async (_, what, expected, told) => {
  using at = repo({ "kprov.config.ts": ruleThat(what), "src.txt": "planted\n" });
  const { status, stdout } = await program(at.dir, ["check-rules"], { timeout: 20_000 });
  expect(stdout).toContain(told);
  // Whatever ends it before it has spoken: undecided.
  expect(told === "" ? [1, 3] : [expected]).toContain(status);
});

test.each([0, 100])(
  "a rule that fails %i ms after its verdict is told in one line, and makes no success",
  async (ms) => {
    const source = ruleThat(`setTimeout(() => { throw new Error("later"); }, ${ms});`);
    using at = repo({ "kprov.config.ts": source, "src.txt": "clean\n" });
    const { status, stderr } = await program(at.dir, ["check-rules"], { timeout: 20_000 });
    expect(status).toBe(3);
    expect(stderr).not.toContain("data:");
    if (ms > 0) expect(stderr).toMatch(/^error E_BUG: Something failed that nobody waited for: later\n {2}\S.*\n$/);
  },
);
