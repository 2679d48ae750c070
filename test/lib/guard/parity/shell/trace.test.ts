// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import type { ShellOptions } from "../../../../../lib/guard/parity/shell/state.ts";
import { ShellFault } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { fateOf } from "./support.ts";

describe("a script under bash -e", () => {
  it.each<[string, string]>([
    ["gate", "sure"],
    ["gate\necho done", "sure"],
    ["cd sub\ngate", "sure"],
    ["cd sub && gate\necho done", "sure"],
    ["echo a && gate", "sure"],
    ["export A=1; gate; exit 0", "sure"],
    ["gate || exit 1", "sure"],
    ["gate || { echo failed; exit 1; }", "sure"],
    ["gate || false", "sure"],
    ["if ! gate; then echo failed; exit 1; fi", "sure"],
    ["if gate; then echo good; else exit 3; fi", "sure"],
    ["(cd sub && gate)", "sure"],
    ["{ gate; }\necho", "sure"],
    ["for d in a b; do gate; done", "sure"],
    ["bash -ec 'gate; echo'", "sure"],
    ["bash -c 'gate'", "sure"],
    ["exec gate", "sure"],
    ["run() { gate; }\nrun", "sure"],
    ["set -o pipefail\ngate | tee log", "sure"],
    ["echo a | gate", "sure"],
    ["gate > log 2>&1", "sure"],
    ["gate <<EOF\na || true\nEOF", "sure"],
    ["trap 'rm -rf x' EXIT\ngate", "sure"],
    ["trap 'exit $?' EXIT\ngate", "sure"],
    ["set +e\ngate\ncode=$?\necho $code\nexit $code", "sure"],
    ["set +e\ngate\nexit $?", "sure"],
    ["set +e\ngate", "sure"],
    ["cat <<'EOF'\n$(gate\nEOF\ngate", "sure"],
    ["gate # || true", "sure"],
    ['echo "a || true"; gate', "sure"],
  ])("%j is sure", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["gate || true", "masked 1:9"],
    ["gate || :", "masked 1:9"],
    ["gate || echo failed", "masked 1:9"],
    ["gate || exit 0", "masked 1:9"],
    ["gate || { echo failed; exit; }", "masked 1:9"],
    ["gate && echo good || echo bad", "masked 1:22"],
    ["gate ||\n  true", "masked 2:3"],
    ["set +e\ngate\necho done", "masked 2:1"],
    ["set +o errexit\ngate; true", "masked 2:1"],
    ["! gate", "masked 1:1"],
    ["gate | tee log", "masked 1:1"],
    ["gate |& tee log", "masked 1:1"],
    ["gate &", "masked 1:1"],
    ["gate & wait", "masked 1:1"],
    ["if gate; then echo good; fi", "masked 1:4"],
    ["if gate; then echo good; else echo bad; fi", "masked 1:4"],
    ["if ! gate; then echo bad; fi", "masked 1:4"],
    ["while ! gate; do sleep 1; done", "masked 1:7"],
    ["gate && echo good\necho done", "masked 1:1"],
    ["{ gate; echo a; } || exit 1", "masked 1:1"],
    ["bash -c 'gate; echo'", "masked 1:10"],
    ["bash -c 'gate || true'", "masked 1:18"],
    ["run() { gate || true; }\nrun", "masked 1:17"],
    ["trap 'exit 0' EXIT\ngate", "masked 1:1"],
    ["exit 0\ngate", "skipped 1:1"],
    ["exec other\ngate", "skipped 1:1"],
    ["set -n\ngate", "skipped 1:1"],
    ["(set +e; gate; echo)", "masked 1:10"],
    ["for d in a b; do gate || continue; done", "masked 1:26"],
    ["set +e\nfor d in a b; do gate; done", "masked 2:1"],
  ])("%j loses it", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ['if [ "$CI" ]; then gate; fi', "perhaps skipped 1:4"],
    ['[ -z "$X" ] && exit 0\ngate', "perhaps skipped 1:16"],
    ["command -v x || gate", "perhaps skipped 1:1"],
    ["test -f x && gate\necho", "perhaps skipped 1:1"],
    ["case $x in a) gate;; esac", "perhaps skipped 1:1"],
    ["for f in *.txt; do gate; done", "perhaps skipped 1:1"],
    ["set $flags\ngate\necho", "perhaps masked 2:1"],
    ["gate || failed=1", "perhaps masked 1:9"],
    ["set +e\ngate\ncode=$?\nother\necho", "perhaps masked 2:1"],
    ["trap cleanup EXIT\ncleanup() { exit $code; }\ngate", "perhaps masked 1:1"],
    ["cleanup() { exit $code; }\ntrap cleanup EXIT\ngate", "perhaps masked 2:1"],
    ["if x; then set +e; fi\ngate\necho", "perhaps masked 2:1"],
  ])("%j leaves it open", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it("does not run what a function or a here-document only holds", () => {
    expect(fateOf("run() { gate; }\necho")).toBe("not run");
    expect(fateOf("cat <<EOF\ngate\nEOF")).toBe("not run");
  });
});

describe("other shells", () => {
  it.each<[string, Partial<ShellOptions>, string]>([
    ["gate | tee log", { pipefail: true }, "sure"],
    ["gate\necho", { errexit: false }, "masked 1:1"],
    ["gate", { errexit: false }, "sure"],
    ["set -e\ngate\necho", { errexit: false }, "sure"],
    ["set -euo pipefail\ngate | tee log\necho", { errexit: false }, "sure"],
  ])("%j with %j", (text, options, expected) => {
    expect(fateOf(text, options)).toBe(expected);
  });
});

describe("what can't be understood", () => {
  it.each([
    ["echo 'open", "5 a single quote that is never closed"],
    ["if x; then y", "12"],
    ["a && ", "5"],
    ["case x in", "9"],
    [")", "0"],
    ["a | ", "4"],
    ["cat <<EOF\na", "11 a here-document"],
    ["( ".repeat(100), "121 nesting"],
    ["$(".repeat(50_000), "0 nesting"],
  ])("%.40j is an error", (text, expected) => {
    const fault = (() => {
      try {
        parseShell(text);
        return "understood";
      } catch (error) {
        return error instanceof ShellFault ? `${error.at} ${error.message}` : String(error);
      }
    })();
    expect(fault).toContain(expected);
  });
});
