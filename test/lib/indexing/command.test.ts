import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CatalogReader, openCatalog } from "../../../lib/catalog/index.ts";
import { layout } from "../../../lib/evidence/index.ts";
import { identifyBundle, prepareNote, writeNote } from "../../../lib/note/index.ts";
import { failed, inputOf, writeBundle } from "../../support/bundle.ts";
import { ask, check, index } from "../../support/indexing.ts";
import { makeKey, signRun, trustFile, trusting } from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";

const idOf = (n: number): string => `2026-02-15T20-13-00Z-${n.toString(16).padStart(8, "0")}`;

/** `count` bundles in `cwd/runs`, each with an input of its own. */
const history = (count = 3, cwd = temporary()): string => {
  for (let n = 0; n < count; n += 1)
    writeBundle(join(cwd, "runs"), { runId: idOf(n), inputs: [inputOf("in.csv", `${n}`)] });
  return cwd;
};

const runIds = (cwd: string): Promise<string[]> =>
  ask(cwd, (reader) =>
    reader.all<{ run_id: string }>("SELECT run_id FROM runs ORDER BY run_id").map(({ run_id }) => run_id),
  );

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "nothing",
    (error: unknown) => error,
  );

describe("indexBundles", () => {
  it("stores every bundle, and the second time nothing", async () => {
    const cwd = history();
    const first = await index(cwd);
    expect(first).toMatchObject({
      schema: "kprov.index/v1",
      verdict: "proved",
      catalog: join(cwd, "catalog.sqlite"),
      trust: null,
      sources: [{ source: join(cwd, "runs"), bundles: 3, added: 3, updated: 0, unchanged: 0, removed: 0 }],
    });
    expect(await runIds(cwd)).toEqual([0, 1, 2].map(idOf));
    const before = readFileSync(join(cwd, "catalog.sqlite"));
    const second = await index(cwd);
    expect(second).toMatchObject({
      sources: [{ added: 0, updated: 0, unchanged: 3 }],
      logicalDigest: first.logicalDigest,
    });
    expect(readFileSync(join(cwd, "catalog.sqlite")).equals(before)).toBe(true);
  });

  it("reads again what was changed a moment before it was read, and counts it as changed only when it was", async () => {
    const cwd = history(2);
    await index(cwd, ["runs"], { now: Date.now });
    expect(await index(cwd)).toMatchObject({ sources: [{ updated: 0, unchanged: 2 }] });
    const again = history(2);
    await index(again, ["runs"], { now: Date.now });
    signRun(join(again, "runs", idOf(0)), [makeKey()]);
    expect(await index(again)).toMatchObject({ sources: [{ updated: 1, unchanged: 1 }] });
  });

  it("takes in what is new and forgets what is gone, from the sources that were asked for", async () => {
    const cwd = history();
    writeBundle(join(cwd, "other"), { runId: "other" });
    await index(cwd, ["runs", "other"]);
    rmSync(join(cwd, "runs", idOf(0)), { recursive: true });
    rmSync(join(cwd, "other/other"), { recursive: true });
    writeBundle(join(cwd, "runs"), { runId: idOf(7) });
    expect(await index(cwd)).toMatchObject({ sources: [{ bundles: 3, added: 1, unchanged: 2, removed: 1 }] });
    expect(await runIds(cwd)).toEqual([idOf(1), idOf(2), idOf(7), "other"]);
    expect(await index(cwd, ["other"])).toMatchObject({ sources: [{ bundles: 0, removed: 1 }] });
    expect(await runIds(cwd)).toEqual([idOf(1), idOf(2), idOf(7)]);
  });

  it("takes one bundle for itself, and forgets nothing beside it", async () => {
    const cwd = history();
    await index(cwd);
    rmSync(join(cwd, "runs", idOf(0)), { recursive: true });
    expect(await index(cwd, [join("runs", idOf(1))])).toMatchObject({
      sources: [{ bundles: 1, unchanged: 1, removed: 0 }],
    });
    expect(await runIds(cwd)).toHaveLength(3);
  });

  it("lists a tampered bundle with the reason, exits as a violation as long as it lies there, and believes it again when it is mended", async () => {
    const cwd = history();
    const { logicalDigest } = await index(cwd);
    const path = join(cwd, "runs", idOf(1), layout.stdout);
    const whole = readFileSync(path);
    appendFileSync(path, "x");
    expect(await index(cwd)).toMatchObject({
      verdict: "violated",
      sources: [
        {
          ...{ updated: 1, unchanged: 2, violated: 1, undecided: 0 },
          refused: [
            { name: idOf(1), verdict: "violated", findings: [{ code: "MEMBER_CHANGED", path: layout.stdout }] },
          ],
        },
      ],
    });
    expect(await runIds(cwd)).toEqual([idOf(0), idOf(2)]);
    expect(await ask(cwd, (reader) => reader.all("SELECT name, verdict, location FROM refusals"))).toMatchObject([
      { name: idOf(1), verdict: "violated", location: join(cwd, "runs", idOf(1)) },
    ]);
    expect(await index(cwd)).toMatchObject({
      verdict: "violated",
      sources: [{ unchanged: 3, violated: 1, refused: [] }],
    });
    writeFileSync(path, whole);
    expect(await index(cwd)).toMatchObject({ verdict: "proved", logicalDigest });
  });

  it("is undecided about what is no bundle and about links that lead out", async () => {
    const cwd = history(1);
    mkdirSync(join(cwd, "runs/notes"));
    writeBundle(join(cwd, "elsewhere"), { runId: "linked" });
    symlinkSync("../elsewhere/nothing", join(cwd, "runs/broken"));
    symlinkSync("../elsewhere/linked", join(cwd, "runs/linked"));
    expect(await index(cwd)).toMatchObject({
      verdict: "undecided",
      sources: [{ added: 4, undecided: 3, refused: [{ name: "broken" }, { name: "linked" }, { name: "notes" }] }],
    });
    expect(await runIds(cwd)).toEqual([idOf(0)]);
  });

  it.each([
    ["E_IO", ["missing"]],
    ["E_IO", ["runs", "missing"]],
    ["E_NOTHING", ["empty"]],
    ["E_USAGE", [""]],
  ])("throws %s for %j", async (code, paths) => {
    const cwd = history(1);
    mkdirSync(join(cwd, "empty"));
    expect(await thrownBy(index(cwd, paths))).toMatchObject({ code });
  });

  it("reads the sources that the catalog knows when none is named, and what runs are recorded into before there is one", async () => {
    const cwd = history(1);
    writeBundle(join(cwd, "other"), { runId: "other" });
    expect((await index(cwd, [])).sources.map(({ source }) => source)).toEqual([join(cwd, "runs")]);
    await index(cwd, ["other"]);
    expect((await index(cwd, [])).sources.map(({ source }) => source)).toEqual([join(cwd, "other"), join(cwd, "runs")]);
  });

  it("says the same of the same bundles, whatever the order, the places and the steps that led there", async () => {
    const cwd = history(4);
    const { logicalDigest } = await index(cwd);
    const other = temporary();
    for (const n of [3, 1, 0, 2]) {
      cpSync(join(cwd, "runs", idOf(n)), join(other, n < 2 ? "a" : "b", idOf(n)), { recursive: true });
      await index(other, [n < 2 ? "a" : "b"]);
    }
    expect((await index(other, ["b", "a"])).logicalDigest).toBe(logicalDigest);
    expect((await index(other, ["a", "b"], { rebuild: true })).logicalDigest).toBe(logicalDigest);
    rmSync(join(other, "catalog.sqlite"));
    expect((await index(other, ["a", "b"])).logicalDigest).toBe(logicalDigest);
  });

  it("knows a bundle at two places as one run, and forgets it with the last of them", async () => {
    const cwd = history(1);
    const { logicalDigest } = await index(cwd);
    cpSync(join(cwd, "runs"), join(cwd, "copy"), { recursive: true });
    expect((await index(cwd, ["copy"])).logicalDigest).toBe(logicalDigest);
    expect(await ask(cwd, (reader) => reader.all("SELECT path FROM locations"))).toHaveLength(2);
    rmSync(join(cwd, "runs", idOf(0)), { recursive: true });
    await index(cwd);
    expect(await runIds(cwd)).toEqual([idOf(0)]);
    rmSync(join(cwd, "copy", idOf(0)), { recursive: true });
    await index(cwd, ["copy"]);
    expect(await runIds(cwd)).toEqual([]);
  });

  it("goes on after it was ended half-way", async () => {
    const cwd = history(4);
    const onProgress = (done: number): void => {
      if (done === 3) throw new Error("ended");
    };
    expect(await thrownBy(index(cwd, ["runs"], { onProgress }))).toMatchObject({ message: "ended" });
    expect(await runIds(cwd)).toEqual([]);
    const { logicalDigest, sources } = await index(cwd);
    expect(sources).toMatchObject([{ added: 4 }]);
    rmSync(join(cwd, "catalog.sqlite"));
    expect((await index(cwd)).logicalDigest).toBe(logicalDigest);
  });

  it("judges again what an update to another trust file left when it was ended half-way", async () => {
    const cwd = temporary();
    const ann = makeKey();
    for (const source of ["a", "b"]) signRun(writeBundle(join(cwd, source), { runId: source }), [ann]);
    writeFileSync(join(cwd, "trust.json"), JSON.stringify(trustFile([trusting(ann, "Ann")])));
    const end = (): void => {
      ended += 1;
      if (ended === 2) throw new Error("ended");
    };
    const origins = (): Promise<unknown[]> =>
      ask(cwd, (reader) => reader.all("SELECT origin FROM runs ORDER BY run_id").map(({ origin }) => origin));
    let ended = 0;
    expect(await thrownBy(index(cwd, ["a", "b"], { trust: "trust.json", onProgress: end }))).toMatchObject({
      message: "ended",
    });
    expect(await origins()).toEqual(["proved"]);
    expect(await check(cwd, ["a"], { trust: "trust.json" })).toMatchObject({ differences: [{ kind: "rules" }] });
    expect(await thrownBy(index(cwd, ["b"], { trust: undefined }))).toMatchObject({ code: "E_USAGE" });
    expect(await index(cwd, ["b"])).toMatchObject({
      isJudgedAnew: true,
      sources: [
        { source: join(cwd, "a"), updated: 1 },
        { source: join(cwd, "b"), added: 1 },
      ],
    });
    expect(await origins()).toEqual(["unproved", "unproved"]);
    // And from one that is settled.
    ended = 0;
    expect(await thrownBy(index(cwd, [], { trust: "trust.json", onProgress: end }))).toMatchObject({
      message: "ended",
    });
    expect(await origins()).toEqual(["proved", "unproved"]);
    expect(await index(cwd, ["b"])).toMatchObject({ sources: [{ updated: 1 }, { unchanged: 1 }] });
    expect(await origins()).toEqual(["unproved", "unproved"]);
    expect(await check(cwd, [])).toMatchObject({ verdict: "proved" });
  });

  it("writes nothing when one of the directories that are named holds no bundle", async () => {
    const cwd = history(1);
    mkdirSync(join(cwd, "s-empty"));
    expect(await thrownBy(index(cwd, ["runs", "s-empty"]))).toMatchObject({ code: "E_NOTHING" });
    expect(await runIds(cwd)).toEqual([]);
  });

  it("leaves a source alone that is empty for a moment, says so, and forgets its runs when it is named", async () => {
    const cwd = history(2);
    writeBundle(join(cwd, "other"), { runId: "other" });
    const { logicalDigest } = await index(cwd, ["runs", "other"]);
    renameSync(join(cwd, "runs"), join(cwd, "away"));
    mkdirSync(join(cwd, "runs"));
    writeBundle(join(cwd, "other"), { runId: "new" });
    expect(await index(cwd, [])).toMatchObject({
      verdict: "undecided",
      sources: [{ source: join(cwd, "other"), added: 1, unchanged: 1 }],
      leftAlone: [
        {
          source: join(cwd, "runs"),
          reason: expect.stringContaining(`kprovengine index ${join(cwd, "runs")} forgets`),
        },
      ],
    });
    expect(await runIds(cwd)).toEqual([idOf(0), idOf(1), "new", "other"]);
    // Under other rules they can't be left as they were: nothing is written.
    expect(await thrownBy(index(cwd, [], { searchable: ["logs/**"] }))).toMatchObject({ code: "E_NOTHING" });
    expect(await thrownBy(index(cwd, [], { rebuild: true }))).toMatchObject({ code: "E_NOTHING" });
    rmSync(join(cwd, "runs"), { recursive: true });
    renameSync(join(cwd, "away"), join(cwd, "runs"));
    rmSync(join(cwd, "other/new"), { recursive: true });
    expect(await index(cwd, [])).toMatchObject({ verdict: "proved", leftAlone: [], logicalDigest });

    renameSync(join(cwd, "runs"), join(cwd, "away"));
    mkdirSync(join(cwd, "runs"));
    expect(await index(cwd, ["runs"])).toMatchObject({ verdict: "proved", sources: [{ bundles: 0, removed: 2 }] });
    expect(await index(cwd, ["runs"])).toMatchObject({ verdict: "proved", sources: [{ bundles: 0, removed: 0 }] });
    rmSync(join(cwd, "runs"), { recursive: true });
    renameSync(join(cwd, "away"), join(cwd, "runs"));
    expect(await index(cwd, [])).toMatchObject({ verdict: "proved", sources: [{ unchanged: 1 }, { added: 2 }] });
  });

  it("indexes the other sources when one that it knows is gone, and says how to forget it", async () => {
    const cwd = history(2);
    writeBundle(join(cwd, "other"), { runId: "other" });
    await index(cwd, ["runs", "other"]);
    rmSync(join(cwd, "runs"), { recursive: true });
    writeBundle(join(cwd, "other"), { runId: "new" });
    expect(await index(cwd, [])).toMatchObject({
      verdict: "undecided",
      sources: [{ source: join(cwd, "other"), added: 1 }],
      leftAlone: [{ source: join(cwd, "runs"), reason: expect.stringMatching(/it does not exist.*--rebuild/) }],
    });
    expect(await runIds(cwd)).toEqual([idOf(0), idOf(1), "new", "other"]);
    expect(await thrownBy(index(cwd, [], { rebuild: true }))).toMatchObject({ code: "E_IO" });
    expect(await index(cwd, ["other"], { rebuild: true })).toMatchObject({ verdict: "proved" });
    expect(await index(cwd, [])).toMatchObject({ verdict: "proved", leftAlone: [], sources: [{ unchanged: 2 }] });
  });

  it("takes a renamed directory for the same run", async () => {
    const cwd = history(1);
    const { logicalDigest } = await index(cwd);
    renameSync(join(cwd, "runs", idOf(0)), join(cwd, "runs/renamed"));
    expect(await index(cwd)).toMatchObject({ logicalDigest, sources: [{ added: 1, removed: 1 }] });
    expect(await index(cwd)).toMatchObject({ sources: [{ unchanged: 1 }] });
  });

  it("judges everything again under another trust file, also sources that were not named", async () => {
    const cwd = temporary();
    const ann = makeKey();
    signRun(writeBundle(join(cwd, "runs"), { runId: "a" }), [ann]);
    signRun(writeBundle(join(cwd, "other"), { runId: "b", outcome: failed }), [ann]);
    await index(cwd, ["runs", "other"]);
    writeFileSync(join(cwd, "trust.json"), JSON.stringify(trustFile([trusting(ann, "Ann")])));
    const report = await index(cwd, ["runs"], { trust: "trust.json" });
    expect(report).toMatchObject({
      trust: { path: "trust.json" },
      isJudgedAnew: true,
      sources: [
        { source: join(cwd, "other"), updated: 1 },
        { source: join(cwd, "runs"), updated: 1 },
      ],
    });
    expect(await ask(cwd, (reader) => reader.all("SELECT run_id, origin FROM runs ORDER BY run_id"))).toMatchObject([
      { run_id: "a", origin: "proved" },
      { run_id: "b", origin: "proved" },
    ]);
    expect(await index(cwd, [], { trust: "trust.json" })).toMatchObject({
      sources: [{ unchanged: 1 }, { unchanged: 1 }],
    });
    // Nobody has to find out later that no review counts any more.
    expect(await thrownBy(index(cwd, ["runs"], { trust: undefined }))).toMatchObject({ code: "E_USAGE" });
    rmSync(join(cwd, "other"), { recursive: true });
    expect(await thrownBy(index(cwd, ["runs"]))).toMatchObject({
      code: "E_IO",
      hint: expect.stringContaining("--rebuild"),
    });
  });

  it("says the same an hour later of a run that grows too old meanwhile", async () => {
    const cwd = temporary();
    const ann = makeKey();
    signRun(writeBundle(join(cwd, "runs"), { runId: "a" }), [ann]);
    const file = { ...trustFile([trusting(ann, "Ann")]), require: { maxAge: "2h" } };
    writeFileSync(join(cwd, "trust.json"), JSON.stringify(file));
    const options = (hours: number) => ({ trust: "trust.json", now: () => Date.now() + hours * 3_600_000 });
    const { logicalDigest } = await index(cwd, ["runs"], options(1));
    expect((await index(cwd, ["runs"], { ...options(5), rebuild: true })).logicalDigest).toBe(logicalDigest);
    expect(await check(cwd, ["runs"], options(9))).toMatchObject({ differences: [] });
    expect(await ask(cwd, (reader) => reader.all("SELECT code FROM findings"))).toEqual([]);
  });

  it("takes signatures and reviews that were added to a bundle that it knows", async () => {
    const cwd = history(1);
    await index(cwd);
    signRun(join(cwd, "runs", idOf(0)), [makeKey()]);
    expect(await index(cwd)).toMatchObject({ sources: [{ updated: 1 }] });
    expect(await ask(cwd, (reader) => reader.all("SELECT over FROM signatures ORDER BY over"))).toMatchObject([
      { over: "bundle" },
      { over: "provenance" },
    ]);
  });

  it("keeps nothing of texts that nobody marked, and nothing of secrets in those that somebody did", async () => {
    const canary = "canary-5f1d-canary";
    const cwd = temporary({ "secret.txt": canary });
    writeBundle(join(cwd, "runs"), { logs: { stdout: `found ${canary} here\n`, stderr: "unmarked-words\n" } });
    await index(cwd, ["runs"], { searchable: [layout.stdout], secretFiles: { root: cwd, patterns: ["secret.txt"] } });
    expect(await ask(cwd, (reader) => reader.all("SELECT path, text FROM texts"))).toMatchObject([
      { path: layout.stdout, text: "found [redacted:secret.txt] here\n" },
    ]);
    for (const name of readdirSync(cwd).filter((file) => file.startsWith("catalog")))
      for (const word of [canary, "unmarked-words"])
        expect(readFileSync(join(cwd, name)).includes(word), name).toBe(false);
    expect(
      await thrownBy(index(cwd, ["runs"], { searchable: ["**"], secretFiles: { root: cwd, patterns: ["none"] } })),
    ).toMatchObject({ code: "E_SECRET_FILE" });
  });

  it("forgets texts that are not marked any more, and judges again for it", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"), { logs: { stdout: "once-searchable\n", stderr: "" } });
    await index(cwd, ["runs"], { searchable: [layout.stdout] });
    expect(readFileSync(join(cwd, "catalog.sqlite")).includes("once-searchable")).toBe(true);
    expect(await index(cwd)).toMatchObject({ sources: [{ updated: 1 }] });
    expect(await ask(cwd, (reader) => reader.all("SELECT * FROM texts"))).toEqual([]);
    expect(readFileSync(join(cwd, "catalog.sqlite")).includes("once-searchable")).toBe(false);
  });

  it("says that removed texts stay while somebody reads, and takes them out the next time", async () => {
    const cwd = temporary();
    writeBundle(join(cwd, "runs"), { logs: { stdout: "once-searchable\n", stderr: "" } });
    await index(cwd, ["runs"], { searchable: [layout.stdout] });
    const left = (): string[] =>
      readdirSync(cwd).filter(
        (name) => name.startsWith("catalog.sqlite") && readFileSync(join(cwd, name)).includes("once-searchable"),
      );
    const reader = await openCatalog(join(cwd, "catalog.sqlite"));
    // A statement that is not at its end holds what it reads.
    const rows = reader.iterate("SELECT member.* FROM member");
    rows.next();
    const held = { report: await index(cwd), left: left() };
    rows.return?.();
    reader.close();
    expect(held).toMatchObject({ report: { hasStaleWords: true }, left: ["catalog.sqlite"] });
    expect(await index(cwd)).toMatchObject({ hasStaleWords: false, sources: [{ unchanged: 1 }] });
    expect(left()).toEqual([]);
  });

  it("takes tags and annotations that lie beside the bundles, and takes them again when all is made anew", async () => {
    const cwd = history(2);
    const { logicalDigest } = await index(cwd);
    const subject = identifyBundle(join(cwd, "runs", idOf(1)), cwd);
    const about = {
      bundleDigest: subject.bundleDigest,
      runId: subject.runId,
      at: Date.parse("2026-03-01T00:00:00Z"),
      author: "ann",
    };
    await writeNote(subject.directory, prepareNote({ ...about, kind: "tag", key: "keep", value: "" }));
    await writeNote(subject.directory, prepareNote({ ...about, kind: "annotation", text: "the one" }));
    const noted = await index(cwd);
    expect(noted).toMatchObject({ sources: [{ updated: 1, unchanged: 1 }] });
    expect(noted.logicalDigest).not.toBe(logicalDigest);
    expect(await index(cwd)).toMatchObject({ sources: [{ unchanged: 2 }] });
    const said = (reader: CatalogReader) => [
      reader.all("SELECT key, value FROM tags ORDER BY key"),
      reader.all("SELECT author, text FROM annotations"),
    ];
    expect(await ask(cwd, said)).toMatchObject([
      [
        { key: "k", value: "v" },
        { key: "k", value: "v" },
        { key: "keep", value: "" },
      ],
      [{ author: "ann", text: "the one" }],
    ]);
    expect((await index(cwd, ["runs"], { rebuild: true })).logicalDigest).toBe(noted.logicalDigest);
    writeFileSync(join(cwd, "runs/.kprov-notes", idOf(1), "nonsense.json"), "{}");
    const faulty = { verdict: "undecided", sources: [{ violated: 0, undecided: 0, faultyNotes: 1 }] };
    expect(await index(cwd)).toMatchObject(faulty);
    // Also when that is long known.
    expect(await index(cwd)).toMatchObject({ ...faulty, sources: [{ unchanged: 2, faultyNotes: 1 }] });
    expect(await ask(cwd, (reader) => reader.all("SELECT code, level FROM findings"))).toMatchObject([
      { code: "E_NOTE", level: "undecided" },
    ]);
  });

  it("keeps no secret of a note that another program wrote", async () => {
    const canary = "canary-77aa-canary";
    const cwd = history(1);
    writeFileSync(join(cwd, "secret.txt"), canary);
    const { directory, bundleDigest, runId } = identifyBundle(join(cwd, "runs", idOf(0)), cwd);
    const about = { bundleDigest, runId, at: 1, author: canary };
    await writeNote(directory, prepareNote({ ...about, kind: "tag", key: "key", value: canary }));
    await writeNote(directory, prepareNote({ ...about, kind: "annotation", text: `it is ${canary}` }));
    await index(cwd, ["runs"], { secretFiles: { root: cwd, patterns: ["secret.txt"] } });
    expect(await ask(cwd, (reader) => reader.all("SELECT author, text FROM annotations"))).toMatchObject([
      { author: "[redacted:secret.txt]", text: "it is [redacted:secret.txt]" },
    ]);
    for (const name of readdirSync(cwd).filter((file) => file.startsWith("catalog")))
      expect(readFileSync(join(cwd, name)).includes(canary), name).toBe(false);
  });

  it("takes hostile words as words", async () => {
    const cwd = temporary();
    const words = `'); DROP TABLE run; --"\u202e<script>\u001b[31m`;
    writeBundle(join(cwd, "runs"), { inputs: [inputOf(`${words}.csv`, "1")] });
    await index(cwd);
    expect(await ask(cwd, (reader) => reader.all("SELECT path FROM files WHERE role = 'input'"))).toEqual([
      { path: `${words}.csv` },
    ]);
    expect(await check(cwd)).toMatchObject({ differences: [] });
  });
});

describe("indexBundles with rebuild", () => {
  it("makes anew what was damaged, and leaves it as it was when a source can't be read", async () => {
    const cwd = history();
    const { logicalDigest } = await index(cwd);
    const path = join(cwd, "catalog.sqlite");
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(5000, 7)]));
    const damaged = readFileSync(path);
    expect(await thrownBy(index(cwd, ["runs"]))).toMatchObject({ code: "E_CATALOG_DAMAGED" });
    expect(await thrownBy(index(cwd, ["missing"], { rebuild: true }))).toMatchObject({ code: "E_IO" });
    expect(readFileSync(path).equals(damaged)).toBe(true);
    // It can't say what else was in it.
    expect(await thrownBy(index(cwd, [], { rebuild: true }))).toMatchObject({ code: "E_USAGE" });
    expect(readFileSync(path).equals(damaged)).toBe(true);
    expect(await index(cwd, ["runs"], { rebuild: true })).toMatchObject({ logicalDigest, sources: [{ added: 3 }] });
    expect(await runIds(cwd)).toHaveLength(3);
  });

  it("says which sources it leaves out", async () => {
    const cwd = history(1);
    writeBundle(join(cwd, "other"), { runId: "other" });
    expect(await index(cwd, ["runs", "other"])).toMatchObject({ forgotten: [] });
    expect(await index(cwd, [], { rebuild: true })).toMatchObject({ forgotten: [], sources: [{}, {}] });
    expect(await index(cwd, ["runs"], { rebuild: true })).toMatchObject({ forgotten: [join(cwd, "other")] });
  });
});

describe("indexBundles with rebuild of what was made under a trust file", () => {
  it("is refused without one, and done when nobody is to be believed", async () => {
    const cwd = history(1);
    writeFileSync(join(cwd, "trust.json"), JSON.stringify(trustFile([trusting(makeKey(), "Ann")])));
    await index(cwd, ["runs"], { trust: "trust.json" });
    const before = readFileSync(join(cwd, "catalog.sqlite"));
    expect(await thrownBy(index(cwd, ["runs"], { rebuild: true, trust: undefined }))).toMatchObject({
      code: "E_USAGE",
      hint: expect.stringContaining("--trust"),
    });
    expect(readFileSync(join(cwd, "catalog.sqlite")).equals(before)).toBe(true);
    expect(await index(cwd, ["runs"], { rebuild: true, trust: "trust.json" })).toMatchObject({ verdict: "proved" });
    expect(await index(cwd, ["runs"], { rebuild: true, trust: null })).toMatchObject({ trust: null });
  });
});

describe("checkIndex", () => {
  it("says that the catalog says what the bundles say", async () => {
    const cwd = history();
    const { logicalDigest } = await index(cwd);
    expect(await check(cwd)).toEqual({
      ...{ schema: "kprov.index-check/v1", verdict: "proved", catalog: join(cwd, "catalog.sqlite") },
      ...{ logicalDigest, trust: null, compared: 3, differences: [] },
    });
  });

  it("names what is missing, gone and changed, and writes nothing", async () => {
    const cwd = history();
    await index(cwd);
    rmSync(join(cwd, "runs", idOf(0)), { recursive: true });
    appendFileSync(join(cwd, "runs", idOf(1), layout.stderr), "x");
    writeBundle(join(cwd, "runs"), { runId: idOf(9) });
    const before = readFileSync(join(cwd, "catalog.sqlite"));
    const source = join(cwd, "runs");
    expect(await check(cwd)).toMatchObject({
      verdict: "violated",
      compared: 3,
      differences: [
        { kind: "gone", source, name: idOf(0) },
        { kind: "changed", source, name: idOf(1) },
        { kind: "missing", source, name: idOf(9) },
      ],
    });
    expect(readFileSync(join(cwd, "catalog.sqlite")).equals(before)).toBe(true);
  });

  it("sees a change that no stamp shows", async () => {
    const cwd = history(1);
    await index(cwd);
    expect(await check(cwd, ["runs"], { searchable: [layout.stdout] })).toMatchObject({
      differences: [
        { kind: "rules", source: null },
        { kind: "changed", name: idOf(0) },
      ],
    });
  });

  it("throws E_CATALOG_MISSING where there is none", async () => {
    expect(await thrownBy(check(history(1)))).toMatchObject({ code: "E_CATALOG_MISSING" });
  });
});
