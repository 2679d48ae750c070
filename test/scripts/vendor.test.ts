import { expect, test } from "vitest";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/vendor.ts";
import { call } from "../support/call.ts";
import { repo } from "../support/repo.ts";

test("vendor has this help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Prove that a vendored file is what its version ships (kprovengine vendor)

    USAGE kprovengine vendor [OPTIONS]

    OPTIONS

            --check    Compare it and its pin with this package's own file, and with
                       git's index
             --json    Print exactly one JSON document on stdout
        --cwd=<DIR>    Work in this directory instead of the current one
        -q, --quiet    No talk on stderr, and no text when all is proved
      -v, --verbose    Show details of what passed as well
            --debug    Show stack traces and what is being done
         -h, --help    Show this help
      -V, --version    Show the version

    EXAMPLES

      kprovengine vendor --check
      npx kprovengine@0.1.0 vendor --check
    "
  `);
});

test("vendor wants to be told what to do, and says who writes the file", async () => {
  using made = repo({ "a.txt": "" });
  await expect(call(command, made.dir, [])).rejects.toMatchObject({
    code: "E_USAGE",
    exit: 2,
    hint: expect.stringContaining("init --vendor"),
  });
});
