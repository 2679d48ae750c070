import { describe, expect, it } from "vitest";
import markdown, { mostListed } from "../../../../lib/output/drivers/markdown.ts";
import { doubt, everything, outcomeFrom, preflightOf, reportOf, violation } from "../../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

describe("markdown", () => {
  it("is this page for one of everything", async () => {
    expect(await markdown.format(everything(), options)).toMatchInlineSnapshot(`
      "## ❌ preflight: violated

      | gate | verdict | findings | examined |
      |---|---|---:|---|
      | \`check-artifacts\` | ❌ violated | 2 | 3 tracked files |
      | \`check-identity\` | ✅ proved | 0 | 3 tracked files |
      | \`lint\` | ✅ proved | 0 |  |
      | \`test\` | ❌ violated | 1 |  |
      | \`build\` | 🟡 skipped |  |  |
      | \`check-runtime\` | not configured |  | needs \`runtime\` |

      ### Findings (3)

      #### \`ALLOW_UNUSED\`

      - could not decide: \`The entry "x" exempts nothing\`

      #### \`NAME_MISMATCH\`

      - \`pyproject.toml:2:8\` \`[project] name is not the project's name: expected "new", found "old"\`\\
        \`write "new" there\`

      #### \`COMMAND_FAILED\`

      - \`The command "test" failed: expected exit 0, found exit 1\`\\
        \`npm test\`

      ### Not counted (2)

      #### \`FILE_TOO_LARGE\`

      - \`data/big.bin\` \`Too large\`\\
        \`waived until 2026-12-31 by data team: moves to LFS\`

      #### \`COMPILED_FILE\`

      - \`vendor/lib.so\` \`Allowed by "vendor/**"\`\\
        \`exempted by the configuration: upstream ships it\`
      "
    `);
  });

  it("lists the worst when there are too many, and says how many more there are", async () => {
    const doubts = Array.from({ length: mostListed + 20 }, (_, index) => ({ ...doubt, message: `doubt ${index}` }));
    const page = await markdown.format(outcomeFrom(reportOf([...doubts, violation])), options);
    expect(page).toContain("NAME_MISMATCH");
    expect(page).toContain("… and 21 more");
    expect(page.match(/^- /gm)).toHaveLength(mostListed);
  });

  it("fits the summary of a step when every name is as long as names can be", async () => {
    const long = "x".repeat(4096);
    const findings = Array.from({ length: 1000 }, (_, index) => ({
      ...violation,
      path: `${index}${long}`,
      message: long,
      fix: long,
    }));
    expect(Buffer.byteLength(await markdown.format(outcomeFrom(reportOf(findings)), options))).toBeLessThan(
      2 ** 20 * 0.9,
    );
  });

  it("writes a bar in a table so that it ends no cell", async () => {
    const commands = [{ name: "a|b\\|c`d", verdict: "proved" as const, findings: [] }];
    const page = await markdown.format(preflightOf({ verdict: "proved", commands }), options);
    expect(page).toContain("| ``a¦b\\¦c`d`` | ✅ proved | 0 |  |");
  });
});
