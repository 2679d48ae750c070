import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { checkOutIndex } from "../../../../lib/guard/staged/checkout.ts";
import { findTrackedWay } from "../../../../lib/guard/staged/tracked-ways.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

/** Asks about a work tree in which these files are tracked; texts and links may name it by `TOP`. */
const ask = async (files: (top: string) => RepoFiles, env: NodeJS.ProcessEnv = {}) => {
  const at = repo({ ".gitignore": "node_modules\n", "src/a.txt": "good\n" });
  onTestFinished(at.dispose);
  at.write(files(at.dir));
  at.git("add", "--all");
  mkdirSync(join(at.dir, "node_modules/.bin"), { recursive: true });
  const dir = temporary();
  const snapshot = takeSnapshot(at.dir, { staged: true, env: {} });
  await checkOutIndex(snapshot, dir, { root: at.dir, place: "", names: ["node_modules"] });
  return findTrackedWay(snapshot, { dir, env, linked: [join(at.dir, "node_modules")] });
};

describe("findTrackedWay", () => {
  test.each<[string, string, (top: string) => RepoFiles]>([
    ["a script", "sub/t.sh", (top) => ({ "sub/t.sh": `cd ${top} && grep -q ok src/a.txt\n` })],
    ["a later line of a program", "t.py", (top) => ({ "t.py": `# ${top}sy\nos.chdir("${top}/src")\n` })],
    ["a task file", "Makefile", (top) => ({ Makefile: `t:\n\tcc -I${top}/src\n` })],
    ["a file that git takes for binary", "bin", (top) => ({ bin: `\0\0${top}\0` })],
    [
      "one that git does not compare",
      "data.sh",
      (top) => ({ "data.sh": top, ".gitattributes": "*.sh -diff binary export-ignore\n" }),
    ],
    ["a name with a line break", "a\\u{a}b", (top) => ({ "a\nb": top })],
    ["a file about a linked directory and more", "t.sh", (top) => ({ "t.sh": `${top}/node_modules ${top}/src` })],
  ])("names %s", async (_, name, files) => {
    expect(await ask(files)).toBe(`the tracked file "${name}" names the work tree`);
  });

  test.each<[string, (top: string) => RepoFiles]>([
    ["to a file", (top) => ({ way: { link: `${top}/src/a.txt` } })],
    ["to the top", (top) => ({ way: { link: top } })],
    ["up to it", (top) => ({ way: { link: `../../../../../../..${top}/src` } })],
    ["to what is not there yet", (top) => ({ way: { link: `${top}/new.txt` } })],
  ])("names a link %s", async (_, files) => {
    expect(await ask(files)).toBe('the tracked link "way" leads into the work tree');
  });

  it("knows the directories above by their variables", async () => {
    const files = (top: string): RepoFiles => ({ "t.sh": `cd ~${top.slice(dirname(top).length)}\n` });
    let home = "";
    const found = await ask(
      (top) => {
        home = dirname(top);
        return files(top);
      },
      {
        get HOME() {
          return home;
        },
      } as NodeJS.ProcessEnv,
    );
    expect(found).toBe('the tracked file "t.sh" names the work tree');
  });

  test.each<[string, (top: string) => RepoFiles]>([
    [
      "what is linked",
      (top) => ({ "t.sh": `#!${top}/node_modules/.bin/x\n`, way: { link: `${top}/node_modules/.bin` } }),
    ],
    ["another directory", (top) => ({ "t.sh": `cd ${top}-2; cd ${dirname(top)}\n` })],
    [
      "links within, and elsewhere",
      () => ({ way: { link: "src/a.txt" }, out: { link: "/usr/bin" }, gone: { link: "x" } }),
    ],
  ])("lets pass %s", async (_, files) => {
    expect(await ask(files)).toBeUndefined();
  });

  it("lets pass a submodule that is not there", async () => {
    const at = repo({ "t.sh": "true\n" });
    onTestFinished(at.dispose);
    at.git("update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},sub`);
    const snapshot = takeSnapshot(at.dir, { staged: true, env: {} });
    const dir = temporary();
    at.git("checkout-index", "--all", `--prefix=${dir}/`);
    at.git("init", "--quiet", dir);
    expect(await findTrackedWay(snapshot, { dir, env: {}, linked: [] })).toBeUndefined();
  });

  it("looks at what is staged, and not at what only lies in the work tree", async () => {
    const at = repo({ "t.sh": "true\n" });
    onTestFinished(at.dispose);
    at.write({ "t.sh": at.dir, "new.sh": at.dir });
    symlinkSync(at.dir, join(at.dir, "way"));
    const dir = temporary();
    const snapshot = takeSnapshot(at.dir, { staged: true, env: {} });
    await checkOutIndex(snapshot, dir, { root: at.dir, place: "", names: [] });
    expect(await findTrackedWay(snapshot, { dir, env: {}, linked: [] })).toBeUndefined();
  });
});
