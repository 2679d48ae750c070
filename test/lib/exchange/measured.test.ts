import { expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { measure } from "../../../lib/exchange/measured.ts";

it("measure knows size and digest of what was written, once it was", () => {
  const written: string[] = [];
  const file = measure({
    path: "a",
    fill: (write) => {
      for (const piece of ["one", "two"]) write(Buffer.from(piece));
    },
  });
  expect([file.path, file.size(), file.hash()]).toEqual(["a", 0, ""]);
  file.fill((piece) => written.push(piece.toString("utf8")));
  expect([written, file.size(), file.hash()]).toEqual([["one", "two"], 6, sha256("onetwo")]);
});
