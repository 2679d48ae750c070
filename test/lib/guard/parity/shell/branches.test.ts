// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

describe("loops", () => {
  it.each<[string, string]>([
    ["for d in a b; do break; gate; done", "skipped 1:18"],
    ["for d in a b; do other 1 && break; gate; done", "perhaps skipped 1:29"],
    ["for d in a b; do other 1 || continue; gate; done", "perhaps skipped 1:29"],
    ["for d in a b; do continue; done\ngate", "sure"],
    ["for d in a b; do other 1 && break; done\ngate", "sure"],
    ["for d in a b; do gate || break; done", "masked 1:26"],
    ["for d in a b; do for e in c; do break; done; gate; done", "sure"],
    ["for d in a b; do for e in c; do break 2; done; gate; done", "skipped 1:33"],
    ["for d in a b; do for e in c; do break 2; done; done\ngate", "sure"],
    ["for d in a b; do for e in c; do break $n; done; gate; done\necho", "skipped 1:33"],
    ["for d in a b; do for e in c; do break 7; done; gate; done", "skipped 1:33"],
    ["for d in a b; do for e in c; do break 1; done; gate; done", "sure"],
    ["break\ngate", "sure"],
    ["for d in a; do f() { break; }; f; gate; done", "skipped 1:22"],
    ["f() { for d in a; do return 0; done; gate; }\nf", "skipped 1:22"],
    ["f() { for d in a; do return 0; done; }\nf\ngate", "sure"],
    ["for d in a b; do gate; set +e; done", "perhaps masked 1:18"],
    ["for d in a b; do other 1 || gate; set +e; done", "perhaps skipped 1:18, perhaps masked 1:18"],
    ["for d in a b; do gate | cat; set -o pipefail; done", "perhaps masked 1:18"],
    ["set -o pipefail; for d in a b; do gate | cat; done", "sure"],
    ["for d in a b; do gate; trap 'exit 0' EXIT; done", "masked 1:24"],
    ["for d in a b; do gate; exit 0; done", "sure"],
    ["for d in a $E; do gate; done", "perhaps skipped 1:1"],
    ['for d in a "$E"; do gate; done', "perhaps skipped 1:1"],
    ["for d in *; do gate; done", "perhaps skipped 1:1"],
    ["for d in a[b]; do gate; done", "perhaps skipped 1:1"],
    ["for d in a?; do gate; done", "perhaps skipped 1:1"],
    ["for d in `echo`; do gate; done", "perhaps skipped 1:1"],
    ["for d in; do gate; done", "perhaps skipped 1:1"],
    ["for d; do gate; done", "perhaps skipped 1:1"],
    ["for ((i=0; i<1; i++)); do gate; done", "perhaps skipped 1:1"],
    ["for d in a; do gate; done || exit 1", "masked 1:1"],
    ["while gate; do break; done", "masked 1:7"],
    ["until gate; do break; done", "masked 1:7"],
    ["while other 1; do gate; break; done", "perhaps skipped 1:1"],
    ["while other 1; other 2; do gate; done", "perhaps skipped 1:1"],
    ["case $x in a) gate;; esac", "perhaps skipped 1:1"],
    ["case $x in a) set +e;; b) set +e;; esac\ngate\necho", "perhaps masked 2:1"],
    ["case $x in a) exit 0;; esac\ngate", "perhaps skipped 1:15"],
    ["for d in a b; do f; gate; f() { set +e; }; done", "perhaps masked 1:21"],
    ["for d in a b; do cd x; done\ngate", "sure"],
    ["b() { echo; }\nfor d in a b c; do b; gate; a; a() { b() { set +e; }; }; done", "perhaps masked 2:23"],
    ["for d in a b; do trap f EXIT; gate; f() { exit 0; }; done", "masked 1:18"],
    ["for d in a b; do other 1 && return 0; done\ngate", "perhaps skipped 1:29"],
    ["for d in a b; do break x; gate; done", "skipped 1:18"],
    ["for d in a b; do exit; done\ngate", "skipped 1:18"],
    ["until do gate; done", "perhaps skipped 1:1"],
    ['shift "$x"\nfor d in a b; do gate; done', "sure"],
    ["for d in a; do for e in b; do continue 2; done; gate; done", "skipped 1:31"],
    ["for d in a b; do while other 1; do break; done; gate; done", "sure"],
    ["for d in a b; do (break); gate; done", "sure"],
    ["for d in a b; do (break; gate); done", "skipped 1:19"],
    ["for d in a b; do for e in c; do break 7; done; done\ngate", "sure"],
    ["trap f EXIT\nbash -c 'f() { exit 0; }; gate'", "sure"],
    ["for a in x; do for b in y; do for c in z; do break; done; gate; done; done", "sure"],
    ["a() { :; }; b() { :; }\nfor d in x y z; do b; gate; a; a() { b() { set +e; }; }; done", "perhaps masked 2:23"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["for d in $E; do set -e; done\ngate\necho", "perhaps masked 2:1"],
    ["for d in a; do set -e; done\ngate\necho", "sure"],
    ["while other 1; do set -e; break; done\ngate\necho", "perhaps masked 2:1"],
  ])("without -e, %j: %s", (text, expected) => {
    expect(fateOf(text, { errexit: false })).toBe(expected);
  });
});

describe("pipes, shells of their own, branches", () => {
  it.each<[string, string]>([
    ["gate | cat | cat", "masked 1:1"],
    ["shopt -s lastpipe\nset +e | cat\ngate\n:", "sure"],
    ["shopt -s lastpipe\n! set +e\ngate\n:", "masked 3:1"],
    ["if other 1; then shopt -s lastpipe; fi\necho | set +e\ngate\n:", "perhaps masked 3:1"],
    ["cat | gate | cat", "masked 1:7"],
    ["set -o pipefail\ngate | true || true", "masked 2:16"],
    ["! gate | cat", "masked 1:1"],
    ["! true | gate", "masked 1:1"],
    ["! ! gate", "sure"],
    ["! { gate; echo; }", "masked 1:1"],
    ["{ gate; echo; } | cat", "masked 1:1"],
    ["set -o pipefail\n{ gate; echo; } | cat", "sure"],
    ["echo | { exit 0; gate; }", "skipped 1:10"],
    ["exit 0 | cat\ngate", "sure"],
    ["set +e | cat\ngate\necho", "sure"],
    ["if other 1; then set -o pipefail; fi\ngate | cat", "perhaps masked 2:1"],
    ["(gate; echo) || exit 1", "masked 1:1"],
    ["(gate || exit 1; echo) || true", "masked 1:27"],
    ["(exit 0)\ngate", "sure"],
    ["(set +e)\ngate\necho", "sure"],
    ["(cd x; gate)", "sure"],
    ["{ exit 0; } &\ngate", "sure"],
    ["set +e & gate\necho", "sure"],
    ["gate && echo &", "masked 1:1"],
    ["(gate) &", "masked 1:1"],
    ["f() { gate; }\nf &", "masked 2:1"],
    ["{ gate || exit 1; } &", "masked 1:1"],
    ["exec gate &", "masked 1:1"],
    ["if other 1; then echo; else set +e; fi\ngate\necho", "perhaps masked 2:1"],
    ["if other 1; then set +e; else set +e; fi\ngate\necho", "masked 2:1"],
    ["if set +e; then echo; fi\ngate\necho", "masked 2:1"],
    ["if other 1; then echo; else gate; fi", "perhaps skipped 1:4"],
    ["if other 1; then echo; elif other 2; then gate; fi", "perhaps skipped 1:4, perhaps skipped 1:29"],
    ["if other 1; then echo; elif gate; then echo; fi", "perhaps skipped 1:4, masked 1:29"],
    ["if other 1; then exit 0; elif other 2; then echo; fi\ngate", "perhaps skipped 1:18"],
    ["[[ a = b ]] && gate\necho", "perhaps skipped 1:1"],
    ["[[ a = b ]]", "not run"],
    ["if then gate; fi", "perhaps skipped 1:3"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["set -o pipefail\n{ gate; echo; } | cat", "masked 2:3"],
    ["set -o pipefail\n{ gate || exit 1; echo; } | cat", "sure"],
    ["(gate; echo)", "masked 1:2"],
  ])("without -e, %j: %s", (text, expected) => {
    expect(fateOf(text, { errexit: false })).toBe(expected);
  });
});
