// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

describe("switches", () => {
  it.each<[string, string]>([
    ["set -n\ngate", "skipped 1:1"],
    ["set -t\ngate", "skipped 1:1"],
    ["set -o noexec\ngate", "skipped 1:1"],
    ["set +n\ngate", "sure"],
    ["set -en\ngate", "skipped 1:1"],
    ["set -u\ngate\necho", "sure"],
    ["set +o pipefail\ngate | cat", "masked 2:1"],
    ["set -o pipefail +e\ngate\necho", "masked 2:1"],
    ["command -p -- set +e\ngate\necho", "masked 2:1"],
    ["set -eo pipefail\ngate | cat\necho", "sure"],
    ["set -o $x\ngate\necho", "perhaps masked 2:1"],
    ["set $x -e\ngate\necho", "perhaps masked 2:1"],
    ["set $x\ngate | cat", "perhaps masked 2:1"],
    ["set -- +e\ngate\necho", "sure"],
    ["set x +e\ngate\necho", "sure"],
    ["set +e x\ngate\necho", "masked 2:1"],
    ["set +xe\ngate\necho", "masked 2:1"],
    ["set 1+e\ngate\necho", "sure"],
    ["set +e1\ngate\necho", "sure"],
    ["set -o vi +e\ngate\necho", "masked 2:1"],
    ["set -o a\ngate\necho", "sure"],
    ["set -x errexit\ngate\necho", "sure"],
    ["shopt -so errexit\ngate\necho", "sure"],
    ["shopt -uo errexit\ngate\necho", "masked 2:1"],
    ["shopt -u -o errexit\ngate\necho", "masked 2:1"],
    ["shopt -o errexit\ngate\necho", "sure"],
    ["shopt -qo errexit\ngate\necho", "sure"],
    ["shopt -s errexit\ngate\necho", "sure"],
    ["shopt -u errexit\ngate\necho", "sure"],
    ["shopt -u extglob\ngate\necho", "sure"],
    ["shopt -so noexec\ngate", "skipped 1:1"],
    ["shopt -s $x\ngate\necho", "perhaps masked 2:1"],
    ["shopt -s globstar nullglob\ngate\necho", "sure"],
    ["set {-u,+e}\ngate\necho", "perhaps masked 2:1"],
    ["set [+]e\ngate\necho", "perhaps masked 2:1"],
    ["set *\ngate\necho", "perhaps masked 2:1"],
    ["set -- *\ngate\necho", "sure"],
    ["set -o +e\ngate\necho", "masked 2:1"],
    ["set -u > x\ngate\necho", "sure"],
    ["set -o no-Z\ngate\necho", "sure"],
    ["set -a; exit() { :; }\nbash -c 'gate || exit 1'", "masked 2:18"],
    ["set -ua; exit() { :; }\nbash -c 'gate || exit 1'", "masked 2:18"],
    ["set -u -a; exit() { :; }\nbash -c 'gate || exit 1'", "masked 2:18"],
    ["set -o allexport; exit() { :; }\nbash -c 'gate || exit 1'", "masked 2:18"],
    ["set -u; exit() { :; }\nbash -c 'gate || exit 1'", "sure"],
    ["set -o no-a; exit() { :; }\nbash -c 'gate || exit 1'", "sure"],
    ["set -o noallexport; exit() { :; }\nbash -c 'gate || exit 1'", "sure"],
    ["set -o allexports; exit() { :; }\nbash -c 'gate || exit 1'", "sure"],
    ["shopt -s nullglob\necho | set +e\ngate\n:", "sure"],
    ["shopt -s noexec\ngate", "sure"],
    ["shopt -so $x\ngate\necho", "perhaps masked 2:1"],
    ["command set +e\ngate\necho", "masked 2:1"],
    ["command -p set +e\ngate\necho", "masked 2:1"],
    ["command -- set +e\ngate\necho", "masked 2:1"],
    ["command -v set\ngate\necho", "sure"],
    ["command -v set +e\ngate\necho", "sure"],
    ["builtin set +e\ngate\necho", "masked 2:1"],
    ["time set +e\ngate\necho", "masked 2:1"],
    ["command exit 0\ngate", "skipped 1:1"],
    ["command other\ngate", "sure"],
    ["command $x\ngate", "sure"],
    ["command\ngate", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["set -n\ngate", "skipped 1:1"],
    ["set -u\ngate\necho", "masked 2:1"],
    ["set -o errexit\ngate\necho", "sure"],
    ["set -o pipefail\ngate | cat", "sure"],
    ["set -oe pipefail\ngate | cat\necho", "sure"],
    ["set -eZ\ngate\necho", "perhaps masked 2:1"],
    ["set -ec\ngate\necho", "perhaps masked 2:1"],
    ["set -Z -e\ngate\necho", "perhaps masked 2:1"],
    // bash leaves out what stands behind a name that is none.
    ["set -o pipefial -e\ngate\necho", "perhaps masked 2:1"],
    ["set -o '' -e\ngate\necho", "perhaps masked 2:1"],
    ["set -o no-Z -e\ngate\necho", "perhaps masked 2:1"],
    ["set -e -o nounset -o pipefail\ngate | cat\necho", "sure"],
    ["set -o interactive-comments -o errexit\ngate\necho", "sure"],
    ["set x-e\ngate\necho", "masked 2:1"],
    ["set -x errexit\ngate\necho", "masked 2:1"],
    ["command set -o pipefail || :\ngate | cat", "sure"],
    ["set -e -- -c\ngate\necho", "sure"],
    ["set -e > x\ngate\necho", "perhaps masked 2:1"],
    ["set -e 2> /dev/null\ngate\necho", "sure"],
    ["command time set -e\ngate\necho", "masked 2:1"],
    ["shopt -so errexit\ngate\necho", "sure"],
    ["shopt -s -o errexit pipefail\ngate | cat\necho", "sure"],
    ["shopt -s errexit\ngate\necho", "masked 2:1"],
  ])("without -e, %j: %s", (text, expected) => {
    expect(fateOf(text, { errexit: false })).toBe(expected);
  });
});

describe("ends of the shell", () => {
  it.each<[string, string]>([
    ["exit\ngate", "skipped 1:1"],
    ["exit 1\ngate", "sure"],
    ["exit $?\ngate", "skipped 1:1"],
    ["exit $x\ngate", "skipped 1:1"],
    ["if other 1; then exit 0; fi\ngate", "perhaps skipped 1:18"],
    ["if other 1; then exit 1; fi\ngate", "sure"],
    ["if other 1; then exit; fi\ngate", "perhaps skipped 1:18"],
    ["exec > log\ngate", "sure"],
    ["exec true\ngate", "skipped 1:1"],
    ["other 1 && exec true\ngate", "perhaps skipped 1:12"],
    ["if other 1; then exec true; fi\ngate", "perhaps skipped 1:18"],
    ["(exec true)\ngate", "sure"],
    ["exec gate || true", "sure"],
    ...["-a n", "-an", "-cla n", "-c -l", "-l --", "--", "-a -- -c"].map((options): [string, string] => [
      `exec ${options} gate`,
      "sure",
    ]),
    ...["-x", "-a", "-xa n"].map((options): [string, string] => [`exec ${options} gate`, "not run"]),
    ["exec gate\necho", "sure"],
    ["(exec gate)\necho", "sure"],
    ["exec bash -c 'gate; echo'", "masked 1:15"],
    ["exec bash -ec 'gate; echo'", "sure"],
    ["gate() { true; }\nexec gate", "sure"],
    ["exec set +e\ngate", "skipped 1:1"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([["exec gate\necho", "sure"]])("without -e, %j: %s", (text, expected) => {
    expect(fateOf(text, { errexit: false })).toBe(expected);
  });
});

describe("eval", () => {
  it.each<[string, string]>([
    ["eval gate", "sure"],
    ["eval 'gate || true'", "masked 1:15"],
    ["eval gate '||' true", "masked 1:6"],
    ["eval 'gate;' echo", "sure"],
    ["eval set +e\ngate\necho", "masked 2:1"],
    ["eval 'set +e'\ngate\necho", "masked 2:1"],
    ["eval $x\ngate", "sure"],
    ["eval set $x\ngate\necho", "perhaps masked 2:1"],
    ["eval\ngate", "sure"],
    ["eval 'if'\ngate", "perhaps skipped 1:1"],
    ['eval "gate"', "sure"],
    ["eval gat\\e", "sure"],
    ["eval exit 0\ngate", "skipped 1:6"],
    ["eval eval eval gate", "sure"],
    ["eval exit $?\ngate", "skipped 1:1"],
    ["eval -- exit $?\ngate", "skipped 1:1"],
    ["eval gate $x", "not run"],
    ["eval $x ';gate'", "not run"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});
