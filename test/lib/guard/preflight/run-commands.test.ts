import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { tailSize } from "../../../../lib/guard/preflight/commands.ts";
import type { PreflightOptions } from "../../../../lib/guard/preflight/index.ts";
import { runCommands } from "../../../../lib/guard/preflight/run-commands.ts";
import { keepSecrets } from "../../../../lib/secrecy.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const made = (): TestRepo => {
  const fixture = repo({ a: "1\n", "sub/b": "1\n" });
  onTestFinished(fixture.dispose);
  return fixture;
};

/** What `scripts`, each a command of the shell, come to, and what was said on the way. */
const run = async (dir: string, scripts: Record<string, string>, more: Partial<PreflightOptions> = {}) => {
  const said: string[] = [];
  const { config, digest, path, root } = await loadConfig({ cwd: dir, allowCode: false, cacheDir: null });
  const note = () => undefined;
  const talk = { note, warn: note, debug: note, progress: (text: string | null) => void said.push(`… ${text}`) };
  const commands = Object.entries(scripts).map(([name, script]): [string, string[]] => [name, ["sh", "-c", script]]);
  const ends = await runCommands(commands, {
    ...{
      cwd: dir,
      config,
      digest,
      path,
      root,
      version: "1",
      cacheDir: null,
      only: [],
      skip: [],
      env: process.env,
      talk,
    },
    ...more,
  });
  return { said, ends, codes: ends.map(({ findings }) => findings.map(({ code }) => code)) };
};

describe("runCommands", () => {
  it("runs one after the other, whatever fails, and says which", async () => {
    const { dir } = made();
    const order = join(temporary(), "order");
    const { said, ends } = await run(dir, { lint: `echo lint >> ${order}; exit 3`, test: `echo test >> ${order}` });
    expect(readFileSync(order, "utf8")).toBe("lint\ntest\n");
    expect(said).toEqual([`… lint: sh -c echo lint >> ${order}; exit 3`, `… test: sh -c echo test >> ${order}`]);
    expect(ends).toMatchObject([
      { name: "lint", exitCode: 3, signal: null, verdict: "violated", findings: [{ code: "COMMAND_FAILED" }] },
      { name: "test", argv: ["sh", "-c", `echo test >> ${order}`], exitCode: 0, verdict: "proved", findings: [] },
    ]);
  });

  test.each<[string, Record<string, string>, string[][]]>([
    ["changes a tracked file", { test: "echo 2 > a" }, [["COMMAND_CHANGED_TREE"]]],
    ["changes one elsewhere", { test: "echo 2 > sub/b" }, [["COMMAND_CHANGED_TREE"]]],
    ["fails as well", { test: "echo 2 > a; exit 1" }, [["COMMAND_FAILED", "COMMAND_CHANGED_TREE"]]],
    ["stages", { test: "echo 1 > c; git add c" }, [["COMMAND_CHANGED_TREE"]]],
    ["leaves a file that git does not know", { test: "echo 1 > c" }, [[]]],
    ["is the second", { lint: "true", test: "echo 2 > a" }, [[], ["COMMAND_CHANGED_TREE"]]],
    ["is the first", { lint: "echo 2 > a", test: "true" }, [["COMMAND_CHANGED_TREE"], []]],
    ["puts it back", { lint: "echo 2 > a", test: "echo 1 > a" }, [["COMMAND_CHANGED_TREE"], ["COMMAND_CHANGED_TREE"]]],
  ])("names the command that %s", async (_, scripts, wanted) => {
    const { codes, ends } = await run(made().dir, scripts);
    expect(codes).toEqual(wanted);
    const verdicts = wanted.map(([first]) =>
      first === "COMMAND_FAILED" ? "violated" : first === undefined ? "proved" : "undecided",
    );
    expect(ends.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it("says which command changed the tree", async () => {
    const { ends } = await run(made().dir, { test: "echo 2 > a" });
    expect(ends[0]?.findings).toEqual([
      {
        ...{ code: "COMMAND_CHANGED_TREE", level: "undecided", fix: "git diff" },
        message: 'Tracked files changed while the command "test" ran: what the checks say is about others',
      },
    ]);
  });

  it("gives commands the environment with a mark, and without our own secrets", async () => {
    const { dir } = made();
    const env = { ...process.env, KPROV_PASSPHRASE: "p", KPROV_DENY_SALT: "s", OTHER: "o" };
    const script = 'echo "$KPROV_PREFLIGHT/$KPROV_PASSPHRASE$KPROV_DENY_SALT$OTHER"; pwd';
    const printed: Buffer[] = [];
    await run(dir, { test: script }, { env, root: join(dir, "sub"), onOutput: (chunk) => void printed.push(chunk) });
    expect(Buffer.concat(printed).toString("utf8")).toBe(`${dir}/sub/o\n${dir}/sub\n`);
  });

  it("hands on the end of what a failed command printed, and nothing of the others", async () => {
    const failed: string[] = [];
    const onFailure = (name: string, tail: string) => void failed.push(`${name}: ${tail}`);
    const scripts = { lint: "echo fine", test: "echo bad; exit 1", gone: "kill -9 $$" };
    await run(made().dir, scripts, { onFailure });
    expect(failed).toEqual(["test: bad\n", "gone: "]);
  });

  it("leaves nothing of a secret where that end begins", async () => {
    keepSecrets(() => (text) => text.replaceAll("flimflam", "[private]"));
    onTestFinished(() => keepSecrets(() => (text) => text));
    const failed: string[] = [];
    const onFailure = (_: string, tail: string) => void failed.push(tail);
    // Wherever the cut comes to stand.
    for (let count = 0; count < 9; count += 1) {
      const script = `yes flimflam | head -n 2000; printf '%${count}s' ''; exit 1`;
      await run(made().dir, { test: script }, { onFailure });
    }
    expect(failed.map((tail) => tail.length)).toEqual(failed.map(() => tailSize));
    expect(failed.filter((tail) => /f|l|m/.test(tail.replaceAll("[private]", "")))).toEqual([]);
  });

  it("asks git nothing when there is nothing to run", async () => {
    expect((await run(temporary(), {})).ends).toEqual([]);
  });
});
