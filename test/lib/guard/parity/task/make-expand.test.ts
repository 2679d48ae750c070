// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of make stand in the data
import { describe, expect, it } from "vitest";
import { expandText } from "../../../../../lib/guard/parity/task/make-expand.ts";
import { taskRuns } from "./support.ts";

/** What becomes of `text` in a recipe. */
const expanded = async (text: string, variables = "") => {
  const files = { Makefile: `A = x\nE =\n${variables}\na:\n\trun ${text}\n`, "src/a.c": "", "src/b.c": "" };
  const [script = ""] = await taskRuns("make a", files);
  return script.replace(/^\S+ (?:run ?)?/, "");
};

describe("references", () => {
  it.each<[string, string]>([
    ["$(A) ${A} $A", "x x x"],
    ["$$A $$(A) $$$$", "$A $(A) $$"],
    ["$(NOPE) ${NOPE} $N", "$(NOPE) $(NOPE) $(N)"],
    ["$(A:x=y) $(A ) $(A)(b)", "y $(A ) x(b)"],
    ["$(A$(E)) $(B(c)d) ${B{c}d}", "$(A_E_) $(B_c_d) $(B_c_d)"],
    ["$(unclosed", "$(unclosed)"],
    ["$@ $(@) $< $| $(<D)", "a a $(_) $(_) $(_D)"],
    ["end$", "end$()"],
    ["$(A or x) $(x A:x=y)", "$(A or x) $(x A:x=y)"],
    ["$(shell date) $(patsubst %.c,%.o,a.c)", "$(shell date) $(patsubst %.c,%.o,a.c)"],
  ])("%s", async (text, expected) => {
    expect(await expanded(text)).toBe(expected);
  });

  it("may have long names", async () => {
    expect(await expanded("$(LONG:x=y)", "LONG = x")).toBe("y");
  });

  it("that have no end stay what only a run knows", async () => {
    expect(await expanded("$(B)", "B = $(B) x")).toContain("$(B) x x");
    expect(await expanded("$(B)", `B = $(C)$(C)\nC = ${"y".repeat(60_000)}`)).toBe("$(a text without end)");
    expect(await expanded("$(B)", `B = $(C)$(C)\nC = ${"y".repeat(50_000)}`)).toBe("y".repeat(100_000));
    const names = Array.from({ length: 15 }, (_, index) => `V${index} = ${`$(V${index + 1})`.repeat(9)}`);
    expect(await expanded("$(V0)", [...names, "V15 ="].join("\n"))).toContain("$(");
  });

  it("are followed as long as a Makefile can need", { timeout: 5000 }, async () => {
    const long = `V = ${"y".repeat(90_000)}`;
    expect(await expanded("$(V)".repeat(100), long)).toContain("$(V)");
    const names = Array.from({ length: 2000 }, (_, index) => `t${index}`);
    const Makefile = `T = ${names.join(" ")}\n${"$(T): x\n".repeat(500)}a: ; gate\n`;
    expect(await taskRuns("make a", { Makefile })).toEqual([
      'why: of its Makefile, which targets "$(T)" are is known only when it runs',
    ]);
    expect(await expanded("$(C)", `C = x\n${"C += $(C)\n".repeat(100)}`)).toContain("$(");
    expect(await expanded("$(C)", `C := x\n${"C += $(C)\n".repeat(100)}`)).toContain("$(");
    expect(await expanded(`x${" ".repeat(60_000)}y`)).toMatch(/^x {60000}y$/);
    expect(await expanded("x", `B${" ".repeat(60_000)}= y\nN: x${" ".repeat(60_000)}y`)).toBe("x");
  });

  it("are followed up to the last that is left", () => {
    const left = (references: number, length: number) => {
      const known = { variable: () => ({ text: "y", asks: [] }), isTracked: () => false };
      return expandText("$(A)$(A)$(A)", { ...known, left: { references, length }, asked: new Set(), open: new Set() });
    };
    expect(left(3, 9)).toBe("yyy");
    expect(left(2, 9)).toBe("yy$(A)");
    expect(left(9, 1)).toBe("yy$(A)");
  });

  it("are followed sixteen deep", async () => {
    const chain = (length: number) =>
      [...Array.from({ length }, (_, index) => `V${index} = $(V${index + 1})`), `V${length} = end`].join("\n");
    expect(await expanded("$(V0)", chain(16))).toBe("end");
    expect(await expanded("$(V0)", chain(17))).toBe("$(V17)");
  });
});

describe("functions", () => {
  it.each<[string, string]>([
    ["$(or $(E),$(A),z)", "x"],
    ["$(findstring  a,ba)", "a"],
    ["$(and $(A), $(E) )", ""],
    ["$(and $(A),y,z)", "z"],
    ["$(or $(E), , $(E))", ""],
    ["x$(or $(E), , $(A) )y", "xxy"],
    ["x$(and $(A), $(A) )y", "xxy"],
    ["$(or $(NOPE),z)", "$(or _NOPE_,z)"],
    ["$(or z,$(NOPE))", "z"],
    ["$(and $(A),z)", "z"],
    ["$(and $(A), $(E),$(NOPE))", ""],
    ["$(and $(NOPE),z)", "$(and _NOPE_,z)"],
    ["$(and z,$(NOPE))", "$(and z,_NOPE_)"],
    ["$(if $(A),yes,no)", "yes"],
    ["$(if $(E),yes,no)", "no"],
    ["$(if $(E),yes)", ""],
    ["$(if $(E) ,yes,no)", "no"],
    ["$(if $(E),yes,no, or so)", "no, or so"],
    ["$(if $(NOPE),yes,no)", "$(_if _NOPE_,yes,no)"],
    ["$(if $(NOPE),$(A),x)", "x"],
    ["$(if   $(A),yes,no)", "yes"],
    ["$(if $(if $(A),,1),yes,no)", "no"],
    ["$(if (a,b),yes,no)", "yes"],
    ["$(if {,},yes,no)", "yes"],
    ["$(findstring x,$(A)y)", "x"],
    ["$(findstring y,$(A))", ""],
    ["$(findstring y,x,y)", "y"],
    ["$(findstring x,$(NOPE))", "$(findstring x,_NOPE_)"],
    ["$(findstring $(NOPE),x)", "$(findstring _NOPE_,x)"],
    ["$(firstword  one two)", "one"],
    ["$(firstword $(A) two)", "x"],
    ["$(firstword $(NOPE) two)", "$(firstword _NOPE_ two)"],
    ["$(firstword a,b c)", "a,b"],
    ["$(strip  a   b )", "a b"],
    ["$(strip a,  b)", "a, b"],
    ["$(strip $(NOPE))", "$(strip _NOPE_)"],
    ["$(wildcard src/a.c)", "src/a.c"],
    ["$(wildcard  src/a.c  src/b.c )", "src/a.c src/b.c"],
    ["$(wildcard src/*.c)", "$(wildcard src/*.c)"],
    ["$(wildcard src)", "$(wildcard src)"],
    ["$(wildcard src/a.c gone)", "$(wildcard src/a.c gone)"],
    ["$(or $(wildcard node_modules/.bin/kprovengine),z)", "z"],
    ["$(error no)$(warning w)$(info i)x", "x"],
    ["$(IF $(A),yes,no)", "$(IF _A_,yes,no)"],
    ['$(shell grep "\'" x | cut -f1; a & b)', "$(shell grep _ x _ cut -f1_ a _ b)"],
    ["$(foreach x,a,$(x)) $(filter-out a,b) $(case) $(ifx)", "$(foreach x,a,_x_) $(filter-out a,b) $(_case) $(ifx)"],
    ["$(toString x) $(constructor x)", "$(toString x) $(constructor x)"],
  ])("%s", async (text, expected) => {
    expect(await expanded(text)).toBe(expected);
  });

  it("look for files in the directory of make", async () => {
    const Makefile = "a: ; run $(wildcard a.c)\n";
    const files = { "sub/Makefile": Makefile, Makefile, "sub/a.c": "" };
    expect(await taskRuns("make -C sub a", files)).toEqual(["sub/Makefile:1:6 run a.c, in sub"]);
    expect(await taskRuns("make a", files)).toEqual(["Makefile:1:6 run $(wildcard a.c)"]);
  });
});
