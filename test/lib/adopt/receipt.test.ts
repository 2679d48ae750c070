import { describe, expect, test } from "vitest";
import { receiptPath } from "../../../lib/adopt/receipt.ts";
import { sha256 } from "../../../lib/digest.ts";
import { repo } from "../../support/repo.ts";
import { init, snapshot } from "./support.ts";

const files = {
  "src/main.ts": "main\n",
  "docs/manual.md": "manual\n",
  Makefile: "all:\n\techo\n",
  ".gitignore": "node_modules\n",
};
const answers = { name: "a", repository: null, ci: "github", governance: "docs/governance", vendor: false };
const whole = (path: string, content: string) => ({ path, how: "create", existed: false, sha256: sha256(content) });
const added = (path: string, how: string, text: string) => ({
  ...{ path, how, text, separator: "", before: null },
  existed: false,
  sha256: sha256(text),
});

const cases: [string, object][] = [
  ["a source file", { entries: [whole("src/main.ts", files["src/main.ts"])] }],
  ["a document beside the governance's", { entries: [whole("docs/manual.md", files["docs/manual.md"])] }],
  ["a Makefile as a whole", { entries: [whole("Makefile", files.Makefile)] }],
  ["all that a Makefile says", { entries: [added("Makefile", "include line", files.Makefile)] }],
  ["a line of .gitignore", { entries: [added(".gitignore", "append block", files[".gitignore"])] }],
  ["a block in a source file", { entries: [added("src/main.ts", "append block", files["src/main.ts"])] }],
  ["the receipt itself", { entries: [whole(receiptPath, "")] }],
  ["a workflow of another name", { entries: [whole(".github/workflows/ci.yml", "")] }],
  ["one file twice", { entries: [whole("kprov.mk", ""), whole("kprov.mk", "")] }],
  ["a directory of sources", { directories: ["src"] }],
  ["a directory in git's own", { answers: { ...answers, governance: ".git/hooks" } }],
  ["a name with line ends", { answers: { ...answers, name: "a\n# b" } }],
  ["a URL that is none", { answers: { ...answers, repository: "https://x/>\n# b" } }],
];

describe("a receipt that names", () => {
  test.each(cases)("%s is refused, and nothing is touched", async (_, change) => {
    const receipt = { schema: "kprov.adopted/v1", version: "0.1.0", answers, directories: [], entries: [], ...change };
    using made = repo({ ...files, [receiptPath]: JSON.stringify(receipt) });
    const before = snapshot(made.dir);
    for (const argv of [["--undo"], ["--update"], ["--yes"], ["--undo", "--dry-run"]])
      await expect(init(made.dir, ...argv)).rejects.toMatchObject({
        code: "E_RECEIPT",
        exit: 3,
        hint: expect.stringContaining("nothing was changed"),
      });
    expect(snapshot(made.dir)).toEqual(before);
  });
});

test("a receipt of every kind of file that init writes is taken", async () => {
  using made = repo({
    justfile: "a:\n",
    Makefile: "a:\r\n",
    ".pre-commit-config.yaml": "repos: []\n",
    ".gitlab-ci.yml": "a: { script: [x] }\n",
    ".husky/pre-commit": "x\n",
    "README.md": "# Sales Report\n",
    "package.json": '{"name":"sales-report"}',
  });
  const before = snapshot(made.dir);
  await init(made.dir, "--yes", "--ci", "gitlab", "--governance", "gov/a");
  await init(made.dir, "--update", "--ci", "github", "--governance", ".kprov/governance");
  await init(made.dir, "--undo");
  expect(snapshot(made.dir)).toEqual(before);
});
