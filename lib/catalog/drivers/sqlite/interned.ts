/**
 * What many runs share, stored once: toolchains and media types.
 *
 * @module
 */
import type { ToolchainFact } from "../../model.ts";
import { versionKey } from "../../version-key.ts";
import { bytesOf } from "./cells.ts";
import type { Database } from "./engine.ts";

export interface Interned {
  toolchain: (fact: ToolchainFact) => number;
  media: (type: string) => number;
  /** Deletes the toolchain unless another run has it. */
  release: (toolchain: number) => void;
  /** After a rollback: numbers that were given out may not exist. */
  forget: () => void;
}

export const createInterned = (database: Database): Interned => {
  const [toolchains, types] = [new Map<string, number>(), new Map<string, number>()];
  const store = createToolchainStore(database);
  const isUsed = database.prepare("SELECT 1 FROM run WHERE toolchain = ? LIMIT 1");
  const drop = ["tool WHERE toolchain", "distribution WHERE toolchain", "toolchain WHERE id"].map((from) =>
    database.prepare(`DELETE FROM ${from} = ?`),
  );
  const findMedia = database.prepare("SELECT id FROM media WHERE text = ?");
  const addMedia = database.prepare("INSERT INTO media(text) VALUES(?)");
  return {
    toolchain: (fact) => remembered(toolchains, fact.digest, () => store(fact)),
    media: (type) =>
      remembered(types, type, () => Number(findMedia.get(type)?.["id"] ?? addMedia.run(type).lastInsertRowid)),
    release: (id) => {
      if (isUsed.get(id) !== undefined) return;
      toolchains.clear();
      for (const statement of drop) statement.run(id);
    },
    forget: () => {
      toolchains.clear();
      types.clear();
    },
  };
};

// --- internal ---

/** So many are remembered; then it begins again. */
const maxRemembered = 10_000;

const remembered = (known: Map<string, number>, key: string, find: () => number): number => {
  const there = known.get(key);
  if (there !== undefined) return there;
  const id = find();
  if (known.size >= maxRemembered) known.clear();
  known.set(key, id);
  return id;
};

const createToolchainStore = (database: Database) => {
  const find = database.prepare("SELECT id FROM toolchain WHERE digest = ?");
  const add = database.prepare("INSERT INTO toolchain(digest, os, architecture) VALUES(?, ?, ?)");
  const tool = database.prepare(
    "INSERT INTO tool(toolchain, name, role, version, version_key, digest) VALUES(?, ?, ?, ?, ?, ?)",
  );
  const distribution = database.prepare(
    "INSERT INTO distribution(toolchain, interpreter, name, version, version_key) VALUES(?, ?, ?, ?, ?)",
  );
  return ({ digest, os, architecture, tools, distributions }: ToolchainFact): number => {
    const found = find.get(bytesOf(digest))?.["id"];
    if (found !== undefined) return Number(found);
    const id = Number(add.run(bytesOf(digest), os, architecture).lastInsertRowid);
    for (const { name, role, version, digest } of tools)
      tool.run(id, name, role, version, version === null ? null : versionKey(version), bytesOf(digest));
    for (const { interpreter, name, version } of distributions)
      distribution.run(id, interpreter, name, version, versionKey(version));
    return id;
  };
};
