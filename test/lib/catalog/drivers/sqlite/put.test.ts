import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  alteredFacts,
  type CatalogReader,
  type CatalogWriter,
  factsDigest,
  logicalDigest,
  mergeFacts,
  openCatalog,
  openWriter,
  type RunFacts,
  readRun,
  refusedDigest,
} from "../../../../../lib/catalog/index.ts";
import {
  catalogOf,
  exampleLocation,
  exampleRefused,
  exampleRun,
  exampleRuns,
  writeCatalog,
} from "../../../../support/catalog.ts";

/** What nobody should write into a name. */
const hostile = `'); DROP TABLE run;-- "x" \u0000 \u001b[31m \u202e <script> \ud800 ? :a @b $c %_* \r\n ${"y".repeat(5000)}`;
/** As it is stored: the signs that no engine keeps are others. */
const stored = hostile.replaceAll("\0", "\u2400").toWellFormed();

const runHostile = (text: string): RunFacts => {
  const digest = exampleRun(0).bundleDigest;
  return exampleRun(0, {
    ...{ runId: text, project: text, step: text, outcome: text, signal: text, argv: [text, ""], trustMode: text },
    ...{
      builder: text,
      recorder: text,
      commit: text,
      branch: text,
      isDirty: null,
      isIncomplete: true,
      rerunOf: digest,
    },
    ...{ exitCode: null, startedAt: 0, finishedAt: Number.MAX_SAFE_INTEGER, durationMs: 2 ** 40 },
    members: [{ path: text, size: 2 ** 52, digest, isStable: true }],
    files: [{ role: "input", path: text, size: null, digest: null, mediaType: text }],
    toolchain: {
      ...{ digest, os: text, architecture: text },
      tools: [{ name: text, role: text, version: null, digest }],
      distributions: [{ interpreter: text, name: text, version: text }],
    },
    checks: [{ name: text, verdict: "undecided", isTrusted: false }],
    findings: [{ code: text, level: "undecided", path: null, message: text }],
    signatures: [{ path: text, over: "statement", predicateType: text, status: text, owner: text, fingerprint: null }],
    reviews: [{ decision: "reject", reviewer: null, isCounted: false, at: null, comment: text, digest }],
    tags: [{ key: text, value: text }],
    annotations: [{ at: -1, author: null, text }],
    texts: [{ path: text, text, isCut: true }],
  });
};

/** Change a catalog, then ask it. */
const changing = async (
  facts: RunFacts[],
  change: (writer: CatalogWriter) => void,
  ask: (reader: CatalogReader) => void,
): Promise<void> => {
  const file = await writeCatalog(facts);
  const writer = await openWriter(file);
  change(writer);
  writer.commit();
  writer.close();
  const reader = await openCatalog(file);
  try {
    expect(alteredFacts(reader)).toEqual([]);
    ask(reader);
  } finally {
    reader.close();
  }
};

const orphans = (reader: CatalogReader): number[] =>
  [..."member file check_result finding signature review tag annotation text".split(" ")].map(
    (table) => reader.all(`SELECT 1 FROM ${table} WHERE run NOT IN (SELECT id FROM run)`).length,
  );

describe("put", () => {
  test("gives back every fact as it was, whatever is in it", async () => {
    const reader = await catalogOf(
      runHostile(hostile),
      exampleRun(1),
      exampleRun(2, { toolchain: exampleRun(1).toolchain }),
    );
    expect(readRun(reader, exampleRun(0).bundleDigest)).toEqual(runHostile(stored));
    expect(readRun(reader, exampleRun(1).bundleDigest)).toEqual(exampleRun(1));
    expect(readRun(reader, exampleRun(3).bundleDigest)).toBeUndefined();
    expect(alteredFacts(reader)).toEqual([]);
    expect(factsDigest(runHostile(hostile))).toEqual(factsDigest(runHostile(stored)));
  });

  test("refuses a digest that is none, and the batch goes on without it", async () => {
    await changing(
      [],
      (writer) => {
        for (const bundleDigest of ["", "zz".repeat(32), "ab".repeat(31), "ab".repeat(33)])
          expect(() =>
            writer.put({ location: exampleLocation(1), facts: { run: exampleRun(1, { bundleDigest }) } }),
          ).toThrow(TypeError);
        writer.put({ location: exampleLocation(2), facts: { run: exampleRun(2) } });
      },
      (reader) => expect(reader.all("SELECT run_id FROM runs")).toHaveLength(1),
    );
  });

  test("changes nothing when everything is put once more, and leaves no row when all is removed", async () => {
    const facts = [...exampleRuns(30)];
    let digest = "";
    await changing(
      facts,
      (writer) => {
        for (const [n, run] of facts.entries()) writer.put({ location: exampleLocation(n), facts: { run } });
      },
      (reader) => {
        digest = logicalDigest(reader);
        expect(reader.all("SELECT 1 FROM file")).toHaveLength(facts.flatMap(({ files }) => files).length);
      },
    );
    const reader = await catalogOf(...facts);
    expect(logicalDigest(reader)).toBe(digest);
    await changing(
      facts,
      (writer) => {
        for (const n of facts.keys()) writer.remove(exampleLocation(n));
      },
      (empty) => {
        for (const { name } of empty.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'"))
          if (!/^(meta|media|source|sqlite_|run_fts_)/.test(name))
            expect([name, empty.all(`SELECT * FROM ${name}`)]).toEqual([name, []]);
      },
    );
  });

  test("replaces what was known of a place: another state of the bundle, another bundle, a refusal", async () => {
    const reviewed = exampleRun(1, { review: "approved", tags: [{ key: "new", value: "tag" }] });
    await changing(
      [exampleRun(1), exampleRun(2), exampleRun(3)],
      (writer) => {
        writer.put({ location: exampleLocation(0), facts: { run: reviewed } });
        writer.put({ location: exampleLocation(1), facts: { run: exampleRun(7) } });
        writer.put({ location: exampleLocation(2), facts: { refused: exampleRefused(3) } });
      },
      (reader) => {
        expect(readRun(reader, reviewed.bundleDigest)).toEqual(reviewed);
        expect(reader.all("SELECT run_id FROM runs ORDER BY started_ms").map((row) => row["run_id"])).toEqual(
          [reviewed, exampleRun(7)].map(({ runId }) => runId),
        );
        expect(reader.all("SELECT name FROM refusals")).toEqual([{ name: exampleRefused(3).name }]);
        expect(orphans(reader)).toEqual(orphans(reader).fill(0));
        expect(reader.all("SELECT rowid FROM run_fts WHERE run_fts MATCH 'new'")).toHaveLength(1);
      },
    );
  });

  test("knows one bundle at several places once, whichever came first", async () => {
    const here = exampleRun(1, { tags: [{ key: "here", value: "" }] });
    const there = exampleRun(1, {
      tags: [{ key: "there", value: "" }],
      annotations: [{ at: 1, author: null, text: "x" }],
    });
    const places = [exampleLocation(1, "/a"), exampleLocation(1, "/b"), exampleLocation(1, "/c")] as const;
    const put = (order: readonly number[]) => (writer: CatalogWriter) => {
      const facts = [here, there, here];
      for (const i of order) writer.put({ location: places[i] ?? places[0], facts: { run: facts[i] ?? here } });
    };
    const digests = new Set<string>();
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
      [2, 1, 0],
      [2, 0, 1, 1, 0],
    ])
      await changing([], put(order), (reader) => {
        digests.add(logicalDigest(reader));
        expect(reader.all("SELECT key FROM tags ORDER BY key")).toEqual([{ key: "here" }, { key: "there" }]);
        expect(reader.all("SELECT path FROM locations")).toHaveLength(3);
        expect(readRun(reader, here.bundleDigest)?.annotations).toHaveLength(1);
      });
    expect(digests.size).toBe(1);
    expect(factsDigest(mergeFacts(here, [there]))).not.toEqual(factsDigest(here));
    await changing(
      [],
      (writer) => {
        put([0, 1, 2])(writer);
        writer.remove(places[1]);
      },
      (reader) => expect(readRun(reader, here.bundleDigest)).toEqual(here),
    );
  });

  test("keeps what was refused at two places until both are gone", async () => {
    const refused = exampleRefused(1);
    const put = (writer: CatalogWriter): void => {
      for (const source of ["/a", "/b"]) writer.put({ location: exampleLocation(1, source), facts: { refused } });
      writer.remove(exampleLocation(1, "/a"));
    };
    await changing([], put, (reader) => {
      expect(reader.all("SELECT name, findings, location FROM refusals")).toEqual([
        { name: refused.name, findings: JSON.stringify(refused.findings), location: "/b/bundle-1" },
      ]);
      expect(reader.all("SELECT lower(hex(facts_digest)) AS digest FROM refused")).toEqual([
        { digest: refusedDigest(refused).toString("hex") },
      ]);
    });
    await changing(
      [],
      (writer) => {
        put(writer);
        writer.remove(exampleLocation(1, "/b"));
        writer.remove(exampleLocation(1, "/never"));
        // Its directory may be back tomorrow: an unmounted disk.
        expect(writer.sources()).toEqual(["/a", "/b"]);
      },
      (reader) => expect(reader.all("SELECT * FROM refused")).toEqual([]),
    );
  });

  test("tells places by source, sources, and what the catalog was made under", async () => {
    const file = await writeCatalog([exampleRun(1)]);
    const writer = await openWriter(file);
    expect(writer.circumstances).toBeNull();
    writer.setCircumstances({ trust: null, searchable: "s" });
    writer.put({ location: exampleLocation(2, "/b"), facts: { run: exampleRun(2) } });
    expect([...writer.locations("/b")]).toEqual([["bundle-2", { stamp: "stamp 2" }]]);
    expect(writer.locations("/c").size).toBe(0);
    expect(writer.sources()).toEqual(["/b", "/history/runs"]);
    writer.commit();
    writer.setCircumstances({ trust: "t", searchable: "other" });
    writer.close();
    const next = await openWriter(file);
    expect(next.circumstances).toEqual({ trust: null, searchable: "s" });
    next.close();
  });

  test("leaves no word of what was taken out in any file", async () => {
    const canary = "canaryzebra";
    const secret = exampleRun(1, {
      texts: [{ path: "logs/stdout.log", text: `${canary} `.repeat(900), isCut: false }],
    });
    const file = await writeCatalog([secret, exampleRun(2)]);
    expect(readFileSync(file).includes(canary)).toBe(true);
    const writer = await openWriter(file);
    writer.put({ location: exampleLocation(0), facts: { run: exampleRun(1) } });
    writer.commit();
    writer.close();
    for (const suffix of ["", "-wal"]) {
      const bytes = suffix === "" ? readFileSync(file) : readOrEmpty(`${file}${suffix}`);
      expect([suffix, bytes.includes(canary), bytes.includes(canary.slice(2, -2))]).toEqual([suffix, false, false]);
    }
  });
});

test("views give times as JavaScript does, to the millisecond", async () => {
  const times = [0, 1, 999, 86_399_999, 951_782_400_123, 1_767_225_599_999, 1_767_226_200_001, 253_402_300_799_999];
  const reader = await catalogOf(...times.map((startedAt, n) => exampleRun(n, { startedAt })));
  expect(reader.all("SELECT started_at FROM runs ORDER BY started_ms")).toEqual(
    times.map((time) => ({ started_at: new Date(time).toISOString() })),
  );
});

// --- internal ---

const readOrEmpty = (path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
};
