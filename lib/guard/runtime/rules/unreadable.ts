/**
 * RUNTIME_UNREADABLE: a value that can't be understood decides nothing.
 *
 * @module
 */
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
              actual: `"${shorten(statement.located.value)}"`,
            },
          ]
        : [],
    ),
};

// --- internal ---

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
