import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findCatalog, openWriter } from "../../../lib/catalog/index.ts";
import { isNetworkPlace } from "../../../lib/catalog/place.ts";
import { writeCatalog } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

describe("findCatalog", () => {
  const config = (text: string) => temporary({ "kprov.config.json": text, "deep/er/x": "", ".git/HEAD": "" });

  test("takes --catalog, relative to the working directory", async () => {
    const cwd = config('{"catalog":{"file":"there/c.sqlite"}}');
    expect(await findCatalog({ cwd, catalog: "mine.sqlite" })).toBe(join(cwd, "mine.sqlite"));
  });

  test("takes catalog.file of the configuration, relative to its directory", async () => {
    const cwd = config('{"catalog":{"file":"there/c.sqlite"}}');
    expect(await findCatalog({ cwd: join(cwd, "deep/er") })).toBe(join(cwd, "there/c.sqlite"));
  });

  test("takes .kprov/catalog.sqlite beside the configuration, or here without one", async () => {
    const cwd = config("{}");
    expect(await findCatalog({ cwd: join(cwd, "deep/er") })).toBe(join(cwd, ".kprov/catalog.sqlite"));
    const bare = temporary({ ".git/HEAD": "" });
    expect(await findCatalog({ cwd: bare })).toBe(join(bare, ".kprov/catalog.sqlite"));
  });

  test("refuses a configuration that is code with --no-code-config", async () => {
    const cwd = temporary({ "kprov.config.ts": "export default {};\n" });
    await expect(findCatalog({ cwd, "code-config": false })).rejects.toMatchObject({ code: "E_CODE_CONFIG" });
  });
});

test("openWriter refuses a file that git tracks, and takes one that it does not", async () => {
  const dir = temporary();
  const file = join(dir, "sub", "catalog.sqlite");
  await writeCatalog([], file);
  execFileSync("git", ["init", "-q"], { cwd: dir });
  (await openWriter(file)).close();
  execFileSync("git", ["add", "-f", "sub/catalog.sqlite"], { cwd: dir });
  await expect(openWriter(file)).rejects.toMatchObject({
    code: "E_CATALOG_PLACE",
    message: expect.stringContaining("git tracks this file"),
  });
});

test("isNetworkPlace is false for a local directory, and for one that is missing", () => {
  expect(isNetworkPlace(join(temporary(), "x"))).toBe(false);
  expect(isNetworkPlace("/nowhere/at/all")).toBe(false);
});
