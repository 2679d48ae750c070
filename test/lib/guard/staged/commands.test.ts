import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { runStagedCommands } from "../../../../lib/guard/staged/commands.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { temporary } from "../../../support/temporary.ts";
import { made, run } from "./run.ts";

describe("commands about what is staged", () => {
  it("run in the work tree where that holds nothing else", async () => {
    const at = made();
    expect(await run(at, { where: "pwd" })).toMatchObject({ codes: [""], said: [], printed: `${at.dir}\n` });
  });

  it("run there beside what they would be given anyway, and what this program writes", async () => {
    const at = made({ ".gitignore": "cache/\nruns/\n.kprov/attestations/\n" });
    at.write({ "cache/x": "", "runs/x": "", ".kprov/attestations/x": "" });
    expect((await run(at, { where: "pwd" }, { links: ["cache"] })).printed).toBe(`${at.dir}\n`);
    expect((await run(at, { where: "pwd" })).said).toEqual([expect.stringContaining('as "cache/')]);
  });

  test.each([".", "./", "..", "../sub", ""])(
    "don't see all that is ignored where this program writes into %j",
    async (out) => {
      const at = made({ "sub/b.txt": "" });
      at.write({ "sub/x.tmp": "" });
      expect((await run(at, { list: "ls" }, { root: join(at.dir, "sub"), out })).printed).toBe("b.txt\n");
    },
  );

  it.each(["src", "src/a.txt"])(
    "don't see what is ignored beside sources, though preflight.stagedLinks names %s",
    async (link) => {
      const at = made();
      at.write({ "src/a.txt.tmp": "", "src/a.tmp": "" });
      const { codes, printed } = await run(at, { list: "ls src" }, { links: [link] });
      expect([codes, printed]).toEqual([["COMMAND_NOT_RUN"], ""]);
    },
  );

  it("run in a checkout otherwise, one after the other, which is gone afterwards", async () => {
    const at = made();
    at.write({ "src/b\n.txt": "bad\n" });
    const { codes, said, printed } = await run(at, { where: "pwd", bad: "grep -rq bad src", both: "ls src" });
    const [dir = "", ...rest] = printed.split("\n");
    expect([codes, rest, existsSync(dir)]).toEqual([["", "COMMAND_FAILED", ""], ["a.txt", ""], false]);
    expect([dirname(dir), said]).toEqual([
      tmpdir(),
      ['the work tree is not what is staged, as "src/b\\u{a}.txt" shows: commands run in a checkout of that'],
    ]);
  });

  it("run where the configuration is, also when its directory is named over a link", async () => {
    const at = made({ "sub/b.txt": "" });
    at.write({ "sub/c.txt": "" });
    const way = join(temporary(), "way");
    symlinkSync(at.dir, way);
    for (const root of [join(at.dir, "sub"), join(way, "sub")])
      expect((await run(at, { list: "ls" }, { root })).printed).toBe("b.txt\n");
    at.git("rm", "--quiet", "--cached", "sub/b.txt");
    expect((await run(at, { list: "ls" }, { root: join(at.dir, "sub") })).printed).toBe("");
  });

  it("can't be decided when they run outside of the repository", async () => {
    const at = made();
    at.write({ "new.txt": "" });
    const { ends, codes, printed } = await run(at, { one: "pwd", two: "pwd" }, { root: dirname(at.dir) });
    expect([codes, printed]).toEqual([["COMMAND_NOT_STAGED", "COMMAND_NOT_STAGED"], ""]);
    expect(ends[0]).toMatchObject({
      ...{ name: "one", argv: ["sh", "-c", "pwd"], exitCode: null, signal: null, verdict: "undecided" },
      findings: [
        {
          level: "undecided",
          message: 'The command "one" would see what is not staged: it runs outside of the repository',
          fix: "stage or put away everything else, ignored files too, then it runs in the work tree",
        },
      ],
    });
  });

  it("have no variable that leads back", async () => {
    const at = made();
    at.write({ "new.txt": "" });
    const env = { GIT_DIR: join(at.dir, ".git"), GIT_PREFIX: "src/", OLDPWD: at.dir, PWD: at.dir, OTHER: "kept" };
    const npm = { INIT_CWD: at.dir, PROJECT_CWD: at.dir };
    const { printed } = await run(
      at,
      { env: 'echo "$GIT_DIR$GIT_PREFIX$OLDPWD$OTHER"; test "$PWD" = "$(pwd -P)"; echo $?' },
      { env },
    );
    expect(printed).toBe("kept\n0\n");
    expect((await run(at, { env: ["env"] }, { env: { ...env, ...npm } })).printed).not.toContain(at.dir);
  });

  it("can't be decided where there can be no checkout", async () => {
    const at = made();
    at.write({ "other/x": "" });
    const { ends, codes } = await run(at, { one: "true", two: "true" }, { links: ["other"] });
    expect(codes).toEqual(["COMMAND_NOT_RUN", "COMMAND_NOT_RUN"]);
    expect(ends[1]?.findings[0]).toMatchObject({
      message: expect.stringMatching(
        /^The command "two" could not be run on what is staged: Cannot use "other" of preflight\.stagedLinks/,
      ),
    });
  });

  it("are left out one by one where they would lead back", async () => {
    const at = made();
    at.write({ "new.txt": "" });
    const { ends, codes } = await run(at, { one: ["ls", at.dir], two: "true" });
    expect([codes, ends.map(({ name }) => name)]).toEqual([
      ["COMMAND_NOT_STAGED", ""],
      ["one", "two"],
    ]);
    const back = await run(at, { one: "true" }, { env: { NODE_PATH: join(at.dir, "src") } });
    expect([back.codes, back.ends[0]?.findings[0]?.message]).toEqual([
      ["COMMAND_NOT_STAGED"],
      'The command "one" would see what is not staged: NODE_PATH names a directory of the work tree',
    ]);
  });

  test.each(["", "sub"])("see what preflight.stagedLinks names, from %j", async (place) => {
    const at = made({ "sub/b.txt": "" });
    const root = join(at.dir, place);
    at.write({ "new.txt": "" });
    mkdirSync(join(root, "node_modules/a"), { recursive: true });
    const asked = { links: ["node_modules"], root };
    expect((await run(at, { list: "ls node_modules" }, asked)).printed).toBe("a\n");
    symlinkSync(join(at.dir, "src"), join(root, "node_modules/own"));
    expect((await run(at, { list: "ls node_modules" }, asked)).codes).toEqual(["COMMAND_NOT_STAGED"]);
  });

  it("are advised to name what they need when a program is missing", async () => {
    const at = made();
    at.write({ "new.txt": "" });
    const { ends } = await run(at, { tool: ["node_modules/.bin/tool"], failing: ["false"] });
    expect(ends.flatMap(({ findings }) => findings.map(({ code, fix }) => [code, fix]))).toEqual([
      [
        "COMMAND_NOT_RUN",
        "name what it needs in preflight.stagedLinks, or stage or put away everything else, ignored files too, then it runs in the work tree",
      ],
      ["COMMAND_FAILED", "false"],
    ]);
  });

  it("ask git nothing when there are none", async () => {
    const at = made();
    const snapshot = { ...takeSnapshot(at.dir, { staged: true, env: {} }), cwd: "/nonexistent" };
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("kprov-index-"));
    await expect(runStagedCommands([], {} as never, snapshot)).resolves.toEqual([]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("kprov-index-"))).toEqual(before);
  });
});
