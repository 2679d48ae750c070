import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { bundlesIn, execute, kprov } from "./support.ts";

/** Two projects whose steps hand a file on, one failure among them; everything by the installed program. */
let home = "";

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "kprov-catalog-")));
  const files = {
    "etl/raw.csv": "id,amount\n1,10\n2,x\n",
    "etl/kprov.config.json": '{"project":"claims-etl","catalog":{"searchable":["logs/stdout.log"]}}',
    "model/kprov.config.json": '{"project":"risk-model"}',
  };
  for (const project of ["etl", "model"]) mkdirSync(join(home, project));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(home, path), text);
  const clean = "grep -v x raw.csv > clean.csv; echo dropped one malformed row";
  const steps: [string, string[]][] = [
    [
      "etl",
      ["--step", "clean", "--tag", "day=1", "--input", "raw.csv", "--output", "clean.csv", "--", "sh", "-c", clean],
    ],
    [
      "model",
      [
        "--step",
        "train",
        "--input",
        "../etl/clean.csv",
        "--output",
        "model.txt",
        "--",
        "cp",
        "../etl/clean.csv",
        "model.txt",
      ],
    ],
    ["model", ["--step", "score", "--input", "model.txt", "--", "false"]],
  ];
  for (const [project, args] of steps) {
    const ended = await kprov(["run", ...args], { cwd: join(home, project) });
    expect(ended.status, ended.stderr).toBe(args.at(-1) === "false" ? 1 : 0);
  }
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const sources = ["etl/runs", "model/runs"];
const asked = async (args: readonly string[], cwd = home) => {
  const ended = await kprov([...args, "--json"], { cwd });
  return { ...ended, document: ended.stdout === "" ? undefined : JSON.parse(ended.stdout) };
};
const digestOf = async (args: readonly string[]): Promise<string> => {
  const { document, stderr } = await asked(["index", ...args]);
  expect(document, stderr).toMatchObject({
    schema: "kprov.index/v1",
    logicalDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  return document.logicalDigest as string;
};

describe("the catalog, by the installed program", () => {
  test("is indexed once, and again with nothing new; deleted and made anew it says the same", async () => {
    const first = await digestOf(sources);
    expect(await digestOf([])).toBe(first);
    rmSync(join(home, ".kprov"), { recursive: true });
    expect(await digestOf([...sources].reverse())).toBe(first);
    expect(await digestOf(["--rebuild", ...sources])).toBe(first);
    expect(await asked(["index", "--check"])).toMatchObject({
      status: 0,
      document: { verdict: "proved", compared: 3 },
    });
  });

  test.each([22, 24])("says the same to Node %i, whose SQLite is its own", async (major) => {
    const node = join(import.meta.dirname, `../../node_modules/.cache/node${major}/node_modules/node/bin/node`);
    if (!existsSync(node))
      throw new Error(`npm install --no-save --prefix node_modules/.cache/node${major} node@${major}`);
    const program = join(inject("installed"), "node_modules/kprovengine/dist/scripts/kprovengine.cjs");
    const ours = await digestOf(sources);
    const file = join(temporary(), "other.sqlite");
    const run = (...args: string[]) => execute(node, [program, ...args], { cwd: home });
    const made = await run("index", "--catalog", file, "--json", ...sources);
    expect(made.stderr).toBe("");
    expect(JSON.parse(made.stdout)).toMatchObject({ logicalDigest: ours });
    const [theirs, mine] = await Promise.all([
      run("catalog", "list", "--csv", "--catalog", file),
      kprov(["catalog", "list", "--csv"], { cwd: home }),
    ]);
    expect(theirs.stdout).toBe(mine.stdout);
    // What one Node wrote, another one reads and goes on with.
    expect(await digestOf(["--catalog", file])).toBe(ours);
  });

  test("answers: list, show, search, lineage, refs, stats, sql", async () => {
    await digestOf(sources);
    const rows = await kprov(["catalog", "list", "--ndjson"], { cwd: home });
    expect(rows.stdout.trimEnd().split("\n")).toHaveLength(3);
    const failed = await kprov(["catalog", "list", "--outcome", "failed", "--csv"], { cwd: home });
    expect(failed.stdout).toContain("score");
    expect(failed.stdout).not.toContain("train");
    const [clean = ""] = bundlesIn(join(home, "etl/runs"));
    expect((await kprov(["catalog", "show", clean], { cwd: home })).stdout).toContain("clean.csv");
    expect((await kprov(["catalog", "search", "malformed row"], { cwd: home })).stdout).toContain(clean);
    const lineage = await kprov(["catalog", "lineage", "model.txt"], { cwd: home });
    for (const step of ["clean", "train", "score"]) expect(lineage.stdout).toContain(step);
    expect((await kprov(["catalog", "refs", "raw.csv"], { cwd: home })).stdout).toContain("clean");
    expect(await asked(["catalog", "stats"])).toMatchObject({ status: 0 });
    const sql = await kprov(["catalog", "sql", "--csv", "SELECT project, step FROM runs ORDER BY step"], { cwd: home });
    expect(sql.stdout.replaceAll("\r", "")).toBe(
      "project,step\nclaims-etl,clean\nrisk-model,score\nrisk-model,train\n",
    );
    expect(await kprov(["catalog", "sql", "DELETE FROM runs"], { cwd: home })).not.toMatchObject({ status: 0 });
  });

  test("keeps what was added later through a rebuild", async () => {
    await digestOf(sources);
    const [clean = ""] = bundlesIn(join(home, "etl/runs"));
    expect(await kprov(["tag", clean, "quality=good"], { cwd: home })).toMatchObject({ status: 0 });
    expect(await kprov(["annotate", `etl/runs/${clean}`, "checked by hand"], { cwd: home })).toMatchObject({
      status: 0,
    });
    const before = await digestOf(sources);
    expect(await digestOf(["--rebuild", ...sources])).toBe(before);
    const found = await kprov(["catalog", "search", "tag:quality=good", "hand"], { cwd: home });
    expect(found.stdout).toContain(clean);
    expect(await kprov(["verify", "--integrity", "etl/runs"], { cwd: home })).toMatchObject({ status: 0 });
  });

  test("lists a bundle that was tampered with, with the reason", async () => {
    const cwd = temporary();
    cpSync(home, cwd, { recursive: true });
    rmSync(join(cwd, ".kprov"), { recursive: true }); // It knows the other directory.
    const [train = ""] = bundlesIn(join(cwd, "model/runs"));
    appendFileSync(join(cwd, "model/runs", train, "toolchain.json"), " ");
    const indexed = await asked(["index", ...sources], cwd);
    expect(indexed).toMatchObject({ status: 1, document: { verdict: "violated" } });
    const refused = await kprov(["catalog", "list", "--refused"], { cwd });
    expect(refused.stdout).toContain(train);
    expect(refused.stdout).toContain("toolchain.json");
    expect((await kprov(["catalog", "list", "--csv"], { cwd })).stdout).not.toContain(train);
  });

  test("says what is wrong with a file that is damaged, and the command that mends it", async () => {
    const cwd = temporary();
    cpSync(home, cwd, { recursive: true });
    rmSync(join(cwd, ".kprov"), { recursive: true });
    const file = join(cwd, ".kprov/catalog.sqlite");
    await asked(["index", ...sources], cwd);
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, Math.min(bytes.length, 40_960));
    writeFileSync(file, bytes);
    for (const name of readdirSync(join(cwd, ".kprov")))
      if (/-(?:wal|shm)$/.test(name)) rmSync(join(cwd, ".kprov", name));
    const asking = await kprov(["catalog", "list"], { cwd });
    expect(asking).toMatchObject({ status: 3, stdout: "" });
    expect(asking.stderr).toMatch(/E_CATALOG_DAMAGED.*\n.*kprovengine index --rebuild/);
    expect(await asked(["index", "--rebuild", ...sources], cwd)).toMatchObject({ status: 0 });
    expect(await kprov(["catalog", "list"], { cwd })).toMatchObject({ status: 0 });
  });

  test("is handed on: a site and tables that need nothing of ours", async () => {
    await digestOf(sources);
    expect(await kprov(["catalog", "site", "-o", "site"], { cwd: home })).toMatchObject({ status: 0 });
    expect(readFileSync(join(home, "site/index.html"), "utf8")).toContain("Content-Security-Policy");
    for (const format of ["parquet", "csv", "openlineage", "ro-crate"]) {
      const ended = await kprov(["catalog", "export", "--format", format, "-o", `out-${format}`], { cwd: home });
      expect(ended.status, ended.stderr).toBe(0);
    }
  });
});
