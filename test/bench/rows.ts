/**
 * What is measured, against whom, and the bar.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../../lib/digest.ts";
import { formatEnvelope } from "../../lib/evidence/index.ts";
import { envelopeOf, makeKey, put, signRun, statementOf, type TestKey, trustFile, trusting } from "../support/sign.ts";
import { catalogRows } from "./catalog.ts";
import { catalogQueryRows } from "./catalog-queries.ts";
import { dataRepository, smallRepository, textRepository, tokens } from "./data.ts";
import { everyGate } from "./everything.ts";
import { type Command, measure } from "./measure.ts";
import type { Installed } from "./package.ts";
import { findingNothing, findRipgrep, type InToto } from "./peers.ts";
import { privateList } from "./private.ts";
import { stageTen } from "./staged.ts";
import { tracing } from "./traced.ts";

/** At most `ratio` times the peer; at most `plusMs` more; at most `ms`; or nothing but memory: 200 MB, or `mb`. */
export type Bar = ({ ratio: number } | { plusMs: number } | { ms: number } | { memoryOnly: true }) & { mb?: number };

export interface Bench {
  /** A directory of its own for everything. */
  dir: string;
  installed: Installed;
  inToto: InToto | null;
}

export interface Pair {
  ours: Command;
  /** Null when the peer is missing. */
  peer: Command | null;
  /** Called before each command, unmeasured. */
  reset?: () => void;
}

export interface Row {
  name: string;
  work: string;
  peerName: string;
  bar: Bar;
  /** Measured pairs; one more goes before them, to warm up. */
  rounds: number;
  /** Throws `NoRoom` when the disk is too small. */
  prepare: (bench: Bench) => Pair | Promise<Pair>;
}

/** The table of work, in its order; rows that share data stand side by side. */
export const rows: readonly Row[] = [
  startUp("version", "--version", ({ file }) => [process.execPath, file], { ratio: 1.25 }),
  startUp("version-link", "--version, through the link in .bin", ({ link }) => [link], { ratio: 1.25 }),
  checkArtifacts("check-artifacts", "check-artifacts, 50 files", {}),
  checkArtifacts("check-artifacts-config", "check-artifacts, 50 files, warm kprov.config.ts", {
    "kprov.config.ts":
      'import type { KprovConfig } from "kprovengine";\n\nexport default { project: "bench" } satisfies KprovConfig;\n',
  }),
  forbidden("check-forbidden-cold", { ratio: 1.2 }),
  forbidden("check-forbidden-cold-git-grep", { ratio: 0.6 }),
  forbidden("check-forbidden-cold-any-case", { ratio: 1 }),
  withPrivateList("check-private-cold", { ratio: 4 }),
  forbidden("check-forbidden-warm", { ratio: 0.25 }),
  {
    name: "preflight",
    work: "preflight, three checks, 5,000 files, warm",
    peerName: "node -e 0",
    bar: { ms: 250 },
    rounds: 15,
    prepare: ({ dir, installed }) => ({
      ours: {
        argv: [process.execPath, installed.file, "preflight"],
        cwd: textRepository(join(dir, "medium"), { count: 5000, bytes: 4e7, more: project(true) }),
        env: environment(dir),
      },
      peer: nodeAlone(dir),
    }),
  },
  {
    name: "preflight-everything",
    work: "preflight, six gates and a private list, 5,000 files, warm",
    peerName: "node -e 0",
    bar: { ms: 300 },
    rounds: 15,
    prepare: (bench) => ({ ours: everyGate(bench, environment(bench.dir)), peer: nodeAlone(bench.dir) }),
  },
  staged("preflight-staged", "preflight --staged, ten files of 50 staged anew", ({ dir }) =>
    smallRepository(join(dir, "staged"), project(true)),
  ),
  staged("preflight-staged-5000", "preflight --staged, ten files of 5,000 staged anew", ({ dir }) =>
    textRepository(join(dir, "staged-medium"), { count: 5000, bytes: 4e7, more: project(true) }),
  ),
  {
    name: "run-true",
    work: "run -- true, 50 files",
    peerName: "in-toto-run (Ed25519)",
    bar: { ratio: 0.65 },
    rounds: 15,
    prepare: (bench) => wrapping(bench, smallRepository(join(bench.dir, "small")), []),
  },
  hashing("run-1000x1MiB", { count: 1000, size: 2 ** 20, rounds: 5, ratio: 0.5 }),
  {
    name: "verify-1000x1MiB",
    work: "verify --integrity --root, 1,000 × 1 MiB",
    peerName: "in-toto-verify",
    bar: { ratio: 0.4 },
    rounds: 5,
    prepare: verification,
  },
  {
    name: "verify-signed-1000x1MiB",
    work: "verify --trust --root of a signed bundle, 1,000 × 1 MiB",
    peerName: "in-toto-verify",
    bar: { ratio: 0.4 },
    rounds: 5,
    prepare: signedVerification,
  },
  {
    name: "verify-10000-subjects",
    work: "verify of an envelope with 10,000 subjects",
    peerName: "node -e 0",
    bar: { ms: 1000 },
    rounds: 7,
    prepare: manySubjects,
  },
  {
    name: "report-10000",
    work: "report of a bundle with 10,000 members",
    peerName: "node -e 0",
    bar: { ms: 2000 },
    rounds: 7,
    prepare: reporting,
  },
  {
    name: "sign",
    work: "sign of a small bundle, key not locked",
    peerName: "node -e 0",
    bar: { plusMs: 60 },
    rounds: 15,
    prepare: signing,
  },
  hashing("run-20000x4KiB", { count: 20_000, size: 4096, rounds: 7, ratio: 0.5 }),
  {
    name: "diff-20000",
    work: "diff of two bundles of 20,000 members, five changed",
    peerName: "node -e 0",
    bar: { plusMs: 150 },
    rounds: 15,
    prepare: comparison,
  },
  hashing("run-4GiB", { count: 1, size: 2 ** 32, rounds: 3, ratio: 0.85 }),
  {
    ...hashing("run-100000x100B", { count: 100_000, size: 100, rounds: 1, ratio: 1 }),
    bar: { memoryOnly: true },
  },
  {
    name: "run-1GB-printed",
    work: "run -- a child that prints 1 GB",
    peerName: "the child alone",
    bar: { memoryOnly: true },
    rounds: 1,
    prepare: (bench) => printing(bench, 738_000_000),
  },
  {
    name: "trace-files",
    work: "run --trace-files, python3 reading 2,000 × 4 KiB, ten times",
    peerName: "strace -f, same filter",
    bar: { ratio: 1.3 },
    rounds: 5,
    prepare: (bench) => tracing(bench, environment(bench.dir)),
  },
  {
    name: "run-200MB-redacted",
    work: "run -- a child that prints 200 MB, six secrets",
    peerName: "the same without secrets",
    bar: { ratio: 1.6 },
    rounds: 7,
    prepare: redaction,
  },
  {
    name: "trace-100000-events",
    work: "run -- a step that says 100,000 events in about 15 s",
    peerName: "the same, said into a file of its own",
    bar: { ratio: 1.05 },
    rounds: 5,
    prepare: talking,
  },
  ...catalogRows,
  ...catalogQueryRows,
];

// --- internal ---

function startUp(name: string, work: string, argv: (installed: Installed) => [string, ...string[]], bar: Bar): Row {
  return {
    name,
    work,
    peerName: "node -e 0",
    bar,
    rounds: 15,
    prepare: ({ dir, installed }) => ({
      ours: { argv: [...argv(installed), "--version"], cwd: dir, env: environment(dir) },
      peer: nodeAlone(dir),
    }),
  };
}

function checkArtifacts(name: string, work: string, more: Record<string, string>): Row {
  return {
    name,
    work,
    peerName: "node -e 0",
    bar: { plusMs: 40 },
    rounds: 15,
    prepare: ({ dir, installed }) => ({
      ours: {
        argv: [process.execPath, installed.file, "check-artifacts"],
        cwd: smallRepository(join(dir, name), more),
        env: environment(dir),
      },
      peer: nodeAlone(dir),
    }),
  };
}

function staged(name: string, work: string, repository: (bench: Bench) => string): Row {
  return {
    name,
    work,
    peerName: "node -e 0",
    bar: { ms: 150 },
    rounds: 15,
    prepare: (bench) => {
      const cwd = repository(bench);
      return {
        ours: {
          argv: [process.execPath, bench.installed.file, "preflight", "--staged"],
          cwd,
          env: environment(bench.dir),
        },
        peer: nodeAlone(bench.dir),
        reset: stageTen(cwd),
      };
    },
  };
}

/** `cold`: without a cache, which is written. `warm`: the same again on the unchanged tree. `any-case`: for both of them. */
function forbidden(name: string, bar: Bar): Row {
  const ripgrep = name.endsWith("git-grep") ? undefined : findRipgrep();
  const [how = ""] = /cold|warm/.exec(name) ?? [];
  const isFolded = name.endsWith("any-case");
  const flags = ["-uuu", "-a", "-F", ...(isFolded ? ["-i"] : [])];
  return {
    name,
    work: `check-identity, 20 tokens${isFolded ? " in any case" : ""}, 50,000 files, 1 GB, ${how}`,
    peerName: ripgrep === undefined ? "git grep -alF" : `ripgrep ${ripgrep?.version ?? "15"} ${flags.join(" ")}`,
    bar,
    rounds: 5,
    prepare: ({ dir, installed }) => {
      const cwd = textRepository(join(dir, "text"), { count: 50_000, bytes: 1.02e9, more: project(false) });
      const tokens = join(cwd, tokensName);
      const env = environment(dir);
      const peers =
        ripgrep === undefined
          ? ["git", "grep", "-alF", "-f", tokens, "--", "tree"]
          : ripgrepOver(ripgrep, [...flags, "-f", tokens]);
      const config = isFolded ? ["--config", foldedConfig(cwd)] : [];
      return {
        ours: { argv: [process.execPath, installed.file, "check-identity", ...config], cwd, env },
        peer: peers && { argv: findingNothing(peers), cwd },
        ...(how === "cold" && { reset: () => forgetVerdicts(env["KPROV_CACHE_DIR"] ?? "") }),
      };
    },
  };
}

/** The private list against the plain one, both of ours. */
function withPrivateList(name: string, bar: Bar): Row {
  const { prepare, ...row } = forbidden(name, bar);
  return {
    ...row,
    work: row.work.replace("20 tokens", "20 private tokens"),
    peerName: "the plain list",
    prepare: async (bench) => privateList(bench, { plain: await prepare(bench), listed: tokensName }),
  };
}

const forgetVerdicts = (cache: string): void => {
  for (const kind of readdirSync(cache).filter((name) => name !== "config" && name !== "code"))
    rmSync(join(cache, kind), { recursive: true });
};

const tokensName = "forbidden-tokens.txt";

/** What the three checks go by, and what they compare it with. */
function project(hasDisplay: boolean): Record<string, string> {
  const display = hasDisplay ? { display: { name: "Claims ETL", allow: ["README.md"] } } : {};
  const repository = "https://github.com/acme/claims-etl";
  const config = {
    identity: { name: "claims-etl", repository, forbidden: { file: tokensName }, ...display },
    runtime: { node: ">=20.19" },
  };
  return {
    [tokensName]: `${tokens.join("\n")}\n`,
    "README.md": `# Claims ETL\n\n${repository}\n`,
    "package.json": `${JSON.stringify({ name: "claims-etl", repository, engines: { node: ">=20.19" } })}\n`,
    "kprov.config.ts": `import type { KprovConfig } from "kprovengine";\n\nexport default ${JSON.stringify(config, null, 2)} satisfies KprovConfig;\n`,
  };
}

/** The files alone: with `.git` it would search the objects, too. */
const ripgrepOver = (ripgrep: ReturnType<typeof findRipgrep>, flags: readonly string[]): string[] | null =>
  ripgrep && [ripgrep.program, ...flags, "tree"];

const foldedConfig = (cwd: string): string => {
  const file = join(cwd, "folded.kprov.config.json");
  const forbidden = { file: tokensName, ignoreCase: true };
  writeFileSync(file, JSON.stringify({ identity: { name: "claims-etl", forbidden } }));
  return file;
};

function hashing(
  name: string,
  { count, size, rounds, ratio }: Record<"count" | "size" | "rounds" | "ratio", number>,
): Row {
  return {
    name,
    work: `run --input DIR -- true, ${name.slice("run-".length).replace("x", " × ")}`,
    peerName: "in-toto-run -m",
    bar: { ratio },
    rounds,
    prepare: (bench) => wrapping(bench, dataRepository(join(bench.dir, `${count}x${size}`), { count, size }), ["data"]),
  };
}

/** `true` under us and under in-toto, with `inputs`. */
function wrapping({ dir, installed, inToto }: Bench, cwd: string, inputs: readonly string[]): Pair {
  const declared = inputs.flatMap((input) => ["--input", input]);
  const out = join(dir, "runs");
  return {
    ours: {
      argv: [process.execPath, installed.file, "run", "--out", out, ...declared, "--", "true"],
      cwd,
      env: environment(dir),
    },
    peer: inToto && { argv: inToto.wrapTrue(inputs.length > 0 ? ["--materials", ...inputs] : []), cwd },
    reset: () => rmSync(out, { recursive: true, force: true }),
  };
}

/** The same files as inputs of a bundle and as products under a signed layout. */
function verification({ dir, installed, inToto }: Bench): Pair {
  const cwd = dataRepository(join(dir, `1000x${2 ** 20}`), { count: 1000, size: 2 ** 20 });
  const [out, env] = [join(dir, "to-verify"), environment(dir)];
  measure({ argv: [process.execPath, installed.file, "run", "--out", out, "--input", "data", "--", "true"], cwd, env });
  const bundle = join(out, readdirSync(out).find((name) => !name.startsWith(".")) ?? "");
  return {
    ours: { argv: [process.execPath, installed.file, "verify", "--integrity", "--root", ".", bundle], cwd, env },
    peer: inToto && { argv: inToto.prepareVerification(cwd), cwd },
  };
}

/** The same bundle, signed in both forms, its origin asked as well. */
function signedVerification(bench: Bench): Pair {
  const { ours, ...rest } = verification(bench);
  const bundle = ours.argv.at(-1) ?? "";
  const key = makeKey();
  signRun(bundle, [key], ["intoto.jsonl", "sigstore.json"]);
  const trust = writeTrust(bench.dir, key);
  const [program, file = "", ...args] = ours.argv;
  return { ...rest, ours: { ...ours, argv: [program, file, "verify", "--trust", trust, ...args.slice(2)] } };
}

/** Every file is an output that lies in the bundle. */
function reporting({ dir, installed }: Bench): Pair {
  const cwd = dataRepository(join(dir, "10000x100"), { count: 10_000, size: 100 });
  const [out, page, env] = [join(dir, "to-report"), join(dir, "report.html"), environment(dir)];
  const files = ["--output", "data", "--collect"];
  measure({ argv: [process.execPath, installed.file, "run", "--out", out, ...files, "--", "true"], cwd, env });
  const bundle = join(out, readdirSync(out).find((name) => !name.startsWith(".")) ?? "");
  return {
    ours: { argv: [process.execPath, installed.file, "report", "--integrity", bundle, "-o", page], cwd, env },
    peer: nodeAlone(dir),
    reset: () => rmSync(page, { force: true }),
  };
}

/** The same outputs collected twice, a few of them changed in between. */
function comparison({ dir, installed }: Bench): Pair {
  const cwd = dataRepository(join(dir, "20000x4096"), { count: 20_000, size: 4096 });
  const [out, env] = [join(dir, "to-compare"), environment(dir)];
  const collect = (id: string): Command => ({
    argv: [
      ...[process.execPath, installed.file, "run", "--out", out, "--run-id", id, "--output", "data", "--collect"],
      ...["--", "true"],
    ] as unknown as Command["argv"],
    ...{ cwd, env },
  });
  measure(collect("a"));
  const changed = Array.from({ length: 5 }, (_, index) => join(cwd, "data", `d00${index}`, "f017.bin"));
  const before = changed.map((path) => readFileSync(path));
  for (const path of changed) writeFileSync(path, "changed\n");
  measure(collect("b"));
  // Others work on the same files.
  changed.forEach((path, index) => {
    writeFileSync(path, before[index] ?? "");
  });
  return {
    ours: { argv: [process.execPath, installed.file, "diff", join(out, "a"), join(out, "b")], cwd, env },
    peer: nodeAlone(dir),
  };
}

function signing({ dir, installed }: Bench): Pair {
  const cwd = smallRepository(join(dir, "to-sign"));
  const env = { ...environment(dir), KPROV_CONFIG_DIR: join(dir, "config") };
  const ours = (...argv: string[]): Command => ({ argv: [process.execPath, installed.file, ...argv], cwd, env });
  measure(ours("keys", "new", "bench", "--plain"));
  measure(ours("run", "--out", join(dir, "signed"), "--", "true"));
  const bundle = join(dir, "signed", readdirSync(join(dir, "signed")).find((name) => !name.startsWith(".")) ?? "");
  const forget = (): void => rmSync(join(bundle, "attestations"), { recursive: true, force: true });
  return { ours: ours("sign", bundle), peer: nodeAlone(dir), reset: forget };
}

function manySubjects({ dir, installed }: Bench): Pair {
  const key = makeKey();
  const subject = Array.from({ length: 10_000 }, (_, index) => ({
    name: `data/part-${index}.csv`,
    digest: { sha256: sha256(String(index)) },
  }));
  const payload = statementOf("https://example.com/list/v1", subject);
  put(dir, "subjects.intoto.jsonl", formatEnvelope(envelopeOf(payload, [key])));
  const asked = ["--trust", writeTrust(dir, key), "--digest", `sha256:${sha256("9999")}`, "subjects.intoto.jsonl"];
  return {
    ours: { argv: [process.execPath, installed.file, "verify", ...asked], cwd: dir, env: environment(dir) },
    peer: nodeAlone(dir),
  };
}

const writeTrust = (dir: string, key: TestKey): string => {
  const name = `trust-${key.publicKey.fingerprint.slice(7, 15).replaceAll(/\W/g, "_")}.json`;
  put(dir, name, JSON.stringify(trustFile([trusting(key, "Bench")])));
  return join(dir, name);
};

/** The child's standard output has a third more bytes than `bytes`. */
function printing(bench: Bench, bytes: number): Pair {
  const cwd = smallRepository(join(bench.dir, `printing-${bytes}`));
  const child = ["openssl", "rand", "-base64", String(bytes)] as const;
  const { ours, ...rest } = wrapping(bench, cwd, []);
  const [program, ...args] = ours.argv;
  return { ...rest, ours: { ...ours, argv: [program, ...args.slice(0, -1), ...child] }, peer: { argv: child, cwd } };
}

/** Live redaction and sweep, and nothing else: the peer is ourselves in an environment that holds no secret. */
function redaction(bench: Bench): Pair {
  const { ours, reset } = printing(bench, 147_600_000);
  const isQuiet = (name: string): boolean => /^(?:PATH|HOME|TMPDIR|LANG|KPROV_CACHE_DIR)$/.test(name);
  const quiet = Object.fromEntries(Object.entries(ours.env ?? {}).filter(([name]) => isQuiet(name)));
  return {
    ours: { ...ours, env: { ...quiet, ...plantedSecrets } },
    peer: { ...ours, env: quiet },
    ...(reset !== undefined && { reset }),
  };
}

/** The step's own share is the same on both sides: it writes the same lines. */
function talking(bench: Bench): Pair {
  const cwd = smallRepository(join(bench.dir, "talking"));
  put(cwd, "talk.py", talker);
  const { ours, reset } = wrapping(bench, cwd, []);
  const [program, ...args] = ours.argv;
  const said = (where: string): Command => ({
    ...ours,
    argv: [program, ...args.slice(0, -1), "python3", "talk.py", where],
  });
  return { ours: said("run"), peer: said("file"), ...(reset !== undefined && { reset }) };
}

const talker = `import hashlib, json, os, sys
path = os.environ["KPROV_EVENTS"] if sys.argv[1] == "run" else "events.txt"
with open(path, "a" if sys.argv[1] == "run" else "w", buffering=1) as events:
    for epoch in range(50_000):
        events.write(json.dumps({"name": "epoch", "phase": "start", "attributes": {"number": epoch}}) + "\\n")
        loss = hashlib.sha256(bytes(100_000)).digest()[0] / 255
        events.write(json.dumps({"name": "epoch", "phase": "end", "attributes": {"loss": loss}}) + "\\n")
`;

/** As people have them; one as short as may be, which makes the search slowest. */
const plantedSecrets = {
  GITHUB_TOKEN: "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  NPM_TOKEN: "npm_Zk3vQ0bq8tWcA1sPdE7uYxLm5NfGhJ2oRiTa",
  DB_PASSWORD: "s3cr3t-Pa55w0rd!",
  SESSION_SECRET: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  SHORT_TOKEN: "Kx9-w2Qa",
};

function nodeAlone(dir: string): Command {
  return { argv: [process.execPath, "-e", "0"], cwd: dir, env: environment(dir) };
}

/**
 * Ours, without what changes how Node starts (Node 20 parses extra certificates before anything else, a hundred of them
 * for longer than it takes to start); caches lie in the bench's own directory.
 */
function environment(dir: string): NodeJS.ProcessEnv {
  const {
    NODE_OPTIONS: _options,
    NODE_COMPILE_CACHE: _cache,
    NODE_EXTRA_CA_CERTS: _certificates,
    ...rest
  } = process.env;
  mkdirSync(join(dir, "cache"), { recursive: true });
  return {
    ...rest,
    KPROV_CACHE_DIR: join(dir, "cache"),
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  };
}
