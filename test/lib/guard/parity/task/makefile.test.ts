// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of make stand in the data
import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

/** The commands of `make a`, without their places. */
const made = async (Makefile: string, more: Readonly<Record<string, string>> = {}) =>
  (await taskRuns("make a", { Makefile, ...more })).map((line) => line.replace(/^[\w./]+:\d+:\d+ /, ""));

const conditional = ['why: its target "a" depends on a conditional'];

describe("conditionals, whose answer only a run knows", () => {
  it.each<[string, string[]]>([
    ["a:\nifdef X\n\tgate\nendif\n", conditional],
    ["a:\n\tgate\nifdef X\n\tother\nelse\n\tthird\nendif\n", conditional],
    ["ifdef X\na: ; gate\nendif\n", conditional],
    ["ifndef X\na: ; gate\nelse\na: ; other\nendif\n", conditional],
    ["ifneq ($(X),1)\nifeq (a,b)\nendif\na: ; gate\nendif\n", conditional],
    ["  ifeq (a,b)\n  endif # done\na: ; gate\n", ["gate"]],
    ["C = true\nifdef X\nendif-x:\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["C = true\nifdef X\nendif = 1\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["C = true\nifdef X\nendif  = 1\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["C = true\nifdef X\nendif := 1\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["a: else ; gate\n", ["gate"]],
    ["C = true\nifdef X\nendif(x):\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["ifdef X\nY = 1\nendif\na: ; gate\n", ["gate"]],
    ["C = gate\nifdef CI\nC = true\nendif\na: ; $(C)\n", ["$(C)"]],
    ["ifdef CI\nC = true\nelse\nC = gate\nendif\na: ; $(C)\n", ["$(C)"]],
    ["C = gate\nifdef CI\nC += || true\nendif\na: ; $(C)\n", ["$(C)"]],
    ["ifdef CI\nC = true\nendif\nC += --x\na: ; $(C)\n", ["$(C)"]],
    ["ifdef CI\nC = true\nendif\nC ?= gate\na: ; $(C)\n", ["$(C)"]],
    ["ifdef CI\nC = true\nendif\nC = gate\na: ; $(C)\n", ["gate"]],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });

  it("reach what is included in them", async () => {
    const gate = { "gate.mk": "a: ; gate\n" };
    expect(await made("a:\nifdef X\ninclude gate.mk\nendif\n", gate)).toEqual(conditional);
    expect(await made("a:\nifdef X\nendif\ninclude gate.mk\n", gate)).toEqual(["gate"]);
  });
});

describe("variables, in the order in which make reads them", () => {
  it.each<[string, string[]]>([
    ["C = one\nC = two\na: ; $(C)\nC = three\n", ["three"]],
    ["D = one\nC := $(D)\nD = two\na: ; $(C)\n", ["one"]],
    ["D = one\nC ::= $(D)\nD = two\na: ; $(C)\n", ["one"]],
    ["D = one\nC :::= $(D)\nD = two\na: ; $(C)\n", ["one"]],
    ["D = one\nC = $(D)\nD = two\na: ; $(C)\n", ["two"]],
    ["C := $(D)\nD = two\na: ; $(C)\n", ["$(D)"]],
    ["C := $$HOME\nHOME = x\na: ; $(C)\n", ["$HOME"]],
    ["C := one\nC += $(D)\nD = two\na: ; $(C)\n", ["one $(D)"]],
    ["C := one\nC = $(D)\nD = two\na: ; $(C)\n", ["two"]],
    ["C := one\nC = x\nC += $(D)\nD = two\na: ; $(C)\n", ["x two"]],
    ["C = one\nC += $(D)\nD = two\na: ; $(C)\n", ["one two"]],
    ["C += one\na: ; $(C)\n", ["one"]],
    ["C =\nC += one\na: ; $(C)\n", ["one"]],
    ["C ?= one\nC ?= two\na: ; $(C)\n", ["one"]],
    ["C != echo one\na: ; $(C)\n", ["$(C)"]],
    ["C != echo one\nC += two\na: ; $(C)\n", ["$(C)"]],
    ["C = one\nundefine C\na: ; $(C)\n", ["$(C)"]],
    ["export C\nC ?= one\na: ; $(C)\n", ["$(C)"]],
    ["unexport C\nC ?= one\na: ; $(C)\n", ["$(C)"]],
    ["unexport C = one\na: ; $(C)\n", ["$(C)"]],
    ["export C\nC = one\na: ; $(C)\n", ["one"]],
    ["export-it: ; x\na: ; gate\n", ["gate"]],
    ["undefined C\na: ; gate\n", ['why: of its Makefile, what it says with "undefined C" is not understood']],
    ["export C = one\nexport\nexport C\nunexport D\nvpath %.c src\na: ; $(C)\n", ["one"]],
    ["override export C := one\na: ; $(C)\n", ["one"]],
    ["vpath C src\nC ?= one\na: ; $(C)\n", ["one"]],
    ["C = one\nunexport C\na: ; $(C)\n", ["one"]],
    ["C = one\\\n two\na: ; $(C)\n", ["one two"]],
    ["C =\nC += one\na: ; x$(C)\n", ["xone"]],
    ["E =\nSHELL := $(E) /bin/bash -e\na: ; one\n", ["one, -e"]],
    [".ONESHELL:\nifdef X\n.ONESHELL:\nendif\na: ; one\n", ["one"]],
    ["exports C\na: ; gate\n", ['why: of its Makefile, what it says with "exports C" is not understood']],
    ["C = gate # a comment\na: ; $(C) x\n", ["gate x"]],
    ["C = a\\#b\na: ; $(C) x\n", ["a\\#b x"]],
    // In a reference it is a letter.
    ["C = $(strip a #b)c#d\na: ; $(C) x\n", ["a #bc x"]],
    ["C = ${strip #a}\na: ; $(C) x\n", ["#a x"]],
    ["C = $#a\na: ; $(C) x\n", ["$(_)a x"]],
    ["C = (a #b)\na: ; $(C) x\n", ["(a x"]],
    ["# C = one\nC = two\na: ; $(C)\n", ["two"]],
    ["C = one \\\n    two\na: ; $(C)\n", ["one two"]],
    ["C = one \\\r\n    two\r\na: ; $(C)\r\n", ["one two"]],
    ["C = one \\\\\nC = two\na: ; $(C)\n", ["two"]],
    ["C = gate\n\tC = true\na: ; $(C)\n", ["true"]],
    ["b: ; x\nD = 1\n\tC = true\na: ; $(C)\n", ["true"]],
    ["b:\n\tC = true\na: ; $(C)\n", ["$(C)"]],
    ["C.x-y_1 = gate\na: ; $(C.x-y_1)\n", ["gate"]],
    ["C=gate\na: ; $(C)\n", ["gate"]],
    ["C = gate", ['why: its Makefile has no target "a"']],
  ])("%j", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["define C\ntrue\nendef\na: ; $(C)\n", ["$(C)"]],
    ["C = gate\ndefine C\ntrue\nendef\na: ; $(C)\n", ["$(C)"]],
    ["C = gate\noverride define C =\ntrue\nendef\na: ; $(C)\n", ["$(C)"]],
    ["C = gate\n export define C:=\ntrue\nendef\na: ; $(C)\n", ["$(C)"]],
    ["define D\na: ; true\n  endef\na: ; gate\n", ["gate"]],
    ["define D\ndefine E\nendef\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["endef\na: ; gate\n", ['why: of its Makefile, what it says with "endef" is not understood']],
    ["a:\n\tdefine C\n\tgate\n", ["define C", "gate"]],
    ["redefine C\na: ; gate\n", ['why: of its Makefile, what it says with "redefine C" is not understood']],
    ["define D\nendefs\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\nendef-x\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\nendef#x\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\n\tendef\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["define D\n\tdefine E\nendef\na: ; gate\n", ["gate"]],
    ["define D\n \tendef # x\na: ; gate\n", ["gate"]],
    ["define D\noverride define E\nendef\na: ; gate\n", ["gate"]],
    ["export\tdefine D\na: ; true\nendef\na: ; gate\n", ["gate"]],
    ["ifdef X\ndefine D\nb: ; true\nendef\nendif\na: ; gate\n", ["gate"]],
    ["unexport define D\nb:\n\tendef\na: ; gate\n", ["gate"]],
    [
      "ifdef X\ndefine D\ndefine E\nendef\nendef\nendif\na: ; gate\n",
      ['why: of its Makefile, where "define" ends in a conditional is not understood'],
    ],
  ])("%j: a text of several lines is not looked into", async (file, expected) => {
    expect(await made(file)).toEqual(expected);
  });
});

describe("what expanding a recipe does", () => {
  it.each<[string, string]>([
    ["a: b\nb:\n\t$(shell cp x y)\n\tgate", "make changes files while it reads it"],
    ["a:\n\tgate $(file >package.json,x)", "make changes files while it reads it"],
    ["a: C = rm x\na:\n\tgate $(shell $(C))", "make changes files while it reads it"],
    [".ONESHELL:\na:\n\tgate $(shell true;\n\tcp x y)", "make changes files while it reads it"],
    ["a: x.o\n%.o:\n\tgate $(shell tee x)", "make changes files while it reads it"],
    ["a: b\nb:\n\t$(eval C = true)\n\tgate", "it makes lines of its own with eval"],
    ["b:\n\tcp x y\nX := $(shell cp x y)\na:\n\tgate", "make changes files while it reads it"],
    ["b:\n\tcp x y\nc: ; z $(shell cp x y)\n\tx\na:\n\tgate", "make changes files while it reads it"],
  ])("%j", async (file, expected) => {
    expect(await made(`${file}\n`)).toEqual([`why: of its Makefile, ${expected}`]);
  });

  it.each([
    "b:\n\t$(foreach A,x y,$(shell build $(A) > $(A).sha256)) \\\n\t  $(shell cp x y)\na:\n\tgate",
    "b:\n\t$(eval C = true)\n\t$(call eval,D)\na:\n\tgate",
    "a:\n\tgate\nb:\n\t$(file >package.json,x)",
  ])("nothing, where nobody runs it: %j", async (file) => {
    expect(await made(`${file}\n`)).toEqual(["gate"]);
  });

  it("is no assignment", async () => {
    expect(await made("a:\n\ttest $$A != b || echo c > d\n")).toEqual(["test $A != b || echo c > d"]);
  });
});

describe("what of a Makefile is not understood", () => {
  it.each<[string, string]>([
    ["MAKEFLAGS += -i", 'it sets MAKEFLAGS to "-i"'],
    ["MAKEFLAGS = k i", 'it sets MAKEFLAGS to "k i"'],
    ["MAKEFLAGS = -ij4", 'it sets MAKEFLAGS to "-ij4"'],
    ["MAKEFLAGS = --ignore-errors", 'it sets MAKEFLAGS to "--ignore-errors"'],
    ["MAKEFLAGS = --ign", 'it sets MAKEFLAGS to "--ign"'],
    ["MAKEFLAGS = C=true", 'it sets MAKEFLAGS to "C=true"'],
    ["MAKEFLAGS = $(X)", 'it sets MAKEFLAGS to "$(X)"'],
    ["MAKEFLAGS = -f x", 'it sets MAKEFLAGS to "-f x"'],
    ["MAKEFLAGS = -C x", 'it sets MAKEFLAGS to "-C x"'],
    ["MAKEFLAGS = n", 'it sets MAKEFLAGS to "n"'],
    [".RECIPEPREFIX = >", "it sets .RECIPEPREFIX"],
    ["$(eval C = true)", "it makes lines of its own with eval"],
    ["X = ${ eval C = true}", "it makes lines of its own with eval"],
    ["define X\n$(eval C = true)\nendef", "it makes lines of its own with eval"],
    ["X := $(call eval,MAKEFLAGS += -i)", "it makes lines of its own with eval"],
    ["X := ${call \\\n  eval,MAKEFLAGS += -i}", "it makes lines of its own with eval"],
    ["X := $(foreach F,eval,$(call $(F),MAKEFLAGS += -i))", "it makes lines of its own with eval"],
    ["X := $(foreach F,ev,$( call $(F)al,MAKEFLAGS += -i))", "it makes lines of its own with eval"],
    ["X := $(foreach F,al,$(call ev$(F),MAKEFLAGS += -i))", "it makes lines of its own with eval"],
    ['X := $(guile (gmk-eval "MAKEFLAGS += -i"))', "it makes lines of its own with eval"],
    ['X := ${call guile,(gmk-eval "MAKEFLAGS += -i")}', "it makes lines of its own with eval"],
    ["X := $(shell echo > package.json)", "make changes files while it reads it"],
    ["X = ${ shell x 2>/dev/null; (cp a b)}", "make changes files while it reads it"],
    ["z: ; $(call shell,tee package.json)", "make changes files while it reads it"],
    ["X := ${call \\\n  shell,rm -f package.json}", "make changes files while it reads it"],
    ["C = echo x > src/a.ts\nX := $(shell $(C))", "make changes files while it reads it"],
    ["X != $(C)\nC = cp a b", "make changes files while it reads it"],
    [`X != ${"sed ".repeat(100_000)}`, "make changes files while it reads it"],
    [`X := $(shell ${"x".repeat(4000)})`, "make changes files while it reads it"],
    [`X !=${"x".repeat(4000)}`, "make changes files while it reads it"],
    ["LONG_NAME != sed -e x -i package.json", "make changes files while it reads it"],
    ["X != echo \\\n  >> package.json", "make changes files while it reads it"],
    ["X := $(file >>package.json,x)", "make changes files while it reads it"],
    ["X := $(foreach F,a,$(shell curl -so $F x))", "make changes files while it reads it"],
    [".EXTRA_PREREQS = b", "it sets .EXTRA_PREREQS"],
    ["a: .EXTRA_PREREQS = b", "it sets .EXTRA_PREREQS"],
    ["export GNUMAKEFLAGS := -i", "it sets GNUMAKEFLAGS"],
    ["export MAKEFILES := x.mk", "it sets MAKEFILES"],
    ["b: X = 1\nMAKEFLAGS = -i", 'it sets MAKEFLAGS to "-i"'],
    ["MAKEFLAGS = j4", 'it sets MAKEFLAGS to "j4"'],
    ["MAKEOVERRIDES = SHELL=/bin/true", "it sets MAKEOVERRIDES"],
    ["define MAKEFLAGS\ni\nendef", "it defines MAKEFLAGS"],
    ["define .RECIPEPREFIX\n>\nendef", "it defines .RECIPEPREFIX"],
    ["define $(X)FLAGS\ni\nendef", "it defines $(X)FLAGS"],
    ["$(shell echo a): ; true", 'which targets "$(shell echo a)" are is known only when it runs'],
    ["$(shell echo a): SHELL := /bin/true", 'which targets "$(shell echo a)" are is known only when it runs'],
    ["$(call T,x)", 'what it says with "$(call T,x)" is not understood'],
    ["$(if $(X),b: c)", 'what it says with "$(if $(X),b: c)" is not understood'],
    ["unexport GITHUB_BASE_REF", 'it takes "GITHUB_BASE_REF" away from what the recipes run'],
    ["undefine CI_COMMIT_SHA", 'it takes "CI_COMMIT_SHA" away from what the recipes run'],
    ["unexport A $(X)", 'it takes "$(X)" away from what the recipes run'],
    ["Makefile: x ; make-it", '"Makefile" may be made anew before its rules count'],
    ["Make%: x ; make-it", '"Makefile" may be made anew before its rules count'],
    ["Makefile: x\nMakefile: ; make-it", '"Makefile" may be made anew before its rules count'],
    ["c: x ; y\nMakefile: x\n\tmake-it\n\t", '"Makefile" may be made anew before its rules count'],
    ["a b = c: d", 'what it says with "a b = c: d" is not understood'],
    ["MAKEFLAGS = j4", 'it sets MAKEFLAGS to "j4"'],
    [".PHONY: Makefile\nMakefile: ; make-it", '"Makefile" may be made anew before its rules count'],
    ["load x.so", 'what it says with "load x.so" is not understood'],
    ["$(N) = true", 'what it says with "$(N) = true" is not understood'],
    ["$(N) := true", 'what it says with "$(N) := true" is not understood'],
    ["include *.mk", 'it includes "*.mk", which is known only when it runs'],
    ["include x?.mk", 'it includes "x?.mk", which is known only when it runs'],
    ["include [x].mk", 'it includes "[x].mk", which is known only when it runs'],
    ["include $(X).mk", 'it includes "$(X).mk", which is known only when it runs'],
    ["-include ../x.mk", 'it includes "../x.mk", which is known only when it runs'],
    ["sinclude x.mk", 'it includes "x.mk", which git does not track'],
    ["-include x.mk y.mk", 'it includes "x.mk", which git does not track'],
    ["include .env", 'it includes ".env", which git does not track'],
    ["-include .env.mk", 'it includes ".env.mk", which git does not track'],
    ...[
      ".env: ; x",
      "./.env: ; x",
      "%: ; x",
      "%env: y ; x",
      ".DEFAULT: ; x",
      ".SUFFIXES: .sample\n.sample: ; x",
      ".SUFFIXES:\n.SUFFIXES: .x",
    ].map((rule): [string, string] => [
      `-include .env\n${rule}`,
      '".env", which it includes, may be made before its rules count',
    ]),
  ])("%j", async (line, expected) => {
    expect(await made(`${line}\na: ; gate\n`)).toEqual([`why: of its Makefile, ${expected}`]);
  });

  it.each([
    "MAKEFLAGS += --no-print-directory -s -j4",
    "MAKEFLAGS = rR",
    "-include .env",
    "sinclude .env .env.local\nexport",
    "ifneq (,$(wildcard ./.env))\n  include .env\n  export\nendif",
    "-include .env\n.SUFFIXES:\n%.o: %.c ; x",
    "MAKEFLAGS =",
    `X !=${"x".repeat(3999)}`,
    "$(info hello)",
    "$(if ,$(error no))",
    "$(if $(X),$(error no))",
    "$(warning evaluated)",
    "evaluate: ; x",
    "X = $(call evaluate,$(Y)) $(call Z,$(Y)) $(recall eval,$(Y)) $(evaluate) call eval",
    "V := $(shell git describe --tags 2>/dev/null || echo 0 >&2; curl -s localhost)",
    "V != command -v python3 >/dev/null 2>&1 && echo a->b",
    "V := $(shell test 1 -ge 0; mkdir -p out)$(file <in.txt)",
    "b: ; X=$(shell pwd) echo > out; cp $(shell pwd)/a b; test $(X) != y && rm -f z",
    "# X := $(shell pwd)",
    "$(info shell cp a b)$(info call shell,cp a b)",
    "unexport A",
    "Makefile: ;",
    "Makefile: ; make-it",
    "Makefile: x ; ",
    "Make%.am: x ; make-it",
    "b:c",
    "Makefile: x",
    "%: ; make-it",
    "%.mk: x ; make-it",
    "\t",
    "b: X=1\nc: d=e",
    "S = x.c y.c\nO = $(S:.c=.o)\n$(O): x.h\n\tcc\n%.o: %.c\n\tcc",
  ])("nothing of %j", async (line) => {
    expect(await made(`${line}\na: ; gate\n`)).toEqual(["gate"]);
  });
});

describe("a Makefile that make makes of another file, by rules of its own", () => {
  it.each(["Makefile,v", "RCS/Makefile,v", "RCS/Makefile", "s.Makefile", "SCCS/s.Makefile", "Makefile.sh"])(
    "%s",
    async (path) => {
      expect(await made("a: ; gate\n", { [path]: "" })).toEqual([
        'why: of its Makefile, "Makefile" may be made anew before its rules count',
      ]);
    },
  );
  it.each(["RCS/other,v", "s.other", "docs/Makefile.md", "sMakefile"])("and not of %s", async (path) => {
    expect(await made("a: ; gate\n", { [path]: "" })).toEqual(["gate"]);
  });
});

describe("files that are included", () => {
  it("and are not there may be made of others", async () => {
    const doubt = ['why: of its Makefile, ".env", which it includes, may be made before its rules count'];
    for (const path of [".env.sh", ".env.l", ".env,v", "RCS/.env,v", "SCCS/s..env", "s..env"])
      expect(await made("-include .env\na: ; gate\n", { [path]: "" })).toEqual(doubt);
    expect(await made("-include .env\nVPATH = low\na: ; gate\n", { "low/.env": "" })).toEqual(doubt);
    expect(
      await made("-include .env\na: ; gate\n", { "low/.env": "", ".env.sample": "", ".envrc": "", "RCS/low/.env": "" }),
    ).toEqual(["gate"]);
    const below = { "sub/Makefile": "-include low/.env\nlow/.%: ; x\na: ; gate\n" };
    expect(await taskRuns("make -C sub a", below)).toEqual([doubt[0]?.replace(".env", "low/.env")]);
  });

  it("and are not there are followed up to a number", async () => {
    const including = (length: number): string =>
      `-include ${Array.from({ length }, (_, at) => `d${at}/.env`).join(" ")}\na: ; gate\n`;
    expect(await made(including(20))).toEqual(["gate"]);
    expect(await made(including(21))).toEqual([
      'why: of its Makefile, it includes "d20/.env", which git does not track',
    ]);
  });

  it("may be what changes files", async () => {
    expect(await made("include b.mk\na: ; gate\n", { "b.mk": "X := $(shell cp a b)\n" })).toEqual([
      "why: of its Makefile, make changes files while it reads it",
    ]);
  });

  it("count where they are included again, which is not read", async () => {
    const again = ['why: of its Makefile, it includes "b.mk" more than once'];
    const file = "include b.mk\nC = gate\ninclude b.mk\na: ; $(C)\n";
    expect(await made(file, { "b.mk": "C = true\n" })).toEqual(again);
    expect(await made("include b.mk\na: ; gate\n", { "b.mk": "include b.mk\n" })).toEqual(again);
  });

  it("stand where they are included, from the directory of make", async () => {
    const more = { "b.mk": "C = two\ninclude c.mk\n", "c.mk": "D = three\n" };
    expect(await made("C = one\ninclude  b.mk\na: ; $(C) $(D)\n", more)).toEqual(["two three"]);
    expect(await made("F = b\ninclude $(F).mk\nC = four\na: ; $(C) $(D)\n", more)).toEqual(["four three"]);
    const below = { "sub/Makefile": "include b.mk\n", "sub/b.mk": "a:\n\tgate\n" };
    expect(await taskRuns("make -C sub a", below)).toEqual(["sub/b.mk:2:2 gate, in sub"]);
  });

  it("may be made anew before they count", async () => {
    const anew = ['why: of its Makefile, "b.mk" may be made anew before its rules count'];
    const more = { "b.mk": "a: ; gate\n" };
    expect(await made("include b.mk\nb.mk: x ; make-it\n", more)).toEqual(anew);
    expect(await made("include b.mk\n%.mk: x ; make-it\n", more)).toEqual(anew);
    expect(await made("include b.mk\n", { ...more, "b.mk.sh": "" })).toEqual(anew);
    expect(await made("include b.mk\n", { ...more, "b.mk.in": "", "c.mk.sh": "" })).toEqual(["gate"]);
    const below = { "sub/Makefile": "a: ; gate\n./Makefile: x ; make-it\n" };
    expect(await taskRuns("make -C sub a", below)).toEqual([
      'why: of its Makefile, "Makefile" may be made anew before its rules count',
    ]);
  });

  it("end the recipe before them", async () => {
    expect(await made("a:\n\tgate\ninclude b.mk\n\tC = x\n", { "b.mk": "" })).toEqual(["gate"]);
  });
});

describe("places of recipes", () => {
  it.each<[string, string[]]>([
    ["a:\n\t@gate\n\n# c\n\tother\n", ["Makefile:2:3 gate", "Makefile:5:2 other"]],
    ["b: x;\na: b; @gate\n", ["Makefile:2:8 gate"]],
    ["a: ; gate # c; d\n", ["Makefile:1:6 gate # c; d"]],
    ["a: b # c; d\n\tgate\n", ["Makefile:2:2 gate"]],
    ["D = x\na:\n\t$(D) gate \\\n\t  more\n", ["Makefile:3:2 x gate \\\n\t  more"]],
    ["E =\na:\n\t$(E)gate\n", ["Makefile:3:6 gate"]],
    ["a: ; gate", ["Makefile:1:6 gate"]],
  ])("%j", async (file, expected) => {
    expect(await taskRuns("make a", { Makefile: file })).toEqual(expected);
  });
});
