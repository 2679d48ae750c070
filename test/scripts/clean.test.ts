import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { currentOwner, formatOwner } from "../../lib/owner.ts";
import command from "../../scripts/clean.ts";
import { call } from "../support/call.ts";
import { record } from "../support/run.ts";
import { temporary } from "../support/temporary.ts";

const leftover = (outDir: string, given = {}): string => {
  const name = `.kprov-run-x.${formatOwner({ ...currentOwner(), pid: 4_194_303, ...given })}`;
  mkdirSync(join(outDir, name, "logs"), { recursive: true });
  return name;
};

test("clean shows what it would remove, removes it with --yes only, and never touches a bundle", async () => {
  const cwd = temporary();
  const { report } = await record(cwd, { argv: ["true"] });
  const name = leftover(join(cwd, "runs"));
  const preview = await call(command, cwd, ["runs"]);
  expect(preview.text).toBe(`would remove  runs/${name}\nkprovengine clean runs --yes removes it`);
  expect(preview.result).toMatchObject({
    exitCode: 0,
    document: { schema: "kprov.clean/v1", leftovers: [name], removed: false },
  });
  expect((await call(command, cwd, ["runs", "--dry-run"])).text).toBe(preview.text);
  expect(readdirSync(join(cwd, "runs"))).toContain(name);
  expect((await call(command, cwd, ["--yes"])).text).toBe(`removed  runs/${name}`);
  expect(readdirSync(join(cwd, "runs")).sort()).toEqual([".kprov-head.json", report.runId]);
  expect((await call(command, cwd, [])).text).toBe("no leftovers in runs");
});

test("clean keeps what another host or a run under way may need, and says why", async () => {
  const cwd = temporary({ "kprov.config.json": '{"run":{"out":"evidence"}}' });
  const far = leftover(join(cwd, "evidence"), { host: "00000000" });
  const { text } = await call(command, cwd, ["--yes"]);
  expect(text).toBe(`kept (another host)  evidence/${far}\nno leftovers in evidence`);
});

test("clean refuses contradictions and directories that are not there", async () => {
  const cwd = temporary({ runs: "" });
  await expect(call(command, cwd, ["--yes", "--dry-run"])).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
  await expect(call(command, cwd, ["nowhere"])).rejects.toMatchObject({ code: "E_NOTHING", exit: 3 });
  await expect(call(command, cwd, ["runs"])).rejects.toMatchObject({ exit: 3 });
});
