/**
 * What a piece of a script says of itself.
 *
 * @module
 */
import type { Functions } from "./state.ts";
import type { Node, Simple } from "./syntax.ts";

/** The literal name of a command. */
export const nameOf = (node: Node): string | undefined => {
  const [word] = node.kind === "simple" ? node.words : [];
  return word?.isPattern ? undefined : word?.value;
};

/** The literal name of a command that no function stands for. */
export const programOf = (node: Node, functions: Functions): string | undefined => {
  const name = nameOf(node);
  return functions.has(name ?? "") ? undefined : name;
};

/** Whether a command in its words or redirections is run first, and sets `$?`. */
export const asks = (node: Node): boolean => "asks" in node && node.asks === true;

/** The status that an `exit` names: a number, `$?` or another variable, or none. */
export const exitStatus = ({ words }: Simple): number | string | undefined => {
  const [, status] = words;
  if (status === undefined) return undefined;
  if (/^\d{1,3}$/.test(status.value ?? "")) return Number(status.value) % 256;
  return status.raw === '"$?"' ? "$?" : status.raw;
};

/** Whether it can't be but a failure that `exit` and `return` end with. */
export const isFailure = (node: Simple, isFailed: boolean): boolean => {
  const status = exitStatus(node);
  return status === undefined || status === "$?" ? isFailed : typeof status === "number" && status !== 0;
};

/** What a node holds. */
export const partsOf = (node: Exclude<Node, Simple>): readonly Node[] => {
  switch (node.kind) {
    case "list":
      return node.items.map((item) => item.node);
    case "and-or":
      return node.parts.map((part) => part.node);
    case "pipeline":
      return node.parts;
    case "if":
      return [...node.clauses.flatMap(({ condition, body }) => [condition, body]), node.otherwise ?? []].flat();
    case "case":
      return node.clauses.map(({ body }) => body);
    case "test":
      return [];
    default:
      return ["condition" in node ? (node.condition ?? []) : [], node.body].flat();
  }
};
