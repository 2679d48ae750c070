// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { readWorkflow } from "./workflow.ts";

const gate = "${{ needs.gate.result }}";
const other = "${{ needs.other.result }}";
const any = "${{ contains(needs.*.result, 'failure') }}";

const workflow = (steps: readonly object[], job: object = {}) =>
  JSON.stringify({
    on: ["push", "pull_request"],
    jobs: {
      gate: { "runs-on": "x", steps: [{ run: "gate" }] },
      ok: { needs: "gate", if: "always()", "runs-on": "x", ...job, steps },
    },
  });

/** Whether the job fails behind the gate. */
const looks = async (steps: readonly object[], job?: object): Promise<boolean> =>
  (await readWorkflow(workflow(steps, job))).umbrellas.every(({ isFaithful }) => isFaithful);

/** Of a step with `set -e`; whether it surely fails when the gate has failed. */
const scripts: [string, boolean][] = [
  [`[ "${gate}" = success ]`, true],
  [`[ ${gate} = success ]`, true],
  [`[ '${gate}' = success ]`, true],
  [`[ "${gate}" = failure ]`, false],
  [`[ "${gate}" != success ]`, false],
  [`[ "${gate}" != failure ]`, true],
  [`[ "${gate}" -eq success ]`, false],
  [`[ "${gate}" = suc* ]`, false],
  [`[ "${gate}" = success`, false],
  [`[ "${gate}" = success -a a = b ]`, false],
  [`[ -z "${gate}" ]`, true],
  [`[ -n "${gate}" ]`, false],
  [`[ -d "${gate}" ]`, false],
  [`[ -n "" ] # ${gate}`, true],
  [`[ -z "" ] # ${gate}`, false],
  [`test "${gate}" == "success"`, true],
  [`test "${gate}" == success ]`, false],
  [`[ ! "${gate}" = failure ]`, true],
  [`[ ! "${gate}" = success ]`, false],
  [`[ ! "${other}" = success ]`, false],
  [`[ x "${gate}" = success ]`, false],
  [`[ ! "${gate}" -eq success ]`, false],
  [`[ "${other}" = success ]`, false],
  [`[ "${other}" != success ] # ${gate}`, false],
  [`[ "${gate}" = success ] || exit 1`, true],
  [`[ "${gate}" = success ] || exit 12`, true],
  [`[ "${gate}" = success ] || exit 01`, false],
  [`[ "${gate}" = success ] || exit 1a`, false],
  [`[ "${gate}" = success ] || exit`, false],
  [`[ "${gate}" = success ] || exit 1 2`, false],
  [`[ "${gate}" = success ] || exit 0`, false],
  [`[ "${gate}" = success ] || exit 256`, false],
  [`[ "${gate}" = success ] || false`, true],
  [`[ "${gate}" = success ] || false\necho`, true],
  [`[ "${gate}" = success ] || true\necho`, false],
  [`[ "${gate}" = success ] || echo no`, false],
  [`[ "${gate}" = success ] || { echo no; exit 1; }`, true],
  [`[ "${gate}" = success ] || { false; }\necho`, true],
  [`[ "${gate}" = success ] || (exit 1)`, true],
  [`[ "${gate}" = success ] || (exit 1)\necho`, true],
  [`(exit 1) || [ "${gate}" = failure ]`, false],
  [`( [ "${gate}" = success ] )`, true],
  [`( [ "${gate}" = success ] )\necho`, true],
  [`(set +e; [ "${gate}" = success ])`, false],
  [`[ "${gate}" = success ] && echo fine`, true],
  [`[ "${gate}" = success ] && echo fine\necho done`, false],
  [`{ [ "${gate}" = success ] && echo fine; }\necho done`, false],
  [`[ "${gate}" = failure ] && exit 1`, true],
  [`[ "${gate}" = failure ] && [ a = b ]\necho`, true],
  [`true && [ "${gate}" = success ]\necho`, true],
  [`[ "${any}" = "true" ] && exit 1 || exit 0`, true],
  [`[ "${any}" = false ]`, true],
  ["[ \"${{ contains(needs.*.result, 'cancelled') }}\" = false ]", false],
  ["[ \"${{ !contains(needs.*.result, 'failure') }}\" = true ]", true],
  ["[ \"${{ needs.gate.result == 'success' }}\" = true ]", true],
  ["[ \"${{ needs.gate.result=='success' }}\" = true ]", true],
  ["[ \"${{ needs.gate.result == 'success' && true }}\" = true ]", true],
  ["[ \"${{ needs.gate.result == 'success' || needs.other.result == 'success' }}\" = true ]", false],
  ["[ \"${{ needs.gate.result == 'success' && 'a' }}\" = true ]", false],
  ["[ \"${{ needs.gate.result && needs.gate.result == 'success' }}\" = true ]", false],
  ["[ \"${{ (needs.gate.result == 'success') }}\" = true ]", true],
  ["[ \"${{ (needs.gate.result == 'success' }}\" = true ]", false],
  ['[ "${{ needs.gate.outputs.x }}" = a ]', false],
  ['[ "${{ needs.gate.result.x }}" = a ]', false],
  ['[ "${{ x.needs.gate.result }}" = a ]', false],
  [`[ "${other}" = success ] && [ "${gate}" = success ]`, true],
  [`[ "${gate}" = success ] && [ "${other}" = success ]`, true],
  [`[ "${other}" = success ] || [ "${gate}" = success ]`, false],
  [`[ "${other}" = success ] || exit 1\n[ "${gate}" = success ]`, true],
  [`[ "${other}" = success ] || exit 1 # ${gate}`, false],
  [`[ "${other}" = success ] && exit 1\necho ${gate}`, false],
  [`[ "${other}" = success ] && false || [ "${gate}" = success ]`, true],
  [`[ "${other}" = success ] || true || [ "${gate}" = failure ] && [ "${gate}" = success ]`, true],
  [`[ "${other}" = success ] && set -e\n[ "${gate}" = success ]\necho`, false],
  [`if [ "${gate}" != "success" ]; then echo failed; exit 1; fi`, true],
  [`if [ "${gate}" = success ]; then exit 0; fi; exit 1`, true],
  [`if [ "${gate}" = success ]; then echo fine; else exit 1; fi`, true],
  [`if [ "${gate}" = success ]; then echo fine; elif [ "${gate}" = failure ]; then exit 1; else exit 0; fi`, true],
  [`if [ "${gate}" = success ]; then exit 1; fi`, false],
  [`if [ "${gate}" = failure ]; then false; fi\necho`, true],
  [`if [ "${gate}" = success ]; then echo; else false; fi\necho`, true],
  [`if ${any}; then exit 1; fi`, true],
  [`if [ "${other}" = success ]; then exit 0; fi; [ "${gate}" = success ]`, false],
  [`if [ "${other}" = success ]; then exit 1; fi; [ "${gate}" = success ]`, true],
  [`if [ "${other}" = success ]; then echo; else exit 0; fi; [ "${gate}" = success ]`, false],
  [`if [ "${other}" = success ]; then echo; else false; fi; [ "${gate}" = success ]`, true],
  [`if [ "${other}" = success ]; then echo; elif exit 0; then echo; fi; [ "${gate}" = success ]`, false],
  [`if [ "${other}" = success ]; then echo; elif exit 1; then echo ${gate}; fi`, false],
  [`if [ "${other}" = success ]; then exit 1; else exit 1; fi; [ "${gate}" = success ]`, true],
  [`if [ "${gate}" = success ]; then exit 0; elif [ "${other}" = success ]; then echo; fi\nexit 1`, true],
  [`if [ "${other}" = success ]; then set -e; fi; [ "${gate}" = success ]`, false],
  [`[[ "${gate}" == "success" ]]`, true],
  [`[[ ${gate} == 'success' ]]`, true],
  [`[[ "${gate}" == "success" ]]\necho`, true],
  [`[[ "${gate}" == "failure" ]]`, false],
  [`[[ ! "${gate}" == "failure" ]]`, true],
  [`[[ "${gate}" =~ success ]]`, false],
  [`[[ "${gate}" != fail* ]]`, false],
  [`[[ "${gate}" == "suc cess" ]]`, false],
  [`[[ -z "${gate}" ]]`, true],
  [`[[ "${other}" == "success" || "${gate}" == "success" ]]`, false],
  [`[[ "${gate}" == "success" || "${gate}" == "skipped" ]]`, true],
  [`[[ "${gate}" == "success" || "${gate}" == "failure" ]]`, false],
  [`[[ "${gate}" == "success" && "${gate}" == "failure" ]]`, true],
  [`[[ "${gate}" != "success" && "${gate}" != "skipped" ]] && exit 1`, true],
  [`[[ "${gate}" == "failure" && "${gate}" != "success" ]]`, false],
  [`[[ "${gate}" == "success" && "${gate}" =~ x ]]`, true],
  [`[[ "${gate}" == "failure" && "${gate}" =~ x ]]`, false],
  [`[[ "${gate}" == "success" && a == b || b == a ]]`, false],
  [`(( 0 )) # ${gate}`, false],
  [`echo "${gate}"\n[ "${gate}" = success ]\necho done`, true],
  [`printf %s "${gate}"; : x; [ "${gate}" = success ]`, true],
  [`x=1\n[ "${gate}" = success ]\necho`, true],
  [`x=$(false)\n[ "${gate}" = success ]`, true],
  [`x=$(false) || [ "${gate}" = failure ]`, false],
  [`set -euo pipefail\n[ "${gate}" = success ]\necho done`, true],
  [`set -e -o pipefail -x\n[ "${gate}" = success ]\necho done`, true],
  [`set -x\n[ "${gate}" = success ]\necho done`, true],
  [`set -n\n[ "${gate}" = success ]`, false],
  [`set -u x +e\n[ "${gate}" = success ]\necho`, false],
  [`set +e; [ "${gate}" = success ]; echo`, false],
  [`set -e > /nowhere/x; [ "${gate}" = success ]`, false],
  [`! [ "${gate}" = failure ]`, true],
  [`! [ "${gate}" = failure ]\necho`, false],
  [`! [ "${gate}" = success ]`, false],
  [`! [ "${other}" = success ] # ${gate}`, false],
  [`! ! [ "${gate}" = success ]`, true],
  [`[ "${gate}" = success ] &`, false],
  [`[ "${gate}" = success ] | cat`, false],
  [`echo "${gate}" | grep success`, false],
  [`echo "${gate}"`, false],
  ["echo '${{ toJSON(needs) }}' | jq -e 'all(.[]; .result == \"success\")'", false],
  [`trap 'exit 0' EXIT; [ "${gate}" = success ]`, false],
  [`check() { return 0; }; [ "${gate}" = success ]`, false],
  [`for x in a; do exit 0; done; [ "${gate}" = success ]`, false],
  [`$X; [ "${gate}" = success ]`, false],
  [`exit 1 > /nowhere/x "${gate}"`, false],
  [`{ [ "${gate}" = success ]; } > /nowhere/x`, false],
  [`( [ "${gate}" = success ] ) > /nowhere/x`, false],
  [`echo > /nowhere/x || [ "${gate}" = failure ]`, false],
  [`[ "${gate}" = success ] > x`, true],
  [`# ${gate}`, false],
  [`[ "$OTHER" = x ] || true\n[ "${gate}" = success ]`, true],
  [`[ x "${gate}" = failure ]`, false],
  [`[ ! = "${gate}" ]`, true],
  [`[ -n = "${gate}" ]`, true],
  [`[ ! "${gate}" -eq success ] && exit 1\necho`, false],
  [`if [ "${gate}" = failure x; then exit 1; fi`, false],
  [`if [ "${other}" = success ] || exit 1; then [ "${gate}" = success ]; fi`, true],
  [`[ "${other}" = success ] || [ "${gate}" = success ] || exit 1`, false],
  [`if [ "${other}" = success ]; then echo; elif false; exit 0; then echo; fi; [ "${gate}" = success ]`, false],
  [`if echo > x; then [ "${gate}" = success ]; fi`, false],
  [`[[ "${gate}"  ==  "success" ]]`, true],
  [`[[ "${gate}" == x"success" ]]`, false],
  [`[[ "${gate}" == "success" ]] > x`, false],
  [`if [[ "${gate}" == "failure" || a == b ]] > x; then exit 1; fi`, false],
  [`[[ "${gate}" == "success" &&\n "${gate}" == "failure" ]]`, true],
  [`[[ "${gate}" == "success" && "${gate}" == "failure" && "${gate}" != "failure" ]]`, true],
  [`(( 1 == 2 )) # ${gate}`, false],
  [`set -n -e\n[ "${gate}" = success ]`, false],
  [`set -eu\n[ "${gate}" = success ]\necho`, true],
  [`set -x -eu\n[ "${gate}" = success ]\necho`, true],
  [`set -x\necho "${gate}"`, false],
  [`! [ "${other}" = success ] && exit 1\necho ${gate}`, false],
  [`! ! [ "${gate}" = success ]\necho`, true],
  [`time [ "${gate}" = success ]\necho`, true],
  [`time [ "${gate}" = failure ]`, false],
  ["[ 'open", false],
];

test.each(scripts)("the script %s", async (run, fails) => {
  expect(await looks([{ run }])).toBe(fails);
});

test("bash agrees, whatever became of the other job", () => {
  const states = ["success", "failure", "cancelled", "skipped"];
  const wrong = scripts
    .filter(([, fails]) => fails)
    .flatMap(([script]) => states.map((state) => known(script, state)))
    .filter((script) => spawnSync("bash", ["-e", "-c", script], { cwd: "/dev/shm" }).status === 0);
  expect(wrong).toEqual([]);
});

/** With the values of a run in which the gate has failed. */
const known = (script: string, state: string): string =>
  script
    .replaceAll(gate, "failure")
    .replaceAll(other, state)
    .replaceAll(any, "true")
    .replace(/\$\{\{ *!contains.*?\}\}/, "false")
    .replace(/\$\{\{.*?\}\}/, "false");

test("a shell without -e goes on behind a failure", async () => {
  const shell = "bash {0}";
  expect(await looks([{ run: `[ "${gate}" = success ]\necho`, shell }])).toBe(false);
  expect(await looks([{ run: `[ "${gate}" = success ]`, shell }])).toBe(true);
  expect(await looks([{ run: `set -e\n[ "${gate}" = success ]\necho`, shell }])).toBe(true);
  expect(await looks([{ run: `set -ue\n[ "${gate}" = success ]\necho`, shell }])).toBe(true);
  expect(await looks([{ run: `set -u\n[ "${gate}" = success ]\necho`, shell }])).toBe(false);
  expect(await looks([{ run: `set -u -o pipefail\n[ "${gate}" = success ]\necho`, shell }])).toBe(false);
});

test("a step that is left out, or may fail, looks at nothing", async () => {
  const run = `[ "${gate}" = success ]`;
  expect(await looks([{ run, if: "success()" }])).toBe(true);
  expect(await looks([{ run, if: "failure()" }])).toBe(false);
  expect(await looks([{ run, "continue-on-error": true }])).toBe(false);
  expect(await looks([{ uses: "acme/needs.gate@v1" }])).toBe(false);
  expect(await looks([{ uses: "acme/act@v1", env: { RESULT: gate } }])).toBe(false);
  expect(await looks([{ run: "exit 1" }])).toBe(false);
});

test.each<[string, string, boolean]>([
  ["RESULT", gate, true],
  ["RESULT", `${gate}${gate}`, true],
  ["RESULT", `${gate}${other}`, false],
  ["RESULT", "success", false],
  ["RESULT", other, false],
  ["OTHER", gate, false],
])("a variable of the step: %s is %s", async (name, value, fails) => {
  for (const written of ['"$RESULT"', "$RESULT", '"${RESULT}"', "${RESULT}"])
    expect(await looks([{ run: `[ ${written} = success ] # needs.`, env: { [name]: value } }])).toBe(fails);
  for (const written of ['x"$RESULT"', '"$RESULT"x', "'$RESULT'", '"${RESULT:-a}"'])
    expect(await looks([{ run: `[ ${written} = y ] # needs.`, env: { [name]: value } }])).toBe(written.startsWith("'"));
});

test.each([
  "RESULT=success",
  "export RESULT=success",
  "read RESULT < file",
  "printf -v RESULT success",
  'unset "RESULT"',
])("a variable that the script changes: %s", async (line) => {
  const run = `${line}\n[ "$RESULT" = success ]`;
  expect(await looks([{ run, env: { RESULT: gate } }])).toBe(false);
  expect(await looks([{ run: run.replace(/.*\n/, "X_RESULT=1; RESULTS=1\n"), env: { RESULT: gate } }])).toBe(true);
});

test("a variable of the job, which another step can change", async () => {
  expect(await looks([{ run: `[ "$RESULT" = success ]` }], { env: { RESULT: gate } })).toBe(false);
});
