/**
 * RUNTIME_CI_UNSEEN: CI names a part of itself in this repository that can't be looked at.
 *
 * Missing, bringing in itself, or no such thing: CI itself stumbles over it, and what it would test is unknown. A part
 * that lies elsewhere is nobody's fault, and is a doubt only where it could hide a test that is missed.
 *
 * @module
 */

import { cutShort } from "../../../secrecy.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import { context, plantedUnseen } from "../planted.ts";
import { placeIn, type RuntimeRule } from "../rule.ts";

export const ciUnseen: RuntimeRule = {
  code: "RUNTIME_CI_UNSEEN",
  level: "undecided",
  planted: () => context({ unseen: [plantedUnseen] }),
  judge: ({ unseen }) =>
    unseen.flatMap(({ located, source, why, isBroken }) =>
      isBroken
        ? [
            {
              code: "RUNTIME_CI_UNSEEN" as const,
              level: "undecided" as const,
              ...placeIn(located),
              fingerprint: fingerprintOf("RUNTIME_CI_UNSEEN", [source, located.value]),
              message: `${source} at ${located.line}:${located.column} names a part of CI that can't be looked at: ${why}`,
              actual: `"${cutShort(located.value, 80)}"`,
              fix: "correct what it names, or add the file to git",
            },
          ]
        : [],
    ),
};
