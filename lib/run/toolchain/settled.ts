/**
 * Launchers that make or change the environment as part of the step.
 *
 * @module
 */

/** What really runs behind one of these is known only after the step. */
export const isSettledByStep = (tools: readonly { name: string; role: string }[]): boolean =>
  tools.some(({ name, role }) => role === "launcher" && ["uv", "hatch", "pixi", "rye", "pdm"].includes(name));
