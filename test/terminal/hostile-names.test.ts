import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fingerprintOf } from "../../lib/guard/fingerprint.ts";
import { dayOf } from "../../lib/guard/waivers/index.ts";
import { formats } from "../../lib/output/index.ts";
import { visible } from "../../lib/text.ts";
import { commands, dispatch } from "../../scripts/kprovengine.ts";
import { editDocument, failed, inputOf, reseal, writeBundle } from "../support/bundle.ts";
import { update } from "../support/governance.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";

/** One of each class: C0, ESC with CSI and OSC, DEL, 8-bit C1, bidirectional, zero-width, tags, separators, fillers, markup. */
const evil = [
  "\u001b[2K\u001b]0;owned\u0007",
  "\u007f\u009b31m\u0085",
  "\u202egpj\u2066\u2069\u200e\u061c",
  "\u200b\ufeff\u{e0041}\ufe0f\u3164\u2028\u2029",
  "<script>alert(1)</script>[x](javascript:y)`",
  "\r\nFORGED: proved\n",
].join("");
/** As the part of a path. */
const name = evil.replaceAll("/", "|");

let [stdout, stderr] = ["", ""];
let fixture: TestRepo;
let bundle = "";
let broken = "";
let [whole, other] = ["", ""];

const hostileFiles: RepoFiles = {
  "README.md": `# ${evil}\n\nhttps://github.com/other${name}/x\n`,
  "package.json": JSON.stringify({
    name: `x${evil}`,
    repository: `https://evil.example/${name}`,
    engines: { node: `>=${evil}` },
  }),
  "pyproject.toml": `[project]\nname = ${JSON.stringify(`p${evil.replaceAll("\u007f", "")}`)}\nrequires-python = "oops \\u001b"\n`,
  ".github/workflows/ci.yml": `jobs:\n  ${JSON.stringify(evil)}:\n    runs-on: ${JSON.stringify(evil)}\n    steps:\n      - uses: actions/setup-node@v4\n        with: {node-version: ${JSON.stringify(evil)}}\n`,
  [`.github/workflows/${name}.yml`]: "jobs: [\u001b\n",
  Dockerfile: `FROM node:${"x\u001b[31m"}\nLABEL org.opencontainers.image.title="${"\u202e"}a"\n`,
  ".tool-versions": `node \u001b[31m1\u202e\n`,
  [`${name}.env`]: "A=1",
  [`dir${name}/id_rsa`]: `-----BEGIN ${"OPENSSH"} PRIVATE KEY-----\n`,
  [`acme-corp${name}.txt`]: `acme-corp ${evil}\n`,
  [`${name}.pyc`]: "x",
  [`.kprov/keys/${name}.pub`]: `ssh-ed25519 AAAA ${evil}\n`,
  ".kprov/keys/b.pub": `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8Ht8Z3j6yDWPBHQtOp/R9rjWvfMYo3MSA/K6q8D86r ${evil.replace(/[\r\n]/g, "")}\n`,
  "kprov.config.json": JSON.stringify({
    project: `x${evil}`,
    identity: {
      name: "other",
      display: { name: `N${evil}`, allow: [] },
      forbidden: ["acme-corp"],
      docker: { files: ["Dockerfile"], labels: { title: `t${evil}` } },
    },
    artifacts: { allow: [{ glob: "dir*/**", reason: `because ${evil}` }] },
    runtime: { node: ">=99", python: ">=99" },
    governance: { documents: ["*.txt"] },
    preflight: { commands: { bad: ["false", evil], gone: ["no\u202e\u001b[31m"] } },
  }),
  [`in${name}.txt`]: "data\n",
  ".kprov/waivers.json": JSON.stringify({
    schema: "kprov.waivers/v1",
    waivers: [
      { [evil]: evil },
      { fingerprint: "0".repeat(32), check: evil, code: evil, reason: evil, owner: evil, until: evil },
    ],
  }),
};

/** Of the finding about a file whose path is hostile and whose content is "x". */
const waivable = fingerprintOf("ARTIFACT_TRACKED", ["file c1b0730e0133447badcfd47fd144e254807b06e1"]);

beforeAll(async () => {
  fixture = repo(hostileFiles);
  await update(fixture.dir);
  fixture.commit({ [`in${name}.txt`]: "other data\n", [`new${name}.txt`]: "x" });
  fixture.git("checkout", "-q", "-b", "x\u202e\u200b");
  fixture.git("config", `remote.o\u202e.url`, `https://evil.example/${name}`);
  const home = join(fixture.dir, `runs${name}`);
  mkdirSync(home);
  const made = writeBundle(home, {
    outcome: { ...failed, findings: [{ code: "OUTPUT_MISSING", subject: evil }] },
    outputs: { [`o${name}`]: "1" },
    inputs: [inputOf(`i${name}`, "x")],
    logs: { stdout: evil, stderr: evil },
  });
  editDocument(made, "run_summary.json", (summary) => {
    Object.assign(summary, { project: evil, step: evil, tags: { [evil]: evil }, workingDirectory: evil });
    Object.assign(summary.git, { branch: evil, remotes: [{ name: evil, url: evil }], reason: evil });
  });
  editDocument(made, "provenance.json", (document) => {
    document.predicate.buildDefinition.externalParameters.step = evil;
    document.predicate.buildDefinition.externalParameters.argv = ["sh", evil];
  });
  reseal(made);
  broken = join(home, `b${name}`);
  cpSync(made, broken, { recursive: true });
  bundle = made;
  whole = writeBundle(home, {
    runId: "2026-02-17T20-13-00Z-0000000c",
    outputs: { [`o${name}`]: "3", [`p${name}`]: "" },
    inputs: [inputOf(`i${name}`, "x")],
    logs: { stdout: evil, stderr: evil },
  });
  other = writeBundle(home, {
    runId: "2026-02-16T20-13-00Z-0000000b",
    outputs: { [`o${name}`]: "2", [`p${name}`]: `${evil}\n` },
    inputs: [inputOf(`i${name}`, "y"), inputOf(`j${name}`, "x")],
  });
  editDocument(broken, "provenance.json", (document) => {
    document[evil] = evil;
  });
  reseal(broken);
  writeFileSync(join(broken, name), "an extra member");
  mkdirSync(join(home, `.kprov-run-${"x"}.00000000.1.1`));
  mkdirSync(join(broken, "attestations"), { recursive: true });
  writeFileSync(
    join(broken, "attestations", `${name}.intoto.jsonl`),
    JSON.stringify({ payload: evil, payloadType: evil, signatures: [{ keyid: evil, sig: "AAAA" }] }),
  );
  const outside = join(fixture.dir, ".git", "outside");
  mkdirSync(outside);
  writeFileSync(
    join(outside, "trust.json"),
    JSON.stringify({
      schema: "kprov.trust/v1",
      keys: [{ owner: evil, roles: ["runner"], fingerprint: evil, publicKey: evil }],
      [evil]: 1,
    }),
  );
});
afterAll(() => {
  fixture.dispose();
  for (const variable of places) rmSync(placeOf(variable), { recursive: true, force: true });
});

beforeEach(() => {
  [stdout, stderr] = ["", ""];
  const take = (keep: (text: string) => void) =>
    ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      keep(Buffer.from(chunk as string).toString("utf8"));
      (rest.find((item) => typeof item === "function") as (() => void) | undefined)?.();
      return true;
    }) as typeof process.stdout.write;
  vi.spyOn(process.stdout, "write").mockImplementation(take((text) => (stdout += text)));
  vi.spyOn(process.stderr, "write").mockImplementation(take((text) => (stderr += text)));
  for (const variable of places) vi.stubEnv(variable, placeOf(variable));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const places = ["KPROV_CACHE_DIR", "KPROV_CONFIG_DIR"] as const;
const placeOf = (variable: string) => join(dirname(fixture.dir), `${variable}-of-hostile-${process.pid}`);

/** What a terminal would be sent. Newlines are ours to write, and nothing else of that kind is. */
const judge = (text: string): void => {
  for (const line of text.split("\n")) {
    expect(visible(line)).toBe(line);
    expect(line).not.toMatch(/^FORGED/);
  }
};

/** Every form, and what can't be meant. */
const reported = [
  ...formats.map((form) => ["--report", `${form}=-`]),
  ["--report", `${evil}=-`],
  ["--report", "sarif=."],
];

/** For each command, its lines; `&` and `#` stand for the paths of whole bundles, `@` for one that disagrees with itself, `%` for a broken one. */
const lines = {
  run: [
    ["--", "true"],
    [`in${name}.txt`],
    ["--step", evil, "--tag", `k=${evil}`, "--output", `out${name}`, "--input", `in${name}.txt`, "--", "true"],
    ["--input", `missing${name}`, "--", "true"],
    ["--", `no${name}`],
    [`--nope${evil}`],
    ["--input-ref", evil, "--", "true"],
    ["--run-id", evil, "--", "true"],
    ["--timeout", evil, "--", "true"],
    ["--config", `no${name}`, "--", "true"],
  ],
  verify: [
    ["--integrity", "@"],
    ["--integrity", "--verbose", "%"],
    ["--integrity", "--root", ".", "@"],
    ["@"],
    ["--trust", ".git/outside/trust.json", "@"],
    ["--integrity", `runs${name}`],
    [`missing${name}`],
    [`%/attestations/${name}.intoto.jsonl`],
    ["--verbose", "--integrity", "@", `runs${name}`],
  ],
  report: [
    ["&", "#", "-o", `.git/outside/y${name}.html`],
    ["--integrity", "@", "%", "-o", `.git/outside/x${name}.html`],
    [`missing${name}`, "-o", "-"],
  ],
  diff: [
    ["&", "#"],
    ["--volatile", "&", "#"],
    ["--markdown", "&", "#"],
    ["&", "@"],
    [`missing${name}`, "#"],
    ["--last", evil],
  ],
  rerun: [
    ["--yes", "@"],
    ["--yes", `missing${name}`],
    ["--yes", "--trust", ".git/outside/trust.json", "@"],
  ],
  trace: [
    ["show", "#"],
    ["verify", "#"],
    ["verify", `%/trace.jsonl`],
    ["export", "--chrome", "#", "-o", "-"],
    ["export", "--otlp", "#", "-o", "-"],
    ["diff", "&", "#"],
    [evil, "@"],
  ],
  sign: [["@"], [`missing${name}`]],
  review: [
    ["--status", "@"],
    ["--approve", "--note", evil, "@"],
  ],
  export: [
    ["--format", "openlineage", "&", "-o", "-"],
    ["--format", "cyclonedx", "&", "-o", "-"],
    ["--format", evil, "@", "-o", "x"],
    ["@", "-o", `.git/outside/x${name}.tar`],
    [`missing${name}`, "-o", "x.tar"],
  ],
  index: [[`runs${name}`], ["--check", `runs${name}`], [`missing${name}`], ["--catalog", `no${name}/x`, `runs${name}`]],
  "catalog list": [[], ["--refused"], ["--csv"], ["--ndjson"], ["--tag", evil], ["--sort", evil], [evil]],
  "catalog show": [["2026-02-17"], [evil]],
  "catalog search": [["true"], ["--explain", "step"], [evil], [`tag:${evil}`]],
  "catalog lineage": [["2026-02-16"], ["--mermaid", `i${name}`], [evil]],
  "catalog refs": [[`o${name}`], [`missing${name}`]],
  "catalog stats": [[], ["--step", evil]],
  "catalog sql": [
    ["SELECT * FROM runs"],
    ["--csv", "SELECT step, tags.value FROM runs JOIN tags USING (bundle_digest)"],
    [evil],
  ],
  "catalog site": [
    ["-o", `.git/outside/s${name}`],
    ["-o", "README.md"],
  ],
  "catalog export": [
    ["--format", "openlineage", "-o", `.git/outside/e${name}`],
    ["--format", evil, "-o", "x"],
  ],
  tag: [
    ["&", `k=${name}`],
    [`missing${name}`, "k=v"],
    ["2026-02-17", evil],
  ],
  annotate: [
    ["&", evil],
    [`missing${name}`, "words"],
  ],
  keys: [["list"], ["show", name], ["trust", evil, "--role", "runner", "--owner", evil], ["new", evil], [evil]],
  preflight: [[], ["--verbose"], ["--only", evil]],
  "check-identity": [[], ["--verbose"], ["--fix"], ["--history", "HEAD"], ["--history", evil], ...reported],
  "check-artifacts": [[], ["--verbose"], ["--fix"], ["--report", `sarif=tracked${name}/x`], ...reported],
  "check-runtime": [[], ["--verbose"]],
  "check-parity": [[], ["--verbose"]],
  "check-rules": [[], ["--verbose"]],
  rules: [["list"], ["test"], [evil]],
  "check-governance": [[], ["--verbose"], ["--base", "HEAD"], ["--base", evil], ["--base", name]],
  governance: [
    ["diff", "--verbose"],
    ["diff", "--base", "HEAD"],
    ["update", "--reason", evil],
    ["update", "--reason", "planted", "--author", "Ann"],
    ["show", "--verbose"],
    [evil],
  ],
  init: [["--dry-run"], ["--yes", "--governance", `g${name}`], ["--yes"], ["--undo", "--dry-run"], ["--undo"]],
  vendor: [["--check"], [evil]],
  clean: [[`runs${name}`], [`missing${name}`]],
  explain: [[evil], ["E_USAGE"]],
  completion: [[evil], ["bash"]],
  deny: [
    [evil],
    ["salt", `salt${name}`],
    ["add", "--from", `missing${name}`],
    ["add", "--from", "README.md", "--salt-file", `missing${name}`],
    ["list", "--list", `missing${name}`],
    ["list", "--list", `acme-corp${name}.txt`],
    ["remove", evil],
    ["check", evil],
  ],
  waive: [
    ["--list"],
    [waivable, "--reason", "a planted one", "--owner", "mara", "--until", dayOf(Date.now() + 86_400_000)],
    [waivable, "--reason", evil, "--owner", evil, "--until", evil],
    [evil, "--reason", "x", "--owner", "y", "--until", "2999-12-31"],
    ["--remove", evil],
    ["--remove", "00000000"],
  ],
} as Record<string, string[][]>;

/** That a command got as far as the names. */
const said: Record<string, RegExp> = {
  diff: /\d changes; the same/,
  trace: /whole and in order/,
  governance: /no longer governed|has other words/,
  waive: /waived until \d.*ARTIFACT_TRACKED/,
  report: /a page about 2 bundles/,
  export: /"eventType":"START"/,
  "catalog list": /2026-02-17/,
  "catalog sql": /2026-02-17/,
};

describe("a checkout full of names that a terminal would obey", () => {
  test("every command is tried", () => {
    expect(Object.keys(lines).sort()).toEqual(Object.keys(commands).sort());
  });

  test.each(Object.keys(commands))("%s shows them, and sends none of them", async (command) => {
    let shown = "";
    for (const words of lines[command] ?? []) {
      const argv = words.map((word) =>
        word
          .replace(/^@/, () => bundle)
          .replace(/^#/, () => other)
          .replace(/^&/, () => whole)
          .replace(/^%/, () => broken),
      );
      await dispatch([...command.split(" "), "--cwd", fixture.dir, ...argv]);
      await new Promise((done) => setTimeout(done, 20)); // Talk comes when its library is there.
      judge(stdout);
      judge(stderr);
      shown += stdout + stderr;
      [stdout, stderr] = ["", ""];
    }
    expect(shown).toMatch(said[command] ?? /./);
  });

  test("--json holds them all, escaped", async () => {
    await dispatch(["check-artifacts", "--json", "--cwd", fixture.dir]);
    judge(stdout);
    type Found = { path?: string }[];
    const { findings, waived = [] } = JSON.parse(stdout) as { findings: Found; waived?: Found };
    // An earlier command of these may have waived it.
    expect([...findings, ...waived].map(({ path }) => path)).toContain(`${name}.pyc`);
    [stdout, stderr] = ["", ""];
    await dispatch(["verify", "--json", "--cwd", fixture.dir, `missing${name}`]);
    judge(stdout + stderr);
  });
});
