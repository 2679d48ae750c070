import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { interpretersOf } from "../../../../lib/run/toolchain/shebang.ts";
import { openWorkbench } from "./workbench.ts";

const bench = openWorkbench();
afterAll(bench.remove);

describe("interpretersOf", () => {
  it.each([
    ["#!/usr/bin/python3\n", [["/usr/bin/python3"]]],
    ["#! /bin/sh -e \necho", [["/bin/sh", "-e"]]],
    ["#!/usr/bin/env -S python3 -u\n", [["/usr/bin/env", "-S python3 -u"]]],
    ["#!python3\n", [["./python3"]]],
    ["#!/bin/sh", [["/bin/sh"]]],
    ["#!\n", []],
    ["echo no shebang\n", [["/bin/sh"]]],
    ["", []],
    ["\x7fELF\x02", []],
    ["MZ\x00\x01", []],
    ["\xcf\xfa\xed\xfe", []],
  ])("of a file that begins with %j is %j", (text, expected) => {
    const path = bench.file("tool", "");
    writeFileSync(path, Buffer.from(text, "latin1"));
    expect(interpretersOf(path)).toEqual(expected);
  });

  it("sees through the shell line that installers write for long paths", () => {
    const absolute = bench.program("long", `#!/bin/sh\n'''exec' "/a b/bin/python" "$0" "$@"\n' '''\n`);
    expect(interpretersOf(absolute)).toEqual([["/bin/sh"], ["/a b/bin/python"]]);
    const relative = `#!/bin/sh\n'''exec' "$(dirname -- "$(realpath -- "$0")")"/'python3' "$0" "$@"\n' '''\n`;
    expect(interpretersOf(bench.program("bin/own", relative))).toEqual([["/bin/sh"], [`${bench.dir}/bin/python3`]]);
  });

  it("is empty for what can't be read", () => {
    expect(interpretersOf(`${bench.dir}/absent`)).toEqual([]);
  });
});
