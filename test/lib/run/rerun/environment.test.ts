import { expect, test } from "vitest";
import type { Provenance, RunSummary } from "../../../../lib/evidence/index.ts";
import { settingsOf, withSettings } from "../../../../lib/run/rerun/environment.ts";

const recorded = (environment: Record<string, string>, names = Object.keys(environment)) =>
  ({
    provenance: {
      predicate: { buildDefinition: { internalParameters: { recordedEnvironment: names } } },
    } as unknown as Provenance,
    summary: { environment } as unknown as RunSummary,
  }) as const;

test.each<[string, Record<string, string>, NodeJS.ProcessEnv, unknown[]]>([
  ["a seed", { PYTHONHASHSEED: "0" }, {}, [{ name: "PYTHONHASHSEED", value: "0" }]],
  ["nothing that is so already", { PYTHONHASHSEED: "0" }, { PYTHONHASHSEED: "0" }, []],
  ["a zone with a slash", { TZ: "Europe/Berlin" }, { TZ: "UTC" }, [{ name: "TZ", value: "Europe/Berlin" }]],
  ["no PATH", { PATH: "a" }, { PATH: "b" }, []],
  ["no paths of another machine", { DATA: "/home/ann/data", MORE: "x:/y", FLAG: "--dir=/x" }, {}, []],
  [
    "no trust mode",
    { CI: "1", GITHUB_ACTIONS: "true", GITLAB_CI: "true", RUNNER_ENVIRONMENT: "github-hosted" },
    {},
    [],
  ],
  ["nothing of ours or the loader's", { KPROV_CONFIG_DIR: "x", LD_PRELOAD: "x.so", DYLD_X: "1" }, {}, []],
  ["nothing that was redacted", { TOKEN: "[redacted:TOKEN]" }, { TOKEN: "own" }, []],
  ["no NUL", { A: "a\0b" }, {}, []],
])("sets again %s", (_name, environment, env, expected) => {
  expect(settingsOf(recorded(environment), env)).toEqual(expected);
});

test("takes away what was not set then", () => {
  const settings = settingsOf(recorded({}, ["PYTHONHASHSEED", "LANG"]), { PYTHONHASHSEED: "1" });
  expect(settings).toEqual([{ name: "PYTHONHASHSEED", value: null }]);
  expect(withSettings({ PYTHONHASHSEED: "1", A: "a" }, settings)).toEqual({ A: "a" });
  expect(withSettings({ A: "a" }, [{ name: "B", value: "b" }])).toEqual({ A: "a", B: "b" });
});
