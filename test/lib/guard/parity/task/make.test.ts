// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate, workflow, workflowPath } from "../support.ts";
import { taskRuns } from "./support.ts";

/** The commands of `make`, without their places. */
const made = async (Makefile: string, command = "make a", more: Readonly<Record<string, string>> = {}) =>
  (await taskRuns(command, { Makefile, ...more })).map((line) => line.replace(/^[\w./]+:\d+:\d+ /, ""));

describe("which program make is", () => {
  it.each(["make a", "gmake a", "/bin/make a", "/usr/bin/gmake a", "/usr/local/bin/make a"])("%s", async (command) => {
    expect(await made("a: ; gate\n", command)).toEqual(["gate"]);
  });
  it.each(["cmake a", "makes a", "make/x a", "./make a", "tools/make a", "/opt/make a"])(
    "%s is another",
    async (command) => {
      expect(await made("a: ; gate\n", command)).toEqual(["another program"]);
    },
  );
});

describe("automatic variables, which only make knows", () => {
  it.each([..."@<^+?*%|"].flatMap((name) => [`$${name}`, `$(${name})`, `\${${name}}`, `$(${name}D)`, `$(${name}F)`]))(
    "%s is a word of its command",
    async (name) => {
      expect(await made(`a: b|c\n\tcp ${name} y\n`)).toEqual([expect.stringMatching(/^cp \S+ y$/)]);
      // And it is no file that is written to.
      const found = await findingsOf({ ...workflow(`make a\n${gate}`), Makefile: `a: b\n\ttsc ${name}\n` });
      expect(briefly(found).filter((one) => one.startsWith("UNREAD"))).toEqual([]);
    },
  );
});

describe("automatic variables that the rule's own words say", () => {
  const there = Object.fromEntries(
    ["b", "sub/c.d", "c-1", "c", "d", "-lb", "*.b", "x/b", "x/gone", "lib(b.o)"].map((path) => [path, ""]),
  );

  it.each<[string, string, string]>([
    ["b", "$<", "b"],
    ["b sub/c.d b", "$< $(<) $^ ${^}", "b b b sub/c.d b sub/c.d"],
    ["b c-1 | d", "$^", "b c-1"],
    // Make takes the beginning away.
    ["./b", "$<", "$(_)"],
    ["$(X) c", "$<", "$(_)"],
    ["$(X) c\nX = d", "$<", "d"],
    ["gone", "$<", "$(_)"],
    ["b gone", "$< $^", "$(_) $(^)"],
    ["b c", "$+ $? $(<D)", "$(+) $(?) $(_D)"],
    ["| b", "$<", "$(_)"],
    ["", "$< $^", "$(_) $(^)"],
    ["-lb c", "$<", "$(_)"],
    ["*.b", "$<", "$(_)"],
    ["b c$$", "$<", "$(_)"],
    ["lib(b.o)", "$<", "$(_)"],
  ])("a: %s, %s", async (prerequisites, said, expected) => {
    const [first = "", ...more] = prerequisites.split("\n");
    const file = `${more.join("\n")}\na: ${first}\n\techo ${said}\n`;
    expect(await made(file, "make a", there)).toEqual([`echo ${expected}`]);
  });

  it.each([
    "VPATH = x\na: b ; echo $<\n",
    "vpath %.b x\na: b ; echo $<\n",
    "a: b ; echo $<\na: c\n",
    "%: b ; echo $<\nc: a\n",
    "a: %: b ; echo $<\n",
  ])("not of %j", async (file) => {
    expect(await made(file, "make a", there)).not.toContain("echo b");
  });
});

describe("how many jobs make runs at once", () => {
  it.each([
    ...["-j$(nproc)", "-j $(nproc)", '-j"$(nproc)"', '-j "$(nproc)"', '"-j$(nproc)"', "-sj$(nproc)", "-j `nproc`"],
    ...[
      "--jobs=$(nproc --all)",
      "--jobs $(nproc)",
      "--jobs 4",
      "-j$(getconf _NPROCESSORS_ONLN)",
      "-j $(( $(nproc) + 1 ))",
    ],
    ...["-j$(sysctl -n hw.ncpu)", "-j$(nproc 2>/dev/null || sysctl -n hw.logicalcpu || echo 2)", "-l$(nproc)"],
    ...['-j "$JOBS"', '-j "${JOBS}"', '-j"$JOBS"', '--jobs="$(cat jobs)"', '"-j$(cat jobs)"'],
  ])("%s", async (flags) => {
    expect(await made("a: ; gate\n", `make ${flags} a`)).toEqual(["gate"]);
    expect(await made("a: ; gate\n", `make -i ${flags} a`)).toEqual(["gate, masked ci:1:1"]);
  });

  // Each may be several words, or another flag.
  it.each([
    ...[
      "-j$JOBS",
      "-j $JOBS",
      "$JOBS",
      "-j$(cat jobs)",
      "-j $(cat jobs)",
      '-j "$(cat jobs)"',
      '"$JOBS"',
      "-j$(nproc)$X",
    ],
    ...[
      '-j"$@"',
      '-j"${A[@]}"',
      '-j "$1"',
      '-j "$CI_COMMIT_MESSAGE"',
      '-s "$JOBS"',
      '-C "$JOBS"',
      "-Cj$(nproc)",
      "-fj $(nproc)",
    ],
    ...[
      '-j"${{ vars.J }}"',
      "-j$(nproc; echo -i)",
      "-j$(nproc || echo -i)",
      "--job=$(nproc)",
      '-j "$GITHUB_REF"',
      "-j$(nproc -i)",
    ],
    ...['"-j" "$A" "$B"', '-j "$J" $K', "$(nproc)", "-j$((X))", "-j$(nproc 2> ./nproc)"],
    ...['x-j "$JOBS"', '-j4 "$JOBS"', '-j x"$JOBS"', '-j "$JOBS"x', '-j $(nproc)""', '-j ""$(nproc)'],
  ])("%s is not known", async (flags) => {
    expect(await made("a: ; gate\n", `make ${flags} a`)).toEqual([
      expect.stringMatching(/^why: what ".*" stands for is known only when it runs$/),
    ]);
  });

  const files = { Makefile: `.PHONY: a\na: ; ${gate}\n` };
  const found = async (script: string, more = "") =>
    briefly(await findingsOf({ ...workflow(script, { more }), ...files }));
  it.each<[string, string, string[]]>([
    ["make -j $(nproc) a", "", []],
    ["make -j $(nproc) a", "    env: { undefined: -i }\n", []],
    ['make -j "$JOBS" a', "    env: { JOBS: 4 }\n", []],
    ['make -j "$JOBS" a', "    env: { JOBS: ' 4 ' }\n", []],
    ['JOBS=$(nproc)\nmake -j "$JOBS" a', "", []],
    ['make -j "$JOBS" a', "    env: { JOBS: -i }\n", [`UNREAD? ${workflowPath}:5 JOBS`]],
    ['make -j "$JOBS" a', "    env: { JOBS: '${{ vars.JOBS }}' }\n", [`UNREAD? ${workflowPath}:5 JOBS`]],
    ['JOBS=-i\nmake -j "$JOBS" a', "", [`UNREAD? ${workflowPath}:7 JOBS=-i`]],
    ['JOBS=$(cat jobs)\nmake -j "$JOBS" a', "", [`UNREAD? ${workflowPath}:7 JOBS=$(cat jobs)`]],
    ['for JOBS in 1 -i; do make -j "$JOBS" a; done', "", [`UNREAD? ${workflowPath}:7 JOBS=1 -i`]],
    ['echo JOBS=-i >> $GITHUB_ENV\nmake -j "$JOBS" a', "", [`UNREAD? ${workflowPath}:6 echo JOBS=-i >> $GITHUB_ENV`]],
    ...["nproc() { echo 1 -i; }", "function nproc { echo 1 -i; }", "eval 'npr''oc() { echo 1 -i; }'"].map(
      (own): [string, string, string[]] => [
        `${own}\nmake -j $(nproc) a`,
        "",
        [`UNREAD? ${workflowPath}:8 make -j $(nproc) a`, `NO_GATE? ${workflowPath}:undefined`],
      ],
    ),
    [
      "nproc() { echo 1 -i; }\nmake -j$(nproc) a",
      "",
      [`UNREAD? ${workflowPath}:8 make -j$(nproc) a`, `NO_GATE? ${workflowPath}:undefined`],
    ],
    ['nproc() { echo 1 -i; }\nmake -j"$(nproc)" a', "", []],
  ])("%j with %j", async (script, more, expected) => {
    expect(await found(script, more)).toEqual(expected);
  });

  it.each([
    ...["-j4", "-j 4", "-j", "--jobs=4 --no-print-directory", "--jobs 4", "-l2.5 -Oline", "-j 4 -Oline"],
    "-Oline  -j  16 --no-print-directory",
  ])("MAKEFLAGS: %s says no more", async (value) => {
    expect(await found("make a", `    env: { MAKEFLAGS: ${JSON.stringify(value)} }\n`)).toEqual([]);
  });
  it.each([
    ...[
      "-i",
      "-k",
      "-n",
      "-t",
      "-s",
      "i",
      "j4",
      "--eval=x",
      "X=1",
      "-j4 X=1",
      "-j4 -- X=1",
      "-j4i",
      "-j4 -i",
      "-j4 4",
      "-j4\n-i",
    ],
    ...["-j ${{ vars.J }}", "-j $(nproc)", "-Oi", "--jobs4", "-l -i"],
  ])("MAKEFLAGS: %s may say more", async (value) => {
    const more = `    env: { MAKEFLAGS: ${JSON.stringify(value)} }\n`;
    expect(await found("make a", more)).toEqual([`MASKED? ${workflowPath}:5 MAKEFLAGS`]);
  });

  it("what the Makefile makes of the flags is not known", async () => {
    const judge = async (Makefile: string, script: string, more = "") =>
      briefly(await findingsOf({ ...workflow(script, { more }), Makefile: `.PHONY: a\n${Makefile}` }));
    const asking = `b: ; @true\na: b ; $(if $(findstring j,$(MAKEFLAGS)),true,${gate})\n`;
    expect(await judge(asking, "make -C . a")).toEqual([]);
    for (const flags of ["-j4", "-s", "X=1"])
      expect(await judge(asking, `make ${flags} a`)).toEqual([
        `UNREAD? ${workflowPath}:7 make ${flags} a`,
        `NO_GATE? ${workflowPath}:undefined`,
      ]);
    const more = "    env: { MAKEFLAGS: -j4 }\n";
    expect(await judge(asking, "make a", more)).toEqual([`UNREAD? ${workflowPath}:5 MAKEFLAGS`]);
    const shipped = `flags = $(firstword -$(MAKEFLAGS))\na: ; $(if $(findstring i,$(flags)),$(error no))${gate}\n`;
    expect(await judge(shipped, "make -j4 a", more)).toEqual([]);
  });
});

describe("which Makefile is read", () => {
  const files = {
    Makefile: "a: ; third\n",
    "sub/GNUmakefile": "a: ; first\n",
    "sub/makefile": "a: ; second\n",
    "sub/other.mk": "a: ; other\n",
    "low/makefile": "a: ; lower\n",
    "low/Makefile": "a: ; upper\n",
  };
  it.each<[string, string[]]>([
    ["make a", ["Makefile:1:6 third"]],
    ["make -C sub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -Csub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -sCsub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -sC sub/ a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -C . -C sub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -C sub -C .. a", ["Makefile:1:6 third"]],
    ["make --directory sub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make --directory=sub a", ["sub/GNUmakefile:1:6 first, in sub"]],
    ["make -C low a", ["low/makefile:1:6 lower, in low"]],
    ["make -f sub/other.mk a", ["sub/other.mk:1:6 other"]],
    ["make -fsub/other.mk a", ["sub/other.mk:1:6 other"]],
    ["make --file=sub/other.mk a", ["sub/other.mk:1:6 other"]],
    ["make --makefile sub/other.mk a", ["sub/other.mk:1:6 other"]],
    ["make -C sub -f other.mk a", ["sub/other.mk:1:6 other, in sub"]],
    ["make -f sub/other.mk -f Makefile a", ["why: it reads several Makefiles"]],
    ["make -C gone a", ['why: git tracks no Makefile in "gone"']],
    ["make -f /etc/x.mk a", ['why: git tracks no Makefile in "."']],
    ["make -C /sub a", ["why: it leaves the repository"]],
    ["make -C .. -C sub a", ["why: it leaves the repository"]],
    ["make a -C", ['why: what make does with "-C" is not known']],
    ["make a --file", ['why: what make does with "-f" is not known']],
  ])("%s", async (command, expected) => {
    expect(await taskRuns(command, files)).toEqual(expected);
  });

  it.each([
    ["make a", "Makefile"],
    ["make -C sub a", "sub/makefile"],
    ["make -C sub -f x.mk a", "sub/x.mk"],
  ])("%s, where it is a link", async (command, link) => {
    const why = `why: "${link}" is a symbolic link or submodule, which is not followed`;
    expect(await taskRuns(command, {}, "", [link])).toEqual([why]);
    expect(await taskRuns(command, {}, "", ["other"])).toEqual([expect.stringContaining("git tracks no Makefile")]);
  });

  it("below the directory of the step", async () => {
    expect(await taskRuns("make a", files, "sub")).toEqual(["sub/GNUmakefile:1:6 first, in sub"]);
    expect(await taskRuns("make -C ../low a", files, "sub")).toEqual(["low/makefile:1:6 lower, in low"]);
  });
});

describe("flags of make", () => {
  const masked = (...words: string[]) => [`gate, ${words.map(() => "masked ci:1:1").join(", ")}`];
  it.each<[string, string[]]>([
    ["-s", ["gate"]],
    ["-bBdkmprRsSw", ["gate"]],
    ["-j 4 -l 2.5", ["gate"]],
    ["-j4 -kj 8 -j -l1", ["gate"]],
    ["-Oline --output-sync=target --jobs=4 --load-average=2", ["gate"]],
    ["--silent --quiet --keep-going --no-print-directory --always-make --trace", ["gate"]],
    ["-j 16 -j16 -l16 --jobs", ["gate"]],
    ["--x--silent", ['why: what make does with "--x--silent" is not known']],
    ["--silently", ['why: what make does with "--silently" is not known']],
    ["--X--file=x", ['why: what make does with "--X--file=x" is not known']],
    ["--ignore-errors4", ['why: what make does with "--ignore-errors4" is not known']],
    ["-i", masked("-i")],
    ["-ki", masked("-i")],
    ["-ij4", masked("-i")],
    ["-kij 4", masked("-i")],
    ["--ignore-errors", masked("-i")],
    ["-e", masked("-e")],
    ["-ie", masked("-i", "-e")],
    ["--environment-overrides", masked("-e")],
    ["-n", ["gate, skipped ci:1:1"]],
    ["-t", ["gate, skipped ci:1:1"]],
    ["-q", ["gate, skipped ci:1:1"]],
    ["-v", ["gate, skipped ci:1:1"]],
    ["--dry-run", ["gate, skipped ci:1:1"]],
    ["--just-print", ["gate, skipped ci:1:1"]],
    ["--recon", ["gate, skipped ci:1:1"]],
    ["--touch", ["gate, skipped ci:1:1"]],
    ["--question", ["gate, skipped ci:1:1"]],
    ["--version", ["gate, skipped ci:1:1"]],
    ["--help", ["gate, skipped ci:1:1"]],
    ["-j4i", ['why: what make does with "-j4i" is not known']],
    ["-x -y", ['why: what make does with "-x" is not known']],
    ["-", ['why: what make does with "-" is not known']],
    ["--", ['why: what make does with "--" is not known']],
    ["--ignore", ['why: what make does with "--ignore" is not known']],
    ["--ignore-errors=yes", ['why: what make does with "--ignore-errors=yes" is not known']],
    ["-o a", ['why: what make does with "-o" is not known']],
    ["-I other", ['why: what make does with "-I" is not known']],
    ["--eval=b:", ['why: what make does with "--eval=b:" is not known']],
    ["-4", ['why: what make does with "-4" is not known']],
    ["$FLAGS", ['why: what "$FLAGS" stands for is known only when it runs']],
  ])("make %s a", async (flags, expected) => {
    expect(await made(".PHONY: a\na: ; gate\n", `make ${flags} a`)).toEqual(expected);
  });

  it("are named in what is said", async () => {
    expect(await made("a: ; gate\n", "make 4 a")).toEqual(['why: its Makefile has no target "4"']);
    expect(await made("a: ; gate\n", "make -j4 5 a")).toEqual(['why: its Makefile has no target "5"']);
    expect(await made("a: ; gate\n", "make --trace 4 a")).toEqual(['why: its Makefile has no target "4"']);
    expect(await made("a: ; gate\n", "make --jobs a5 a")).toEqual(['why: its Makefile has no target "a5"']);
    expect(await made("a: ; gate\n", "make --jobs 5a a")).toEqual(['why: its Makefile has no target "5a"']);
    expect(await made("a: ; gate\n", "make --jobs 12 a")).toEqual(["gate"]);
    expect(await made("a: ; gate\n", "make -j a5 a")).toEqual(['why: its Makefile has no target "a5"']);
    expect(await made("a: ; gate\n", "make -j 5a a")).toEqual(['why: its Makefile has no target "5a"']);
  });
});

describe("variables of the command line", () => {
  const file = "C = usual\nF ?= usual\nS := usual\noverride O = own\na: ; $(C) $(F) $(S) $(O)\n";
  it.each<[string, string[]]>([
    ["make a", ["usual usual usual own"]],
    ["make a C=x", ["x usual usual own"]],
    ["make C:=x F=y a", ["x y usual own"]],
    ["make C:::=x F::=y a", ["x y usual own"]],
    ["make a:b=x a", ['why: what make does with "a:b=x" is not known']],
    ["make %A=x a", ['why: what make does with "%A=x" is not known']],
    ["make A%=x a", ['why: what make does with "A%=x" is not known']],
    ["make S=x=y a", ["usual usual x=y own"]],
    ["make O=x a", ["usual usual usual own"]],
    ["make a C+=x", ['why: what make does with "C+=x" is not known']],
    ["make a =x", ['why: what make does with "=x" is not known']],
    ["make a MAKEFLAGS=-i", ['why: what make does with "MAKEFLAGS=-i" is not known']],
    ["make a MAKEOVERRIDES=x", ['why: what make does with "MAKEOVERRIDES=x" is not known']],
    ["make a MAKEFLAGS=-s", ["usual usual usual own"]],
  ])("%s", async (command, expected) => {
    expect(await made(file, command)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["a: C = own\na: ; $(C)\n", "x"],
    ["a: override C = own\na: ; $(C)\n", "own"],
    ["override C = top\na: C = own\na: ; $(C)\n", "$(C)"],
    ["C = top\noverride C = more\nC = less\na: ; $(C)\n", "more"],
    ["a: ; $(MAKE) b\n", "make C=x b"],
    ["a: C += own\na: ; $(C)\n", "$(C)"],
    ["C += own\na: ; $(C)\n", "x"],
  ])("against %j", async (file, expected) => {
    expect(await made(file, "make a C=x")).toEqual([expected]);
  });

  it("reach a make that is called, as the shell takes them", async () => {
    expect(await made("a: ; $(MAKE) b\n", "make a 'C=it is $(D)'")).toEqual(["make 'C=it is $(D)' b"]);
    expect(await made("MAKE = true\na: ; $(MAKE) b\n")).toEqual(["true b"]);
    expect(await made("a: ; $(MAKE) -C $(CURDIR)/x $(MAKEFLAGS)$(MFLAGS) b\n")).toEqual(["make -C ./x  b"]);
  });
});

describe("what make builds", () => {
  const substituted = ["a.y b.c a.x b a.x.z b.c.z $(S:.x=%.y) $(S:_X_=y)"];
  it.each<[string, string, string[]]>([
    ["make", ".PHONY: a\nb: ; two\na: ; one\n", ["two"]],
    ["make", "a: export\n\ttwo\nexport: ; one\n", ["one", "two"]],
    ["make", "%.x: ; pattern\nb: ; two\n", ["two"]],
    ["make", "./b: ; two\na: ; one\n", ["two"]],
    ["make", ".DEFAULT_GOAL := a\nb: ; two\na: ; one\n", ["one"]],
    ["make", "G = a\n.DEFAULT_GOAL = $(G)\nb: ; two\na: ; one\n", ["one"]],
    ["make", "ifdef X\n.DEFAULT_GOAL := a\nendif\na: ; one\n", ['why: its Makefile has no target "$(.DEFAULT_GOAL)"']],
    ["make", "X = 1\n", ["why: its Makefile has no target"]],
    ["make b a", "b: ; two\na: ; one\n", ["two", "one"]],
    ["make a", "a: b c\n\tone\nb: c; two\nc: ; three\n", ["three", "two", "one"]],
    ["make a", "a: b | c\na: ; one\nb c: ; $@ it\n", ["b it", "c it", "one"]],
    ["make a", "a: a ; one\n", ["one"]],
    [
      "make a",
      `a: t0 ; one\n${Array.from({ length: 300 }, (_, index) => `t${index}: t${index + 1}\n`).join("")}`,
      ['why: its target "t200" is deeper than can be followed'],
    ],
    ["make a", "a: file.c made.o ; one\n", ["one"]],
    ["make a", "a:: ; one\n", ["one"]],
    ["make a", "a b &: c\n\tone\n", ["one"]],
    ["make a", "a b & : c\n\tone\n", ["one"]],
    ["make 'a&b'", "a&b: ; one\n", ["one"]],
    ["make a", "a:b c\n\tone\nb c: ; $@ it\n", ["b it", "c it", "one"]],
    ["make", "a.b: ; two\nc: ; one\n", ["two"]],
    ["make a", "a: ; one\na: ; two\n", ['why: its target "a" has several recipes']],
    ["make a", "a: b ; one\nb: ; one\nb: ; two\n", ['why: its target "b" has several recipes']],
    ["make a", "N = a\na: ; one\n$(N): ; two\n", ['why: its target "a" has several recipes']],
    ["make a", "S = a.x  b.c\na: ; $(S:.x=.y) $(S:%.c=%) $(S:=.z) $(S:.x=%.y) $(S:$(X)=y)\n", substituted],
    ["make a", "S = $(X) a.x\na: ; $(S:.x=.y)\n", ["$(S:.x=.y)"]],
    ["make a", "D = b\na: $(D) ; one\nD = c\nb c: ; $@ it\n", ["b it", "one"]],
    ["make x", "a: ; one\n", ['why: its Makefile has no target "x"']],
    [
      "make x",
      "include gone.mk\n",
      ['why: its Makefile has no target "x", and it includes "gone.mk", which git does not track'],
    ],
  ])("%s with %j", async (command, file, expected) => {
    expect(await made(file, command)).toEqual(expected);
  });
});

describe("a file that a pattern makes", () => {
  const perhaps = (text: string, line: number, column: number) =>
    `${text}, perhaps skipped Makefile:${line}:${column + 1}`;
  it.each<[string, string[]]>([
    ["a: b.x ; one\n%.x: ; make $@\n", [perhaps("make b.x", 2, 7), "one"]],
    ["a: s/b.x ; one\n%.x: ; make $@\n", [perhaps("make s/b.x", 2, 7), "one"]],
    ["a: s/b.x ; one\ns/%.x: ; make $@\n", [perhaps("make s/b.x", 2, 9), "one"]],
    ["a: s/b.x ; one\nt/%.x: ; two\n%.y: ; three\nb%.x: ; four\n", [perhaps("four", 4, 8), "one"]],
    ["a: s/b.x ; one\nsb%.x: ; two\n", ["one"]],
    ["a: s/b.x ; one\n%.x: %.y ; two\ns/b.y: ; three\n", ["three", perhaps("two", 2, 11), "one"]],
    ["a: b.x ; one\n%.x: c.y ; two\n%.y: ; three\n", [perhaps("three", 3, 7), perhaps("two", 2, 11), "one"]],
    ["a: bb ; one\nb%: b%.o ; two\n", [perhaps("two", 2, 11), "one"]],
    ["a: b.x ; one\n%.x: ; two\n%.x:\n", [perhaps("two", 2, 7), "one"]],
    ["a: b ; one\nb: c\n%: ; two\n", [perhaps("two", 3, 5), perhaps("two", 3, 5), "one"]],
    ["a: b ; one\n.PHONY: b\nb:\n%: ; two\n", ["one"]],
    ["a: b ; one\n.DEFAULT: ; two\n", [perhaps("two", 2, 12), "one"]],
    // It is there, and needs nothing that could be newer.
    ["a: here.x ; one\n%.x: ; two\n", ["one"]],
    ["a: here.x ; one\n%.x: y ; two\n", [`two, perhaps skipped Makefile:2:9, ${perhaps("", 2, 9).slice(2)}`, "one"]],
    ["a: b.x ; one\n%.x: c ; two\nc: ; three\nc: ; four\n", ['why: its target "c" has several recipes']],
    ["a: b.x ; one\nifdef X\n%.x: ; two\nendif\n", [perhaps("two", 3, 7), "one"]],
    ["a: ; one\n%: ; two\n", ["one"]],
    // Without a recipe it makes nothing, and without % it is about its own name alone.
    ["a: b.x ; one\n%.x: ; two\n%.x: c\nc: ; three\n", [perhaps("two", 2, 7), "one"]],
    ["a: s/b.x ; one\nb.x: ; two\n", ["one"]],
    [
      ".SECONDARY:\na: b.x ; one\n%.x: ; two\n",
      [`two, perhaps skipped Makefile:3:7, ${perhaps("", 3, 7).slice(2)}`, "one"],
    ],
    ["a:\n%: ; two\n", [perhaps("two", 2, 5)]],
  ])("%j", async (file, expected) => {
    expect(await made(file, "make a", { "here.x": "" })).toEqual(expected);
  });
});

it("patterns that need each other have an end", { timeout: 5000 }, async () => {
  const starts = Array.from({ length: 15 }, (_, index) => "x".repeat(index + 1));
  const patterns = starts.map((start) => `${start}%: ${start}%${start.length}. ; two\n`);
  expect(await made(`a: ${"x".repeat(15)} ; one\n${patterns.join("")}`)).toEqual([
    "why: its patterns lead to more than can be followed",
  ]);
  const names = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`).join(" ");
  expect(await made(`a: ${names(1000)} ; one\nx%: ; two\n`)).toHaveLength(1001);
  expect(await made(`a: ${names(1001)} ; one\nx%: ; two\n`)).toHaveLength(1);
});

describe("a target for which a file or directory is there", () => {
  const there = { "test/a.ts": "", "docs/x": "", "docs/y": "", "testing/z": "" };
  it.each<[string, string[]]>([
    ["test: ; gate\n", ["gate, skipped Makefile:1:8"]],
    ["test:\n\tgate\n\tmore\n", ["gate, skipped Makefile:2:2", "more, skipped Makefile:2:2"]],
    ["test: docs/x ; gate\n", ["gate, perhaps skipped Makefile:1:15"]],
    ["test: | ; gate\n", ["gate, skipped Makefile:1:10"]],
    [".PHONY: test\ntest: ; gate\n", ["gate"]],
    ["P = test\n.PHONY: $(P) other\ntest: ; gate\n", ["gate"]],
    [".PHONY: $(P)\ntest: ; gate\n", ["gate, perhaps skipped Makefile:2:8"]],
    ["ifdef X\n.PHONY: test\nendif\ntest: ; gate\n", ["gate, perhaps skipped Makefile:4:8"]],
    [".PHONY: b\ntest: b ; gate\nb: ; two\n", ["two", "gate"]],
    [".PHONY: b\ntest: b | c ; gate\nb: ; two\n", ["two", "gate"]],
    // What stands behind a bar makes nothing new.
    [".PHONY: b\ntest: | b ; gate\nb: ; two\n", ["two", "gate, skipped Makefile:2:12"]],
    [".PHONY: b\ntest: c | b ; gate\nb: ; two\n", ["two", "gate, perhaps skipped Makefile:2:14"]],
    ["test: b ; gate\nb: ; two\n", ["two", "gate, perhaps skipped Makefile:1:10"]],
    ["test: b\nb: ; two\n", ["two"]],
    [".IGNORE: |\ntest: b\nb: ; two\n", ["two, masked ci:1:1"]],
    [".IGNORE: b $(X)\n.IGNORE:\ntest: c\nc: ; two\n", ["two, masked ci:1:1"]],
    [".SECONDARY:\ntest: b\nb: ; two\n", ["two, perhaps skipped Makefile:3:5"]],
    [".SECONDARY:\n.PHONY: b\ntest: b\nb: ; two\n", ["two"]],
  ])("%j", async (file, expected) => {
    expect(await made(file, "make test", there)).toEqual(expected);
  });
  it("may lie where make is told to search", async () => {
    const lying = { "src/test": "" };
    const perhaps = ["gate, perhaps skipped Makefile:2:8"];
    expect(await made("VPATH = src\ntest: ; gate\n", "make test", lying)).toEqual(perhaps);
    expect(await made("vpath t% src\ntest: ; gate\n", "make test", lying)).toEqual(perhaps);
    expect(await made("vpath %.c src\ntest: ; gate\n", "make test", lying)).toEqual(["gate"]);
    expect(await made("vpath %.c t%\nA = src\ntest: ; gate\n", "make test", lying)).toEqual(["gate"]);
    expect(await made("a: ; gate\n", "make a", { a: "" })).toEqual(["gate, skipped Makefile:1:5"]);
    expect(await made("vpath test src\ntest: ; gate\n", "make test", lying)).toEqual(perhaps);
    expect(await made("vpath tes src\ntest: ; gate\n", "make test", lying)).toEqual(["gate"]);
    expect(await made("VPATH = src\n.PHONY: test\ntest: ; gate\n", "make test", lying)).toEqual(["gate"]);
  });
  it("is no matter for names that only begin like it", async () => {
    expect(await made(".SECONDARY:\nb: ; gate\n", "make b", there)).toEqual(["gate"]);
    expect(await made("tes: ; gate\n", "make tes", there)).toEqual(["gate"]);
    expect(await made("a/b: ; gate\n", "make a/b", { a: "" })).toEqual(["gate"]);
  });
  it("lies in the directory of make", async () => {
    const files = { "sub/Makefile": "test: ; gate\n", test: "" };
    expect(await taskRuns("make -C sub test", files)).toEqual(["sub/Makefile:1:9 gate, in sub"]);
    expect(await taskRuns("make -C sub test", { ...files, "sub/test/x": "" })).toEqual([
      "sub/Makefile:1:9 gate, in sub, skipped sub/Makefile:1:8",
    ]);
  });
});

describe("variables of single targets", () => {
  it.each<[string, string[]]>([
    ["C = top\na: C = own\na: ; $(C)\n", ["own"]],
    ["C = top\nb: C = own\na: ; $(C)\n", ["top"]],
    ["C = top\na: C = own\na: b\nb: ; $(C)\n", ["own"]],
    ["C = top\na: C = own\nb: C = nearer\na: b\nb: ; $(C)\n", ["nearer"]],
    ["C = top\na b: C := own\na: ; $(C)\n", ["own"]],
    ["C = top\nD = one\na: C := $(D)\nD = two\na: ; $(C)\n", ["one"]],
    ["C = top\na: private C = own\na: ; $(C)\n", ["$(C)"]],
    ["private C = top\nC = own\na: ; $(C)\n", ["$(C)"]],
    ["override C = top\nprivate C = own\na: ; $(C)\n", ["$(C)"]],
    ["private C = own\noverride C = top\na: ; $(C)\n", ["$(C)"]],
    ["override C = top\na: C = own\na: ; $(C)\n", ["$(C)"]],
    ["override C = top\na: C += own\na: ; $(C)\n", ["$(C)"]],
    ["override C = top\n%: C = own\na: ; $(C)\n", ["$(C)"]],
    ["a: C = own\noverride C = top\na: ; $(C)\n", ["own"]],
    ["override C = top\nb: C = own\na: ; $(C)\n", ["top"]],
    ["C = top\na: C += own\na: ; $(C)\n", ["$(C)"]],
    ["C = top\na: C ?= own\na: ; $(C)\n", ["$(C)"]],
    ["C = top\n%: C = own\na: ; $(C)\n", ["$(C)"]],
    ["C = top\n%b: C = own\na: ; $(C)\n", ["top"]],
    ["C = top\na%a: C = own\na: ; $(C)\n", ["top"]],
    ["C = top\na%: C = own\na: ; $(C)\n", ["$(C)"]],
    ["C = top\nb%: C = own\na: ; $(C)\n", ["top"]],
    ["C = top\n%: C = own\na: C = nearer\na: ; $(C)\n", ["nearer"]],
    ["C = top\nifdef X\na: C = own\nendif\na: ; $(C)\n", ["$(C)"]],
    ["a: MAKEFLAGS = -i\na: ; gate\n", ['why: of its Makefile, it sets MAKEFLAGS to "-i"']],
    ["a: ; X=1 gate\n", ["X=1 gate"]],
    ["a: b; X=1 gate\n", ["X=1 gate"]],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });
});

describe("the shell of a recipe", () => {
  it.each<[string, string[]]>([
    ["SHELL = /bin/bash\na: ; gate\n", ["gate"]],
    ["SHELL := /usr/bin/env bash\na: ; gate\n", ["gate"]],
    ["SHELL := $(shell which bash)\na: ; gate\n", ["gate"]],
    ["SHELL := $(shell command -v zsh)\na: ; gate\n", ["gate"]],
    ["SHELL = sh\na: ; gate\n", ["gate"]],
    ["SHELL = /usr/local/bin/dash \na: ; gate\n", ["gate"]],
    ["SHELL = /bin/true\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["SHELL = ./tools/bash\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["SHELL = /bin/bash -n\na: ; gate\n", ["gate, skipped Makefile:2:5"]],
    ["SHELL = /bin/bash -e -o pipefail\na: ; gate\n", ["gate, -e, pipefail"]],
    ["SHELL = /usr/bin/env bash -e\na: ; gate\n", ["gate, -e"]],
    ["SHELL = /usr/bin/env true\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["SHELL =\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["SHELL = $(X)\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["a: SHELL = python3\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    [".SHELLFLAGS = -ec\na: ; gate\n", ["gate, -e"]],
    [".SHELLFLAGS := -eu -o pipefail -c\na: ; gate\n", ["gate, -e, pipefail"]],
    [".SHELLFLAGS = -uc\na: ; gate\n", ["gate"]],
    [".SHELLFLAGS = -c -e\na: ; gate\n", ["gate, -e"]],
    [".SHELLFLAGS = -nc\na: ; gate\n", ["gate, skipped Makefile:2:5"]],
    [".SHELLFLAGS = -c true\na: ; gate\n", ["gate, perhaps unread Makefile:2:5"]],
    ["a: .SHELLFLAGS = -ec\na: ; gate\nb: ; other\n", ["gate, -e"]],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });
});

describe("recipes whose failure does not count", () => {
  const here = (line: number, column: number) => `masked Makefile:${line}:${column}`;
  it.each<[string, string[]]>([
    ["a:\n\t-gate\n", [`gate, ${here(2, 2)}`]],
    ["a:\n\t@-gate\n\tother\n", [`gate, ${here(2, 3)}`, "other"]],
    ["a:\n\t+ @ -gate\n", [`gate, ${here(2, 6)}`]],
    ["a: ; -gate\n", [`gate, ${here(1, 6)}`]],
    ["D = -\na:\n\t$(D)gate\n", [`gate, ${here(3, 2)}`]],
    ["a:\n\t@+gate -x\n", ["gate -x"]],
    [".IGNORE: a\na: ; gate\n", [`gate, ${here(2, 5)}`]],
    ["X = a\n.IGNORE: b $(X)\na: ; gate\n", [`gate, ${here(3, 5)}`]],
    [".IGNORE: b\na: ; gate\n", ["gate"]],
    [".IGNORE:\na: ; gate\n", ["gate, masked ci:1:1"]],
    [".IGNORE: $(X)\na: ; gate\n", ["gate, masked ci:1:1"]],
    [".IGNORE: b $(X)\na: ; gate\n", ["gate, perhaps masked ci:1:1"]],
    [".IGNORE: $(shell echo a)\na: ; gate\n", ["gate, perhaps masked ci:1:1"]],
    ["unexport define X\n.IGNORE:\nb:\n\tendef\na:\n\tgate\n", ["gate, masked ci:1:1"]],
    ["define A\noverride define B\nendef\n.IGNORE:\nb:\n\tendef\na:\n\tgate\n", ["gate, masked ci:1:1"]],
    ["a:\n\t-\n\t\n\t@\n\tgate\n", ["gate"]],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    [".ONESHELL:\na:\n\tgate\n\tother\n", ["gate\n\tother"]],
    [".ONESHELL:\na: b\nb:\n\tgate\n", ["gate"]],
    [".ONESHELL:\na:\n\t@one\n\t@-gate\n\t+other\n", ["one\n\tgate\n\tother"]],
    [
      "ifdef X\n.ONESHELL:\nendif\na: ; gate\n",
      ['why: of its Makefile, whether ".ONESHELL" counts is known only when it runs'],
    ],
    [".ONESHELL:\na:\n\t-gate\n\tother\n", [`gate\n\tother, ${here(3, 2)}`]],
  ])("%j is one script", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });
});
