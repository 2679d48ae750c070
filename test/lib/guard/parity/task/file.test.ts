import { describe, expect, it } from "vitest";
import { taskRuns } from "./support.ts";

const file = (head: string, command = "./ci.sh", path = "ci.sh") => taskRuns(command, { [path]: `${head}\ngate\n` });
/** Without the text. */
const said = async (head: string, command?: string) =>
  (await file(head, command)).map((line) => line.replace(/^ci\.sh:1:1 [^,]*/s, "it"));

describe("a script that is run by its path", () => {
  it.each<[string, string[]]>([
    ["#!/bin/sh", ["it"]],
    ["#!/bin/bash -e", ["it, -e"]],
    ["#! /usr/bin/env bash", ["it"]],
    ["#!/usr/bin/env -x bash", ["another program"]],
    ["#!/usr/bin/env\nbash", ["another program"]],
    ["#!\n/bin/sh", ["another program"]],
    ["#!/bin/bash\n-n", ["it"]],
    ["#!/usr/bin/env -S bash -eo pipefail", ["it, -e, pipefail"]],
    ["#!/usr/bin/env  zsh  -e ", ["it, -e"]],
    ["#!/usr/local/bin/dash", ["it"]],
    ["#!/bin/bash -n", ["it, skipped ci:1:1"]],
    ["#!/bin/bash --init-file x", ["it, perhaps unread ci:1:1, perhaps unread ci:1:1"]],
    ["#!/usr/bin/python3", ["another program"]],
    ["#!/usr/bin/env node", ["another program"]],
    ["#!./tools/bash", ["another program"]],
    ["#!/tmp/sh", ["another program"]],
    ["#!/bin/fish", ["another program"]],
    ["#!/bin/shx", ["another program"]],
    ["gate", ["another program"]],
    [" #!/bin/sh", ["another program"]],
    ["x\n#!/bin/sh", ["another program"]],
  ])("%j", async (head, expected) => {
    expect(await said(head)).toEqual(expected);
  });

  it.each<[string, string, string, string[]]>([
    ["./ci.sh a 'b c'", "ci.sh", "", ["ci.sh:1:1 #!/bin/sh\ngate, with a 'b c'"]],
    ["scripts/ci.sh", "scripts/ci.sh", "", ["scripts/ci.sh:1:1 #!/bin/sh\ngate"]],
    ["../ci.sh", "ci.sh", "sub", ["ci.sh:1:1 #!/bin/sh\ngate, in sub"]],
    ["./ci.sh", "sub/ci.sh", "sub", ["sub/ci.sh:1:1 #!/bin/sh\ngate, in sub"]],
    ["bash a-b+c.sh", "a-b+c.sh", "", ["a-b+c.sh:1:1 #!/bin/sh\ngate"]],
    ["ci.sh", "ci.sh", "", ["another program"]],
    ["../ci.sh", "ci.sh", "", ["another program"]],
    ["/ci.sh", "ci.sh", "", ["another program"]],
    ["./gone.sh", "ci.sh", "", ["another program"]],
    ["$X/ci.sh", "ci.sh", "", ["another program", "perhaps ci.sh:1:1 #!/bin/sh\ngate"]],
  ])("%s, of %s in %j", async (command, path, cwd, expected) => {
    expect(await taskRuns(command, { [path]: "#!/bin/sh\ngate\n" }, cwd)).toEqual(expected);
  });
});

describe("a script that is run by a shell", () => {
  it.each<[string, string[]]>([
    ["sh ci.sh", ["it"]],
    ["/bin/bash ci.sh", ["it"]],
    // It has the arguments of the shell that reads it.
    [". ./ci.sh", ['it, with "$@"']],
    ["bash -c ./ci.sh a", ["it"]],
    ["bash -ec ./ci.sh a", ["it, -e"]],
    ["source ci.sh a", ["it, with a"]],
    [". gone.sh", ["another program"]],
    ["x. ci.sh", ["another program"]],
    ["sources ci.sh", ["another program"]],
    ["ksh ./ci.sh", ["it"]],
    ["bash -e ci.sh", ["it, -e"]],
    ["bash -eo pipefail ci.sh a b", ["it, -e, pipefail, with a b"]],
    ["bash -e -o pipefail ci.sh", ["it, -e, pipefail"]],
    ["bash +e ci.sh -x", ["it, with -x"]],
    ["bash +o errexit ci.sh", ["it"]],
    ["bash -oe pipefail ci.sh", ["it, -e, pipefail, perhaps unread ci:1:1"]],
    ["bash -o x-o ci.sh", ["it"]],
    ["bash -o x-c ci.sh a", ["it, with a"]],
    ["bash ci.sh -c", ["it, with -c"]],
    ["bash -e -- ci.sh", ["it, -e"]],
    ["bash -n ci.sh", ["it, skipped ci:1:1"]],
    ["bash -x $FLAGS", ["another program"]],
    ["bash $FLAGS ci.sh", ["another program"]],
    ["bash", ["another program"]],
    ["bash -e", ["another program"]],
    ["bash -o ci.sh", ["another program"]],
    ["bash gone.sh", ["another program"]],
    ["./tools/bash ci.sh", ["another program", "perhaps ci.sh:1:1 gate\ngate"]],
    ["fish ci.sh", ["another program", "perhaps ci.sh:1:1 gate\ngate"]],
  ])("%s", async (command, expected) => {
    expect(await said("gate", command)).toEqual(expected);
  });
});
