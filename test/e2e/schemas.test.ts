import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, inject, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { kprov } from "./support.ts";

/** The shipped JSON Schemas, read by a validator that others wrote. */
const schemas = (): string => join(inject("installed"), "node_modules/kprovengine/dist/schemas");
const validator = (name: string) =>
  new Ajv2020().compile(JSON.parse(readFileSync(join(schemas(), `${name}.json`), "utf8")));
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

describe("the shipped JSON Schemas", () => {
  test("accept every document of a real bundle, and refuse an unknown field in each", async () => {
    const cwd = temporary({ "in.txt": "a\n" });
    const run = await kprov(
      ["run", "--input", "in.txt", "--output", "out.txt", "--json", "--", "cp", "in.txt", "out.txt"],
      { cwd },
    );
    const bundle = join(cwd, JSON.parse(run.stdout).bundle);
    const documents: [string, unknown][] = ["human-review", "manifest", "provenance", "run-summary", "toolchain"].map(
      (name) => [name, read(join(bundle, `${name.replace("-", "_")}.json`))],
    );
    const [line = "{}"] = readFileSync(join(bundle, "trace.jsonl"), "utf8").split("\n");
    documents.push(["trace-event", JSON.parse(line)]);
    for (const [name, document] of documents) {
      const validate = validator(name);
      expect(validate(document), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...(document as object), surprise: 1 }), name).toBe(false);
    }
    const provenance = documents.find(([name]) => name === "provenance")?.[1] as { predicate: unknown };
    expect(validator("statement")(provenance)).toBe(true);
    expect(validator("slsa-provenance")(provenance.predicate)).toBe(true);
    expect(validator("slsa-provenance")(provenance)).toBe(false);
  });

  test("accept a configuration and refuse a misspelled key", () => {
    const validate = validator("config");
    expect(
      validate({ project: "p", artifacts: { deny: ["runs/**"], maxFileSize: "5 MB" } }),
      JSON.stringify(validate.errors),
    ).toBe(true);
    expect(validate({ artefacts: {} })).toBe(false);
  });

  test("accept a list of waivers and refuse one without a last day", () => {
    const waiver = {
      fingerprint: "0".repeat(32),
      check: "check-identity",
      code: "FORBIDDEN_TOKEN",
      reason: "r",
      owner: "o",
    };
    const list = (entry: object) => ({ schema: "kprov.waivers/v1", waivers: [entry] });
    const validate = validator("waivers");
    expect(validate(list({ ...waiver, until: "2026-12-31" })), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(list(waiver))).toBe(false);
  });

  test("are all that the package ships", () => {
    expect(readdirSync(schemas()).sort()).toEqual(
      [
        ...[
          "config",
          "digest-set",
          "file-trace",
          "human-review",
          "link",
          "manifest",
          "note",
          "provenance",
          "resource-descriptor",
        ],
        ...[
          "review-statement",
          "run-summary",
          "runtime-trace",
          "slsa-provenance",
          "statement",
          "test-result",
          "toolchain",
        ],
        ...["trace-event", "trust", "vsa", "waivers"],
      ].map((name) => `${name}.json`),
    );
  });
});
