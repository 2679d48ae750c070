/** A secret of the environment, however the step writes it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const secret = "hunter2-Zq9!x";
const forms = {
  plain: secret,
  base64: Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  hex: Buffer.from(secret).toString("hex"),
  "URL-encoded": encodeURIComponent(secret).replace("!", "%21"),
};

const everythingIn = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");

describe("row 15: a secret of the environment in the evidence", () => {
  test.each(Object.entries(forms))("%s, printed and on the command line", async (_, form) => {
    const cwd = temporary();
    const { status } = await program(cwd, ["run", "--", "sh", "-c", `echo '${form}'; echo '${form}' >&2`], {
      env: { DB_PASSWORD: secret, HOME: cwd },
    });
    expect(status).toBe(0);
    const written = everythingIn(join(cwd, "runs"));
    expect(written).toContain("[redacted:DB_PASSWORD]");
    for (const other of Object.values(forms)) expect(written).not.toContain(other);
  });
});
