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

test("a cache that can't be made is done without", async () => {
  using at = repo({ a: "x" });
  const options = { env: { KPROV_CACHE_DIR: "/proc/nope" }, timeout: 20_000, killSignal: "SIGKILL" as const };
  const { status } = await program(at.dir, ["run", "--", "true"], options);
  expect(status).toBe(0);
});
