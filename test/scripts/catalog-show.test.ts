import { expect, test } from "vitest";
import command from "../../scripts/catalog-show.ts";
import { call } from "../support/call.ts";
import { exampleRefused, exampleRun, exampleRuns, writeCatalog } from "../support/catalog.ts";
import { temporary } from "../support/temporary.ts";

test("catalog show finds a run by a unique beginning and shows it, as text and as a document", async () => {
  const file = await writeCatalog([...exampleRuns(3), exampleRefused(1)]);
  const show = (reference: string) => call(command, temporary(), [reference, "--catalog", file]);
  const { result, text } = await show(exampleRun(1).bundleDigest.slice(0, 8));
  expect(result).toMatchObject({
    exitCode: 0,
    isLong: true,
    document: { schema: "kprov.catalog-show/v1", run: { runId: exampleRun(1).runId } },
  });
  expect(text).toContain("kprovengine verify /history/runs/bundle-1");
  await expect(show("2026")).rejects.toMatchObject({ code: "E_AMBIGUOUS_RUN" });
  await expect(show("nothing")).rejects.toMatchObject({ code: "E_NO_SUCH_RUN" });
  await expect(show(exampleRefused(1).name)).rejects.toThrow("is refused: nothing that it claims is believed");
});
