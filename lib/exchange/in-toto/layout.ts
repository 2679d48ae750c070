/**
 * Links and the layout over them.
 *
 * Source: in-toto specification 1.0, sections 4.3 (layouts), 4.4 (links) and 4.3.3 (artifact rules).
 *
 * @module
 */
import type { JsonValue } from "../../json.ts";
import { compareBytes } from "../../report.ts";
import type { FunctionaryKey } from "./key.ts";
import type { Step } from "./step.ts";

type JsonObject = { [key: string]: JsonValue };
type Rule = string[];

/** The link of a step. What its streams said is left in the bundle, which the link names. */
export const linkOf = ({ name, command, materials, products, material }: Step): JsonObject => ({
  _type: "link",
  name,
  command,
  materials: hashes(materials),
  products: hashes(products),
  byproducts: { "return-value": 0, kprov_bundle_digest: material.bundleDigest },
  environment: {},
});

/** What in-toto-verify has to find in the directory that it is started in. */
export interface Delivery {
  /** Product that no later step took → the last step that made it. */
  products: ReadonlyMap<string, Step>;
  /** Products that in-toto can't look at there. */
  unseen: readonly string[];
}

/** Products of the whole chain. */
export const deliveryOf = (steps: readonly Step[]): Delivery => {
  const last = new Map<string, Step>();
  for (const step of steps) for (const name of step.products.keys()) last.set(name, step);
  const taken = (name: string, maker: Step): boolean =>
    steps.some((step) => step !== maker && step.materials.get(name) === maker.products.get(name));
  const final = [...last].filter(([name, maker]) => !taken(name, maker)).sort(([a], [b]) => compareBytes(a, b));
  return {
    products: new Map(final.filter(([name]) => isSeen(name))),
    unseen: final.map(([name]) => name).filter((name) => !isSeen(name)),
  };
};

export interface LayoutOptions {
  key: FunctionaryKey;
  delivery: Delivery;
  /** Nothing else lies where the delivery is looked at. */
  isClosed: boolean;
  expires: string;
  /** For people. */
  readme: string;
}

/** The layout: who may sign which step, what each may read and make, and what is delivered. */
export const layoutOf = (
  steps: readonly Step[],
  { key, delivery, isClosed, expires, readme }: LayoutOptions,
): JsonObject => ({
  _type: "layout",
  readme,
  expires,
  keys: { [key.keyid]: { ...(key.object as JsonObject), keyid: key.keyid } },
  steps: steps.map((step) => ({
    _type: "step",
    name: step.name,
    expected_command: step.command,
    expected_materials: materialRules(step),
    expected_products: productRules(step),
    pubkeys: [key.keyid],
    threshold: 1,
  })),
  inspect: delivery.products.size === 0 ? [] : [inspectionOf(steps, delivery, isClosed)],
});

// --- internal ---

const hashes = (artifacts: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries([...artifacts].map(([name, sha256]) => [name, { sha256 }]));

/** Products of the steps before it as they made them, what came from elsewhere by its name, and nothing else. */
const materialRules = ({ materials, after }: Step): Rule[] => {
  const isMade = ([name, digest]: [string, string]): boolean =>
    after.some(({ products }) => products.get(name) === digest);
  const all = [...materials];
  const others = all.filter((entry) => !isMade(entry)).map(([name]) => name);
  return [
    ...after.map(({ name }) => ["MATCH", "*", "WITH", "PRODUCTS", "FROM", name]),
    // Below an allowed directory a product that was exchanged must not slip through.
    ...(others.length > mostRules ? all.filter(isMade).map(([name]) => ["DISALLOW", literal(name)]) : []),
    ...patternsOf(others).map((pattern) => ["ALLOW", pattern]),
    ["DISALLOW", "*"],
  ];
};

const productRules = ({ products }: Step): Rule[] => [
  ...[...products.keys()].map((name) => ["REQUIRE", name]),
  ...patternsOf([...products.keys()]).map((pattern) => ["ALLOW", pattern]),
  ["DISALLOW", "*"],
];

/** `true` does nothing: what counts is that in-toto-verify hashes the files around it. */
const inspectionOf = (steps: readonly Step[], { products }: Delivery, isClosed: boolean): JsonObject => {
  let name = "delivery";
  while (steps.some((step) => step.name === name)) name += "_";
  const isContested = (product: string): boolean => steps.filter((step) => step.products.has(product)).length > 1;
  const contested = [...products].filter(([product]) => isContested(product));
  const others = [...products].filter(([product]) => !isContested(product));
  const makers = [...new Set(others.map(([, maker]) => maker))];
  return {
    _type: "inspection",
    name,
    run: ["true"],
    expected_materials: [
      ...[...products.keys()].map((product) => ["REQUIRE", product]),
      // An earlier step made other bytes under the same name.
      ...contested.flatMap(([product, maker]) => [
        ["MATCH", literal(product), "WITH", "PRODUCTS", "FROM", maker.name],
        ["DISALLOW", literal(product)],
      ]),
      ...makers.map((maker) => ["MATCH", "*", "WITH", "PRODUCTS", "FROM", maker.name]),
      ...(isClosed ? [["DISALLOW", "*"]] : others.map(([product]) => ["DISALLOW", literal(product)])),
    ],
    expected_products: [],
  };
};

/** in-toto tries every rule on every file: from here on the time would grow with the square of their number. */
const mostRules = 500;

const patternsOf = (names: readonly string[]): string[] =>
  names.length <= mostRules ? names.map(literal) : [...new Set(names.map(aboveOf))];

const aboveOf = (name: string): string => {
  const slash = name.indexOf("/", 1);
  return slash === -1 ? literal(name) : `${literal(name.slice(0, slash))}/*`;
};

/** Rules are patterns of Python's fnmatch; this one matches `name` alone. */
const literal = (name: string): string => name.replaceAll(/[*?[]/g, "[$&]");

/**
 * in-toto-verify passes over some names (`ARTIFACT_EXCLUDE_PATTERNS`), takes a backslash for a slash, and sees what lies below its
 * directory only.
 */
const isSeen = (name: string): boolean => {
  const segments = name.split("/");
  if (segments[0] === "" || segments[0] === ".." || name.includes("\\")) return false;
  return !segments.some((part) => part === ".git" || part.includes(".link") || /(?:\.pyc|~)$/.test(part));
};
