/** The walk-through of the README: one person runs, another reviews, a third verifies an e-mailed tar elsewhere. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { bundlesIn, type Ended, execute, kprov } from "./support.ts";

interface Person {
  home: string;
  /** Runs the installed program as this person. */
  kprov(cwd: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
}

const personIn = (home: string): Person => {
  mkdirSync(home, { recursive: true });
  const own = { HOME: home, XDG_CONFIG_HOME: undefined, KPROV_CONFIG_DIR: undefined, NO_COLOR: "1" };
  return { home, kprov: (cwd, args, env = {}) => kprov(args, { cwd, env: { ...own, ...env } }) };
};

const script = `import csv
rows = list(csv.DictReader(open("raw.csv")))
with open("clean.csv", "w", newline="") as out:
    writer = csv.DictWriter(out, ["id", "amount"])
    writer.writeheader()
    writer.writerows(row for row in rows if row["amount"])
`;

const ok = ({ status, stdout, stderr }: Ended): string => {
  expect({ status, stderr: status === 0 ? "" : `${stdout}${stderr}` }).toEqual({ status: 0, stderr: "" });
  return stdout;
};

describe("evidence that travels", () => {
  let [top, shop, bundle] = ["", "", ""];
  let [ana, ben, cleo]: Person[] = [];
  const [anasWords, bensWords] = [
    { KPROV_PASSPHRASE: "correct horse battery staple" },
    { KPROV_PASSPHRASE: "ben's own words" },
  ];
  const fingerprintOf = async (someone: Person, name: string): Promise<string> =>
    ok(await someone.kprov(someone.home, ["keys", "show", name, "--fingerprint"])).trim();

  beforeAll(async () => {
    top = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    [ana, ben, cleo] = ["ana", "ben", "cleo"].map((name) => personIn(join(top, name))) as [Person, Person, Person];
    shop = join(ana.home, "claims");
    mkdirSync(shop);
    writeFileSync(join(shop, "raw.csv"), "id,amount\n1,20\n2,\n3,5\n");
    writeFileSync(join(shop, "clean.py"), script);
    ok(await ana.kprov(shop, ["keys", "new", "ana"], anasWords));
    const flags = ["--sign", "--step", "clean", "--input", "raw.csv", "--output", "clean.csv"];
    ok(await ana.kprov(shop, ["run", ...flags, "--", "python3", "clean.py"], anasWords));
    bundle = `runs/${bundlesIn(join(shop, "runs"))[0]}`;
    ok(await ben.kprov(ben.home, ["keys", "new", "ben"], bensWords));
    return () => rmSync(top, { recursive: true, force: true });
  });

  test("Ana's key is hers alone, and no passphrase is anywhere in the evidence", async () => {
    const key = join(ana?.home ?? "", ".config/kprovengine/keys/ana.key.json");
    expect(readFileSync(key, "utf8")).not.toContain("PRIVATE KEY");
    for (const name of readdirSync(join(shop, bundle), { recursive: true, encoding: "utf8" })) {
      if (/\.(json|jsonl|log)$/.test(name))
        expect(readFileSync(join(shop, bundle, name), "utf8")).not.toContain("horse");
    }
    const listed = await ana?.kprov(shop, ["sign", bundle], { KPROV_PASSPHRASE: "wrong" });
    expect(listed).toMatchObject({ status: 3, stderr: expect.stringContaining("E_PASSPHRASE") });
  });

  test("Ben trusts Ana's fingerprint, approves, and Cleo verifies the tar without repository or key", async () => {
    if (ana === undefined || ben === undefined || cleo === undefined) throw new Error("nobody there");
    const desk = join(ben.home, "claims");
    cpSync(shop, desk, { recursive: true });
    const trust = join(cleo.home, "company-trust.json");
    // Before anybody is trusted nothing is proved.
    expect((await ben.kprov(desk, ["verify", bundle])).status).toBe(3);
    const publicKey = join(ben.home, "ana.pub");
    writeFileSync(publicKey, ok(await ana.kprov(shop, ["keys", "export", "ana"])));
    for (const [file, role, owner] of [
      [publicKey, "runner", "ana"],
      [await fingerprintOf(ben, "ben"), "reviewer", "ben"],
    ] as const)
      ok(await ben.kprov(desk, ["keys", "trust", file, "--role", role, "--owner", owner, "--yes"]));
    ok(await ben.kprov(desk, ["verify", bundle]));
    expect((await ben.kprov(desk, ["verify", "--require-review", bundle])).status).toBe(3);
    ok(await ben.kprov(desk, ["review", bundle, "--approve", "--note", "Row 2 has no amount", "--yes"], bensWords));
    ok(await ben.kprov(desk, ["verify", "--require-review", bundle]));

    ok(await ben.kprov(desk, ["export", bundle, "-o", join(cleo.home, "claims.tar")]));
    cpSync(join(ben.home, ".config/kprovengine/trust.json"), trust);
    const verified = ok(await cleo.kprov(cleo.home, ["verify", "claims.tar", "--trust", trust, "--require-review"]));
    expect(verified).toContain("approved by ben");
    expect(verified).toContain("integrity proved; origin proved");
    // Without the trust file Cleo knows nobody.
    expect((await cleo.kprov(cleo.home, ["verify", "claims.tar"])).status).toBe(3);

    const bytes = readFileSync(join(cleo.home, "claims.tar"));
    const at = bytes.indexOf("clean.csv");
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(cleo.home, "changed.tar"), bytes);
    expect((await cleo.kprov(cleo.home, ["verify", "changed.tar", "--trust", trust])).status).toBe(1);
  });

  test("tools of others agree with the tar", async () => {
    if (cleo === undefined) throw new Error("nobody there");
    const dir = temporary();
    ok(await execute("tar", ["-xf", join(cleo.home, "claims.tar")], { cwd: dir }));
    const [name = ""] = readdirSync(dir).filter((entry) => entry !== "VERIFY.txt");
    ok(await execute("sha256sum", ["-c", "--strict", "SHA256SUMS"], { cwd: join(dir, name) }));
  });
});
