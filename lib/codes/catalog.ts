/**
 * What could not be done with the catalog.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const catalogCodes = {
  E_CATALOG_MISSING: {
    title: "There is no catalog",
    meaning: "A catalog is made from bundles, by index. None was made at the place that the message names.",
    fix: "Run kprovengine index runs/, or name the catalog with --catalog FILE.",
  },
  E_CATALOG_DAMAGED: {
    title: "The catalog is damaged",
    meaning:
      "SQLite found a page that can't be right, or the file is empty: a failing disk, or something else wrote into it. The bundles are the authority, and nothing of them is lost.",
    fix: "Run the kprovengine index --rebuild line that is shown, with the directories of your bundles.",
  },
  E_CATALOG_NEWER: {
    title: "The catalog is of a newer version",
    meaning: "A newer kprovengine made or migrated it. Guessing what its tables mean could give wrong answers.",
    fix: "Use a newer kprovengine, or make a catalog of your own with kprovengine index --rebuild.",
  },
  E_CATALOG_OLDER: {
    title: "The catalog is of an earlier version",
    meaning: "Reading never changes a catalog, and there may be no way from its version to this one.",
    fix: "Run kprovengine index, which brings it forward where it can; else the --rebuild line that is shown.",
  },
  E_CATALOG_LOCKED: {
    title: "The catalog is in use",
    meaning:
      "Another process writes it, for longer than was waited. Two writers take turns; readers don't wait for them.",
    fix: "Run it again when the process that the message names has ended.",
  },
  E_CATALOG_FULL: {
    title: "There is no room for the catalog",
    meaning: "The disk is full. What was committed before stays, and is right as far as it goes.",
    fix: "Make room, or give another place with --catalog FILE, and run kprovengine index again.",
  },
  E_CATALOG_PLACE: {
    title: "The catalog can't be at this place",
    meaning:
      "The file is no catalog, git tracks it, or it lies on a network file system where another machine may be writing to it. Nothing was changed.",
    fix: "Name another file with --catalog FILE, or catalog.file in the configuration.",
  },
  E_CATALOG_ENGINE: {
    title: "There is no SQLite",
    meaning: "Node has SQLite from 22.16 on. For an earlier one a package gives the same, and it is not installed.",
    fix: "Use a newer Node, or run npm install --save-dev @photostructure/sqlite@1.",
  },
  E_CATALOG_TOO_MUCH: {
    title: "The question asks for too much",
    meaning:
      "It would look at more rows, or take more time, than a question may. What was found until then is not shown.",
    fix: "Narrow it: a date range, a step, a project, a smaller limit.",
  },
  E_NO_SUCH_RUN: {
    title: "The catalog has no such run",
    meaning: "No run id, bundle digest or stable digest in it begins with what was given.",
    fix: "kprovengine catalog list shows the runs there are; kprovengine index brings the catalog up to date.",
  },
  E_AMBIGUOUS_RUN: {
    title: "Several runs are meant",
    meaning: "More than one run id or digest begins with what was given.",
    fix: "Give more characters; the message lists the candidates.",
  },
  E_NOTE: {
    title: "This can't be a note",
    meaning:
      "A tag or an annotation holds the value of a secret, or is about something whose run can't be told: nothing was written. In the catalog: a file among the notes is none and does not count.",
    fix: "Say it in other words; for a bundle that is not whole, see kprovengine verify --integrity.",
  },
} as const satisfies Record<string, CodeEntry>;
