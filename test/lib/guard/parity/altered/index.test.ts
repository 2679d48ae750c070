// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "../support.ts";
import { ciOnly, files, judge } from "./support.ts";

describe("a listed command before the gate whose words name what that runs or judges", () => {
  test.each<[string, string, number]>([
    ["sudo ln -sf /bin/true /usr/bin/make", "make gate", 1],
    ["sudo ln -sf /bin/true /usr/bin/make", "npm run gate", 1],
    ["cp x /usr/bin/env", "env A=b npm run gate", 1],
    ["cp x /usr/bin/timeout", "timeout 10 npm run gate", 1],
    ["cp x /usr/bin/timeout", "npm run gate", 1],
    // What CI itself reads it has read by then.
    [`tool ${workflowPath}`, "npm run gate", 0],
    ["cp x /usr/bin/nohup", "nohup npm run gate", 1],
    ["cp x /usr/bin/nohup", "npm run gate", 0],
    ["cp x sub/package.json", "npm run gate", 0],
    ["tool local.mk", "make gate", 1],
    ["tool sub/other.json", "npm run gate", 0],
    ["tool low/package.json", "cd low && make -C .. gate", 1],
    ["tool low/package.json", "make gate", 0],
    ["tool other/package.json", "cd low && make -C .. gate", 0],
    ["unzip x.zip -d low", "cd low && make -C .. gate", 1],
    ["unzip x.zip -d low", "make gate", 0],
    ["true", "make gate OUT=Makefile", 0],
    ["make gate OUT=Makefile", "npm run gate", 0],
  ])("%s before %s: %s", async (script, call, count) => {
    expect(await judge(script, { call })).toHaveLength(count);
  });

  test.each<[string, string, number]>([
    ["tool ci/gate.sh", "./ci/gate.sh", 1],
    ["tool ci/gate.sh", "npm run gate", 0],
    ["rm -r c?", "npm run gate", 1],
    ["rm -r ?i", "npm run gate", 1],
    ["rm -r x?i", "npm run gate", 0],
    ["./ci/prepare.sh Makefile", "npm run gate", 0],
    ["./ci/gate.sh Makefile", "npm run gate", 0],
    ["sudo cp x /usr/local/bin/gate.sh", "./ci/gate.sh", 1],
    ["sudo cp x /usr/local/bin/gate.sh", "npm run gate", 0],
    ["npm config set ignore-scripts true", "npm run early", 1],
    ["npm config set IGNORE-SCRIPTS true", "npm run early", 1],
    ["npm config set ignore-scripts true", "npm run gate", 0],
    ["npm config set fund true", "npm run early", 0],
  ])("by a script of its own: %s before %s: %s", async (script, call, count) => {
    const scripts = { gate, early: "true", preearly: gate };
    const more = {
      "ci/gate.sh": `#!/bin/sh\nset -e\n${gate}\n`,
      "ci/prepare.sh": "#!/bin/sh\ntrue\n",
      "package.json": JSON.stringify({ scripts }),
    };
    const found = await findingsOf(
      { ...workflow(`${script}\n${call}`), ...files, ...more },
      { parity: { ciOnly } as never },
    );
    expect(briefly(found)).toHaveLength(count);
  });

  test.each<[string | null, number]>([
    ["config/gate.json", 1],
    ["kprov.config.json", 0],
    [null, 0],
  ])("by the configuration %s", async (configPath, count) => {
    const found = await findingsOf(
      { ...workflow("tool config/gate.json\nnpm run gate"), ...files, "config/gate.json": "{}" },
      { parity: { ciOnly } as never, configPath },
    );
    expect(briefly(found).filter((one) => one.includes("tool"))).toHaveLength(count);
  });

  test.each<[string, number]>([
    ["Set-Content Makefile 'gate: ; true'", 1],
    ["open('Makefile', 'w').write('x')", 1],
    ["Get-Content Makefile", 0],
    ["Set-Content notes.txt x", 0],
  ])("in another shell: %s", async (script, count) => {
    const before = `      - shell: pwsh\n        run: |\n          ${script}\n`;
    const found = await judge("", { before });
    expect(found).toHaveLength(count);
    expect(found.every((one) => one.endsWith(` ${script}`))).toBe(true);
  });

  test.each<[string, boolean]>([
    ["true && GATE && tee Makefile", false],
    ["true && GATE && echo $(rm Makefile)", false],
    ["true && GATE && echo x > package.json", false],
    ["true && GATE && echo ${X}; echo > package.json", false],
    ["true && GATE > package.json && true", true],
    ["true && tee Makefile && GATE", true],
    ["echo $(rm Makefile) && GATE", true],
    ["echo x > package.json && GATE && true", true],
    ["true && GATE && echo ${NAME}; echo > package.json", false],
    ["GATE > package.json", true],
    ["true && GATE > package.json", true],
    ["GATE | tee gate.log", false],
    ["GATE | tee package.json", true],
    ["GATE | cat | tee package.json && true", true],
    ["GATE || tee package.json", false],
    ["GATE | cat && tee package.json", false],
    ["A=$(rm Makefile) GATE", true],
    ["{ true && GATE && true; } > package.json", true],
  ])("around the gate: %s", async (script, isFound) => {
    const found = await judge("", { call: script.replace("GATE", "npm run gate"), shell: "bash" });
    expect(found.some((one) => one.startsWith("UNREAD"))).toBe(isFound);
  });

  test.each<[string, number[]]>([
    ["tee Makefile '$(rm package.json)' && true", [7]],
    ["echo $(\na\n) '$(rm Makefile)'", [7]],
    ["tee Makefile && tee Makefile", [7, 7]],
  ])("is told where it stands: %j", async (script, lines) => {
    expect((await judge(script)).map((one) => Number(/:(\d+) /.exec(one)?.[1]))).toEqual(lines);
  });

  test("is none in a step without a script", async () => {
    const found = await judge("", { before: "      - uses: actions/checkout@v4\n" });
    expect(found.filter((one) => one.startsWith("UNREAD"))).toEqual([]);
  });

  test("says what, and what to do", async () => {
    const parity = { ciOnly } as never;
    const [found] = await findingsOf({ ...workflow(`git reset --hard x\nnpm run gate`), ...files }, { parity });
    expect(found).toMatchObject({
      message: "Which gate CI runs can't be told: it may change what the gate runs or judges: the checkout",
      actual: "git reset --hard x",
      fix: "run it behind the gate or in a job of its own; unpack into a directory of its own",
    });
  });

  test.each([
    ["sed -i s/x/y/ Makefile", "Makefile"],
    ["yarn set version 3", "./.yarnrc.yml"],
    ["pip config edit", "the setting"],
    ["pip config set global.index-url x", "the setting global.index-url"],
  ])("says what of it: %s", async (script, what) => {
    const [found] = await findingsOf(
      { ...workflow(`${script}\nnpm run gate`), ...files },
      { parity: { ciOnly } as never },
    );
    expect(found?.message).toMatch(new RegExp(`judges: ${what}$`));
  });

  test("that a trap runs at the end of a script counts for what comes behind that", async () => {
    expect(await judge("", { before: stepOf("trap 'rm -f Makefile' EXIT") })).toHaveLength(1);
    expect(await judge("", { before: stepOf("trap 'rm -f x' EXIT") })).toEqual([]);
    const deep = `${"$(a ".repeat(9)}${")".repeat(9)}`;
    expect(await judge("", { before: stepOf(`trap 'echo ${deep}' EXIT`) })).toHaveLength(1);
  });

  test("in another job changes nothing", async () => {
    const other = `  other:\n    runs-on: x\n    steps:\n${stepOf("sed -i s/x/y/ Makefile")}`;
    const { [workflowPath]: text } = workflow("npm run gate");
    const found = await findingsOf({ [workflowPath]: `${text}${other}`, ...files }, { parity: { ciOnly } as never });
    expect(found).toEqual([]);
  });

  test("which nobody listed is found as well as that it needs a cover", async () => {
    const found = await findingsOf({ ...workflow("sed -i s/a/b/ Makefile\nnpm run gate"), ...files });
    expect(briefly(found)).toEqual([
      `UNCOVERED ${workflowPath}:7 sed -i s/a/b/ Makefile`,
      `UNREAD? ${workflowPath}:7 sed -i s/a/b/ Makefile`,
    ]);
  });
});

test("brackets that are too deep, and never closed, hold no commands", async () => {
  expect(await judge(`echo '$(${"${a:-".repeat(5000)}'`)).toEqual([]);
});

test("hostile words take no time that grows with their square", async () => {
  const texts = [
    "${".repeat(20_000),
    "/".repeat(40_000),
    "$(".repeat(20_000),
    "`a".repeat(20_000),
    "open(a,".repeat(8000),
  ];
  for (const text of texts) {
    const start = performance.now();
    await judge(`rm '${text}x'\nnode -e '${text}'\ntool '${text}'\ncurl -O '${text}x'`);
    expect(performance.now() - start).toBeLessThan(3000);
  }
  const start = performance.now();
  await judge(Array.from({ length: 2000 }, (_, index) => `a${index} $(b)`).join(" && "));
  expect(performance.now() - start).toBeLessThan(5000);
});
