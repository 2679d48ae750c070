import { expect, test } from "vitest";
import { showRun } from "../../../../lib/catalog/index.ts";
import { commandsFor } from "../../../../lib/catalog/show/commands.ts";
import { catalogOf, exampleRun } from "../../../support/catalog.ts";

test("commandsFor names the bundle in the shortest way that is no flag, and nothing that is not there", async () => {
  const run = exampleRun(1);
  const shown = showRun(await catalogOf(run), run.runId);
  const placed = (path: string | undefined, cwd = "/place") =>
    commandsFor({ ...shown, locations: path === undefined ? [] : [path] }, cwd)[0];
  expect(placed("/place/runs/a")).toBe("kprovengine verify runs/a");
  expect(placed("/other/runs/a")).toBe("kprovengine verify /other/runs/a");
  expect(placed("/place")).toBe("kprovengine verify /place");
  expect(placed("/place/-rf")).toBe("kprovengine verify ./-rf");
  expect(placed("/place/..a b")).toBe("kprovengine verify '..a b'");
  expect(placed(undefined)).toBe(`kprovengine catalog lineage ${run.runId}`);
  expect(commandsFor(shown, "/")).toContain("kprovengine review history/runs/bundle-0 --status");
});
