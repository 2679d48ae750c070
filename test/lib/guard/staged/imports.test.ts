import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasImports } from "../../../../lib/guard/staged/imports.ts";
import { temporary } from "../../../support/temporary.ts";

test.each([
  ["json", '{"import":"x"}', false],
  ["ts", 'import type { KprovConfig } from "./lib/config/index.ts";\nexport default {} satisfies KprovConfig;', false],
  ["ts", 'import { defineConfig } from "kprovengine";\nexport default defineConfig({});', false],
  ["ts", "import type {\n  KprovConfig,\n} from 'kprovengine';\nexport default {};", false],
  ["ts", 'import { name } from "./names.ts";\nexport default {};', true],
  ["ts", 'import type { A } from "kprovengine";\nimport b from "./b.ts";\nexport default {};', true],
  ["ts", 'export default { project: "important", identity: { name: "reimport" } };', false],
  ["ts", 'import  type { A } from "./import.ts";\nexport default {};', false],
  ["ts", 'const a = 1; import type { A } from "./a.ts";\nexport default {};', true],
  ["ts", 'const a = 1; import { defineConfig } from "kprovengine";\nexport default {};', true],
  ["ts", 'import type from "./type.ts";\nexport default { project: type };', true],
  ["ts", 'import type  from "./type.ts";\nexport default { project: type };', true],
  ["ts", 'import type , { x } from "./x.ts";\nexport default { project: x };', true],
  ["ts", 'import type = require("./x.ts");\nexport default { project: type };', true],
  ["ts", 'import { x } from "kprovengine/x.mjs";\nexport default {};', true],
  ["mjs", 'export { default } from "./real.mjs";', true],
  ["mjs", "const { a } = await import(where);\nexport default {};", true],
  [
    "mjs",
    'import { createRequire } from "node:module";\nexport default createRequire(import.meta.url)("./x.json");',
    true,
  ],
])("hasImports of a .%s: %j is %s", (extension, text, wanted) => {
  const path = join(temporary(), `kprov.config.${extension}`);
  writeFileSync(path, text);
  expect(hasImports(path)).toBe(wanted);
});
