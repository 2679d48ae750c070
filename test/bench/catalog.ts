/**
 * A catalog of 100,000 bundles: made, and made again with nothing new.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { factsOfRun } from "../../lib/catalog/drivers/sqlite/facts.ts";
import { openCatalog } from "../../lib/catalog/index.ts";
import { searchDocumentOf } from "../../lib/catalog/search/document.ts";
import { which } from "../../lib/exec.ts";
import { inputOf, writeBundle } from "../support/bundle.ts";
import { NoRoom } from "./data.ts";
import { type Command, measure } from "./measure.ts";
import type { Bench, Row } from "./rows.ts";

export const catalogRows: readonly Row[] = [
  {
    name: "index-100000",
    work: "index of 100,000 bundles of ten inputs each",
    peerName: "sha256sum of their members and sqlite3 .import of the same rows",
    bar: { ratio: 1.5, mb: 300 },
    rounds: 1,
    prepare: async (bench) => {
      const ours = indexing(bench);
      const forget = (): void => {
        for (const end of ["", "-wal", "-shm"]) rmSync(`${catalogOf(bench)}${end}`, { force: true });
        rmSync(join(bench.dir, "import"), { recursive: true, force: true });
      };
      return { ours, peer: await importing(bench), reset: forget };
    },
  },
  {
    name: "index-again",
    work: "index again, nothing new among 100,000 bundles",
    peerName: "node -e 0",
    bar: { ms: 2000, mb: 300 },
    rounds: 5,
    prepare: (bench) => {
      const ours = indexing(bench);
      measure(ours);
      return { ours, peer: { argv: [process.execPath, "-e", "0"], cwd: bench.dir } };
    },
  },
  {
    name: "catalog-list",
    work: "catalog list, the newest 50 of 100,000 runs",
    peerName: "node -e 0",
    bar: { plusMs: 80 },
    rounds: 9,
    prepare: (bench) => {
      const { argv, ...around } = indexing(bench);
      measure({ argv, ...around });
      const list = [bench.installed.file, "catalog", "list", "--limit", "50", "--catalog", catalogOf(bench)];
      return {
        ours: { argv: [process.execPath, ...list], ...around },
        peer: { argv: [process.execPath, "-e", "0"], ...around },
      };
    },
  },
];

// --- internal ---

/** The bar is about 100,000; fewer show whether the rows work at all. */
const count = Number(process.env["KPROV_BENCH_BUNDLES"] ?? 100_000);

const catalogOf = ({ dir }: Bench): string => join(dir, "catalog/catalog.sqlite");

const indexing = (bench: Bench): Command => {
  const { dir, installed } = bench;
  history(join(dir, "catalog/runs"));
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
  const argv = [
    process.execPath,
    installed.file,
    "index",
    "--integrity",
    "--catalog",
    catalogOf(bench),
    "runs",
  ] as const;
  return { argv, cwd: join(dir, "catalog"), env };
};

/** A minute apart from each other, eight in a row with the same inputs; made once. */
const history = (dir: string): void => {
  if (existsSync(join(dir, "../made"))) return;
  mkdirSync(dir, { recursive: true });
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < count * 60_000) throw new NoRoom(dir);
  for (let n = 0; n < count; n += 1) {
    writeBundle(dir, {
      runId: `run-${n.toString(16).padStart(8, "0")}`,
      startedAt: Date.parse("2025-01-01T00:00:00Z") + n * 60_000,
      inputs: Array.from({ length: 10 }, (_, input) => inputOf(`data/part-${input}.csv`, `${n >> 3} ${input}`)),
      outputs: { "model.bin": `${n}` },
    });
  }
  writeFileSync(join(dir, "../made"), "");
  // Else what is measured first would wait for the disk.
  execFileSync("sync");
};

/** The same hashing and the same rows, by programs that judge nothing. Null where one of them is missing. */
const importing = async (bench: Bench): Promise<Command | null> => {
  const [dir, sqlite] = [join(bench.dir, "catalog"), which("sqlite3", { cwd: "/", env: process.env })];
  if (!("found" in sqlite)) return null;
  measure(indexing(bench));
  const rows = join(dir, "rows");
  mkdirSync(rows, { recursive: true });
  const ask = (sql: string): string =>
    execFileSync(sqlite.found, [catalogOf(bench), sql], { encoding: "utf8", maxBuffer: 2 ** 28 });
  const schema = ask(
    "SELECT sql || ';' FROM sqlite_schema WHERE type IN ('table', 'index') AND name NOT LIKE 'run_fts_%'",
  );
  const tables = ["source", "media", "toolchain", "tool", "run", "member", "file", "tag", "location"];
  for (const table of tables) {
    const columns = ask(
      `SELECT group_concat(iif(type = 'BLOB', 'lower(hex(' || name || '))', name)) FROM pragma_table_info('${table}')`,
    );
    const csv = execFileSync(sqlite.found, ["-csv", catalogOf(bench), `SELECT ${columns.trim()} FROM ${table}`], {
      maxBuffer: 2 ** 31 - 1,
    });
    writeFileSync(join(rows, `${table}.csv`), csv);
  }
  writeFileSync(join(rows, "run_fts.csv"), await words(catalogOf(bench)));
  // Digests as text: .import makes nothing else of them.
  const loose = schema
    .replaceAll(/ STRICT\b,? ?/g, " ")
    .replaceAll("BLOB", "TEXT")
    // Younger than the sqlite3 of most systems.
    .replace(", contentless_delete=1", "")
    .replaceAll(/ *, *WITHOUT ROWID| WITHOUT ROWID/g, "");
  const [made, indexed] = [
    loose.split("\n").filter((line) => !/^CREATE (UNIQUE )?INDEX/.test(line)),
    loose.split("\n").filter((line) => /^CREATE (UNIQUE )?INDEX/.test(line)),
  ];
  const script = [
    "PRAGMA journal_mode = WAL;",
    ...made,
    ".mode csv",
    ...[...tables, "run_fts"].map((table) => `.import rows/${table}.csv ${table}`),
    ...indexed,
  ];
  writeFileSync(join(dir, "import.sql"), `${script.join("\n")}\n`);
  const hash = "find runs -type f -print0 | xargs -0 sha256sum > /dev/null";
  return {
    argv: [
      "/bin/sh",
      "-c",
      `rm -rf ../import && mkdir ../import && ${hash} && ${sqlite.found} ../import/c.sqlite < import.sql`,
    ],
    cwd: dir,
  };
};

/** The rows of the full text, which keeps none of them itself. */
const words = async (file: string): Promise<string> => {
  const reader = await openCatalog(file);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines: string[] = [];
  for (const { id } of reader.all("SELECT id FROM run ORDER BY search_id")) {
    const facts = factsOfRun(reader, Number(id));
    if (facts === undefined) continue;
    const { names, tags, annotations, texts } = searchDocumentOf(facts);
    lines.push([names, tags, annotations, texts].map(quoted).join());
  }
  reader.close();
  return `${lines.join("\n")}\n`;
};
