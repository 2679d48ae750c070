import { expect, test } from "vitest";
import { check, readRecord, update } from "../../../support/governance.ts";
import { repo } from "../../../support/repo.ts";

const config = "kprov.config.ts";

const rule = (judge: string, name = "no-print") =>
  `{ name: "${name}", title: "T", files: ["src/**"], judge: ${judge}, passing: { files: { "src/a": "" } }, failing: { files: { "src/a": "print" } } }`;

const strict = '(file) => file.find(/print/).map((at) => ({ at, message: "print" }))';
const blind = '(file) => file.path === "src/a" ? file.find(/print/).map((at) => ({ at, message: "print" })) : []';

const listing = (imports: string, rules: string) =>
  `${imports}\nexport default { project: "p", governance: {}, rules: [${rules}] };\n`;

const importing = 'import { r } from "./rules/r.ts";';

const before: Record<string, string> = {
  [config]: listing(importing, "r"),
  "rules/r.ts": `export const r = ${rule(strict)};\nexport const weak = ${rule(blind)};\n`,
  "rules/other.ts": `export const r = ${rule(blind)};\n`,
};

const inline = (judge: string) => listing("", rule(judge));

const another = expect.stringMatching(/^rules has another "no-print": /);

test.each<[string, Record<string, string>, Record<string, string>, unknown[]]>([
  [
    "is changed where the configuration listed it before",
    {},
    { [config]: listing(importing, `{ ...r, judge: (f) => f.path === "src/a" ? r.judge(f) : [] }`) },
    [another],
  ],
  [
    "is left out by a condition",
    {},
    {
      [config]: `${importing}\nexport default { project: "p", governance: {}, rules: [r].filter(() => !process.env.X) };\n`,
    },
    [another],
  ],
  [
    "goes from a file into the configuration",
    {},
    { [config]: inline(blind) },
    [another, '"rules/r.ts" is no longer governed: it is gone, or no glob matches it'],
  ],
  [
    "goes from the configuration into a file",
    { [config]: inline(strict) },
    { [config]: listing('import { r } from "./rules/other.ts";', "r") },
    [`"${config}" is no longer governed: it is gone, or no glob matches it`, another],
  ],
  [
    "is another one of the same file",
    {},
    { [config]: listing('import { weak } from "./rules/r.ts";', "weak") },
    [another],
  ],
  [
    "is another one of the same file, by the same name",
    {},
    { [config]: listing('import { weak as r } from "./rules/r.ts";', "r") },
    [another],
  ],
  [
    "comes from another file, while the first one goes on to be imported",
    {
      [config]: listing('import { r, s } from "./rules/both.ts";', "r, s"),
      "rules/both.ts": `export const r = ${rule(strict)};\nexport const s = ${rule(strict, "other")};\n`,
    },
    { [config]: listing('import { r } from "./rules/other.ts";\nimport { s } from "./rules/both.ts";', "r, s") },
    [another],
  ],
  [
    "imports a path that another file begins to stand for",
    {
      "rules/r.ts": `import { word } from "./word";\nexport const r = ${rule(strict)};\n`,
      "rules/word.ts": "export const word = 1;",
    },
    { "rules/word.mjs": "export const word = 2;" },
    [another],
  ],
  [
    "can be reached by a file that is imported beside it",
    {},
    {
      [config]: listing(`${importing}\nimport "./rules/beside.ts";`, "r"),
      "rules/beside.ts": 'import { r } from "./r.ts";\nr.why = "x";',
    },
    [another],
  ],
])("a rule of one's own has loosened when it %s", async (_, first, then, loosened) => {
  using fixture = repo();
  fixture.commit({ ...before, ...first });
  await update(fixture.dir);
  fixture.commit();
  fixture.write(then);
  fixture.git("add", "--all");
  const { findings } = await check(fixture.dir);
  expect(findings.map(({ code }) => code)).toContain("GOVERNANCE_LOOSENED");
  expect(await update(fixture.dir)).toMatchObject({ step: "major", version: "2.0.0" });
  expect(readRecord(fixture.dir).changes.at(-1)?.loosened).toEqual(loosened);
  fixture.commit();
  expect((await check(fixture.dir)).verdict).toBe("proved");
});

test.each<[string, Record<string, string>, string]>([
  [
    "a rule is added in a file of its own",
    {
      [config]: listing(`${importing}\nimport { s } from "./rules/s.ts";`, "r, s"),
      "rules/s.ts": `export const s = ${rule(strict, "other")};\n`,
    },
    "minor",
  ],
  [
    "another key is written into the file that lists them",
    { [config]: listing(importing, "r").replace("governance: {}", 'governance: {}, artifacts: { deny: ["runs/**"] }') },
    "minor",
  ],
])("%s: a %s step that loosens nothing", async (_, then, step) => {
  using fixture = repo(before);
  await update(fixture.dir);
  fixture.commit();
  fixture.write(then);
  fixture.git("add", "--all");
  expect(await update(fixture.dir)).toMatchObject({ step });
  expect(readRecord(fixture.dir).changes.at(-1)?.loosened).toEqual([]);
});

test("the first rules are something new, wherever they stand; the last ones that go have loosened", async () => {
  using fixture = repo({ [config]: listing("", "") });
  await update(fixture.dir);
  fixture.commit({ [config]: inline(strict) });
  expect(await update(fixture.dir)).toMatchObject({ step: "minor" });
  fixture.commit({ [config]: listing("", "") });
  expect(await update(fixture.dir)).toMatchObject({ step: "major" });
});

test("the words around the list, and how its imports are written, are no change", async () => {
  using fixture = repo(before);
  await update(fixture.dir);
  fixture.commit();
  fixture.write({ [config]: `// The rules.\n${listing('import { r } from "./rules/r";', "r")}` });
  fixture.git("add", "--all");
  expect((await check(fixture.dir)).verdict).toBe("proved");
});
