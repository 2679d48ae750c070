/** Traced steps of the packed program: signals, a terminal, a real Python program, the shipped schemas. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, inject, test } from "vitest";
import { hasStrace } from "../support/strace.ts";
import { temporary } from "../support/temporary.ts";
import { bin, bundlesIn, kprov } from "./support.ts";

const bundleIn = (cwd: string): string => join(cwd, "runs", bundlesIn(join(cwd, "runs"))[0] ?? "");
const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));

const program = `import csv, json
rows = list(csv.DictReader(open("raw.csv")))
limits = json.load(open("config/limits.json"))
with open("clean.csv", "w", newline="") as out:
    writer = csv.DictWriter(out, ["id", "amount"])
    writer.writeheader()
    writer.writerows(row for row in rows if int(row["amount"]) <= limits["amount"])
`;
const files = { "raw.csv": "id,amount\n1,20\n2,5\n", "config/limits.json": '{"amount": 10}\n', "clean.py": program };

describe.runIf(hasStrace())("a traced step of the packed program", () => {
  const python = ["--", "/usr/bin/python3", "clean.py"];

  test("finds the file that nobody declared, and passes when it is declared", async () => {
    const cwd = temporary(files);
    const declared = ["--input", "raw.csv", "--input", "clean.py", "--output", "clean.csv"];
    const open = await kprov(["run", "--strict-inputs", ...declared, ...python], { cwd });
    expect(open.stderr).toContain("INPUT_UNDECLARED config/limits.json");
    expect(open.status).toBe(1);
    const closed = await kprov(["run", "--strict-inputs", ...declared, "--input", "config", ...python], { cwd });
    expect({ status: closed.status, said: closed.stderr }).toMatchObject({ status: 0 });
    const [, second = ""] = bundlesIn(join(cwd, "runs"));
    const judged = await kprov(["verify", "--integrity", "--json", join("runs", second)], { cwd });
    expect(JSON.parse(judged.stdout)).toMatchObject({ integrity: "proved", completeness: "traced" });
    const trace = read(cwd, "runs", second, "runtime_trace.json");
    for (const [name, document] of [
      ["file-trace", trace],
      ["statement", trace],
      ["runtime-trace", trace.predicate],
    ]) {
      const schema = read(inject("installed"), "node_modules/kprovengine/dist/schemas", `${name}.json`);
      const validate = new Ajv2020().compile(schema);
      expect(validate(document), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  test("gets the signal that we get, and its own exit status is ours", async () => {
    const cwd = temporary();
    const script = "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    const ended = await kprov(["run", "--trace-files", "--", "sh", "-c", script], {
      cwd,
      during: (child) => {
        child.stdout?.once("data", () => child.kill("SIGTERM"));
      },
    });
    expect(ended).toMatchObject({ status: 9, stdout: "ready\nbye\n" });
    expect(read(bundleIn(cwd), "provenance.json").predicate.runDetails.kprov_outcome).toMatchObject({
      status: "interrupted",
      exitCode: 9,
    });
  });

  test("has the terminal to itself with --tty, and ctrl-C reaches it once", () => {
    const cwd = temporary();
    const step =
      "import signal, sys, time\nsignal.signal(signal.SIGINT, lambda *_: (print('once'), sys.exit(7)))\nprint('READY', sys.stdin.isatty(), flush=True)\ntime.sleep(30)";
    const typed = JSON.stringify([["READY True", "\u0003"]]);
    const helper = fileURLToPath(new URL("on-terminal.py", import.meta.url));
    const argv = [bin(), "run", "--tty", "--trace-files", "--", "/usr/bin/python3", "-c", step];
    const seen = spawnSync("python3", [helper, typed, ...argv], { cwd, encoding: "utf8" });
    expect(seen.status).toBe(7);
    expect(seen.stdout.match(/once/g)).toHaveLength(1);
    const { kprov_outcome } = read(bundleIn(cwd), "provenance.json").predicate.runDetails;
    expect(kprov_outcome).toMatchObject({ status: "interrupted", exitCode: 7 });
  }, 60_000);

  test("is not started when this process may not trace", async () => {
    const cwd = temporary();
    // Who is traced can't be traced by another.
    const ended = execFileSync(
      "strace",
      ["-f", "-o", "/dev/null", "sh", "-c", `"$0" run --trace-files -- touch ran 2>&1; echo $?`, bin()],
      { cwd, encoding: "utf8" },
    );
    expect(ended).toMatch(/E_TRACER.*Operation not permitted[\s\S]*\n125\n$/);
    expect(execFileSync("ls", [cwd], { encoding: "utf8" })).not.toContain("ran");
  }, 60_000);
});
