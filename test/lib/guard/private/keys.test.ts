import { expect, it } from "vitest";
import { deriveKeys } from "../../../../lib/guard/private/keys.ts";
import { listId, salt } from "../../../support/deny.ts";

it("deriveKeys makes these of a salt and a list, for ever, and others of others", () => {
  const shown = (...of: Parameters<typeof deriveKeys>) => {
    const { check, filter, canary, ...keys } = deriveKeys(...of);
    const form = Buffer.from("acmecorp");
    const [digest, pad, seal] = [keys.digestOf(form), keys.padOf("x").toString("hex"), keys.sealOf("x", "y")];
    return { check, ...filter, canary, digest, pad, seal, blind: keys.blind("x") };
  };
  const own = shown(salt, listId);
  expect(own).toMatchInlineSnapshot(`
    {
      "blind": "16eb95db999c71bf7693e0769740c969c5a9500d895280a7e914557131a3c368",
      "canary": "kprovtgigmeracnyqrptl",
      "check": "9758dec2ef195335c25344e649eec979",
      "digest": "6e4fae165c6550b93972f8c7fc75f3f1e2a7e5b9edaba6bf7ac3d78bef0f3c1f",
      "factor": -1037044683,
      "pad": "c751cc8b1d6bdce6",
      "seal": "f7fe467b36dc125d5b3b2aed8218a0d0",
      "seed": -1234737846,
    }
  `);
  for (const other of [shown(salt, `${listId}0`), shown(`${salt}0`, listId)])
    for (const [name, value] of Object.entries(own)) expect(other, name).not.toHaveProperty(name, value);
});
