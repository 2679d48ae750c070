import { expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
import { ciOnly, files } from "./support.ts";

/** What is found before the gate, of what `npm ci` runs of the project itself. */
const asInstalled = async (postinstall: string) =>
  briefly(
    await findingsOf(
      {
        ...{ ...workflow("npm ci\nnpm run gate"), ...files, x: "", "low/x.sh": "#!/bin/sh\ncp x Makefile\n" },
        "package.json": JSON.stringify({ scripts: { gate, postinstall, evil: "cp x Makefile", lint: "eslint ." } }),
      },
      { parity: { ciOnly } as never },
    ),
  );

test.each([
  "taskset -c 0 npm run evil",
  "chrt -f 1 npm run evil",
  "flock --nonblock l npm run evil",
  "flock -w5 l npm run evil",
  "strace -s 200 npm run evil",
  "tini -p SIGTERM npm run evil",
  "fakeroot -s f npm run evil",
  "gtimeout 5 npm run evil",
  "nvm exec 20 npm run evil",
  "npx env - npm run evil",
  "npx command npm run evil -v",
  "sudo xargs -I -I npm run evil",
  "nix-shell x.nix --run 'npm run evil'",
  "find . -exec true ';' -exec npm run evil ';'",
  "find . -name + -exec npm run evil ';'",
  "parallel ::: 'npm run evil'",
  "echo 'npm run evil' | parallel",
  "sem 'npm run evil'",
  "echo npm run evil | xargs -I% sh -c %",
  "echo evil | xargs -I% npm run %",
  "git submodule foreach 'git fetch & npm run evil'",
  "git -c filter.a/b.clean='npm run evil' checkout .",
  "git -c credential.https://x.org.helper='!npm run evil' fetch",
  "bash --rcfile -n -c 'npm run evil'",
  '. -- "$PWD/low/x.sh"',
  'npm explore "$P" -- npm run evil',
  "A=true; . ./x; $A",
])("a doubt: %s", async (command) => {
  const found = await asInstalled(command);
  expect(found).not.toEqual([]);
  expect(found.every((one) => one.startsWith("UNREAD? "))).toBe(true);
});

test.each([
  "taskset -c 0 npm run lint",
  "flock --nonblock l npm run lint",
  "strace -s 200 node x.js",
  "gtimeout 5 npm run lint",
  "nix-shell x.nix --run 'npm run lint'",
  "find . -exec true ';' -exec npm run lint ';'",
  "parallel ::: 'npm run lint' 'tsc -p .'",
  "ls | xargs -I% eslint %",
  "git submodule foreach 'git fetch && git log || true'",
  "bash --rcfile x -c 'npm run lint'",
  "npm explore p -- npm run lint",
])("nothing: %s", async (command) => {
  expect(await asInstalled(command)).toEqual([]);
});
