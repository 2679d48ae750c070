/**
 * A repository of no ecosystem.
 *
 * @module
 */
import { commonPlants } from "../plants.ts";
import type { Subject } from "../support.ts";

export const none: Subject = {
  remote: "git@github.com:acme/claims-notes.git",
  files: { "README.md": "# Claims Notes\n", "letters/first.txt": "Dear all\n" },
  commands: {},
  plants: [],
  common: commonPlants({ name: "claims-notes", display: "Claims Notes", readmeLine: 2 }),
};
