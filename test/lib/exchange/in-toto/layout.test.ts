import { describe, expect, it } from "vitest";
import type { FunctionaryKey } from "../../../../lib/exchange/in-toto/key.ts";
import { deliveryOf, layoutOf, linkOf } from "../../../../lib/exchange/in-toto/layout.ts";
import type { Step } from "../../../../lib/exchange/in-toto/step.ts";

type Files = Record<string, string>;

const stepOf = (name: string, materials: Files, products: Files, after: readonly Step[] = []): Step => ({
  name,
  material: { bundleDigest: "b".repeat(64) } as Step["material"],
  command: ["sh", name],
  materials: new Map(Object.entries(materials)),
  products: new Map(Object.entries(products)),
  collected: new Map(),
  after,
  notes: [],
});
const key: FunctionaryKey = { keyid: "k1", olderKeyid: "k0", object: { keytype: "ed25519" }, pem: "", json: "" };
const layoutFor = (more: { isClosed: boolean }, ...steps: Step[]) => {
  const delivery = deliveryOf(steps);
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into the document.
  const made: any = layoutOf(steps, { key, delivery, expires: "2030-01-01T00:00:00Z", readme: "", ...more });
  return { ...made, delivery };
};
const layout = (...steps: Step[]) => layoutFor({ isClosed: false }, ...steps);

describe("layoutOf", () => {
  const a = stepOf("a", { "raw.csv": "0" }, { "x[1].csv": "1", "y.csv": "2" });
  const b = stepOf("b", { "x[1].csv": "1", "e*.csv": "9" }, { "z.csv": "3" }, [a]);

  it("ties materials to the products of the step before, and lets nothing else in", () => {
    const { steps } = layout(a, b);
    expect(steps[0].expected_materials).toEqual([
      ["ALLOW", "raw.csv"],
      ["DISALLOW", "*"],
    ]);
    expect(steps[1].expected_materials).toEqual([
      ["MATCH", "*", "WITH", "PRODUCTS", "FROM", "a"],
      ["ALLOW", "e[*].csv"],
      ["DISALLOW", "*"],
    ]);
    expect(steps[0].expected_products).toEqual([
      ["REQUIRE", "x[1].csv"],
      ["REQUIRE", "y.csv"],
      ["ALLOW", "x[[]1].csv"],
      ["ALLOW", "y.csv"],
      ["DISALLOW", "*"],
    ]);
    expect(steps[1]).toMatchObject({ pubkeys: ["k1"], threshold: 1, expected_command: ["sh", "b"] });
  });

  it("has what is delivered looked at: products that no step took, as their last step made them", () => {
    const c = stepOf("c", { "z.csv": "3" }, { "y.csv": "5" }, [b]);
    const { inspect } = layout(a, b, c);
    expect(inspect).toHaveLength(1);
    expect(inspect[0]).toMatchObject({ name: "delivery", run: ["true"] });
    expect(inspect[0].expected_materials).toEqual([
      ["REQUIRE", "y.csv"],
      ["MATCH", "y.csv", "WITH", "PRODUCTS", "FROM", "c"],
      ["DISALLOW", "y.csv"],
    ]);
  });

  it("lets nothing else lie in a delivery that is a directory of its own", () => {
    const c = stepOf("c", { "z.csv": "3" }, { "y.csv": "5", "w.csv": "6" }, [b]);
    const { inspect } = layoutFor({ isClosed: true }, a, b, c);
    expect(inspect[0].expected_materials).toEqual([
      ["REQUIRE", "w.csv"],
      ["REQUIRE", "y.csv"],
      ["MATCH", "y.csv", "WITH", "PRODUCTS", "FROM", "c"],
      ["DISALLOW", "y.csv"],
      ["MATCH", "*", "WITH", "PRODUCTS", "FROM", "c"],
      ["DISALLOW", "*"],
    ]);
  });

  it("names no two things alike, and has no inspection without products", () => {
    expect(layout(stepOf("delivery", {}, { x: "1" })).inspect[0].name).toBe("delivery_");
    expect(layout(stepOf("a", { x: "1" }, {})).inspect).toEqual([]);
  });

  it.each([["../x", "/x", ".git/x", "a.link", "deep/a.linked/x", "x.pyc", "x~", "a\\b"]])(
    "leaves out what in-toto-verify would not see: %s and more",
    (...hidden) => {
      const { delivery } = layout(stepOf("a", {}, Object.fromEntries([...hidden, "x.csv"].map((name) => [name, "1"]))));
      expect([...delivery.products.keys()]).toEqual(["x.csv"]);
      expect(delivery.unseen).toHaveLength(hidden.length);
    },
  );

  it("stays small for many files, and still refuses an exchanged product among them", () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`in [x]/${index}.csv`, "1"]));
    const wide = stepOf("w", { ...many, "x[1].csv": "1" }, many, [a]);
    const rules: string[][] = layout(a, wide).steps[1].expected_materials;
    expect(rules).toEqual([
      ["MATCH", "*", "WITH", "PRODUCTS", "FROM", "a"],
      ["DISALLOW", "x[[]1].csv"],
      ["ALLOW", "in [[]x]/*"],
      ["DISALLOW", "*"],
    ]);
  });
});

it("linkOf names the bundle that it was made of", () => {
  expect(linkOf(stepOf("a", { "in.csv": "0" }, { __proto__x: "1" }))).toEqual({
    _type: "link",
    name: "a",
    command: ["sh", "a"],
    materials: { "in.csv": { sha256: "0" } },
    products: { __proto__x: { sha256: "1" } },
    byproducts: { "return-value": 0, kprov_bundle_digest: "b".repeat(64) },
    environment: {},
  });
});
