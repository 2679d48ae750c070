import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, expectTypeOf, test } from "vitest";
import type { z } from "zod";
import { defineConfig, type KprovConfig, loadConfig } from "../../../lib/config/index.ts";
import { schemaFingerprint } from "../../../lib/config/load.ts";
import type { configSchema } from "../../../lib/config/schema.ts";
import { sha256 } from "../../../lib/digest.ts";

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

test("KprovConfig is the schema's type, with everything read-only", () => {
  // Functions stand in rules, and in their place the schema sees a mark.
  type Written = DeepReadonly<Omit<KprovConfig, "rules">>;
  expectTypeOf<Written>().toEqualTypeOf<DeepReadonly<Omit<z.input<typeof configSchema>, "rules">>>();
  type Rule = NonNullable<KprovConfig["rules"]>[number];
  type Plain = NonNullable<z.input<typeof configSchema>["rules"]>[number];
  expectTypeOf<keyof Rule>().toEqualTypeOf<keyof Plain>();
  type Data = DeepReadonly<Omit<Rule, "judge" | "judgeAll">>;
  expectTypeOf<Data>().toEqualTypeOf<DeepReadonly<Omit<Plain, "judge" | "judgeAll">>>();
});

test("KprovConfig accepts read-only lists and refuses unknown keys", () => {
  const deny = ["a", "b"] as const;
  const config = { artifacts: { deny }, preflight: { commands: { lint: ["ruff"] } } } as const satisfies KprovConfig;
  // @ts-expect-error -- a mistyped key is an error in the editor already
  const wrong: KprovConfig = { artefacts: {} };
  expect([defineConfig(config), defineConfig(wrong)]).toEqual([config, wrong]);
});

test("schemaFingerprint is the digest of what decides validity: put the new one into load.ts", () => {
  const sources = ["identity-schema", "pieces", "rule-schema", "run-schema", "schema", "values"].map((path) =>
    readFileSync(new URL(`../../../lib/config/${path}.ts`, import.meta.url), "utf8"),
  );
  expect(schemaFingerprint).toBe(sha256(sources.join("\0")).slice(0, 16));
});

test("this repository's own configuration is valid", async () => {
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const { config, digest } = await loadConfig({ cwd, allowCode: true, cacheDir: null });
  expect(config.identity.name).toBe("kprovengine");
  expect(digest?.path).toBe("kprov.config.ts");
});
