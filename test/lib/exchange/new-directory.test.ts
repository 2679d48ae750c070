import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { writeDirectory } from "../../../lib/exchange/new-directory.ts";
import type { MadeFile } from "../../../lib/exchange/registry.ts";
import { currentOwner, formatOwner } from "../../../lib/owner.ts";
import { textsIn } from "../../support/exchange.ts";
import { temporary } from "../../support/temporary.ts";

const file = (path: string, ...pieces: string[]): MadeFile => ({
  path,
  fill: (write) => {
    for (const piece of pieces) write(Buffer.from(piece));
  },
});

describe("writeDirectory", () => {
  it("writes files and the directories above them, and nothing beside", async () => {
    const top = temporary();
    await writeDirectory(join(top, "x"), "x", [file("a", "1", "2"), file("deep/er/b\n", ""), file("deep/c", "3")]);
    expect(textsIn(join(top, "x"))).toEqual({ a: "12", "deep/er/b\n": "", "deep/c": "3" });
    expect(readdirSync(top)).toEqual(["x"]);
  });

  it.each<[string, (path: string) => void]>([
    ["a file", (path) => writeFileSync(path, "")],
    ["an empty directory", (path) => mkdirSync(path)],
    ["a dangling link", (path) => symlinkSync("nowhere", path)],
  ])("never takes the place of %s, before or meanwhile", async (_, make) => {
    const before = temporary();
    make(join(before, "x"));
    await expect(writeDirectory(join(before, "x"), "x", [])).rejects.toMatchObject({ code: "E_USAGE" });
    const meanwhile = temporary();
    const late: MadeFile = { path: "a", fill: () => make(join(meanwhile, "x")) };
    await expect(writeDirectory(join(meanwhile, "x"), "x", [late])).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readdirSync(meanwhile)).toEqual(["x"]);
  });

  it("leaves nothing behind when a file can't be filled", async () => {
    const top = temporary();
    const failing: MadeFile = {
      path: "b",
      fill: (write) => {
        write(Buffer.from("half"));
        throw new KprovError("E_IO", "changed");
      },
    };
    await expect(writeDirectory(join(top, "x"), "x", [file("a", "1"), failing])).rejects.toMatchObject({
      message: "changed",
    });
    expect(readdirSync(top)).toEqual([]);
  });

  it("removes what a killed process of this host left, and nobody else's", async () => {
    const top = temporary();
    const own = currentOwner();
    const dead = `.kprov-exchange.${formatOwner({ ...own, pid: 4_194_303 })}`;
    const other = `.kprov-exchange.${formatOwner({ ...own, host: "0".repeat(8) })}`;
    for (const name of [dead, other, ".kprov-exchange.mine"]) mkdirSync(join(top, name, "deep"), { recursive: true });
    await writeDirectory(join(top, "x"), "x", []);
    expect(readdirSync(top).sort()).toEqual([other, ".kprov-exchange.mine", "x"].sort());
    expect(existsSync(join(top, dead))).toBe(false);
  });

  it("says which directory can't be written to", async () => {
    const top = temporary();
    await expect(writeDirectory(join(top, "no/x"), "no/x", [])).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining('"no/x"'),
    });
  });
});
