/**
 * What a structured file says, and where: the view that rules have of TOML, JSON, YAML, INI and the rest.
 *
 * @module
 */
export type { Keys, Located, Tree } from "../../repository.ts";
