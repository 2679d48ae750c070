import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type AskedBase, askedBase, type Base, withBase } from "../../../../lib/guard/base/index.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";

const json = (deny: string[], rest: object = {}) => JSON.stringify({ project: "p", artifacts: { deny }, ...rest });

const open = <T>(cwd: string, work: (base: Base) => T): Promise<T> =>
  withBase(askedBase({ base: "main" }, {}) as AskedBase, { cwd, allowCode: true, cacheDir: null }, async (base) =>
    work(base),
  );

const denied = ({ dir }: TestRepo) => open(dir, ({ policy }) => policy?.loaded.config.artifacts.deny);

test("all that its texts name lies in the policy's directory, and .kprov/, and nothing else", async () => {
  const commands = { t: ["make", "-C", "../..", "..", ".", "../lists/near", "/etc/hostname", "x".repeat(200_000)] };
  const named = { identity: { forbidden: { file: "lists/tokens.txt" } }, preflight: { commands } };
  using fixture = repo({
    ...{ "sub/kprov.config.json": json(["a", "lists"], named), "sub/a": "1", "sub/b": "2" },
    ...{ "sub/.kprov/waivers.json": "{}", "sub/.kprov/deep/x": "3", "sub/.kprovs": "4", ".kprov/waivers.json": "5" },
    ...{ "sub/lists/tokens.txt": "OldName\n", "sub/lists/other.txt": "6", "lists/near": "7", "lists/far": "8" },
  });
  const listed = ({ policy }: Base) => {
    const dir = join(policy?.policyRoot ?? "", "..");
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return entries.map(({ name, parentPath }) => relative(dir, join(parentPath, name))).sort();
  };
  expect(await open(join(fixture.dir, "sub"), listed)).toEqual([
    ...["lists/near", "sub/.kprov/deep/x", "sub/.kprov/waivers.json", "sub/a", "sub/kprov.config.json"],
    "sub/lists/tokens.txt",
  ]);
});

test("texts that name nothing of the repository are no files of the base", async () => {
  const commands = { t: ["make", "-C", "..", "../..", "/etc/hostname", "."] };
  const artifacts = { deny: ["base/**"], allow: [{ glob: "x", reason: "a\u0000b" }] };
  using fixture = repo({ "kprov.config.json": json([], { artifacts, preflight: { commands } }) });
  expect(await denied(fixture)).toEqual(["base/**"]);
});

test("code that reads others has the whole of the base, links to nothing, too", async () => {
  using fixture = repo({
    "kprov.config.mjs": 'import "./a.mjs";\nexport default { artifacts: { deny: ["base/**"] } };\n',
    ...{ "a.mjs": "", ".kprov/link": { link: "nowhere" } },
  });
  expect(await denied(fixture)).toEqual(["base/**"]);
});

test("code that may read anything is E_BASE in a repository of more than 20,000 files, and no other configuration", async () => {
  // Where the first of them was written after all, the next run would find it there.
  onTestFinished(() => rmSync(join(tmpdir(), "kprov-nowhere"), { force: true }));
  using fixture = repo({ a: "1" });
  const made = (what: string, args: string[]) =>
    execFileSync("git", args, { cwd: fixture.dir, input: what, encoding: "utf8" }).trim();
  const blob = fixture.git("rev-parse", "HEAD:a");
  const many = (entry: string, count: number) =>
    made(Array.from({ length: count }, (_, index) => `${entry}\t${index}\n`).join(""), ["mktree"]);
  const below = many(`040000 tree ${many(`100644 blob ${blob}`, 198)}`, 101);
  const above = made(`100644 blob ${blob}\tkprov-nowhere\n`, ["mktree"]);
  /** Of 20,000 files, and `more`; git itself would make none with the first path. */
  const main = (path: string, content: string, ...more: string[]) => {
    const config = made(content, ["hash-object", "-w", "--stdin"]);
    const files = more.map((name) => `100644 blob ${blob}\t${name}\n`).join("");
    const trees = `040000 tree ${above}\t..\n040000 tree ${below}\tbelow\n`;
    const tree = made(`${trees}${files}100644 blob ${config}\t${path}\n`, ["mktree"]);
    fixture.git("update-ref", "refs/heads/main", fixture.git("commit-tree", "-m", "many", tree));
  };
  const code = 'import "./x.mjs";\nexport default {};\n';
  main("kprov.config.mjs", code);
  await expect(denied(fixture)).rejects.toMatchObject({
    message: 'Cannot use the base: it has a file at "../kprov-nowhere"',
  });
  main("kprov.config.mjs", code, "more");
  await expect(denied(fixture)).rejects.toMatchObject({
    ...{ code: "E_BASE", hint: expect.stringContaining("kprov.config.json") },
    message: "Cannot read the base's configuration: it is code that may read any of 20001 files",
  });
  main("kprov.config.yaml", "a: 1", "more");
  await expect(denied(fixture)).rejects.toMatchObject({ message: expect.stringContaining('"kprov.config.yaml"') });
  main("kprov.config.mjs", 'export default { artifacts: { deny: ["base/**"] } };\n', "more");
  expect(await denied(fixture)).toEqual(["base/**"]);
  main("kprov.config.json", json(["base/**"]), "more");
  expect(await denied(fixture)).toEqual(["base/**"]);
});
