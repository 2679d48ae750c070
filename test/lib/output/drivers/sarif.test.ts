import { describe, expect, it } from "vitest";
import { KprovError } from "../../../../lib/errors.ts";
import sarif, { maxResults } from "../../../../lib/output/drivers/sarif.ts";
import { type Outcome, outcomeOfError } from "../../../../lib/output/outcome.ts";
import {
  doubt,
  everything,
  evil,
  outcomeFrom,
  preflightOf,
  reportOf,
  violation,
  waived,
} from "../../../support/outcome.ts";

const options = { view: { colour: false, width: 80, verbose: false }, prefix: "" };

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
  partialFingerprints: Record<string, string>;
  suppressions: { kind: string; status: string; justification: string }[];
}

interface Run {
  tool: { driver: { name: string; version: string; rules: { id: string; fullDescription: { text: string } }[] } };
  invocations: {
    executionSuccessful: boolean;
    exitCode: number;
    toolExecutionNotifications: { level: string; message: { text: string } }[];
  }[];
  automationDetails: { id: string };
  results: Result[];
}

const runOf = async (outcome: Outcome): Promise<Run> => {
  const { runs } = JSON.parse(await sarif.format(outcome, options)) as { runs: Run[] };
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
};

describe("sarif", () => {
  it("is this for one finding, byte for byte", async () => {
    expect(await sarif.format(outcomeFrom(reportOf([violation])), options)).toMatchInlineSnapshot(`
      "{
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
          {
            "tool": {
              "driver": {
                "name": "KProvEngine",
                "version": "0.0.0",
                "rules": [
                  {
                    "id": "NAME_MISMATCH",
                    "name": "NameMismatch",
                    "shortDescription": {
                      "text": "A manifest calls the project by another name"
                    },
                    "fullDescription": {
                      "text": "The technical name must be the same in every manifest at the project's top, by each ecosystem's own rules: PEP 503, npm without the scope, Cargo, the last element of a Go module path. CITATION.cff's title must hold it or the display name."
                    },
                    "help": {
                      "text": "The technical name must be the same in every manifest at the project's top, by each ecosystem's own rules: PEP 503, npm without the scope, Cargo, the last element of a Go module path. CITATION.cff's title must hold it or the display name.\\n\\nCorrect the manifest at the place named, or identity.name."
                    },
                    "defaultConfiguration": {
                      "level": "error"
                    },
                    "properties": {
                      "tags": [
                        "governance"
                      ]
                    }
                  }
                ]
              }
            },
            "automationDetails": {
              "id": "kprovengine/check-artifacts/"
            },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
              "%SRCROOT%": {
                "description": {
                  "text": "The top level of the repository"
                }
              }
            },
            "invocations": [
              {
                "executionSuccessful": true,
                "exitCode": 1,
                "toolExecutionNotifications": []
              }
            ],
            "results": [
              {
                "ruleId": "NAME_MISMATCH",
                "ruleIndex": 0,
                "level": "error",
                "message": {
                  "text": "[project] name is not the project's name: expected \\"new\\", found \\"old\\"\\nwrite \\"new\\" there"
                },
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "pyproject.toml",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "startLine": 2,
                        "startColumn": 8
                      }
                    }
                  }
                ],
                "partialFingerprints": {
                  "kprovFingerprint/v1": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                  "primaryLocationLineHash": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                },
                "suppressions": [],
                "properties": {
                  "check": "check-artifacts",
                  "level": "violation"
                }
              }
            ],
            "properties": {
              "verdict": "violated",
              "checks": [
                "check-artifacts: violated"
              ]
            }
          }
        ]
      }
      "
    `);
  });

  it("names every rule that it uses, in order", async () => {
    const { tool, results } = await runOf(everything());
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(results.map(({ ruleId }) => ruleId))].sort());
    for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
  });

  it("has a place for every result: GitHub refuses a file with one that has none", async () => {
    const { results } = await runOf(everything());
    for (const { locations } of results) {
      expect(locations).toHaveLength(1);
      expect(locations[0]?.physicalLocation.artifactLocation.uri).not.toBe("");
      expect(locations[0]?.physicalLocation.region["startLine"]).toBeGreaterThan(0);
    }
    expect(results.find(({ ruleId }) => ruleId === "ALLOW_UNUSED")?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: "kprov.config.json" },
    });
  });

  it("makes a doubt an error, so that no gate lets it pass", async () => {
    const { results, invocations } = await runOf(outcomeFrom(reportOf([doubt])));
    expect(results).toMatchObject([
      { level: "error", message: { text: expect.stringMatching(/^Could not decide: /) } },
    ]);
    expect(invocations[0]?.executionSuccessful).toBe(false);
  });

  it("suppresses what is waived, with reason, owner and day, and says of the others that they are not", async () => {
    const { results } = await runOf(everything());
    const [waivedResult] = results.filter(({ ruleId }) => ruleId === "FILE_TOO_LARGE");
    expect(waivedResult?.suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "waived until 2026-12-31 by data team: moves to LFS",
        properties: { owner: "data team", until: "2026-12-31" },
      },
    ]);
    const counted = results.filter(({ suppressions }) => suppressions.length === 0).map(({ ruleId }) => ruleId);
    expect(counted.sort()).toEqual(["ALLOW_UNUSED", "COMMAND_FAILED", "NAME_MISMATCH"]);
  });

  it("carries the fingerprint of the finding, also as the one that GitHub goes by", async () => {
    const { results } = await runOf(outcomeFrom(reportOf([violation])));
    const own = violation.fingerprint;
    expect(results[0]?.partialFingerprints).toEqual({ "kprovFingerprint/v1": own, primaryLocationLineHash: own });
  });

  it("has no two results of one fingerprint", async () => {
    const { results } = await runOf(outcomeFrom(reportOf([doubt, doubt, violation], { waived: [waived, waived] })));
    expect(new Set(results.map(({ partialFingerprints }) => partialFingerprints["primaryLocationLineHash"])).size).toBe(
      5,
    );
  });

  it.each([
    ["a b/ü.py", "a%20b/%C3%BC.py"],
    ["a:b/c", "a%3Ab/c"],
    ["100%/x?#", "100%25/x%3F%23"],
    ["http://x", "http%3A//x"],
    ["a\ud800", "a%EF%BF%BD"],
  ])("writes the path %j as a relative URI", async (path, uri) => {
    const { results } = await runOf(outcomeFrom(reportOf([{ ...violation, path }])));
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
    expect(new URL(uri, "file:///top/").href.startsWith("file:///top/")).toBe(true);
  });

  it("holds no more results than GitHub takes, keeps the worst, and says how many are missing", async () => {
    const findings = Array.from({ length: maxResults + 5 }, (_, index) => ({ ...doubt, message: `doubt ${index}` }));
    const { results, invocations } = await runOf(outcomeFrom(reportOf([...findings, violation])));
    expect(results).toHaveLength(maxResults);
    expect(results.some(({ ruleId }) => ruleId === "NAME_MISMATCH")).toBe(true);
    expect(invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toContain(
      "6 more results left out: a run holds 25000",
    );
  });

  it("is not empty after an error: an empty one would close every alert", async () => {
    const error = new KprovError("E_GIT", `git failed ${evil}`);
    const { results, invocations } = await runOf(await outcomeOfError(error, { name: "preflight", version: "0.0.0" }));
    expect(results).toMatchObject([{ ruleId: "E_GIT", level: "error" }]);
    expect(invocations).toMatchObject([{ executionSuccessful: false, exitCode: 3 }]);
  });

  it("says what was skipped and what is not configured", async () => {
    const { invocations } = await runOf(everything());
    expect(invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      "build was skipped",
      "check-runtime is not configured (needs runtime)",
    ]);
  });

  it("tells own rules apart, in their own words", async () => {
    const own = reportOf([{ ...violation, rule: "no-print" }], { check: "check-rules" });
    const rules = [{ name: "no-print", title: "No print", why: "Logs are structured" }];
    const { tool, results } = await runOf(preflightOf({ verdict: "violated", checks: [{ ...own, ...{ rules } }] }));
    expect(results[0]?.ruleId).toBe("NAME_MISMATCH/no-print");
    expect(tool.driver.rules[0]).toMatchObject({ fullDescription: { text: "Logs are structured" } });
  });

  it("belongs to its command: two commands of one job are two analyses", async () => {
    expect((await runOf(everything())).automationDetails.id).toBe("kprovengine/preflight/");
    expect((await runOf(outcomeFrom(reportOf()))).automationDetails.id).toBe("kprovengine/check-artifacts/");
  });
});
