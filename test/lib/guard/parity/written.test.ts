// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { briefly, checkout, findingsOf, gate, stepOf, workflow, workflowPath } from "./support.ts";

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
    "echo undefined > package.json",
    "echo npm run gate && echo x > package.json",
    "echo x > node_modules/x/y.js",
    "echo x > .kprov/waivers.json",
    "echo x > $A/x/$B/a.ts",
    "echo x > $FILE",
    "echo x > $HOMES",
    "echo x > b/$HOME",
    "echo x > b~/$X",
    // Put together of several texts.
    "echo x > src'/a.ts'",
    'echo x > "src"/a.ts',
    "echo x > 'pack'age.json",
    "echo x > ''src/a.ts",
    "echo x > src/\\a.ts",
    "echo x > $RUNNER_WORKSPACE/app/src/a.ts",
    "echo x > $GITHUB_WORKSPACE'/src/a.ts'",
    'echo x > "$GITHUB_WORKSPACE"/src/a.ts',
    // Where only a run knows the directory.
    "echo x > $DIR/src/a.ts",
    "echo x > $DIR/a.ts",
    "echo x > $A/app/src/a.ts",
    "echo x > `pwd`/src/a.ts",
    "echo x > {src,lib}/a.ts",
    "echo x > src/{a,b}.ts",
    "echo x > s*/a.ts",
    "echo x > ${GITHUB_WORKSPACE:-.}/src/a.ts",
    "echo x > ${GITHUB_WORKSPACE%/}/src/a.ts",
    `echo x > ${checkout.replace("/home/runner", "~")}/src/a.ts`,
    `echo x > ${checkout.replace("/home/runner", "$HOME")}/src/a.ts`,
    `echo x > /dev/..${checkout}/src/a.ts`,
    "echo x > $RUNNER_TEMP/../app/app/src/a.ts",
    `echo x > ${checkout}/src/a.ts`,
    "echo '{}' > /builds/acme/app/package.json",
    'echo x > "$FILE"',
    "echo x > node_modules/.bin/kprovengine",
    "echo 'script-shell=/bin/true' > .npmrc",
    'echo "registry=https://example.com/" > .npmrc',
    "echo 'prefix=/opt/x' >> ~/.npmrc",
    "printf '[core]\\n\\texcludesFile=/dev/null\\n' > ~/.gitconfig",
    "echo 'script-shell=/bin/true' > ~/.npmrc",
    "echo script-shell=/bin/true >> $HOME/.npmrc",
    "echo x > kprov.config.ts",
    // Programs that lead to the gate, and what every program reads.
    "echo x > $HOME/.local/bin/npx",
    "echo x > ~/.local/bin/npm",
    "echo x > /usr/local/bin/node",
    "echo x > $RUNNER_TOOL_CACHE/node/bin/npx",
    'echo x > "$(command -v npx)"',
    "echo x > /usr/local/bin/$TOOL",
    "echo x > /etc/gitconfig",
    "(cd src && echo x > a.ts)",
    "(cd $OTHER && echo x > a.ts)",
    "echo x > low/local.just",
    ...["Makefile", "kprov.config.ts", "justfile", ".yarnrc"].map((name) => `echo x > dist/${name}`),
    "echo x > dist/$X/package.json",
    "echo x > dist/node_modules/a/package.json",
    "(cd $X && echo x > dist/package.json)",
    "echo NODE_OPTIONS=x > .env",
    "printf 'A=1\\nNODE_OPTIONS = x' >> low/.env",
    // Where a shell looks for programs.
    "echo x > $HOME/.local/bin/npx",
    "echo x > ~/.local/bin//make",
    "echo x > /usr/local/bin/make",
    "printf x >> ${HOME}/.cargo/bin/cargo",
    "echo x > ~root/.local/bin/npx",
    "echo x > ${HOME:-/root}/.local/bin/eslint",
    "echo x > /usr/./sbin/eslint",
    "echo x > /tmp/../usr/bin/x",
    "echo x > /usr/local/bin/y/../x",
    "echo x > $PREFIX/bin/x",
    "echo x > .venv/bin/python",
    "echo x > $DIR/npx",
    "(cd ~/.local/bin && echo x > npx)",
    "echo x > /usr/local/lib/node_modules/npm/lib/cli.js",
    "echo script-shell=/bin/true > /usr/local/etc/npmrc",
    "echo x > /etc/gitconfig",
    "echo ./x.so > /etc/ld.so.preload",
    "echo /x > /etc/ld.so.conf",
    "echo /x > /etc/ld.so.conf.d/x.conf",
    "echo KPROV=true > /usr/local/include/.env.local",
    "echo x > venv/bin/python",
    "echo x > .a/b.c/d-e/sbin/x",
    "echo x > /opt/x/bin/y",
    "echo x > /home/runner/bin/y",
    "echo x > ~/.config/git/config",
    "echo KPROV=true > /usr/local/include/.env",
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
    "echo x > ~/notes.txt",
    "echo x > $HOME/.ssh/known_hosts",
    "echo x > /tmp/..x/a.ts",
    "echo x > 'src'/b.ts",
    "echo x > $DIR/b/a.tsx",
    "echo x > $DIR/",
    "echo x > old~/a.ts",
    "echo x > ~",
    "echo x > $HOME",
    "echo x > ${HOME}",
    "echo x > /home/runner/notes.txt",
    "echo x > $RUNNER_TEMP/bin/npx",
    "echo x > /etc/npmrc.d",
    "echo x > /etc/app/package.json",
    "echo x > /tmp/src/a.ts",
    'echo "//registry.npmjs.org/:_authToken=${NPM_TOKEN}" > .npmrc',
    'echo "@acme:registry=https://gitlab.com/api/v4/packages/npm/" > .npmrc',
    "echo x > dist/.gitconfig.bak",
    "echo x > dist/cjs/package.json",
    "(cd dist && echo x > package.json)",
    "echo x > build.log",
    "echo x > $RUNNER_TEMP/npx",
    "echo x > /tmp/bin/x",
    ...["dev", "etc", "proc", "sys", "var"].map((name) => `echo x > /${name}/x/bin/y`),
    "echo x > /etc/ld.so.conf.d/x/y",
    "echo x > my.venv/bin/x",
    "echo x > my-venv/bin/x",
    "echo x > .venv/bin/x/y",
    "echo x > .venv/binary/x",
    "echo x > $RUNNER_TEMP/bin/x",
    "echo x > bin/x",
    "echo x > npx",
    "echo x > ~/x",
    "echo x > /usr/local/share/x",
    "echo 'x > ~/.local/bin/npx'",
    "echo TOKEN=NODE_OPTIONS > .env",
    "echo NODE_OPTIONS=x > my.env",
    "echo x > local.just.txt",
    "echo '<b>src/a.ts</b>'",
    'echo "to -> $PLACE"',
    "(cd src && echo x > b.ts)",
    "echo 'script-shell=x' > .npmrc.bak",
    "echo NODE_OPTIONS=x > .env.sample",
    "echo x > $DIR/notes.txt",
    "(cd $OTHER && echo x > b.ts)",
    "(cd $OTHER && echo x > ../../..)",
    "(cd src && echo x > $GITHUB_WORKSPACE/a.ts)",
    "(cd low && echo x > $PWD/src/a.ts)",
  ])("%s is none of the gate's business", async (script) => {
    expect(await judge(`${script}\nnpm run gate`)).toEqual([]);
  });

  test.each([
    "echo x | tee src/a.ts",
    "echo x | tee -a log src/a.ts",
    "echo x | tee >/dev/null src/a.ts",
    "echo x | tee 'src'/a.ts",
    "(cd src && echo x | tee a.ts)",
    "echo x | tee node_modules/.bin/kprovengine",
    "echo x | tee package.json",
  ])("%s", async (script) => {
    expect(await judge(`${script}\nnpm run gate`)).toEqual([`UNREAD? ${workflowPath}:7 ${script}`]);
    expect(await judge(`npm run gate\n${script}`)).toEqual([]);
  });

  test.each([
    ["echo x | tee log", []],
    ["(cd src && echo x | tee b.ts)", []],
    [
      "echo NODE_OPTIONS=x | tee -a $GITHUB_ENV",
      [`UNREAD? ${workflowPath}:6 echo NODE_OPTIONS=x | tee -a $GITHUB_ENV`],
    ],
    ["echo ./bin | tee -a $GITHUB_PATH", [`UNREAD? ${workflowPath}:6 echo ./bin | tee -a $GITHUB_PATH`]],
  ])("%s: %j", async (script, expected) => {
    expect(await judge(`${script}\nnpm run gate`)).toEqual(expected);
  });

  test("and not behind it in the same command", async () => {
    expect(await judge("true\nnpm run gate && cd . > package.json")).toEqual([]);
    const more = { "package.json": JSON.stringify({ scripts: { gate: `${gate} && cd . > src/a.ts` } }) };
    expect(briefly(await findingsOf({ ...workflow("npm run gate"), ...files, ...more }))).toEqual([]);
    expect(await judge("npm run gate && echo ${LONG} $(date) > package.json")).toEqual([]);
  });

  describe("while it runs", () => {
    const piped = async (script: string, more = {}) => {
      const all = { ...files, ...more, "gate.sh": "#!/bin/sh\nset -e\nnpm run gate\necho x > src/a.ts\n" };
      return briefly(await findingsOf({ ...workflow(`set -o pipefail\n${script}`), ...all }));
    };

    test.each([
      "npm run gate | tee src/a.ts",
      "npm run gate 2>&1 | tee > /dev/null package.json",
      "f() { tee src/a.ts; }; npm run gate | f",
      "./gate.sh | tee src/a.ts",
    ])("%s", async (script) => {
      expect(await piped(script)).toEqual([
        `UNREAD? ${workflowPath}:8 ${script.replace("f() { tee src/a.ts; }; ", "")}`,
      ]);
    });

    test.each([
      "npm run gate \\\n  | tee src/a.ts",
      "npm run gate |\ntee src/a.ts",
      "npm run gate |&  \n  tee src/a.ts",
    ])("in the next line: %j", async (script) => {
      expect(await piped(script)).toEqual([expect.stringMatching(`^UNREAD\\? ${workflowPath}:9 npm run gate`)]);
    });

    test("by a script that reads what it says", async () => {
      const log = (text: string) => ({ "log.sh": `#!/bin/sh\n${text}\n` });
      expect(await piped("npm run gate | ./log.sh", log("tee src/a.ts"))).toEqual(["UNREAD? log.sh:2 tee src/a.ts"]);
      expect(await piped("npm run gate | ./log.sh", log(": > src/a.ts"))).toEqual(["UNREAD? log.sh:2 : > src/a.ts"]);
      for (const text of ["cd . > src/a.ts", "cd . > src/a.ts\ntrue"])
        expect(await piped("npm run gate | ./log.sh", log(text))).toEqual(["UNREAD? log.sh:2 cd . > src/a.ts"]);
      expect(await piped("npm run gate | ./log.sh", log("tee log"))).toEqual([]);
      expect(await piped("npm run gate | tee log\n./log.sh", log("cd . > src/a.ts"))).toEqual([]);
    });

    test("in a script", async () => {
      const inner = { "inner.sh": "#!/bin/bash\nset -eo pipefail\nnpm run gate | tee src/a.ts\n" };
      expect(await piped("./inner.sh", inner)).toEqual(["UNREAD? inner.sh:3 npm run gate | tee src/a.ts"]);
    });

    test.each([
      "npm run gate | tee log",
      "./gate.sh | tee log",
      "./gate.sh\necho x | tee src/a.ts",
      "npm run gate | tee log\necho x | tee src/a.ts",
      "{ npm run gate | tee log\necho x | tee src/a.ts; }",
      "{ npm run gate | tee log\n\necho x | tee src/a.ts; }",
    ])("and not: %s", async (script) => {
      expect(await piped(script)).toEqual([]);
    });
  });

  test.each<[string, boolean]>([
    ["curl x > /usr/local/bin/yq", false],
    ["sudo wget -qO- x > ~/.local/bin/yq", false],
    ["curl x > /usr/local/bin/npx", true],
    ["curl x > /usr/bin/nohup", true],
    ["curl x > /usr/bin/nohup2", false],
    ["curl -V && echo x > /usr/local/bin/yq", true],
    ["ln -s x /usr/local/bin/npx", true],
    ["sudo cp x ~/.local/bin/make", true],
    ["ln -s x /usr/local/bin/yq", false],
    ["cp x bin/npx", false],
  ])("%s, listed as what only CI does, is a doubt: %j", async (script, isDoubt) => {
    const ciOnly = ["curl *", "wget *", "ln *", "cp *"].map((run) => ({ run, reason: "a tool" }));
    const found = briefly(
      await findingsOf({ ...workflow(`${script}\nnohup npm run gate`), ...files }, { parity: { ciOnly } }),
    );
    expect([...new Set(found)].filter((one) => one.startsWith("UNREAD?"))).toEqual(
      isDoubt ? [`UNREAD? ${workflowPath}:7 ${script}`] : [],
    );
  });

  test.each<[string, boolean]>([
    ["echo A=1 > .env", true],
    ["echo A=1 >> $GITHUB_WORKSPACE/.env", true],
    ["(cd $DIR && echo A=1 > .env)", true],
    ["echo A=1 > .env.sample", false],
    ["cp .env.sample .env", true],
    ["touch .env", true],
    ["vercel env pull ./.env", true],
    ["tool --out=low/.env", true],
    ["cat .env; [ -f .env ]", false],
    ["tool .env.sample", false],
    ["X=$(jq . .env)", false],
    ["jq . .env", true],
    ["./tools/.env a", false],
  ])("%s before a Makefile that includes it is a doubt: %j", async (script, isDoubt) => {
    const makefile = { Makefile: `-include .env\n.PHONY: gate\ngate: ; ${gate}\n` };
    const parity = { ciOnly: [{ run: "*", reason: "what comes before" }] };
    const judged = async (all: Record<string, string>) =>
      briefly(await findingsOf({ ...all, ...makefile }, { parity })).filter((one) => one.startsWith("UNREAD?"));
    expect(await judged(workflow("make gate"))).toEqual([]);
    expect(await judged(workflow("make gate", { before: stepOf(script) }))).toHaveLength(isDoubt ? 1 : 0);
    expect(await judged(workflow(`${script}\nmake gate`))).toHaveLength(isDoubt ? 1 : 0);
    const cached = "      - uses: actions/cache@v4\n        with: { path: .env, key: a }\n";
    expect(await judged(workflow("make gate", { before: cached }))).not.toEqual([]);
    const step = (name: string) => judged(workflow("make gate", { before: `      - uses: ${name}\n` }));
    expect(await step("actions/setup-node@v4")).toEqual([]);
    expect(await step("x/create-envfile@v1")).toEqual([`UNREAD? ${workflowPath}:6 uses: x/create-envfile@v1`]);
  });

  test.each<[string, boolean]>([
    ["tool .env", true],
    ["tool $X low/.env", true],
    ["tool .env.sample $X", false],
  ])("%s may make what a Makefile includes where it is there: %j", async (script, isDoubt) => {
    const makefile = { Makefile: `-include .env\n.PHONY: gate\ngate: ; ${gate}\n` };
    const found = briefly(await findingsOf({ ...workflow(`${script}\nmake gate`), ...makefile }));
    const unread = found.filter((one) => one.startsWith("UNREAD?"));
    expect(unread).toEqual(isDoubt ? [`UNREAD? ${workflowPath}:7 ${script}`] : []);
  });

  test("may be named in the next line", async () => {
    for (const script of ["echo x > \\\n  src/a.ts", "echo x > src\\\n/a.ts"])
      expect(await judge(`${script}\nnpm run gate`)).toHaveLength(1);
    expect(await judge(`${gate} \\\n  > src/a.ts`)).toEqual([`UNREAD? ${workflowPath}:8 > src/a.ts`]);
    expect(await judge("echo x > src\\\n/b.ts\nnpm run gate")).toEqual([]);
  });

  test("by a program, which has to be covered as well", async () => {
    const script = "tool > src/a.ts";
    expect(await judge(`${script}\nnpm run gate`)).toEqual([
      `UNCOVERED ${workflowPath}:7 tool`,
      `UNREAD? ${workflowPath}:7 ${script}`,
    ]);
  });
});

test("a script of the same step writes, too", async () => {
  const more = { ...files, "set.sh": "#!/bin/sh\necho '{}' > package.json\n" };
  const found = briefly(await findingsOf({ ...workflow("./set.sh\nnpm run gate"), ...more }));
  expect(found).toEqual(["UNREAD? set.sh:2 echo '{}' > package.json"]);
});

describe("a target of make that is no .PHONY", () => {
  const makefile = `low: gate\ngate: ; @${gate}\nother: ; echo x > gate\n`;
  const made = async (script: string, { before = "", goal = "gate", text = makefile } = {}) => {
    const found = await findingsOf({ ...workflow(`${script}\nmake ${goal}`, { before }), Makefile: text });
    return briefly(found.filter(({ code }) => code !== "PARITY_UNCOVERED"));
  };

  test.each([
    "echo x > gate",
    ": > ./gate",
    "x > gate",
    "touch a gate",
    "touch $A gate",
    "mkdir -p gate",
    "mkdir -p gate/sub",
    "cp -r a gate",
    "mv a gate",
    "ln -s a gate",
    "echo x | tee gate",
    "git clone https://example.com/x gate",
    "curl -o gate https://example.com/x",
    "(cd sub && touch ../gate)",
    "(cd $OTHER && touch gate)",
    "echo x > $OTHER/gate",
    "echo x > $GITHUB_WORKSPACE/gate",
  ])("is done when a file of its name is there: %s", async (script) => {
    const [found, ...others] = await made(script);
    expect(found).toMatch(`UNREAD? ${workflowPath}:7 `);
    expect(others).toEqual([]);
    expect(await made(script, { text: `${makefile}.PHONY: gate\n` })).toEqual([]);
    expect(await made(`cd low\n${script}`, { goal: "-C .. gate" })).toHaveLength(
      /WORKSPACE|OTHER/.test(script) ? 1 : 0,
    );
    expect(await made("true", { before: stepOf(script) })).toHaveLength(1);
  });

  test.each<[string, number]>([
    ["touch gate", 0],
    ["touch sub/gate", 1],
    ["(cd $OTHER && touch gate)", 1],
    ["(cd $OTHER && touch agate)", 0],
  ])("lies beside its Makefile: %s", async (script, count) => {
    const found = await findingsOf({
      ...workflow(`${script}\nmake -C sub gate`),
      "sub/Makefile": `gate: ; cd .. && ${gate}\n`,
    });
    expect(found.filter(({ code }) => code !== "PARITY_UNCOVERED")).toHaveLength(count);
  });

  test("whichever recipe makes it", async () => {
    expect(await made("make other")).toEqual(["UNREAD? Makefile:3 echo x > gate"]);
    expect(await made("true", { goal: "other gate" })).toEqual(["UNREAD? Makefile:3 echo x > gate"]);
    expect(await made("true", { goal: "gate other" })).toEqual([]);
    expect(await made("touch low", { goal: "low" })).toEqual([]);
    expect(await made("touch gate", { goal: "low" })).toHaveLength(1);
    expect(await made("touch gate", { text: `gate: pre ; @${gate}\npre: ; true\n.PHONY: pre\n` })).toEqual([]);
  });

  test.each([
    "touch gates",
    "echo gate",
    "make -n gate",

    "touch sub/gate",
    "echo x > gate.log",
    "x gate",
  ])("has nothing to do with %s", async (script) => {
    expect(await made(script)).toEqual([]);
  });

  test.each<[string, boolean]>([
    ["{ path: gate }", true],
    ["{ path: ./gate/ }", true],
    ['{ path: "a\\n gate/x\\n" }', true],
    ["{ name: gates, path: sub/gate, more: 5 }", false],
    ["{ path: }", false],
  ])("is done when an action brings it: %s", async (inputs, isBrought) => {
    const use = `      - uses: actions/cache@3d3c42e5aac5ba805825da76410c181273ba90b1\n        with: ${inputs}\n`;
    const found = await made("true", { before: use });
    expect(found.map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual(
      isBrought ? [`UNREAD? ${workflowPath}:6`] : [],
    );
    expect(await made("true", { before: use, text: `${makefile}.PHONY: gate\n` })).toEqual([]);
  });
});

describe("the registry that a step sets for npm", () => {
  test.each<[string, boolean]>([
    ["{ registry-url: 'https://registry.example.com' }", true],
    ["{ registry-url: 'http://registry.npmjs.org' }", true],
    ["{ registry-url: 'https://registry.npmjs.org.example.com/' }", true],
    ["{ registry-url: '${{ vars.REGISTRY }}' }", true],
    ["{ registry-url: 'https://registry.example.com', scope: '${{ vars.SCOPE }}' }", true],
    ["{ Registry-URL: 'https://registry.example.com' }", true],
    ["{ registry-url: 'https://example.com/https://registry.npmjs.org/' }", true],
    ["{ registry-url: 'https://registry.example.com', scope: '${{ vars.SCOPE }}x' }", true],
    ["{ registry-url: 'https://registry.example.com', scope: 'x${{ vars.SCOPE }}' }", true],
    ["{ registry-url: 'https://registry.npmjs.org/' }", false],
    ["{ registry-url: ' https://registry.npmjs.org ' }", false],
    ["{ registry-url: ' ' }", false],
    ["{ registry-url: 'https://registry.example.com', scope: ' acme ' }", false],
    ["{ registry-url: '' }", false],
    ["{ registry-url: 'https://registry.example.com', scope: '@acme' }", false],
    ["{ registry-url: 'https://npm.pkg.github.com' }", false],
    ["{ node-version: 24 }", false],
  ])("%s: a doubt %s", async (inputs, isDoubt) => {
    const use = `      - uses: actions/setup-node@3d3c42e5aac5ba805825da76410c181273ba90b1\n        with: ${inputs}\n`;
    const judged = async (files: Record<string, string>) =>
      (await findingsOf(files)).filter(({ code }) => code === "PARITY_UNREAD").map(({ line }) => line);
    expect(await judged(workflow(gate, { before: use }))).toEqual(isDoubt ? [7] : []);
    expect(await judged({ [workflowPath]: `${workflow(gate)[workflowPath]}${use}` })).toEqual([]);
  });
});

describe("what GitHub's actions bring before the gate", () => {
  const sha = "3d3c42e5aac5ba805825da76410c181273ba90b1";
  const brought = async (name: string, inputs: string) => {
    const before = `      - uses: actions/${name}@${sha}\n        with: ${inputs}\n`;
    const judged = async (more: Record<string, string>) =>
      briefly((await findingsOf({ ...more, ...files })).filter(({ code }) => code === "PARITY_UNREAD"));
    expect(await judged({ [workflowPath]: `${workflow("npm run gate")[workflowPath]}${before}` })).toEqual([]);
    const found = await judged(workflow("npm run gate", { before }));
    return found.map((one) => one.replace(/.*(?=uses: )/, ""));
  };

  test.each<[string, string, string]>([
    ["cache", "{ path: package.json, key: a }", "package.json"],
    ["cache/restore", "{ path: src, key: a }", "src"],
    ["Cache", '{ path: "~/.npm\\nsrc/a.ts", key: a }', "src/a.ts"],
    ["cache", "{ path: 'src/**', key: a }", "src/**"],
    ["cache", "{ path: '${{ github.workspace }}/src', key: a }", "${{ github.workspace }}/src"],
    ["cache", "{ path: ., key: a }", "."],
    ["cache", '{ path: "src \\nout", key: a }', "src "],
    ["download-artifact", "{ path: src }", "src"],
    ["download-artifact", "{ path: . }", "."],
    ["download-artifact", "{ path: ./ }", "./"],
    ["cache", '{ path: "~/.npm\\n\\n  src/a.ts\\n", key: a }', "src/a.ts"],
    // In the workspace itself, or in a directory that has the name of any.
    ["download-artifact", "{ name: a }", "."],
    ["download-artifact", "{ name: a, path: '' }", "."],
    ["download-artifact", "{ Name: a, path: }", "."],
    ["download-artifact", "{ artifact-ids: 5 }", "."],
    ["download-artifact", "{ pattern: a, merge-multiple: true }", "."],
    ["download-artifact", "{ name: a, pattern: a }", "."],
    ["download-artifact", "{ pattern: a, artifact-ids: 5 }", "."],
    ["download-artifact", "{ pattern: 'a*' }", "."],
    ["download-artifact", "{ pattern: '*a' }", "."],
    ["download-artifact", "{ run-id: 5 }", "."],
    ["download-artifact", "{ pattern: src }", "src"],
    ["cache", "{ path: .git, key: a }", ".git"],
    ["download-artifact", "{ name: a, path: .git/refs }", ".git/refs"],
    ["cache", "{ path: '${{ github.workspace }}/.git/hooks', key: a }", "${{ github.workspace }}/.git/hooks"],
    ["cache", `{ path: ${checkout}/src, key: a }`, `${checkout}/src`],
    ["cache", "{ path: /home/runner/work, key: a }", "/home/runner/work"],
    ["cache", "{ path: .., key: a }", ".."],
    ["cache", '{ path: "~/.npm\\n~/.local/bin", key: a }', "~/.local/bin"],
    ["download-artifact", "{ name: a, path: /usr/local/bin }", "/usr/local/bin"],
    ...[
      "'~'",
      "~/",
      "~/.local",
      "~/.npmrc",
      "~/.gitconfig",
      "~/.config",
      "~/.cargo",
      "~/.cargo/bin/",
      "/usr/local",
    ].map((path): [string, string, string] => ["cache", `{ path: ${path}, key: a }`, path.replaceAll("'", "")]),
    ...["/usr", "/etc", "/", "/home/runner/.local/bin", "$HOME/.npmrc", "'~/*'", "../../../.npmrc", "/opt/x/bin"].map(
      (path): [string, string, string] => ["cache", `{ path: ${path}, key: a }`, path.replaceAll("'", "")],
    ),
  ])("%s of %s may stand for what is judged", async (name, inputs, path) => {
    expect(await brought(name, inputs)).toEqual([`uses: actions/${name}@${sha}, ${path}`.trim()]);
  });

  test("what is said of it nowhere is the usual place", async () => {
    const judged = async (uses: string) =>
      briefly(await findingsOf({ ...workflow("npm run gate", { before: `      - uses: ${uses}\n` }), ...files }));
    const name = `actions/download-artifact@${sha}`;
    expect(await judged(name)).toEqual([`UNREAD? ${workflowPath}:6 uses: ${name}, .`]);
    expect(await judged(`acme/${name}`)).toEqual([`UNCOVERED ${workflowPath}:6 uses: acme/${name}`]);
    expect(await judged("actions/download-artifact")).toEqual([`UNPINNED ${workflowPath}:6 no version`]);
  });

  test.each<[string, string]>([
    ["cache", "{ path: ~/.npm, key: a }"],
    ["cache", "{ path: node_modules, key: a }"],
    ["cache", '{ path: "dist\\n\\n", key: a }'],
    ["cache", "{ key: a }"],
    ["download-artifact", "{ path: dist }"],
    ["download-artifact", "{ name: a, path: dist }"],
    ["download-artifact", "{ pattern: a }"],
    ["download-artifact", "{ pattern: a, merge-multiple: false, name: '', path: }"],
    ["upload-artifact", "{ name: a, path: src }"],
    ["upload-artifact", "{ name: a, path: .git }"],
    ...["~/.cache", "~/.cache/pip", "~/.cargo/registry", "~/.cargo/git/db", "~/go/pkg/mod", "~/.cache/uv", ".venv"].map(
      (path): [string, string] => ["cache", `{ path: ${path}, key: a }`],
    ),
    ...["~/.local/share/pnpm/store", "~/.m2/repository", "~/.gradle/caches", "~/.bun/install/cache", "~/.rustup"].map(
      (path): [string, string] => ["cache", `{ path: ${path}, key: a }`],
    ),
    ...["/var/cache/apt", "/tmp/tools/bin", "/opt/hostedtoolcache/Python", ".git/lfs", "vendor/x/.git"].map(
      (path): [string, string] => ["cache", `{ path: ${path}, key: a }`],
    ),
    ["cache", '{ path: "~/.npm\\n!~/.npm/_logs", key: a }'],
    ["download-artifact", "{ name: a, path: '${{ runner.temp }}/bin' }"],
    ["cachet", "{ path: src }"],
  ])("%s of %s is another file, or none", async (name, inputs) => {
    expect(await brought(name, inputs)).toEqual([]);
  });
});

describe("what no command writes by itself", () => {
  test.each([
    ["f() { echo '{}' > package.json; }\nf", "f", 7],
    ["f() { :; } > package.json\nf", "f", 7],
    ["exec > package.json\necho '{}'", "exec > package.json", 7],
    ["cd . > package.json", "cd . > package.json", 7],
    ["eval 'echo > src/a.ts'", "eval 'echo > src/a.ts'", 7],
    ["bash -c 'f() { > src/a.ts; }; f'", "bash -c 'f() { > src/a.ts; }; f'", 7],
    ["f() { > package.json; }; f", "f", 7],
  ])("%j", async (script, written, line) => {
    const said = `UNREAD? ${workflowPath}:${line} ${written}`;
    expect(await judge(`${script}\nnpm run gate`)).toEqual([said]);
    expect(await judge(`${script}\n${gate}`)).toEqual([said]);
    expect(await judge(`npm run gate\n${script}`)).toEqual([]);
    expect(await judge("npm run gate", stepOf(script))).toHaveLength(1);
  });

  test("of a task that ran before", async () => {
    const Makefile = ".PHONY: a b\na: ; cd . > package.json\nb: ; cd . > other.txt\n";
    const said = async (script: string) => briefly(await findingsOf({ ...workflow(script), ...files, Makefile }));
    expect(await said("make a\nnpm run gate")).toEqual(["UNREAD? Makefile:2 cd . > package.json"]);
    expect(await said("make b\nnpm run gate")).toEqual([]);
    expect(await said("npm run gate\nmake a")).toEqual([]);
  });

  test("nor by what is listed as CI's own, which says nothing of the file", async () => {
    const script = "f() { jq . a > package.json; }\nf";
    const parity = { ciOnly: [{ run: "jq . a", reason: "made anew" }] };
    const said = async (script: string) =>
      briefly(await findingsOf({ ...workflow(`${script}\nnpm run gate`), ...files }, { parity: parity as never }));
    expect(await said(script)).toEqual([`UNREAD? ${workflowPath}:7 f`]);
    expect(await said("jq . a > package.json")).toEqual([`UNREAD? ${workflowPath}:7 jq . a > package.json`]);
    expect(await said("jq . a > other.json")).toEqual([]);
  });
});

test.each<[string, string, Record<string, string>, number]>([
  ["where nothing of the gate's is searched for", "npm run gate", {}, 0],
  ["that git tracks", "npm run gate", { "low/deep/package.json": "{}" }, 1],
  ["beside the gate", "cd low/deep && make gate", { "low/deep/Makefile": `gate:\n\t${gate}\n` }, 1],
  ["above the gate", "cd low/deep/x && make gate", { "low/deep/x/Makefile": `gate:\n\t${gate}\n` }, 1],
])("a package.json %s", async (_, run, more, doubts) => {
  const script = "echo '{}' > low/deep/package.json";
  const found = briefly(await findingsOf({ ...workflow(`${script}\n${run}`), ...files, ...more }));
  expect(found.filter((one) => one.includes(script))).toHaveLength(doubts);
});

test.each<[string, number]>([
  ["(cd $X && echo x > low/package.json)", 1],
  ["echo x > $X/low/package.json", 1],
  ["echo x > low/$X/deep/package.json", 1],
  ["echo x > ../../package.json", 1],
  ["echo x > low/package.json", 0],
  ["echo x > package.json", 1],
])("where git tracks no package.json: %s", async (script, doubts) => {
  const tracked = { Makefile: `gate:\n\t${gate}\n`, "src/a.ts": "" };
  const found = briefly(await findingsOf({ ...workflow(`${script}\nmake gate`), ...tracked }));
  expect(found.filter((one) => one.includes(script))).toHaveLength(doubts);
});
