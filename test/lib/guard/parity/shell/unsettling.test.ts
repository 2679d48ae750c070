import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

const aliases = "shopt -s expand_aliases\n";

describe("aliases", () => {
  it.each<[string, string]>([
    [`${aliases}alias echo='set +e'\necho x\ngate\n:`, "perhaps masked 2:1"],
    ["alias echo='set +e'\nshopt -s expand_aliases\necho x\ngate\n:", "perhaps masked 1:1"],
    ["set -o posix\nalias echo='set +e'\necho x\ngate\n:", "perhaps masked 2:1"],
    ["POSIXLY_CORRECT=1\nalias echo='set +e'\necho x\ngate\n:", "perhaps masked 2:1"],
    [`${aliases}BASH_ALIASES[echo]='set +e'\necho x\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias false=true\ngate || false\n:`, "perhaps masked 2:1"],
    [`${aliases}alias sudo=A=1\nsudo set +e\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias a="$b"\ngate`, "perhaps masked 2:1"],
    [`${aliases}alias a='b; c'\ngate`, "perhaps masked 2:1"],
    [`${aliases}if other; then alias a='b; c'; fi\ngate`, "perhaps masked 2:16"],
    [`${aliases}set +e\ngate\ncode=$?\nalias exit=:\nexit $code`, "perhaps masked 3:1"],
    ["alias echo='set +e'\necho x\ngate\n:", "sure"],
    [`${aliases}alias ll='ls -l' python=python3\ngate\n:`, "sure"],
    [`${aliases}alias\nalias ll\nunalias ll\ngate\n:`, "sure"],
    [`${aliases}(alias a='b; c')\ngate\n:`, "sure"],
    [`${aliases}gate\nalias a='b; c'\n:`, "sure"],
    [`${aliases}alias a=b c='d; e'\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias "$a"\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias 'a;b=c'\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias echo=ls\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias a=set\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias set=ls\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias a=time\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}alias if=ls\ngate\n:`, "perhaps masked 2:1"],
    [`${aliases}export A='b; c'\ngate\n:`, "sure"],
    ["if other; then alias a='b; c'; fi\nshopt -s expand_aliases\ngate", "perhaps masked 1:16"],
    ["if other; then :; else alias a='b; c'; fi\nshopt -s expand_aliases\ngate", "perhaps masked 1:24"],
    ["if other; then :; fi\nalias a='b; c'\ngate\n:", "sure"],
    ["shopt -s $x\nalias a='b; c'\ngate", "perhaps masked 2:1"],
    ["shopt -s nullglob\nalias a='b; c'\ngate\n:", "sure"],
    ["echo expand_aliases posix\nalias a='b; c'\ngate\n:", "sure"],
    ["set -e\nalias a='b; c'\ngate\n:", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });

  it("are always looked for where the shell is not bash", () => {
    expect(fateOf("alias echo='set +e'\necho x\ngate\n:", { isSh: true })).toBe("perhaps masked 1:1");
    expect(fateOf("alias ll='ls -l'\ngate\n:", { isSh: true })).toBe("sure");
    expect(fateOf("sh -ec 'alias echo=\"set +e\"\necho x\ngate\n:'")).toBe("perhaps masked 1:9");
  });
});

describe("commands that change what others mean", () => {
  it.each<[string, string]>([
    ["enable -n exit\ngate || exit 1\n:", "perhaps masked 1:1"],
    ["hash -p /bin/true gate\ngate", "perhaps masked 1:1"],
    ['hash "-p" /bin/true gate\ngate', "perhaps masked 1:1"],
    ["hash -rp /bin/true gate\ngate", "perhaps masked 1:1"],
    ['enable "$x"\ngate', "perhaps masked 1:1"],
    ["enable exit\ngate", "sure"],
    ["f() { set +e; }; compgen -F f\ngate\n:", "perhaps masked 1:18"],
    ["compgen -abF f\ngate\n:", "perhaps masked 1:1"],
    ['compgen "$x"\ngate\n:', "perhaps masked 1:1"],
    ["compgen -c F\ngate\n:", "sure"],
    [". /dev/stdin <<E\nset +e\nE\ngate\n:", "perhaps masked 1:1"],
    ["source /proc/self/fd/0 <<E\nset +e\nE\ngate\n:", "perhaps masked 1:1"],
    [". ./dev/x\nsource x/proc/y\ngate\n:", "sure"],
    ["mapfile -C 'set +e;:' -c1 a < x\ngate\n:", "perhaps masked 1:1"],
    ["shopt -s extdebug\ntrap false DEBUG\ngate", "perhaps masked 1:1"],
    ["command_not_found_handle() { :; }\ngate", "perhaps masked 1:1"],
    ["f() { local -; set -e; }\nset +e\nf\ngate\n:", "perhaps masked 1:7"],
    ["logout 0\ngate", "skipped 1:1"],
    ["shopt -s lastpipe\necho | set +e\ngate\n:", "perhaps masked 3:1"],
    ["shopt -s lastpipe\necho a | { exit 0; }\ngate", "skipped 2:12"],
    ["set -a; exit() { :; }\nbash -c 'gate || exit 1; :'", "masked 2:18"],
    ["hash -r\nmapfile -t a < x\nf() { local a=$1; }\nf x\ngate\n:", "sure"],
    ["shopt -s lastpipe\necho a | while read -r x; do echo; done\ngate\n:", "sure"],
    ["set -a; . ./.env; set +a\ngate\n:", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});
