import { describe, expect, test } from "vitest";
import { compareBundles, type Difference } from "../../../../lib/compare/index.ts";
import { layout, type Provenance, type Toolchain } from "../../../../lib/evidence/index.ts";
import { type BundleOptions, editDocument, failed, inputOf, reseal, writeBundle } from "../../../support/bundle.ts";
import { temporary } from "../../../support/temporary.ts";
import { plainly, sideOf } from "./support.ts";

type Edit = { provenance?: (document: Provenance) => void; toolchain?: (document: Toolchain) => void };

const bundle = (options: BundleOptions = {}, edit: Edit = {}): string => {
  const dir = writeBundle(temporary(), options);
  if (edit.provenance !== undefined) editDocument(dir, layout.provenance, edit.provenance);
  if (edit.toolchain !== undefined) editDocument(dir, layout.toolchain, edit.toolchain);
  reseal(dir);
  return dir;
};
const compare = (before: string, after: string, volatile = false): Difference =>
  compareBundles(sideOf(before), sideOf(after), { ...plainly, volatile });
/** Section, sign, name, before, after of every change. */
const told = ({ sections }: Difference): string[] =>
  sections.flatMap(({ name, changes }) =>
    changes.map((change) => `${name}: ${change.what} ${change.name}: ${change.before} -> ${change.after}`),
  );
const set = <T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void => {
  target[key] = value;
};
const external = ({ predicate }: Provenance) => predicate.buildDefinition.externalParameters;
const internal = ({ predicate }: Provenance) => predicate.buildDefinition.internalParameters;

describe("compareBundles", () => {
  test("finds nothing between a bundle and itself, and counts what is the same", () => {
    const dir = bundle({ inputs: [inputOf("a", "1")] });
    const difference = compare(dir, dir);
    expect(difference).toMatchObject({ equal: true, changes: 0, volatile: null, basis: "named", kind: "bundle" });
    const same = difference.sections
      .filter((section) => section.same !== null)
      .map(({ name, same: n }) => `${name} ${n}`);
    expect(same).toEqual(["inputs 1", "input references 0", "tools 1", "distributions 0", "lock files 1", "outputs 2"]);
  });

  test.each<[string, Edit["provenance"], string[]]>([
    [
      "a word of the command",
      (run) => set(external(run), "argv", ["python3", "train.py", "--lr", "2"]),
      ["command: added --lr: null -> 2"],
    ],
    [
      "a pipeline instead of a command",
      (run) => void Object.assign(external(run), { argv: null, pipeline: "text" }),
      ["command: removed command: python3 train.py -> null", "command: added built-in pipeline: null -> text"],
    ],
    [
      "the working directory",
      (run) => set(external(run), "workingDirectory", "sub"),
      ["command: changed working directory: . -> sub"],
    ],
    ["the timeout", (run) => set(external(run), "timeoutMs", 5), ["command: added timeout in milliseconds: null -> 5"]],
    [
      "what was declared",
      (run) => void external(run).inputs.push("data/*"),
      ["command: added declared input: null -> data/*"],
    ],
    [
      "the commit and its state",
      (run) => {
        const { git } = internal(run);
        if (git !== null) git.before = { commit: "f".repeat(40), dirty: true };
      },
      [
        `git: changed commit: 0123456789abcdef0123456789abcdef01234567 -> ${"f".repeat(40)}`,
        "git: changed uncommitted changes: no -> yes",
        "git: changed commit after the step: 0123456789abcdef0123456789abcdef01234567 -> 0123456789abcdef0123456789abcdef01234567",
      ].slice(0, 2),
    ],
    [
      "no repository",
      (run) => set(internal(run), "git", null),
      ["git: changed repository: commit 0123456789abcdef0123456789abcdef01234567 -> none"],
    ],
    [
      "a configuration",
      (run) =>
        set(external(run), "configuration", {
          path: "kprov.config.ts",
          sha256: "1".repeat(64),
          effective: "2".repeat(64),
        }),
      [
        "configuration: added file: null -> kprov.config.ts",
        `configuration: added content: null -> sha256:${"1".repeat(64)}`,
      ],
    ],
    [
      "the trust mode",
      (run) => set(internal(run), "trustMode", "gitlab-ci"),
      ["trust: changed trust mode: workstation -> gitlab-ci"],
    ],
    [
      "completeness",
      (run) => set(internal(run), "kprov_completeness", "traced"),
      ["trust: changed completeness: declared -> traced"],
    ],
    [
      "a recorded variable",
      (run) => void internal(run).recordedEnvironment.push("TZ"),
      ["trust: added recorded variable: null -> TZ"],
    ],
    [
      "a preflight",
      (run) => {
        run.predicate.buildDefinition.resolvedDependencies.push({
          name: "p",
          digest: { sha256: "1" },
          annotations: { kprov_role: "preflight" },
        });
      },
      ["gates: added p: null -> sha256:1"],
    ],
  ])("names %s", (_, edit, expected) => {
    expect(told(compare(bundle(), bundle({}, edit === undefined ? {} : { provenance: edit })))).toEqual(expected);
  });

  test("names how it ended", () => {
    expect(told(compare(bundle(), bundle({ outcome: failed })))).toEqual([
      "outcome: changed status: succeeded -> failed",
      "outcome: changed exit status: 0 -> 3",
    ]);
  });

  test("names tools, distributions, lock files and the platform", () => {
    const edit = (document: Toolchain): void => {
      document.platform.architecture = "arm64";
      document.tools[0] = { name: "python3", role: "command", version: "3.12.1", sha256: "1".repeat(64) };
      document.python = [
        {
          implementation: "CPython",
          version: "3.12.1",
          role: "interpreter",
          distributions: [{ name: "numpy", version: "2.0" }],
        },
      ];
      document.lockFiles = [];
    };
    const told2 = told(compare(bundle(), bundle({}, { toolchain: edit }))).map((line) =>
      line.replace(/sha256:\w+/, "…"),
    );
    expect(told2).toEqual([
      "tools: changed python3 (command): 3.11.2 -> 3.12.1",
      "distributions: added CPython: null -> 3.12.1",
      "distributions: added numpy: null -> 2.0",
      "lock files: removed uv.lock: 4 bytes, … -> null",
      "platform: changed architecture: x64 -> arm64",
    ]);
  });

  test("tells the same version with other bytes", () => {
    const edit = (document: Toolchain): void => void Object.assign(document.tools[0] ?? {}, { sha256: "1".repeat(64) });
    const { sections } = compare(bundle(), bundle({}, { toolchain: edit }));
    expect(sections.find(({ name }) => name === "tools")?.changes).toMatchObject([
      { before: "3.11.2", after: "3.11.2", note: "the same version, other bytes" },
    ]);
  });

  test("looks into outputs that changed, names what was renamed", () => {
    const before = bundle({ outputs: { "a.json": '{"x":1}', "gone.txt": "same bytes", "s.txt": "1" } });
    const after = bundle({ outputs: { "a.json": '{"x":2}', "here.txt": "same bytes", "s.txt": "1" } });
    const outputs = compare(before, after).sections.find(({ name }) => name === "outputs");
    expect(outputs).toMatchObject({
      same: 1,
      changes: [
        {
          what: "changed",
          name: "a.json",
          content: { kind: "json", first: [{ path: "$.x", before: "1", after: "2" }] },
        },
        { what: "renamed", name: "here.txt", before: "gone.txt" },
      ],
    });
  });

  test("says why it did not look into one", () => {
    const subject = (digit: string) => ({ name: "model.bin", digest: { sha256: digit.repeat(64) } });
    const outputs = compare(bundle({ subjects: [subject("1")] }), bundle({ subjects: [subject("2")] })).sections.at(-1);
    expect(outputs?.changes).toMatchObject([{ content: { kind: "unseen", why: "not looked for" } }]);
  });

  test("a run without outputs has none to compare", () => {
    const outputs = compare(bundle({ subjects: [] }), bundle({ subjects: [] })).sections.at(-1);
    expect(outputs).toEqual({ name: "outputs", same: 0, changes: [] });
    expect(
      compare(bundle({ subjects: [] }), bundle())
        .sections.at(-1)
        ?.changes.map(({ what }) => what),
    ).toEqual(["added", "added"]);
  });

  test("looks into a hundred changed outputs and names the others", () => {
    const many = (text: string) =>
      Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`f${index}.txt`, `${text}${index}`]));
    const changes =
      compare(bundle({ outputs: many("a") }), bundle({ outputs: many("b") })).sections.at(-1)?.changes ?? [];
    const seen = changes.filter(({ content }) => content?.kind === "text");
    expect([changes.length, seen.length]).toEqual([130, 100]);
    expect(changes.at(-1)?.content).toMatchObject({ kind: "unseen", why: expect.stringContaining("too many") });
  });

  test("leaves out what differs between equal runs, unless asked; it never counts", () => {
    const [before, after] = [
      bundle(),
      bundle({ runId: "other", day: "2026-03-01", logs: { stdout: "x\n", stderr: "" } }),
    ];
    expect(compare(before, after)).toMatchObject({ equal: true, volatile: null });
    const { equal, volatile } = compare(before, after, true);
    expect(equal).toBe(true);
    expect(volatile?.[0]?.changes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["runId", "startedAt", "finishedAt"]),
    );
    expect(volatile?.[1]?.changes).toMatchObject([{ name: "logs/stdout.log", content: { kind: "text" } }]);
  });

  test.each([layout.provenance, layout.summary, layout.toolchain])("refuses a %s without its fields", (path) => {
    const dir = bundle();
    editDocument(dir, path, (document) => {
      for (const key of Object.keys(document)) if (key !== "schema") delete document[key];
    });
    reseal(dir, { keepStableDigest: true });
    expect(() => compare(dir, dir)).toThrow(expect.objectContaining({ code: "E_COMPARE" }));
  });
});
