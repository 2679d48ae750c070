// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";
import { briefly, findingsOf, gate as sound, workflow } from "./support.ts";

const config = "{}\n";
const path = ".github/workflows/ci.yml";
const version = "1.2.3";
const gate = `npx --yes kprovengine@${version} preflight`;

/** What is said about the gate: which, where, and of what that is written. Other commands are listed. */
const said = async (steps: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<string[]> => {
  const written = steps.map((script) => `      - run: |\n${script.replace(/^/gm, "          ")}\n`).join("");
  const workflow = `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n${written}`;
  const all: Readonly<Record<string, string>> = { "kprov.config.json": config, [path]: workflow, ...files };
  const { findings } = await judgeParity({
    beside: { paths: Object.keys(all).sort(), text: async (name) => all[name] },
    ...{ branch: "main", repository: "acme/app", commands: {}, version },
    parity: { ciOnly: [] },
    runtime: { python: null, node: null, go: null, rust: null },
    ...{ configPath: "kprov.config.json", configDigest: sha256(config), checks: ["check-artifacts"] },
    declared: async () => [],
  });
  return findings
    .filter(({ code }) => code !== "PARITY_UNCOVERED")
    .map(({ code, level, line, actual }) => `${code.slice(7)}${level === "undecided" ? "?" : ""} ${line}: ${actual}`);
};

/** The gate, with what is done before it, around it or behind it. */
const around = (before: string): string =>
  before.includes("GATE") ? before.replace("GATE", gate) : `${before}\n${gate}`;

describe("what a shell is given before it runs the gate", () => {
  it.each<[string, string[]]>([
    ["export NODE_OPTIONS=x", ["UNREAD? 7: export NODE_OPTIONS=x"]],
    ["export CI=1 A NODE_OPTIONS", []],
    ["export NODE_PATH=$HOME/.local/bin", ["UNREAD? 7: export NODE_PATH=$HOME/.local/bin"]],
    ["export -n GITHUB_BASE_REF", ["DIFFERENT 7: export -n GITHUB_BASE_REF"]],
    ["declare +x GITHUB_BASE_REF", ["DIFFERENT 7: declare +x GITHUB_BASE_REF"]],
    ["declare -x GITHUB_BASE_REF", []],
    ["typeset NODE_OPTIONS=x", ["UNREAD? 7: typeset NODE_OPTIONS=x"]],
    ["typeset NODE_OPTIONS; readonly HOME", []],
    ["readonly HOME=x", ["UNREAD? 7: readonly HOME=x"]],
    ["f() { local HOME; GATE; }\nf", ["UNREAD? 7: local HOME"]],
    ["read -r HOME < x", ["UNREAD? 7: read -r HOME"]],
    ["mapfile HOME < x; readarray A < x", ["UNREAD? 7: mapfile HOME"]],
    ["readarray HOME", ["UNREAD? 7: readarray HOME"]],
    ["printf -v HOME %s x", ["UNREAD? 7: printf -v HOME %s x"]],
    ['printf -v "$x" %s HOME=y', ['UNREAD? 7: printf -v "$x" %s HOME=y']],
    ["printf HOME=x; echo HOME=x; env", []],
    ["export $x", ["UNREAD? 7: export $x"]],
    ['export "$x"', ['UNREAD? 7: export "$x"']],
    ["declare `x`", ["UNREAD? 7: declare `x`"]],
    ["export 'HOME=x'", ["UNREAD? 7: export 'HOME=x'"]],
    ["export A+=x HOME+=y", ["UNREAD? 7: export A+=x HOME+=y"]],
    // A name may have quotes in it, and go on in the next line; or only a run knows what it ends with.
    ['export NODE""_OPTIONS="$X"', ['UNREAD? 7: export NODE""_OPTIONS="$X"']],
    ["export NODE\\\n_OPTIONS=$X", ["UNREAD? 7: export NODE_OPTIONS=$X"]],
    ["export NODE_$X=y", ["UNREAD? 7: export NODE_$X=y"]],
    ['declare -x A"$X"=y', ['UNREAD? 7: declare -x A"$X"=y']],
    ["readonly NODE_`x`=y", ["UNREAD? 7: readonly NODE_`x`=y"]],
    ["read NODE_$X < x", ["UNREAD? 7: read NODE_$X"]],
    ["declare -$X A=HOME", ["UNREAD? 7: declare -$X A=HOME"]],
    ['export ""AB=$X', ['UNREAD? 7: export ""AB=$X']],
    ["export A$'\\x42'=x", ["UNREAD? 7: export A$'\\x42'=x"]],
    ["export AB=$X B=`x` C+=$X A[10]=$X 'D=x'", []],
    ["read -rd$'\\n' A < x; mapfile -d$X -t A < x; readarray -n$X A < x", []],
    ["read -raHOME < x", ["UNREAD? 7: read -raHOME"]],
    ["read -rad$X < x", ["UNREAD? 7: read -rad$X"]],
    ["read A-d$X < x", ["UNREAD? 7: read A-d$X"]],
    ["printf -vHOME %s x", ["UNREAD? 7: printf -vHOME %s x"]],
    ["printf -v NODE_$X %s x", ["UNREAD? 7: printf -v NODE_$X %s x"]],
    ['printf -v"$X" %s x', ['UNREAD? 7: printf -v"$X" %s x']],
    ["printf -v NODE_{OPTIONS,PATH} x", ["UNREAD? 7: printf -v NODE_{OPTIONS,PATH} x"]],
    ['printf -v "A" "$X" HOME=y HOME-v $X', []],
    ["printf -- -foo", []],
    ["wait -pHOME -n", ["UNREAD? 7: wait -pHOME -n"]],
    ["declare -fx npx", ["UNREAD? 7: declare -fx npx"]],
    ["export -f npx", ["UNREAD? 7: export -f npx"]],
    ["set -a; npx2() { :; }", ["UNREAD? 7: npx2() { :; }"]],
    ["set -o allexport\nexit() { :; }\nset +a", ["UNREAD? 8: exit() { :; }"]],
    ["set $flags\nf() { :; }", ["UNREAD? 8: f() { :; }"]],
    ["set +a 2> ./x; set -a; set +a 2> ./x; f() { :; }", ["UNREAD? 7: f() { :; }"]],
    ["set -a; set +aZ || :; f() { :; }", ["UNREAD? 7: f() { :; }"]],
    ["if x; then set -a; fi; f() { :; }", ["UNREAD? 7: f() { :; }"]],
    ["(set -a; f() { :; }); log() { echo; }; set -a", []],
    ["set -a; A=b; set +a; log() { echo; }", []],
    ["set -a; A=b; set +o allexport; log() { echo; }; log", []],
    ["set -- -a; log() { echo; }", []],
    ["unset GITHUB_BASE_REF HOME", ["DIFFERENT 7: unset GITHUB_BASE_REF HOME"]],
    ["unset HOME A", []],
    ["unset GITHUB_$X", ["UNREAD? 7: unset GITHUB_$X"]],
    [
      'unset "$X" GITHUB_BASE_REF',
      ['UNREAD? 7: unset "$X" GITHUB_BASE_REF', 'DIFFERENT 7: unset "$X" GITHUB_BASE_REF'],
    ],
    ["unset GITHUB_{SHA,REF}", ["UNREAD? 7: unset GITHUB_{SHA,REF}"]],
    ["unset -v A 'B[$i]'", []],
    ["alias npx=true", ["UNREAD? 7: alias npx=true"]],
    ["alias $x", ["UNREAD? 7: alias $x"]],
    ["alias; alias npx", []],
    ["HOME=x", ["UNREAD? 7: HOME=x"]],
    ['A=x HOME+="y\nz"', ['UNREAD? 7: HOME+="y z"']],
    ["PATH=$HOME/.local/bin:$PATH", []],
    ["PATH=./bin:$PATH", ["UNREAD? 7: PATH=./bin:$PATH"]],
    ["HOME=x true", []],
    ["HOME=x $y", ["UNREAD? 7: HOME=x"]],
    ["PATH[10]=./x", ["UNREAD? 7: PATH[10]=./x"]],
    ['PATH="$PATH:$HOME/.local/bin\n:./x"', ['UNREAD? 7: PATH="$PATH:$HOME/.local/bin :./x"']],
    ["read HOME[1] < x", ["UNREAD? 7: read HOME[1]"]],
    ["export HOME[10]=x\nexport A[1]=x", ["UNREAD? 7: export HOME[10]=x"]],
    ["read HOME.x\nexport A.HOME=x", []],
    ['export A=f-x B=of C="$x"', []],
    ["for HOME in x y; do :; done", ["UNREAD? 7: HOME=x y"]],
    ["for PATH in ./bin; do\nGATE\ndone", ["UNREAD? 7: PATH=./bin"]],
    ["f() { for HOME in x; do :; done; }\nf", ["UNREAD? 7: HOME=x"]],
    ["for HOME; do :; done", ["UNREAD? 7: HOME="]],
    ["for A in x; do :; done; for PATH in $PATH; do :; done", []],
    ["GATE\nfor HOME in x; do :; done", []],
    ["BASH_CMDS[npx]=./x", ["UNREAD? 7: BASH_CMDS[npx]=./x"]],
    ["declare -n a=HOME", ["UNREAD? 7: declare -n a=HOME"]],
    ["typeset -n a", ["UNREAD? 7: typeset -n a"]],
    ["f() { local -n a=$1; GATE; }\nf x", ["UNREAD? 7: local -n a=$1"]],
    ["wait -p HOME -n", ["UNREAD? 7: wait -p HOME -n"]],
    ["wait; wait $!", []],
    [": ${HOME:=x} ${A:=b}", ["UNREAD? 7: : ${HOME:=x} ${A:=b}"]],
    ['echo "a ${HOME=x}"', ['UNREAD? 7: echo "a ${HOME=x}"']],
    ["A=${HOME:=x}", ["UNREAD? 7: A=${HOME:=x}"]],
    [": $((A = HOME += 1))", ["UNREAD? 7: : $((A = HOME += 1))"]],
    [": $((HOME<<=1))", ["UNREAD? 7: : $((HOME<<=1))"]],
    [": ${HOME:-x} ${HOME:+x} $((HOME == 1)) $HOME=x '{HOME:=x}'", []],
    ["export HOME='a\nb'", ["UNREAD? 7: export HOME='a b'"]],
    ["GATE\nexport HOME=x", []],
    ["f() { export HOME=x; }\nf", ["UNREAD? 7: export HOME=x"]],
    ["export HOME=x\nexport HOME=x", ["UNREAD? 7: export HOME=x", "UNREAD? 8: export HOME=x"]],
  ])("%j", async (before, expected) => {
    expect(await said([around(before)])).toEqual(expected);
  });

  const installed = "export PATH=$PWD/node_modules/.bin:$PATH";
  it.each([
    installed,
    'PATH="${PWD}/.venv/bin:$PATH"',
    "export PATH=$GITHUB_WORKSPACE/venv/bin:$HOME/.local/bin:$PATH",
    "export PATH=./web/node_modules/.bin:$PATH",
    "PATH=$(pwd)/.venv/bin:$PATH GATE",
    "echo $PWD/.venv/bin >> $GITHUB_PATH",
    'echo "$GITHUB_WORKSPACE/node_modules/.bin" >> $GITHUB_PATH',
    "echo ${{ github.workspace }}/.venv/bin >> $GITHUB_PATH",
    "echo $(pwd)/.venv/bin >> $GITHUB_PATH",
    "echo $CI_PROJECT_DIR/.venv/bin >> $GITHUB_PATH",
  ])("%j: what is installed for the project comes first", async (before) => {
    expect(await said([around(before)], { "test/node_modules/a/x.js": "", "web/bin.md": "" })).toEqual([]);
    for (const path of ["node_modules/.bin/npx", "web/node_modules", "a/.venv", ".venv/bin", "venv/bin/x"])
      expect(await said([around(before)], { "web/bin.md": "", [path]: "" })).toContainEqual(
        expect.stringMatching(/^UNREAD\? \d: .*PATH/),
      );
  });

  it("but not below another repository, or a link", async () => {
    const before = around("export PATH=$PWD/web/node_modules/.bin:$PATH");
    expect(await said([before], { "web/package.json": "" })).toEqual([]);
    expect(await said([before], { web: "" })).toEqual([expect.stringContaining("export PATH=")]);
  });

  it.each([
    "export PATH=$PWD/tools:$PATH",
    "export PATH=node_modules/.bin:$PATH",
    "export PATH=/tmp/node_modules/.bin:$PATH",
    "export PATH=$X/node_modules/.bin:$PATH",
    "export PATH=$PWD/../x/node_modules/.bin:$PATH",
    "export PATH=$PWD/node_modules/.bin/x:$PATH",
    `cd /tmp/x\n${installed}`,
    `PWD=/tmp/x\n${installed}`,
    `export PWD=/tmp/x\n${installed}`,
    `read PWD < x\n${installed}`,
    `f() { ${installed}; }\ncd /tmp/x\nf`,
    "cd /tmp/x\necho $PWD/.venv/bin >> $GITHUB_PATH",
    "PWD=/tmp/x\necho $PWD/.venv/bin >> $GITHUB_PATH",
    "echo $GITHUB_WORKSPACE/../x/.venv/bin >> $GITHUB_PATH",
    "echo ${{ github.workspace }}/$X/.venv/bin >> $GITHUB_PATH",
    // Of another checkout, or a directory that a step makes.
    "export PATH=$PWD/other/node_modules/.bin:$PATH",
    "printf -v PWD /tmp/x\nexport PATH=$PWD/.venv/bin:$PATH",
    "PWD=/tmp/x; PATH=$PWD/.venv/bin:$PATH GATE",
    "pwd() { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    "function pwd { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    "pwd () { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    "pwd( ) { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    "pw\\\nd() { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    "function  pwd { echo /tmp/x; }\nexport PATH=$(pwd)/.venv/bin:$PATH",
    'export P""WD=/tmp/x\nexport PATH=$PWD/.venv/bin:$PATH',
    "c''d /tmp/x\necho $PWD/.venv/bin >> $GITHUB_PATH",
    "echo ./bin >> $GITHUB\\\n_PATH",
    "echo ./bin >> ${GITHUB\\\n_PATH}",
    "# so \\\necho ./bin >> $GITHUB_PATH",
    "./a.sh\nPWD=/tmp/x\necho $PWD/.venv/bin >> $GITHUB_PATH",
    "./a.sh\ncd /tmp/x\necho $PWD/.venv/bin >> $GITHUB_PATH",
  ])("%j: others may come first", async (before) => {
    const found = await said([around(before)], { "a.sh": "#!/bin/sh\ntrue\n" });
    expect(found).toContainEqual(expect.stringMatching(/^UNREAD\? \d+: .*PATH/));
  });

  it.each<[string, boolean]>([
    ["working-directory: sub", true],
    ["working-directory: ${{ vars.X }}", false],
    ["shell: pwsh", false],
  ])("of a step with %s: known %s", async (more, isKnown) => {
    const before = `      - run: echo $PWD/.venv/bin >> $GITHUB_PATH\n        ${more}\n`;
    const found = (await findingsOf(workflow(sound, { before }))).filter(({ message }) => message.includes("PATH"));
    expect(briefly(found)).toEqual(isKnown ? [] : [`UNREAD? ${path}:6 echo $PWD/.venv/bin >> $GITHUB_PATH`]);
  });

  it.each<[string, string[]]>([
    [". ./env.sh", ["UNREAD? 7: . ./env.sh"]],
    ["cd sub && source ../env.sh", ["UNREAD? 7: source ../env.sh"]],
    ['. "$FILE"', ['UNREAD? 7: . "$FILE"']],
    [". $HOME/../env.sh", ["UNREAD? 7: . $HOME/../env.sh"]],
    [". $HOMES/env.sh", ["UNREAD? 7: . $HOMES/env.sh"]],
    [". x$HOME/env.sh", ["UNREAD? 7: . x$HOME/env.sh"]],
    ['. "$HOME/.cargo/env"', []],
    [". ${NVM_DIR}/nvm.sh", []],
    [". .venv/bin/activate", []],
    ["sh ./env.sh", []],
    ["GATE\n. ./env.sh", []],
  ])("that reads a file: %j", async (before, expected) => {
    expect(await said([around(before)], { "env.sh": "npx() { true; }\n", "sub/a": "" })).toEqual(expected);
  });

  it("is what its scripts get, where a shell hands its functions on", async () => {
    const files = { "ci/check.sh": "#!/bin/bash\nmake preflight || exit 1\n", Makefile: `preflight:\n\t${gate}\n` };
    const call = "./ci/check.sh";
    expect(await said([`set -a; exit() { :; }\n${call}`], files)).toEqual(["UNREAD? 7: exit() { :; }"]);
    expect(await said([`exit() { :; }\nset -a\n${call}`], files)).toEqual([]);
    expect(await said([`set -a\nA=b\n${call}`], files)).toEqual([]);
    const handing = { ...files, "a.sh": `#!/bin/bash -a\nexit() { :; }\n${call}\n` };
    expect(await said(["./a.sh"], handing)).toEqual(["UNREAD? 2: exit() { :; }"]);
    expect(await said(["bash -o allexport a.sh"], handing)).toEqual(["UNREAD? 2: exit() { :; }"]);
    expect(await said(["bash a.sh"], handing)).toEqual([]);
    expect(await said([`bash -ac 'exit() { :; }; ${call}'`], files)).toEqual(["UNREAD? 7: exit() { :; }"]);
    expect(await said([`set -a; bash -c 'exit() { :; }; ${call}'`], files)).toEqual([]);
  });

  it("counts from where the gate stands, also in scripts", async () => {
    const files = {
      "a.sh": `#!/bin/sh -e\nexport HOME=x\n./b.sh\n${gate}`,
      "b.sh": "#!/bin/sh -e\nexport SHELL=x",
    };
    expect(await said(["./a.sh"], files)).toEqual(["UNREAD? 2: export HOME=x"]);
    expect(await said(["./b.sh\n./a.sh"], files)).toEqual(["UNREAD? 2: export HOME=x"]);
    expect(await said(["export HOME=x", gate])).toEqual([]);
  });
});

describe("what stands around the gate's command", () => {
  it.each<[string, string[]]>([
    ["HOME=x GATE", ["UNREAD? 7: HOME=x"]],
    ['GATE || (echo "failed" && exit 1)', []],
    ["GATE || false", []],
    ["GATE & P=$!\nwait $P", []],
    ["GATE & P=$!\ncp x kprov.config.json\nwait $P", [`MASKED? 7: ${gate}`]],
    ["HOME=x\nGATE & P=$!\nwait $P", ["UNREAD? 7: HOME=x"]],
    ["A=x PATH=./x GATE", ["UNREAD? 7: PATH=./x"]],
    ["f() { GATE; }\nHOME=x f", ["UNREAD? 7: HOME=x"]],
    ["env HOME=x A=y GATE", ["UNREAD? 7: HOME=x"]],
    ["/usr/bin/env HOME=x GATE", ["UNREAD? 7: HOME=x"]],
    ["env -u GITHUB_SHA GATE", ["DIFFERENT 7: env -u GITHUB_SHA npx --yes kprovengine@1.2.3 preflight"]],
    ["env A=b timeout 10 GATE", []],
    ["env -u GITHUB_SHA -- GATE", ["DIFFERENT 7: env -u GITHUB_SHA -- npx --yes kprovengine@1.2.3 preflight"]],
    ["env -uGITHUB_SHA GATE", ["DIFFERENT 7: env -uGITHUB_SHA npx --yes kprovengine@1.2.3 preflight"]],
    ["env --unset=GITHUB_SHA GATE", ["DIFFERENT 7: env --unset=GITHUB_SHA npx --yes kprovengine@1.2.3 preflight"]],
    ["env -u HOME -uA --unset=B GATE", []],
    ['env -u "$X" GATE', ['UNREAD? 7: env -u "$X" npx --yes kprovengine@1.2.3 preflight']],
    ["env -i GATE", ["UNREAD? 7: env -i npx --yes kprovengine@1.2.3 preflight"]],
    [
      "env -C x GATE",
      [
        "DIFFERENT? 7: npx --yes kprovengine@1.2.3 preflight",
        "UNREAD? 7: env -C x npx --yes kprovengine@1.2.3 preflight",
      ],
    ],
    ["env -u xsudo xvfb-run -s HOME=x GATE", []],
    ["env -u s/usr/bin/udo HOME=x GATE", ["UNREAD? 7: HOME=x"]],
    ["env -u sudox GATE", []],
    ["command --x-v GATE", ["UNREAD? 7: command --x-v npx --yes kprovengine@1.2.3 preflight"]],
    ["env ---help GATE", ["UNREAD? 7: env ---help npx --yes kprovengine@1.2.3 preflight"]],
    ["env --helpx GATE", ["UNREAD? 7: env --helpx npx --yes kprovengine@1.2.3 preflight"]],
    ["sudo -E -u CI_COMMIT_SHA GATE", []],
    ["env --help GATE", ["DIFFERENT 7: env --help npx --yes kprovengine@1.2.3 preflight"]],
    ["nice --version GATE", ["DIFFERENT 7: nice --version npx --yes kprovengine@1.2.3 preflight"]],
    ["command -v GATE", ["DIFFERENT 7: command -v npx --yes kprovengine@1.2.3 preflight"]],
    ["command -pV GATE", ["DIFFERENT 7: command -pV npx --yes kprovengine@1.2.3 preflight"]],
    ["command -p GATE", []],
    ["timeout -v 10 GATE", []],
    ["timeout -s KILL -k 5 --foreground --verbose 10 GATE", []],
    ["timeout --signal=KILL --kill-after=5 10 GATE", []],
    [
      "timeout --preserve-status 10 GATE",
      ["UNREAD? 7: timeout --preserve-status 10 npx --yes kprovengine@1.2.3 preflight"],
    ],
    ["nice -n 5 nice -5 nice -n-5 nohup stdbuf -oL -e0 xvfb-run -a GATE", []],
    ["nice -x GATE", ["UNREAD? 7: nice -x npx --yes kprovengine@1.2.3 preflight"]],
    ["nohup -x GATE", ["UNREAD? 7: nohup -x npx --yes kprovengine@1.2.3 preflight"]],
    ["/usr/bin/time -p GATE", []],
    ["/usr/bin/time -v GATE", ["UNREAD? 7: /usr/bin/time -v npx --yes kprovengine@1.2.3 preflight"]],
    ["sudo -E GATE", []],
    ["sudo -n --preserve-env -H -u x -g y GATE", []],
    ["sudo GATE", ["UNREAD? 7: sudo npx --yes kprovengine@1.2.3 preflight"]],
    ["/usr/bin/sudo -n GATE", ["UNREAD? 7: /usr/bin/sudo -n npx --yes kprovengine@1.2.3 preflight"]],
    ["sudo -E -s GATE", ["UNREAD? 7: sudo -E -s npx --yes kprovengine@1.2.3 preflight"]],
  ])("%j", async (script, expected) => {
    expect(await said([around(script)])).toEqual(expected);
  });
});

describe("what others write into a script", () => {
  const title = "echo '${{ github.event.pull_request.title }}'";
  const found = (line: number) => [`SKIPPED ${line}: \${{ github.event.pull_request.title }}`];

  it("counts up to the gate's command", async () => {
    expect(await said([`${title}\n${gate}`])).toEqual(found(7));
    expect(await said([`${gate}\n${title}`])).toEqual([]);
    const files = { "a.sh": `#!/bin/sh -e\n${"# a\n".repeat(100)}${gate}\n` };
    expect(await said([`./a.sh\n${title}`], files)).toEqual([]);
  });

  it("counts in all of a step before, and in none behind", async () => {
    expect(await said([`${"true\n".repeat(50)}${title}`, gate])).toEqual(found(57));
    expect(await said([gate, title])).toEqual([]);
  });
});

describe("what a step writes for those behind it", () => {
  it.each<[string, string[]]>([
    ["echo A=b >> $GITHUB_ENV", []],
    ['echo "A=$x" >> "$GITHUB_ENV"', []],
    ["echo 'A<<E' >> ${GITHUB_ENV}", []],
    ["printf 'A=%s\\n' \"$x\" >> $GITHUB_ENV", []],
    ['printf "A=1\\nB=2\\n" >> $GITHUB_ENV', []],
    ["echo HOME=x >> $GITHUB_ENV", ["UNREAD? 6: echo HOME=x >> $GITHUB_ENV"]],
    ["echo 'HOME<<E' >> $GITHUB_ENV", ["UNREAD? 6: echo 'HOME<<E' >> $GITHUB_ENV"]],
    ["echo HOME=x >> $GITHUB\\\n_ENV", ["UNREAD? 6: echo HOME=x >> $GITHUB_ENV"]],
    ["echo A=b \\\n>> $GITHUB_ENV", ["UNREAD? 6: >> $GITHUB_ENV"]],
    ["echo CI_COMMIT_SHA=x >> $GITHUB_ENV", ["DIFFERENT 6: echo CI_COMMIT_SHA=x >> $GITHUB_ENV"]],
    ["{\necho HOME=x\n} >> $GITHUB_ENV", ["UNREAD? 6: } >> $GITHUB_ENV"]],
    // Behind a line end that printf writes.
    ['printf "A=1\\nHOME=x\\n" >> $GITHUB_ENV', ['UNREAD? 6: printf "A=1\\nHOME=x\\n" >> $GITHUB_ENV']],
    ['printf "A=1\\n$x=y\\n" >> $GITHUB_ENV', ['UNREAD? 6: printf "A=1\\n$x=y\\n" >> $GITHUB_ENV']],
    ['printf "A=1\\n"$x=y >> $GITHUB_ENV', ['UNREAD? 6: printf "A=1\\n"$x=y >> $GITHUB_ENV']],
    ['printf "A=1\\012HO\\115E=x" >> $GITHUB_ENV', ['UNREAD? 6: printf "A=1\\012HO\\115E=x" >> $GITHUB_ENV']],
    ['echo "$x=y" >> $GITHUB_ENV', ['UNREAD? 6: echo "$x=y" >> $GITHUB_ENV']],
    ["cat x >> $GITHUB_ENV", ["UNREAD? 6: cat x >> $GITHUB_ENV"]],
    ["x A=b >> $GITHUB_ENV", ["UNREAD? 6: x A=b >> $GITHUB_ENV"]],
    ["cat x >> $GITHUB_ENVY", []],
    ["{\necho CI_COMMIT_SHA=x\n} >> $GITHUB_ENV", ["DIFFERENT 6: } >> $GITHUB_ENV"]],
    ["x | tee -a $GITHUB_ENV; echo A=b", ["UNREAD? 6: x | tee -a $GITHUB_ENV; echo A=b"]],
    ["if true; then\n  echo A=b >> $GITHUB_ENV\nfi", []],
    ['printf "A=1\\n$x=y" >> $GITHUB_ENV', ['UNREAD? 6: printf "A=1\\n$x=y" >> $GITHUB_ENV']],
    // All that it writes, and nothing else of the line.
    ["echo A=b >> $GITHUB_ENV; echo C=d >> $GITHUB_ENV", []],
    ["true && echo A=b >> $GITHUB_ENV || exit 1", []],
    ["echo LONG_NAME=b >> $GITHUB_ENV", []],
    ["echo A'=b' >> $GITHUB_ENV", ["UNREAD? 6: echo A'=b' >> $GITHUB_ENV"]],
    ["echo ''LONG=b >> $GITHUB_ENV", ["UNREAD? 6: echo ''LONG=b >> $GITHUB_ENV"]],
    ["if true; then\n  echo A=b >> $GITHUB_ENV; fi", ["UNREAD? 6: echo A=b >> $GITHUB_ENV; fi"]],
    ["echo A=b | tee -a $GITHUB_ENV", []],
    [`echo "V=$(node -p "require('./package.json').version" | head -n 1)" >> $GITHUB_ENV`, []],
    // A text of the repository may have several lines.
    ['echo "V=$(cat VERSION)" >> $GITHUB_ENV', ['UNREAD? 6: echo "V=$(cat VERSION)" >> $GITHUB_ENV']],
    [
      'echo A=b >> $GITHUB_ENV; echo "$x=y" >> $GITHUB_ENV',
      ['UNREAD? 6: echo A=b >> $GITHUB_ENV; echo "$x=y" >> $GITHUB_ENV'],
    ],
    ["echo A=b && cat x >> $GITHUB_ENV", ["UNREAD? 6: echo A=b && cat x >> $GITHUB_ENV"]],
    ["echo A=b; cat x >> $GITHUB_ENV", ["UNREAD? 6: echo A=b; cat x >> $GITHUB_ENV"]],
    ["echo A=b | cat x - >> $GITHUB_ENV", ["UNREAD? 6: echo A=b | cat x - >> $GITHUB_ENV"]],
    ['echo "A=$(cat x >> $GITHUB_ENV)" >> $GITHUB_ENV', ['UNREAD? 6: echo "A=$(cat x >> $GITHUB_ENV)" >> $GITHUB_ENV']],
    ['echo "A=$(cat x >> $GITHUB_ENV)"', ['UNREAD? 6: echo "A=$(cat x >> $GITHUB_ENV)"']],
    ["echo $HOME/.local/bin >> $GITHUB_PATH", []],
    [' printf "${HOME}/.cargo/bin"  >>  "${GITHUB_PATH}" ', []],
    ["echo  $HOME/.local/bin >> $GITHUB_PATH", []],
    ["./echo $HOME/.local/bin >> $GITHUB_PATH", ["UNREAD? 6: ./echo $HOME/.local/bin >> $GITHUB_PATH"]],
    ["echo ./bin >> $GITHUB_PATH", ["UNREAD? 6: echo ./bin >> $GITHUB_PATH"]],
    ["echo $HOME/.local/bin >> $GITHUB_PATH; x", ["UNREAD? 6: echo $HOME/.local/bin >> $GITHUB_PATH; x"]],
    ["x; echo $HOME/.local/bin >> $GITHUB_PATH", ["UNREAD? 6: x; echo $HOME/.local/bin >> $GITHUB_PATH"]],
    ['echo $HOME/.local/bin" >> $GITHUB_PATH"', ['UNREAD? 6: echo $HOME/.local/bin" >> $GITHUB_PATH"']],
    ['echo "$GITHUB_PATHS"', []],
  ])("%j", async (before, expected) => {
    expect(await said([before, gate])).toEqual(expected);
    expect(await said([gate, before])).toEqual([]);
  });

  it("counts files that it writes, from the first step up to the gate", async () => {
    const writes = "echo x > package.json";
    expect(await said(["true", writes, gate])).toEqual([`UNREAD? 9: ${writes}`]);
    expect(await said([writes, "true", gate])).toEqual([`UNREAD? 7: ${writes}`]);
    expect(await said([`${writes}\n${gate}`])).toEqual([`UNREAD? 7: ${writes}`]);
    expect(await said([`${gate}\n${writes}`, writes])).toEqual([]);
    const inHead = `case $(${writes}) in a) ;; esac`;
    expect(await said([`${inHead}\n${gate}`])).toEqual([`UNREAD? 7: ${inHead}`]);
  });

  it("counts in the step itself, and in the scripts that it runs", async () => {
    const line = "echo HOME=x >> $GITHUB_ENV";
    expect(await said([`${gate}\n${line}`])).toEqual([`UNREAD? 6: ${line}`]);
    expect(await said(["./a.sh", gate], { "a.sh": `#!/bin/sh\n${line}\n` })).toEqual([`UNREAD? 6: ${line}`]);
    expect(await said(["./a.sh", gate], { "a.sh": "#!/bin/sh\ntrue\necho ./x >> $GITHUB_PATH\n" })).toEqual([
      "UNREAD? 6: echo ./x >> $GITHUB_PATH",
    ]);
  });
});
