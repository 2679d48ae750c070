/**
 * RUNTIME_MISMATCH: two places that can't both be right.
 *
 * A range says what is accepted, a pin what a tool picks. Two ranges must share a version. What a pin picks, the
 * newest of an open one, must lie in every range that speaks for the same directory; two pins must share a version.
 * Where it depends on releases that nobody here knows (`3.x` against `<3.20`), that is a doubt.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import { type Declaration, placeText } from "../declaration.ts";
import { context, say } from "../planted.ts";
import { declarationsOf, hereText, placeIn, type RuntimeRule, thereText, writtenText } from "../rule.ts";
import { areRelated, isAtTop } from "../scope.ts";
import { toolNames } from "../version.ts";
import { intersects, placeOf } from "../version-set.ts";

export const mismatch: RuntimeRule = {
  code: "RUNTIME_MISMATCH",
  level: "violation",
  planted: () => context({ statements: [say("range", ">=3.11"), say("exact", "3.10")] }),
  judge: (facts) => {
    const all = declarationsOf(facts);
    if (all.length > mostDeclarations) return [tooMany];
    const isByCi = ({ where }: Declaration) => where === "ci";
    const others = all.filter((declaration) => !isByCi(declaration));
    const ranges = all.filter(({ kind }) => kind === "range");
    return [
      ...others.flatMap((a, at) =>
        others
          .slice(at + 1)
          .filter((b) => a.runtime === b.runtime && areRelated(a.located.path, b.located.path))
          .flatMap((b) => judgePair(a, b)),
      ),
      ...all.filter(isByCi).flatMap((tested) =>
        judgeTested(
          tested,
          ranges.filter(({ runtime }) => runtime === tested.runtime),
        ),
      ),
    ];
  },
};

// --- internal ---

/** Each is compared with each: beyond any repository that people write. */
const mostDeclarations = 2000;

const tooMany: Finding = {
  code: "RUNTIME_MISMATCH",
  level: "undecided",
  message: `There are more than ${mostDeclarations} declarations of runtimes, which are not compared`,
};

/**
 * Which directory a job works in, nobody can tell from its set-up. So what CI tests outside of the top's range is
 * a doubt when a project below accepts it; and without a range at the top, one project must accept it.
 */
const judgeTested = (tested: Declaration, ranges: readonly Declaration[]): Finding[] => {
  const top = ranges.filter(({ located }) => isAtTop(located.path));
  const below = ranges.filter((range) => !top.includes(range));
  const isWelcome = below.some(({ set }) => placeOf(tested.runtime, tested.set, set) === "inside");
  if (top.length === 0) return isWelcome ? [] : below.slice(0, 1).flatMap((range) => judgePin(tested, range));
  const found = top.flatMap((range) => judgePin(tested, range));
  return isWelcome ? found.map((one) => ({ ...one, level: "undecided" as const })) : found;
};

const judgePair = (a: Declaration, b: Declaration): Finding[] => {
  const [range, pin] = a.kind === "range" ? [a, b] : [b, a];
  const name = toolNames[a.runtime];
  if (a.kind === "range" && b.kind === "range") {
    if (intersects(a.set, b.set)) return [];
    return [finding(b, a, `${hereText(b)} accepts no ${name} version that ${thereText(a)} accepts`)];
  }
  if (range.kind === "range") return judgePin(pin, range);
  // CI may test more than what is picked elsewhere.
  if (a.kind === "tested" || b.kind === "tested" || intersects(a.set, b.set)) return [];
  return [finding(b, a, `${hereText(b)} picks another ${name} than ${thereText(a)}`)];
};

const judgePin = (pin: Declaration, range: Declaration): Finding[] => {
  const place = placeOf(pin.runtime, pin.set, range.set);
  if (place === "inside") return [];
  const verb = pin.kind === "tested" ? "test" : "pick";
  const what = writtenText(pin);
  if (place === "outside") {
    return [finding(pin, range, `${hereText(pin)} ${verb}s ${what}, which ${thereText(range)} refuses`)];
  }
  const doubt = `${hereText(pin)} may ${verb} a ${toolNames[pin.runtime]} version that ${thereText(range)} refuses`;
  return [{ ...finding(pin, range, doubt), level: "undecided" }];
};

const finding = (wrong: Declaration, right: Declaration, message: string): Finding => ({
  code: "RUNTIME_MISMATCH",
  level: "violation",
  ...placeIn(wrong.located),
  fingerprint: fingerprintOf("RUNTIME_MISMATCH", [
    ...[wrong.runtime, wrong.kind, wrong.set.text],
    ...[right.kind, right.set.text],
  ]),
  message,
  expected: `"${right.set.text}" (${placeText(right.located)})`,
  actual: `"${wrong.set.text}" (${placeText(wrong.located)})`,
  fix: `make ${placeText(wrong.located)} and ${placeText(right.located)} agree`,
});
