// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf, trace } from "./support.ts";

describe("a shell inside", () => {
  it.each<[string, string]>([
    ["bash -c gate", "sure"],
    ["bash -c gate name", "sure"],
    ['bash -c "gate"', "sure"],
    ["bash -c $x\ngate", "sure"],
    ["bash x.sh -c gate", "not run"],
    ["bash $x -c gate", "not run"],
    ["bash -c", "not run"],
    ["bash -e gate", "not run"],
    ["bash a-b -c gate", "not run"],
    ["bash +x-c gate", "not run"],
    ["bash --init-files -c gate", "perhaps unread 1:1"],
    ["bash ---rcfile -c gate", "perhaps unread 1:1"],
    ["set -o pipefail; bash -c 'gate | cat'", "masked 1:27"],
    ["shopt -s expand_aliases; bash -c \"alias a='b; c'\ngate\"", "sure"],
    ["shopt -s lastpipe; bash -ec 'echo | set +e\ngate\n:'", "sure"],
    ["bash gate", "not run"],
    ["bash -ec 'gate; echo'", "sure"],
    ["bash -e +e -c 'gate; echo'", "masked 1:16"],
    ["bash +e -e -c 'gate; echo'", "sure"],
    ["bash +e -o pipefail -ec 'gate; echo'", "sure"],
    ["bash -o pipefail -c 'gate | cat'", "sure"],
    ["bash -eo pipefail -c 'gate | cat; echo'", "sure"],
    ["bash -ceo pipefail 'gate | cat; echo'", "sure"],
    ["bash -c -e 'gate; echo'", "sure"],
    ["bash -o errexit -c 'gate; echo'", "sure"],
    ["bash -o noexec -c gate", "skipped 1:1"],
    ["bash +o noexec -c gate", "sure"],
    ["bash -nc gate", "skipped 1:1"],
    ["bash -c -n gate", "skipped 1:1"],
    ["bash --norc -ec 'gate; echo'", "sure"],
    ["bash --rcfile ./x -ic gate", "perhaps unread 1:1, perhaps unread 1:1, perhaps unread 1:1"],
    ["bash --init-file ./x -c gate", "perhaps unread 1:1, perhaps unread 1:1"],
    ["bash --posix -c gate", "sure"],
    ["bash --help -c gate", "skipped 1:1"],
    ["bash -O extglob -c gate", "perhaps unread 1:1, perhaps unread 1:1"],
    ["bash -xc gate", "sure"],
    ["bash +xc gate", "not run"],
    ["bash + -c gate", "not run"],
    ["bash -c 'gate; echo' || exit 1", "masked 1:10"],
    ["bash -c 'gate | cat' || exit 1", "masked 1:10"],
    ["bash -ec 'gate; echo' || exit 1", "sure"],
    ["set $X\nf() { exit 0; }\nbash -ec 'f; gate'\n:", "perhaps masked 3:1, perhaps skipped 2:7"],
    ["set -a\nset +a\nf() { exit 0; }\nbash -ec 'f; gate'\n:", "sure"],
    ["set -a\nset +a > x\nf() { exit 0; }\nbash -ec 'f; gate'\n:", "perhaps skipped 3:7"],
    ["set -a\nset +az\nf() { exit 0; }\nbash -ec 'f; gate'\n:", "perhaps masked 4:1, perhaps skipped 3:7"],
    ["bash -ec 'gate; echo' || true", "masked 1:26"],
    ["bash -c 'set -e; gate; echo'", "sure"],
    ["bash -c 'if' \ngate", "perhaps skipped 1:1"],
    ["bash -o lasting -c gate", "sure"],
    ["bash -c 'exit 0'\ngate", "sure"],
    ["bash -c 'trap \"exit 0\" EXIT'\ngate", "sure"],
    ["bash -c 'f() { :; }; break'\ngate", "sure"],
    ["for d in a; do bash -c 'break; gate'; done", "sure"],
    ["trap 'exit 0' EXIT\nbash -c gate", "masked 1:1"],
    ["f() { gate; }\nbash -c f", "not run"],
    ["sh -c gate", "sure"],
    ["dash -c gate", "sure"],
    ["zsh -c gate", "sure"],
    ["ksh -c gate", "sure"],
    ["fish -c gate", "not run"],
    ['bash -c "gate \\"$x\\""', "not run"],
    ["cd x; bash -c gate", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each(['bash -c "$x"', "bash $x", "bash -e"])("is a command where its script is not known: %j", (text) => {
    expect(trace(text).map((one) => one.text)).toEqual([text]);
  });

  it("may be handed a function, or not", () => {
    expect(trace("set -a; f() { a; }; bash -c 'bash -c f'").map((one) => one.text)).toEqual(["a", "f"]);
    expect(trace("f() { a; }; bash -c f").map((one) => one.text)).toEqual(["f"]);
    expect(trace("set -a; bash -c 'f() { a; }; bash -c f'").map((one) => one.text)).toEqual(["f"]);
  });

  it.each<[string, string]>([["bash -ec 'gate; echo'", "sure"]])("without -e, %j: %s", (text, expected) => {
    expect(fateOf(text, { errexit: false })).toBe(expected);
  });
});
