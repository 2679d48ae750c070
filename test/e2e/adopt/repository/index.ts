/**
 * Every kind of repository that adopts in these tests.
 *
 * @module
 */
import type { Subject } from "../support.ts";
import { go } from "./go.ts";
import { monorepo } from "./monorepo.ts";
import { node } from "./node.ts";
import { none } from "./none.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";

export const subjects: readonly Subject[] = [python, node, go, rust, monorepo, none];
