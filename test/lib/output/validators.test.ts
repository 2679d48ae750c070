/** Reports, read by software made by others. `.ci/run` says how it is installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { type Outcome, outcomeOfError } from "../../../lib/output/outcome.ts";
import { type Format, loadDriver } from "../../../lib/output/registry.ts";
import { everything, evil, hostile, outcomeFrom, preflightOf, reportOf, violation } from "../../support/outcome.ts";
import { peer, pythonPeer } from "../../support/peers.ts";

const place = fileURLToPath(new URL("../../../node_modules/.cache/report-peers/", import.meta.url));
const microsoft = join(place, "node_modules/@microsoft");
const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

const asked = { name: "preflight", version: "0.0.0" };
const cases: [string, () => Outcome | Promise<Outcome>][] = [
  ["one of everything", everything],
  ["hostile words", hostile],
  ["a proved check", () => outcomeFrom(reportOf())],
  ["an error", () => outcomeOfError(new KprovError("E_GIT", evil), asked)],
  ["nothing at all", () => preflightOf({ verdict: "undecided" })],
  ["an edit", () => outcomeFrom(reportOf([violation]))],
];

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "kprovengine-validators-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const write = async (outcome: Outcome, format: Format, name = "report"): Promise<string> => {
  const file = join(dir, `${name}.${format}`);
  writeFileSync(file, await (await loadDriver(format)).format(outcome, options));
  return file;
};

const writeCases = (format: Format, chosen = cases): Promise<string[]> =>
  Promise.all(chosen.map(async ([name, make]) => write(await make(), format, name)));

const python = (program: string, ...argv: string[]): string =>
  execFileSync(pythonPeer("python") ?? "", ["-c", program, ...argv], { encoding: "utf8", stdio: "pipe" });

describe.skipIf(peer(join(microsoft, "sarif-multitool-ts")) === null)("SARIF, by its schema", () => {
  const validate = (file: string): unknown[] => {
    const load = createRequire(join(place, "index.js"));
    const { Ajv2020 } = load("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    (load("ajv-formats") as (one: typeof ajv) => void)(ajv);
    const schema = JSON.parse(
      readFileSync(join(microsoft, "sarif-multitool-ts/assets/sarif-2.1.0.schema.json"), "utf8"),
    );
    const check = ajv.compile(schema);
    return check(JSON.parse(readFileSync(file, "utf8"))) ? [] : (check.errors ?? []);
  };

  it.each(cases)("accepts %s", async (_, make) => {
    expect(validate(await write(await make(), "sarif"))).toEqual([]);
  });

  it("can refuse", async () => {
    const file = await write(everything(), "sarif");
    writeFileSync(file, readFileSync(file, "utf8").replace('"startLine": 2', '"startLine": 0'));
    expect(validate(file)).not.toEqual([]);
  });
});

describe.skipIf(peer(join(microsoft, "sarif-multitool-linux/Sarif.Multitool")) === null)(
  "SARIF, by Microsoft's validator",
  () => {
    /** Its own rules and those of GitHub: what is an error there. */
    const validate = (files: readonly string[]): string[] => {
      const out = join(dir, "validated.sarif");
      const argv = ["validate", ...files, "--rule-kind", "Sarif;Ghas", "--level", "Error", "--kind", "Fail", "-o", out];
      // It would ask for the schema by its address.
      const nowhere = { http_proxy: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9" };
      const env = { ...process.env, ...nowhere, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" };
      const { stdout } = spawnSync(
        join(microsoft, "sarif-multitool-linux/Sarif.Multitool"),
        [...argv, "--log", "ForceOverwrite"],
        {
          env,
          encoding: "utf8",
        },
      );
      if (!stdout.includes("Analysis completed")) throw new Error(stdout);
      const { runs } = JSON.parse(readFileSync(out, "utf8").replace(/^\ufeff/, "")) as {
        runs: { results?: { ruleId: string; message: { arguments?: string[] } }[] }[];
      };
      return runs.flatMap(({ results = [] }) =>
        results.map(({ ruleId, message }) => `${ruleId} ${message.arguments?.join(" ")}`),
      );
    };

    // Two seconds for each.
    it("accepts one of everything, hostile words, and an error", async () => {
      const chosen = cases.filter(([name]) => !/proved|nothing|edit/.test(name));
      expect(validate(await writeCases("sarif", chosen))).toEqual([]);
    });

    it("can refuse: a result without a place", async () => {
      const file = await write(everything(), "sarif");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll('"locations"', '"relatedLocations"'));
      expect(validate([file])).not.toEqual([]);
    });
  },
);

describe.skipIf(pythonPeer("junitparser") === null)("JUnit", () => {
  const schema = join(place, "junit-10.xsd");
  const validate = (...files: string[]): string => {
    const program = `
import sys, xmlschema
schema = xmlschema.XMLSchema(sys.argv[1])
for file in sys.argv[2:]:
    schema.validate(file)
print(len(sys.argv) - 2)`;
    return python(program, schema, ...files).trim();
  };

  it("of every case is what Jenkins' schema accepts", async () => {
    if (peer(schema) === null) return;
    expect(validate(...(await writeCases("junit")))).toBe(`${cases.length}`);
  });

  it("can be refused", async () => {
    if (peer(schema) === null) return;
    const file = await write(everything(), "junit");
    writeFileSync(file, readFileSync(file, "utf8").replace(' tests="4"', ""));
    expect(() => validate(file)).toThrow();
  });

  it("has the numbers that another reader counts", async () => {
    const program = `
import json, sys
from junitparser import JUnitXml
seen = {"passed": 0, "Failure": 0, "Error": 0, "Skipped": 0}
xml = JUnitXml.fromfile(sys.argv[1])
for suite in xml:
    for case in suite:
        for name in [type(one).__name__ for one in case.result] or ["passed"]:
            seen[name] += 1
print(json.dumps([xml.tests, xml.failures, xml.errors, *seen.values()]))`;
    expect(JSON.parse(python(program, await write(everything(), "junit")))).toEqual([9, 2, 1, 2, 2, 1, 4]);
  });
});

describe.skipIf(pythonPeer("markdown-it") === null)("Markdown", () => {
  it("of every case has no link, no picture and no HTML of others", async () => {
    const program = `
import sys
from markdown_it import MarkdownIt
for file in sys.argv[1:]:
    print(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(open(file, encoding="utf8").read()))`;
    const html = python(program, ...(await writeCases("markdown")));
    const outside = html.replace(/<code>[^<]*<\/code>/g, "");
    expect(html).toContain("forged");
    expect(outside).toContain("<table>");
    expect(outside).not.toMatch(/<(?!\/?(?:h[234]|table|thead|tbody|tr|t[dh]|ul|li|p|br)\b)/);
    expect(outside).not.toMatch(/[@#]|script|forged/);
  });
});
