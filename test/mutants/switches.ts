/**
 * What the instrumented code asks and counts; the names are those of Stryker's instrumenter.
 *
 * @module
 */

/** How often the place of each mutant was reached. */
export type Counts = Record<string, number>;

interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  /** A mutant that is reached more often than that never ends, and throws. */
  hitLimit?: number;
  hitCount?: number;
  mutantCoverage?: { static: Counts; perTest: Record<string, Counts> };
}

const scope = globalThis as { __stryker__?: Switches };
scope.__stryker__ ??= {};

export const switches: Switches = scope.__stryker__;

/** Since the last `forget`, while `currentTestId` was "this". */
export const reachedByTest = (): Counts => switches.mutantCoverage?.perTest["this"] ?? {};

/** Since the last `forget`, while there was no `currentTestId`. */
export const reachedOutside = (): string[] => Object.keys(switches.mutantCoverage?.static ?? {});

export const forget = (): void => {
  if (switches.mutantCoverage === undefined) return;
  switches.mutantCoverage.static = {};
  switches.mutantCoverage.perTest = {};
};
