// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { isOfOneLine } from "../../../../lib/guard/parity/one-line.ts";

const write = (value: string) => `echo "V=${value}" >> $GITHUB_ENV`;

describe("one line is what is printed by", () => {
  test.each([
    ...[
      "text",
      "$GITHUB_REF_NAME",
      "${GITHUB_SHA::7}",
      "$(date)",
      "$(date +%F)",
      "$(date -u '+%Y-%m-%dT%H:%M')",
      "$((1 + 2))",
    ],
    ...[
      "$(basename $PWD)",
      "$(pwd)",
      "$(uname -m)",
      "$(id -u)",
      "$(nproc)",
      "$(mktemp -d)",
      "`hostname`",
      "$(which node)",
    ],
    ...["$(git rev-parse HEAD)", "$(git rev-parse --short=8 HEAD)", "$(git rev-parse --abbrev-ref HEAD)"],
    ...["$(git describe --tags --always)", "$(git describe --tags --match 'v*' HEAD)", "$(git branch --show-current)"],
    ...["$(git log -1 --format=%s)", "$(git log --format=%ct -1)", "$(git log -n 1 --pretty=format:'%h %an')"],
    ...["$(git show -s --format=%ci HEAD)", "$(git log -1 --date=short --format=%cd)", "$(git rev-list --count HEAD)"],
    ...["$(git merge-base HEAD origin/main)", "$(git rev-list -1 HEAD)", "$(git rev-parse --show-toplevel)"],
    ...[
      "$(node -v)",
      "$(python3 --version)",
      "$(go version)",
      "$(go env GOPATH)",
      "$(command -v x)",
      "$(openssl rand -hex 16)",
    ],
    ...[
      "$(head -n 1 VERSION)",
      "$(head -1 VERSION)",
      "$(cat VERSION | head -n1)",
      "$(cat a b | tail -n 1)",
      "$(wc -l < a)",
    ],
    ...[
      "$(cat a | tr -d '\\n')",
      "$(cat a | tr '\\n' ' ')",
      "$(base64 -w0 a)",
      "$(base64 --wrap=0 a)",
      "$(sha256sum a)",
    ],
    ...[
      "$(sha256sum a | cut -d' ' -f1)",
      "$(cat a | wc -l)",
      "$(cat a | sha256sum | cut -c1-8)",
      "$(cat a | head -1 | rev)",
    ],
    ...["$(echo $X)", "$(echo ${GITHUB_REF#refs/tags/})", "$(echo \"$GITHUB_REF\" | sed 's/refs.//')", "$(echo a b)"],
    ...["$(echo $GITHUB_REF | awk -F/ '{print $3}')", "$(echo $A | tr '/' '-')", "$(echo $A | tr -d 'v' | sort -u)"],
    ...["$(git describe || echo none)", "$(echo $A | cut -d / -f 3 -s)", "$(echo $A | sed -E 's|/|-|g')"],
    ...[
      "$(head -n 1 <(tags))",
      "$(cat a | (cat - b) | head -n 1)",
      "$(date | cut -c1-4)",
      '$(head -1 "$FILE")',
      "$(head -1 'a$b')",
      "$(git log -1 --format=%s $GITHUB_SHA)",
    ],
  ])("%s", (value) => {
    expect(isOfOneLine(write(value), write(value))).toBe(true);
  });
});

describe("several lines may be printed by", () => {
  test.each([
    ...[
      "$(cat VERSION)",
      "$(< VERSION)",
      "`cat VERSION`",
      "$(jq -r .version a.json)",
      "$(./version.sh)",
      "$(git log -1)",
    ],
    ...[
      "$(git log --format=%s)",
      "$(git log -1 --format=%B)",
      "$(git log -1 --format=%s%n%b)",
      "$(git log -1 --format='%x0aA')",
    ],
    ...[
      "$(git describe a b)",
      "$(git rev-parse --abbrev-ref --all HEAD)",
      "$(git tag)",
      "$(git show)",
      "$(git log -1 -p --format=%s)",
    ],
    ...[
      "$(date +%F%n%T)",
      "$(date -f dates)",
      "$(date '+%F\\n')",
      "$(head -2 a)",
      "$(head -n 2 a)",
      "$(tail -n +1 a)",
      "$(head a)",
    ],
    ...[
      "$(sha256sum a b)",
      "$(basename -a x y)",
      "$(wc -l a b)",
      "$(base64 a)",
      "$(openssl rand -hex 200)",
      "$(which a b)",
    ],
    ...["$(cat a | cut -d= -f1)", "$(head -1 a | cut -f1 b)", "$(head -1 a | sort b)", "$(head -1 a | tr ' ' '\\n')"],
    ...[
      "$(head -1 a | tr ' ' '\\012')",
      "$(head -1 a | sed 's/ /\\n/')",
      "$(head -1 a | sed 's/ /\\x0a/')",
      "$(head -1 a | sed s/a/b/ c)",
    ],
    ...[
      "$(head -1 a | sed p)",
      "$(head -1 a | awk '{print $1; print $2}')",
      "$(head -1 a | awk '{print $1}' b)",
      "$(head -1 a | cat - b)",
    ],
    ...[
      "$(date; date)",
      "$(date && date)",
      "$(date; cat a)",
      "$(cat a || date)",
      "$(date | (cat - a))",
      "$(if a; then b; fi)",
    ],
    ...[
      "$(echo 'a\nb')",
      '$(echo "a\nb")',
      "$(echo -e 'a\\nb')",
      "$(echo $A'\n')",
      "$(head -1 a | tr a $'\n')",
      "$(date $(",
      "$(node -p a)",
    ],
    ...[
      "a$(date)$(cat a)",
      "${A:-$(cat a)}",
      '$(echo "$(cat a)")',
      "$(cat a | tr -d 'x')",
      "$(node -v x)",
      "$(go env)",
      "$(uniq)",
    ],
    ...[
      "$(sort | uniq)",
      "$()",
      "$(cut -f1)",
      "$(A=b)",
      "$(head -1 *)",
      "$(head -n 1 V?)",
      "$(head -1 {a,b})",
      "$(head -1 $FILES)",
      "$(wc -l $A)",
      '$(head -1 "a"$A)',
      "$(echo *)",
      "$(head -1 a | x)",
      "$(x)",
    ],
  ])("%s", (value) => {
    expect(isOfOneLine(write(value), write(value))).toBe(false);
  });
});

test.each<[script: string, isOfOne: boolean]>([
  ["A=$(date)", true],
  ["A=$(cat a)", false],
  ["export A=$(cat a)", false],
  ['A="$(cat a)"', false],
  ["A=x\nA+=$(cat a)", false],
  ["B=$(cat a)\nA=$B", false],
  ["B=$(cat a)\nA=$(echo $B)", true],
  ['B=$(cat a)\nA=$(echo "$B" | cut -f1)', false],
  ["IFS=,\nB=$(cat a)\nA=$(echo $B)", false],
  [": ${A:=$(cat a)}", false],
  ["if x; then\n  A=$(cat a)\nfi", false],
  ["A=$A:x\nB=$(cat a)", true],
  ["AA=$(cat a)", true],
  ["B=$(cat a)\nA=$(echo v-$B)", true],
  ["date() { cat a; }\nA=$(date)", false],
  ["dates() { cat a; }\nA=$(date)", true],
  ["read -p x-d A < a", true],
  ["read -rd '' A < a", false],
  ["xread -d A", true],
  ["reader -d A", true],
  ["read A < a", true],
  ["read -d '' A < a", false],
  ["read -r -N 99 A < a", false],
  ["printf -v A 'x\\ny'", false],
  ["printf -v B 'x\\ny'", true],
  ["A=(", false],
])("%j, behind which $A is written, is of one line: %s", (script, isOfOne) => {
  const line = write("$A");
  expect(isOfOneLine(line, `${script}\n${line}`)).toBe(isOfOne);
});
