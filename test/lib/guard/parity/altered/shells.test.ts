// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { areFine, areFollowed, asInstalled, asStep, evil, isDoubt } from "./called-support.ts";

/** A doubt as an install script, whatever it is as a step. */
const areUnread = (commands: readonly string[]): void =>
  test.each(commands.map((one) => [one.slice(0, 60), one]))("unread: %s", async (_, command) =>
    isDoubt(await asInstalled(command)),
  );

describe("a shell's words", () => {
  areFollowed([
    '/bin/sh -c "cp x Makefile"',
    '/usr/local/bin/bash -ec "cp x Makefile"',
    'ash -c "cp x Makefile"',
    'env sh -c "cp x Makefile"',
    'env A=1 sh -c "cp x Makefile"',
    'env -i sh -c "cp x Makefile"',
    'env -u A sh -c "cp x Makefile"',
    'env --chdir low sh -c "cp ../x ../Makefile"',
    'env -S sh -c "cp x Makefile"',
    "env -S 'sh -c \"cp x Makefile\"'",
    "env --split-string='npm run evil'",
    'timeout 5 sh -c "cp x Makefile"',
    'timeout --signal KILL 5m bash -c "cp x Makefile"',
    'timeout "$T" sh -c "cp x Makefile"',
    'nice -n 5 sh -c "cp x Makefile"',
    "nice --adjustment 5 npm run evil",
    'sudo -E sh -c "cp x Makefile"',
    'sudo -h host -u root bash -lc "cp x Makefile"',
    'sudo su -c "cp x Makefile"',
    'su root -c "cp x Makefile"',
    'doas -u root sh -c "cp x Makefile"',
    'nohup sh -c "cp x Makefile"',
    'time sh -c "cp x Makefile"',
    '/usr/bin/time -f %e sh -c "cp x Makefile"',
    'stdbuf -o L sh -c "cp x Makefile"',
    'setsid -w sh -c "cp x Makefile"',
    'busybox sh -c "cp x Makefile"',
    'xargs sh -c "cp x Makefile"',
    'xargs -I {} sh -c "cp x Makefile"',
    'chroot / sh -c "cp x Makefile"',
    'flock /tmp/lock sh -c "cp x Makefile"',
    'flock /tmp/lock -c "cp x Makefile"',
    "flock /tmp/lock npm run evil",
    'script -qec "cp x Makefile" /dev/null',
    'strace -f -o log sh -c "cp x Makefile"',
    'env nice timeout 5 sudo -E bash -c "cp x Makefile"',
    'unknown --with options sh -c "cp x Makefile"',
    'command /bin/sh -c "cp x Makefile"',
    '/bin/sh -c "/bin/sh -c \\"cp x Makefile\\""',
    'npx cross-env A=1 /bin/sh -c "npm run evil"',
    'git submodule foreach "cp x Makefile"',
    "git submodule foreach --recursive cp x Makefile",
    'git -C low submodule --quiet foreach "cp ../x ../Makefile"',
    "git bisect run npm run evil",
    "git -c core.fsmonitor='cp x Makefile' status",
    "$(which cp) x Makefile",
    '"$DIR/cp" x Makefile',
    "xargs -I % sh -c 'cp x Makefile; echo %'",
    "parallel 'cp x Makefile; echo {}' ::: a",
    "timeout --signal KILL 5 cp x src/a.ts",
    "nice --adjustment 5 cp x src/a.ts",
    "chroot . cp x src/a.ts",
    "su -c 'cp x src/a.ts'",
    "git -c alias.x='!cp x Makefile' x",
    'find . -name a -exec sh -c "cp x Makefile" ";"',
    "nohup npm run evil",
    "nix-shell --run 'npm run evil'",
    "trap \"sh -c 'cp x Makefile'\" INT",
    "alias c='cp x Makefile'\nc",
    "npm rum evil",
    "npm urn evil",
  ]);

  areFine([
    'echo sh -c "cp x Makefile"',
    'sh -c "cp x y"',
    '/bin/sh -c "npm run build"',
    'env A=1 sh -c "npm run lint"',
    "sudo -E apt-get install -y jq",
    "timeout 5m npm run lint",
    "timeout --signal KILL 5m npm run lint",
    "nice -n 5 npm run build",
    "flock /tmp/lock npm run build",
    'docker run --rm alpine sh -c "cp x Makefile"',
    'git submodule foreach "git fetch --tags"',
    "git submodule update --init --recursive",
    'find . -name "*.sh" -exec sh -n {} ";"',
    "git bisect log",
    "setsid -f node server.js",
  ]);

  test.each([
    'if /bin/sh -c "cp x Makefile"; then :; fi',
    'if env A=1 sh -c "cp x Makefile"; then :; fi',
    'echo "$(timeout 5 sh -c "cp x Makefile")"',
    'echo "$(npx -c "cp x Makefile")"',
    'echo "$(ln -s .. l && cp x l/Makefile)"',
    'echo "$(echo "cp x Makefile" | sh)"',
  ])("need not be listed: %s", async (command) => isDoubt(await asStep(command, { listed: [] })));
});

describe("words that nobody knows", () => {
  areUnread([
    'sh -c "$EVIL"',
    'env sh -c "$EVIL"',
    "sh -c $(cat x)",
    "$EVIL",
    "${EVIL:-true}",
    "A=true; A=$EVIL; $A",
    "A=true; read A; $A",
    '"$EVIL" x',
    "env A=1 $EVIL",
    "timeout 5 $EVIL",
    "npx $EVIL",
    'exec /bin/sh -c "cp x Makefile"',
    "npm run $npm_package_config_x",
    "npm $npm_package_config_x",
    'eval "$EVIL"',
    'sh "$EVIL"',
    "$(cat x)",
    "$(echo cp x Makefile)",
  ]);

  areFine([
    'sh -c "tsc -p ."',
    "$npm_execpath run build",
    '"${npm_execpath}" run build',
    "node $npm_execpath run lint",
    "$(npm bin)/husky install",
    '"$PWD/node_modules/.bin/tsc" -p .',
    '$npm_node_execpath scripts/x.js "$A"',
    '"$(which node)" scripts/x.js',
    'node scripts/x.js "$A"',
    'echo "$A"',
    "PY=python3; $PY -m venv .venv",
    "if true; then SUDO=sudo; else SUDO=; fi; $SUDO apt-get update",
    "uv run --frozen pip install -r kprov.mk",
  ]);

  areFollowed([
    "A='cp x Makefile'; $A",
    'A="npm run evil"; sh -c "$A"',
    "A=evil; npm run $A",
    "A=sh; $A -c 'cp x Makefile'",
    "$npm_execpath run evil",
    "node $npm_execpath run evil",
    '"$PWD/scripts.sh"',
    'sh "$PWD/scripts.sh"',
  ]);
});

describe("what is read for a link", () => {
  areFollowed([
    "ln -s .. l && cp x l/Makefile",
    "ln -s . l; cp x l/Makefile",
    "ln -s Makefile l; cp x l",
    "ln Makefile l; echo a > l",
    "cp -s $PWD/Makefile l; echo a >> l",
    "ln -s $PWD l; cp x l/Makefile",
    'ln -s "$(pwd)" l; cp x l/Makefile',
    "ln -s ../Makefile low/l; cp x low/l",
    "cp -l Makefile l; cp x l",
    "ln -s . a; ln -s a b; cp x b/Makefile",
    "ln -s -t low ../Makefile; cp x low/Makefile",
    "ln -s Makefile l; sed -i s/a/b/ l",
    "sudo ln -s . l; cp x l/Makefile",
    "ln -s . l; (cd l && cp x Makefile)",
  ]);

  areFine([
    "ln -sf ../../x node_modules-x/y",
    "mkdir -p $GOPATH/src && ln -s $PWD $GOPATH/src/app",
    "ln -s /opt/y ~/.local/y",
    "ln -s $PWD/src ~/y",
    "ln -sf ../shared/a.ts low/a.ts",
  ]);
});

describe("what a shell reads from its input", () => {
  areFollowed([
    "echo 'cp x Makefile' | sh",
    "printf 'cp x Makefile\\n' | bash",
    "echo 'cp x Makefile' | sudo -E sh -s -- a",
    "echo 'cp x Makefile' | tee log | sh",
    "cat scripts.sh | sh",
    "sh < scripts.sh",
    "sh <<A\ncp x Makefile\nA",
    "bash -s <<'A'\ncp x Makefile\nA",
    "/bin/sh - < scripts.sh",
    "echo 'cp x Makefile' | env A=1 /bin/sh",
    "(echo a; echo 'cp x Makefile') | sh",
    "if true; then echo 'cp x Makefile'; fi | sh",
    "printf 'cp %s %s\\n' x Makefile | sh",
    "echo 'cp x Makefile' | cat | sh",
    "cat < scripts.sh | sh",
    "< scripts.sh sh",
    "{ sh; } < scripts.sh",
    'sh -c "$(echo cp x Makefile)"',
    "echo 'cp x Makefile' | (sh)",
    "echo 'cp x Makefile' | { sh; }",
    "echo 'cp x Makefile' | . /dev/stdin",
    "sh scripts.sh",
  ]);

  areUnread([
    "curl -sSL https://example.com/x | sh",
    "sh",
    "sh < $X",
    "cat x y | sh",
    'echo "$X" | sh',
    "sh -s a < $X",
    "node x.js | bash -s",
    "sh /dev/stdin < y",
    "sh y.sh",
    'trap "$EVIL" EXIT',
    "env -C low npm run build",
    "echo 'cp x Makefile' | while sh; do :; done",
  ]);

  areFine([
    "echo 'tsc -p .' | sh",
    "cat fine.sh | sh",
    "sh < fine.sh",
    "sh fine.sh",
    "bash <<A\ntsc -p .\nA",
    "echo y | npx tool",
    "cat x | grep y",
  ]);

  test("listed, somebody answers for what nobody reads", async () => {
    expect(await asStep("curl -sSL https://example.com/x | sh")).toEqual([]);
  });
});

describe("what can't be read of an install script", () => {
  const nested = (count: number, open: string, close: string) => `${open.repeat(count)}${evil}${close.repeat(count)}`;

  areUnread([
    "cp x Makefile; echo $'a'",
    "cp x Makefile; [[ a == b ]] || true",
    "cp x Makefile &> y",
    "cp x Makefile |& cat",
    "cp x Makefile; ((a++))",
    "cp x Makefile; function f { :; }",
    "cp x Makefile\ncat <<< a || true",
    "cp x Makefile\ncase a in",
    "((cp x Makefile))",
    "[[ a || cp x Makefile ]]",
    `${"echo a && ".repeat(1000)}${evil}`,
    nested(60, "$(echo ", ")"),
    nested(70, "{ ", "; }"),
    nested(70, "if true; then ", "; fi"),
    "./fine.sh; if [ x; then",
    "cd $X && npm run evil",
    "echo `case a in`",
    "sh -c 'case a in'",
    "eval 'case a in'",
  ]);

  test("a chain of scripts", async () => {
    const chain = (count: number, last: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `s${index}`,
          index === count - 1 ? last : `npm run s${index + 1}`,
        ]),
      );
    isDoubt(await asStep("npm ci", { more: { postinstall: "npm run s0", ...chain(20, evil) } }));
    expect(await asStep("npm ci", { more: { postinstall: "npm run s0", ...chain(8, "tsc") } })).toEqual([]);
  });

  test.each([
    "husky || true",
    "node scripts/setup.js",
    '[ -n "$CI" ] || husky install',
    "is-ci || husky",
    "prisma generate",
    "tsc -p .",
    "patch-package",
    "electron-builder install-app-deps",
    "npm run build",
    "npm run build --if-present",
    "npm run gone --if-present",
    "command -v x >/dev/null 2>&1 && x || true",
    '[[ -z "$CI" ]] && husky || true',
    "[[ $CI == true ]] || husky",
    "node -e \"try { require('./x') } catch (e) {}\" || true",
    "npm run build -ws --if-present",
    "test -d .git && git config core.hooksPath docs || true",
    "if [ -d .git ]; then husky; fi",
    "node ./scripts/x.js && cd low && npm install",
    "opencollective-postinstall || exit 0",
    "make -C native",
    "(cd low && npx tsc) || exit 0",
    "yarn run lint",
    "npx --no-install husky || echo no",
    'export A=b; node -p "1"',
    "case $CI in true) ;; *) husky;; esac",
    "sh fine.sh",
    "echo $(git describe --tags) > version.txt",
    "npx -y only-allow pnpm",
    "git submodule update --init || :",
    "python3 -m pip install -r requirements.txt",
  ])("nothing: %s", async (script) => {
    expect(await asInstalled(script)).toEqual([]);
  });
});

test("hostile scripts take no time that grows with their square", async () => {
  const many = (count: number, of: (index: number) => string, by: string) =>
    Array.from({ length: count }, (_, index) => of(index)).join(by);
  for (const script of [
    many(1000, (index) => `ln -s a${index} b${index}; cp x b${index}/y`, "; "),
    many(1000, () => "echo a", " | "),
    `tool ${many(10_000, () => "sh -x", " ")}`,
    `$A${"/a".repeat(20_000)}$`,
    `[[ ${"[[ a ".repeat(10_000)}`,
    many(300, () => "$A$B npm run $A", "; "),
    `nice -x ${"env -x ".repeat(5000)} a`,
    `printf '%s' ${"a ".repeat(10_000)} | sh`,
  ]) {
    const start = performance.now();
    await asStep(script);
    await asInstalled(script);
    expect(performance.now() - start).toBeLessThan(8000);
  }
}, 60_000);
