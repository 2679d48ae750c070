import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decideAdoption, decideUndo, formatDiff } from "../../../lib/adopt/adopt.ts";
import { proposedAnswers } from "../../../lib/adopt/answers.ts";
import type { OwnForm } from "../../../lib/adopt/own-files.ts";
import { planAdoption } from "../../../lib/adopt/plan.ts";
import { oursOf, readReceipt } from "../../../lib/adopt/receipt.ts";
import { surveyRepository } from "../../../lib/adopt/survey.ts";
import { pinPath, pinText, vendoredPath } from "../../../lib/adopt/vendor.ts";
import { applyChanges } from "../../../lib/adopt/write.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";
import { snapshot } from "./support.ts";

const formOf = (body: string, version = "0.1.0"): OwnForm => {
  const content = `// kprovengine ${version}: one file\n${body}`;
  return { content, version, sha256: sha256(Buffer.from(content, "latin1")) };
};
/** Says that it ran, and with what. */
const speaking = formOf(
  'import { writeFileSync } from "node:fs";\nwriteFileSync("ran", process.argv.slice(2).join(" "));\n',
);

const adopt = async (dir: string, form: OwnForm, isUpdate = false) => {
  const receipt = readReceipt(dir);
  const survey = await surveyRepository(dir, oursOf(receipt));
  const answers = receipt?.answers ?? { ...proposedAnswers(survey), vendor: true };
  const plan = planAdoption(survey, answers, { version: form.version, form });
  const adoption = decideAdoption(plan, { root: dir, receipt, answers, version: form.version, isUpdate });
  applyChanges(dir, adoption);
  return { adoption, did: Object.fromEntries(adoption.rows.map(({ path, did }) => [path, did])) };
};

const tools = ["node", "sh", "cat", "make", "sha256sum"] as const;

/** A PATH of nothing but these, and stand-ins that must not be called. */
const pathOf = (names: readonly string[], { shasum = false } = {}): string => {
  const dir = temporary();
  for (const name of names) symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(dir, name));
  for (const name of ["npx", "npm"])
    writeFileSync(join(dir, name), "#!/bin/sh\necho called >&2; exit 99\n", { mode: 0o755 });
  if (shasum)
    writeFileSync(
      join(dir, "shasum"),
      `#!/bin/sh\n[ "$1 $2" = "-a 256" ] && exec ${execFileSync("which", ["sha256sum"], { encoding: "utf8" }).trim()} "$3"\n`,
      { mode: 0o755 },
    );
  return dir;
};

const run = (dir: string, program: "make" | "just", PATH = pathOf(tools)) => {
  rmSync(join(dir, "ran"), { force: true });
  const command = execFileSync("which", [program], { encoding: "utf8" }).trim();
  // A directory of that name somewhere else must not be taken for it.
  const env = { PATH, CDPATH: temporary({ [vendoredPath]: "", [pinPath]: pinText(sha256("")) }) };
  const { status, stderr } = spawnSync(command, ["check-identity"], { cwd: dir, encoding: "utf8", env });
  return { status, stderr, ran: existsSync(join(dir, "ran")) ? readFileSync(join(dir, "ran"), "utf8") : null };
};

const hasMake = spawnSync("make", ["--version"]).status === 0;
const hasJust = spawnSync("just", ["--version"]).status === 0;
const files = { "README.md": "# Notes\n", justfile: "a:\n    echo a\n" };

describe("init --vendor", () => {
  test("writes the file and a pin that sha256sum takes, again changes nothing, and is undone", async () => {
    using at = repo(files);
    const before = snapshot(at.dir);
    const { did } = await adopt(at.dir, speaking);
    expect(did).toMatchObject({ [vendoredPath]: "created", [pinPath]: "created" });
    expect(readFileSync(join(at.dir, vendoredPath), "latin1")).toBe(speaking.content);
    execFileSync("sha256sum", ["-c", "--strict", "kprov.mjs.sha256"], { cwd: join(at.dir, ".kprov"), stdio: "ignore" });
    const written = snapshot(at.dir);
    expect(new Set(Object.values((await adopt(at.dir, speaking)).did))).toEqual(new Set(["unchanged"]));
    expect(snapshot(at.dir)).toEqual(written);
    const receipt = readReceipt(at.dir);
    if (receipt === undefined) throw new Error("no receipt");
    applyChanges(at.dir, decideUndo(at.dir, receipt));
    expect(snapshot(at.dir)).toEqual(before);
  });

  test("renews the file and its pin when nobody has touched them, and keeps what somebody has", async () => {
    using at = repo(files);
    await adopt(at.dir, speaking);
    const newer = formOf("// newer\n", "0.2.0");
    expect((await adopt(at.dir, newer)).did).toMatchObject({ [vendoredPath]: "outdated", [pinPath]: "outdated" });
    expect((await adopt(at.dir, newer, true)).did).toMatchObject({ [vendoredPath]: "updated", [pinPath]: "updated" });
    expect(readFileSync(join(at.dir, pinPath), "utf8")).toBe(pinText(newer.sha256));
    writeFileSync(join(at.dir, vendoredPath), "mine");
    expect((await adopt(at.dir, speaking, true)).did).toMatchObject({ [vendoredPath]: "touched" });
    expect(readFileSync(join(at.dir, vendoredPath), "utf8")).toBe("mine");
  });

  test("allows the display name in the file when it is in there, and not otherwise", async () => {
    for (const [form, isThere] of [
      [formOf('const title = "Notes";\n'), true],
      [speaking, false],
    ] as const) {
      using at = repo({ "README.md": "# Notes\n", "pyproject.toml": '[project]\nname = "notes"\n' });
      await adopt(at.dir, form);
      const { config } = await loadConfig({ cwd: at.dir, allowCode: true, cacheDir: null });
      expect(config.identity.display.name).toBe("Notes");
      expect(config.identity.display.allow.includes(vendoredPath)).toBe(isThere);
    }
  });

  test("shows a long file as one line, which git apply passes over", async () => {
    using at = repo(files);
    const long = formOf("// a line\n".repeat(20_000));
    const survey = await surveyRepository(at.dir, oursOf(undefined));
    const answers = { ...proposedAnswers(survey), vendor: true };
    const plan = planAdoption(survey, answers, { version: "0.1.0", form: long });
    const adoption = decideAdoption(plan, {
      root: at.dir,
      receipt: undefined,
      answers,
      version: "0.1.0",
      isUpdate: false,
    });
    const diff = formatDiff(adoption.changes);
    expect(diff).toContain(`# ${vendoredPath}: 20001 lines, sha256 ${long.sha256}\n`);
    expect(diff.split("\n").length).toBeLessThan(500);
    execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: at.dir, input: `${diff}\n` });
    expect(existsSync(join(at.dir, "kprov.mk"))).toBe(true);
    expect(existsSync(join(at.dir, vendoredPath))).toBe(false);
  });

  test("is refused where another's file lies in its place", async () => {
    using at = repo({ ...files, [vendoredPath]: "mine" });
    await expect(adopt(at.dir, speaking)).rejects.toMatchObject({ code: "E_PLACE_TAKEN" });
  });
});

test.each(["github", "gitlab"] as const)("the workflow of a vendored repository installs nothing: %s", async (ci) => {
  using at = repo(files);
  const survey = await surveyRepository(at.dir, oursOf(undefined));
  const answers = { ...proposedAnswers(survey), ci, vendor: true };
  const { files: planned } = planAdoption(survey, answers, { version: "0.1.0", form: speaking });
  const texts = planned.filter(({ path }) => /\.yml$|^kprov\.(?:mk|just)$/.test(path)).map(({ content }) => content);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.join("\n")).not.toMatch(/\b(?:npx|npm|node_modules|kprovengine@)/);
  expect(texts.join("\n")).toContain("make preflight");
});

describe.each([
  ["make", hasMake],
  ["just", hasJust],
] as const)("the pin, by %s", (program, isThere) => {
  const adopted = async () => {
    const at = repo(files);
    await adopt(at.dir, speaking);
    return at;
  };

  test.skipIf(!isThere)("lets the pinned file run, by plain node (skipped: it is not installed)", async () => {
    using at = await adopted();
    expect(run(at.dir, program)).toEqual({ status: 0, stderr: "", ran: "check-identity --config kprov.config.ts" });
    expect(run(at.dir, program, pathOf(["node", "sh", "cat"], { shasum: true }))).toMatchObject({
      status: 0,
      ran: "check-identity --config kprov.config.ts",
    });
  });

  const broken: [string, (dir: string) => void][] = [
    ["one byte more in the file", (dir) => writeFileSync(join(dir, vendoredPath), `${speaking.content} `, "latin1")],
    ["no file", (dir) => rmSync(join(dir, vendoredPath))],
    ["no pin", (dir) => rmSync(join(dir, pinPath))],
    ["an empty pin", (dir) => writeFileSync(join(dir, pinPath), "")],
    ["neither", (dir) => rmSync(join(dir, ".kprov"), { recursive: true })],
    ["a pin of another file", (dir) => writeFileSync(join(dir, pinPath), `${sha256("# Notes\n")}  ../README.md\n`)],
    [
      "a directory in the file's place",
      (dir) => {
        rmSync(join(dir, vendoredPath));
        mkdirSync(join(dir, vendoredPath));
      },
    ],
    ["nothing that can digest", () => undefined],
  ];
  test.skipIf(!isThere).each(broken)("lets nothing run with %s, and never goes elsewhere", async (what, breakIt) => {
    using at = await adopted();
    breakIt(at.dir);
    const { status, stderr, ran } = run(
      at.dir,
      program,
      what === "nothing that can digest" ? pathOf(["node", "sh", "cat"]) : pathOf(tools),
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain("was not run");
    expect(stderr).not.toContain("called");
    expect(ran).toBeNull();
  });

  test.skipIf(!isThere)(
    "lets a file run that was changed together with its pin: that is what vendor --check is for",
    async () => {
      using at = await adopted();
      const other = `${speaking.content}// changed\n`;
      writeFileSync(join(at.dir, vendoredPath), other, "latin1");
      writeFileSync(join(at.dir, pinPath), pinText(sha256(other)));
      expect(run(at.dir, program)).toMatchObject({ status: 0, ran: "check-identity --config kprov.config.ts" });
    },
  );
});

test("without the answer, a file at that place is not what the targets run", async () => {
  using at = repo(files);
  const survey = await surveyRepository(at.dir, oursOf(undefined));
  const { files: planned } = planAdoption(survey, proposedAnswers(survey), { version: "0.1.0" });
  expect(planned.filter(({ content }) => content.includes("kprov.mjs"))).toEqual([]);
});
