/**
 * The schema as a document: for editors, and for the table of keys.
 *
 * @module
 */
import { z } from "zod";
import type { JsonValue } from "../json.ts";
import { configSchema } from "./schema.ts";

/** One line of the generated table of keys. */
export interface ConfigRow {
  /** Dotted, such as `artifacts.maxFileSize`. */
  key: string;
  type: string;
  /** As it would be written, or `none`. */
  default: string;
  description: string;
}

/** JSON Schema, draft 2020-12. */
export const configJsonSchema = (): { [key: string]: JsonValue } => {
  const schema = z.toJSONSchema(configSchema, { target: "draft-2020-12", io: "input" });
  const { $schema = "https://json-schema.org/draft/2020-12/schema", ...rest } = JSON.parse(
    JSON.stringify(schema),
  ) as Node;
  return {
    $schema,
    $id: "kprov.config/v1",
    title: "kprov.config",
    description: "Configuration of kprovengine",
    ...rest,
  };
};

/** One row for each key that holds a value, in the schema's order. */
export const configTable = (): ConfigRow[] => rowsOf(configJsonSchema(), "");

// --- internal ---

type Node = { [key: string]: JsonValue };

const rowsOf = (node: Node, key: string): ConfigRow[] => {
  const { properties, default: fallback } = node;
  if (!isNode(properties)) {
    const description = typeof node["description"] === "string" ? node["description"] : "";
    return [
      { key, type: typeOf(node), default: fallback === undefined ? "none" : JSON.stringify(fallback), description },
    ];
  }
  return Object.entries(properties).flatMap(([name, child]) =>
    isNode(child) ? rowsOf(child, key === "" ? name : `${key}.${name}`) : [],
  );
};

const typeOf = (node: Node): string => {
  const { title, type, items, anyOf, properties, additionalProperties } = node;
  if (typeof title === "string") return title;
  if (Array.isArray(anyOf)) return anyOf.map((branch) => (isNode(branch) ? typeOf(branch) : "unknown")).join(" | ");
  if (type === "array" && isNode(items)) return `${typeOf(items)}[]`;
  if (isNode(properties)) {
    const members = Object.entries(properties).map(
      ([name, child]) => `${name}: ${isNode(child) ? typeOf(child) : "unknown"}`,
    );
    return `{ ${members.join("; ")} }`;
  }
  if (isNode(additionalProperties)) return `{ [name]: ${typeOf(additionalProperties)} }`;
  return typeof type === "string" ? type : "unknown";
};

const isNode = (value: JsonValue | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
