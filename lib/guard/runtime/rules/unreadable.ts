/**
 * RUNTIME_UNREADABLE: a value that can't be understood decides nothing.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import { context, say } from "../planted.ts";
import { hereText, placeIn, type RuntimeRule } from "../rule.ts";
import { toolNames } from "../version.ts";

export const unreadable: RuntimeRule = {
  code: "RUNTIME_UNREADABLE",
  level: "undecided",
  planted: () => context({ statements: [say("range", "three or so")] }),
  judge: ({ statements }) =>
    statements.flatMap((statement) =>
      statement.kind === "unclear"
        ? [
            {
              code: "RUNTIME_UNREADABLE" as const,
              level: "undecided" as const,
              ...placeIn(statement.located),
              fingerprint: fingerprintOf("RUNTIME_UNREADABLE", [statement.runtime, statement.located.value]),
              message: `${hereText(statement)} says of ${toolNames[statement.runtime]} what can't be understood: ${statement.why}`,
              actual: `"${cutShort(statement.located.value, 80)}"`,
            },
          ]
        : [],
    ),
};
