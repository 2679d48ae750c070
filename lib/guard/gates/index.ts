/**
 * The checks that there are, in the order in which preflight runs and reports them.
 *
 * @module
 */
import type { Gate } from "../gate.ts";
import { artifactsGate } from "./artifacts.ts";
import { governanceGate } from "./governance.ts";
import { identityGate } from "./identity.ts";
import { parityGate } from "./parity.ts";
import { rulesGate } from "./rules.ts";
import { runtimeGate } from "./runtime.ts";

/** What a gate needs is loaded when it runs. */
export const gates: readonly Gate[] = [identityGate, artifactsGate, runtimeGate, parityGate, governanceGate, rulesGate];
