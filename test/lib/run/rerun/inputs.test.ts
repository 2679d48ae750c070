import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import type { Provenance, ResourceDescriptor } from "../../../../lib/evidence/index.ts";
import { layRecorded } from "../../../../lib/run/rerun/inputs.ts";
import { temporary } from "../../../support/temporary.ts";

const provenance = (...inputs: Partial<ResourceDescriptor>[]): Provenance =>
  ({
    predicate: {
      buildDefinition: {
        resolvedDependencies: [
          { name: "uv.lock", digest: { sha256: "0" }, annotations: { kprov_role: "lock-file" } },
          ...inputs.map((input) => ({ annotations: { kprov_role: "input" }, ...input })),
        ],
      },
    },
  }) as unknown as Provenance;

const input = (name: string, content: string): Partial<ResourceDescriptor> => ({
  name,
  digest: { sha256: sha256(content) },
});

const places = (copied: Record<string, string> = {}, there: Record<string, string> = {}) => {
  const [copy, root] = [temporary(copied), temporary(there)];
  return { copy, cwd: copy, root, searchesRoot: false };
};

describe("layRecorded", () => {
  test("leaves what the commit has, and takes the rest from the root by its path", async () => {
    const at = places({ a: "a" }, { a: "other", "d/b": "b" });
    expect(await layRecorded(provenance(input("a", "a"), input("d/b", "b")), at)).toEqual([]);
    expect(readFileSync(join(at.copy, "a"), "utf8")).toBe("a");
    expect(readFileSync(join(at.copy, "d/b"), "utf8")).toBe("b");
    expect(readFileSync(join(at.root, "a"), "utf8")).toBe("other");
  });

  test("prefers the recorded bytes over those of the commit", async () => {
    const at = places({ a: "committed" }, { a: "recorded" });
    expect(await layRecorded(provenance(input("a", "recorded")), at)).toEqual([]);
    expect(readFileSync(join(at.copy, "a"), "utf8")).toBe("recorded");
  });

  test("finds by digest anywhere below the root only when asked to", async () => {
    const at = places({}, { "x/y/z": "b" });
    expect(await layRecorded(provenance(input("b", "b")), at)).toMatchObject([
      { kind: "input", subject: "b", found: "not there" },
    ]);
    expect(await layRecorded(provenance(input("b", "b")), { ...at, searchesRoot: true })).toEqual([]);
    expect(readFileSync(join(at.copy, "b"), "utf8")).toBe("b");
  });

  test("names what is another file, and takes it as it is", async () => {
    const at = places({}, { a: "now" });
    const drift = await layRecorded(provenance(input("a", "then")), at);
    expect(drift).toEqual([
      {
        kind: "input",
        subject: "a",
        recorded: `sha256:${sha256("then").slice(0, 12)}…`,
        found: `sha256:${sha256("now").slice(0, 12)}…`,
      },
    ]);
    expect(readFileSync(join(at.copy, "a"), "utf8")).toBe("now");
  });

  test("looks at absolute inputs where they lie, and lays nothing", async () => {
    const at = places();
    const far = temporary({ x: "x" });
    const uri = pathToFileURL(join(far, "x")).href;
    const asked = (content: string) => provenance({ uri, digest: { sha256: sha256(content) } });
    expect(await layRecorded(asked("x"), at)).toEqual([]);
    expect(await layRecorded(asked("y"), at)).toMatchObject([{ subject: uri }]);
  });

  test("lays a link as a link, judged by its target text", async () => {
    const at = places();
    symlinkSync("nowhere", join(at.root, "link"));
    const link = { ...input("link", "nowhere"), mediaType: "inode/symlink" };
    expect(await layRecorded(provenance(link), at)).toEqual([]);
    expect(readlinkSync(join(at.copy, "link"))).toBe("nowhere");
    expect(await layRecorded(provenance({ ...link, name: "other" }), at)).toMatchObject([{ found: "not there" }]);
  });

  test.each([
    ["a name that leaves the copy", { name: "../x" }],
    ["one that leaves it later", { name: "a/../../x" }],
    ["an empty name", { name: "" }],
    ["a NUL", { name: "a\0b" }],
    ["a URI of another kind", { uri: "https://example.com/x" }],
    ["a file of another host", { uri: "file://host/x" }],
  ])("refuses %s", async (_name, descriptor) => {
    const at = places({}, { x: "x" });
    const laying = layRecorded(provenance({ digest: { sha256: sha256("x") }, ...descriptor }), at);
    await expect(laying).rejects.toMatchObject({ code: "E_NOT_REPEATABLE" });
  });

  test("writes nothing through a link that leads out of the copy", async () => {
    const outside = temporary();
    const at = places({}, { "way/x": "x" });
    symlinkSync(outside, join(at.copy, "way"));
    await expect(layRecorded(provenance(input("way/x", "x")), at)).rejects.toMatchObject({ code: "E_NOT_REPEATABLE" });
    expect(existsSync(join(outside, "x"))).toBe(false);
  });

  test("replaces a link at the input's own place, not what it leads to", async () => {
    const precious = join(temporary({ p: "precious" }), "p");
    const at = places({}, { x: "x" });
    symlinkSync(precious, join(at.copy, "x"));
    expect(await layRecorded(provenance(input("x", "x")), at)).toEqual([]);
    expect(readFileSync(precious, "utf8")).toBe("precious");
  });

  test("a directory in the place of a file is named", async () => {
    const at = places();
    mkdirSync(join(at.root, "a"));
    writeFileSync(join(at.root, "a/x"), "");
    expect(await layRecorded(provenance(input("a", "a")), at)).toMatchObject([{ found: "not there" }]);
  });
});
