// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

const files = { "src/a.ts": "", "package.json": JSON.stringify({ scripts: { gate } }) };
const judge = async (script: string, before = "") =>
  briefly(await findingsOf({ ...workflow(script, { before }), ...files }));

describe("files that are written before the gate", () => {
  test.each([
    `echo '{"scripts":{"gate":"true"}}' > package.json`,
    "printf 'gate: ; true\\n' > GNUmakefile",
    "echo x >> src/a.ts",
    'echo x > "src/a.ts"',
    "echo x >| ./src/a.ts",
    "{ echo a; echo b; } > src/a.ts",
    ": > src/../src/a.ts",
    "echo x > $GITHUB_WORKSPACE/src/a.ts",
    "echo x > ${{ github.workspace }}/package.json",
    "echo x > $FILE",
    "echo x > /home/runner/work/app/app/src/a.ts",
    "echo '{}' > /builds/acme/app/package.json",
    'echo x > "$FILE"',
    "echo x > node_modules/.bin/kprovengine",
    "echo 'script-shell=/bin/true' > .npmrc",
    "echo x > kprov.config.ts",
    "(cd src && echo x > a.ts)",
    "echo x > low/local.just",
    "echo NODE_OPTIONS=x > .env",
    "printf 'A=1\\nNODE_OPTIONS = x' >> low/.env",
  ])("%s", async (script) => {
    const found = await judge(`${script}\nnpm run gate`);
    expect(new Set(found)).toEqual(new Set([`UNREAD? ${workflowPath}:7 ${script}`]));
    expect(await judge("npm run gate", stepOf(script))).toHaveLength(1);
    expect(await judge(`npm run gate\n${script}`)).toEqual([]);
  });

  test.each([
    "echo x > /dev/null",
    "echo x >&2",
    "echo x 2>&1",
    "echo A=b >> $GITHUB_ENV",
    'echo "a=b" >> "$GITHUB_OUTPUT"',
    "echo x > $RUNNER_TEMP/package.json",
    "echo x > ${{ runner.temp }}/package.json",
    "echo x > ~/.npmrc",
    "echo x > /home/runner/notes.txt",
    "echo x > /etc/app/package.json",
    "echo x > /tmp/src/a.ts",
    'echo "//registry.npmjs.org/:_authToken=${NPM_TOKEN}" > .npmrc',
    "echo x > build.log",
    "echo TOKEN=NODE_OPTIONS > .env",
    "echo NODE_OPTIONS=x > my.env",
    "echo x > local.just.txt",
    "echo '<b>src/a.ts</b>'",
    'echo "to -> $PLACE"',
    "(cd src && echo x > b.ts)",
  ])("%s is none of the gate's business", async (script) => {
    expect(await judge(`${script}\nnpm run gate`)).toEqual([]);
  });

  test("by a program are a matter of the program", async () => {
    expect(await judge("tool > src/a.ts\nnpm run gate")).toEqual([`UNCOVERED ${workflowPath}:7 tool`]);
  });
});
