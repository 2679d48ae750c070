import { expect, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { reportsHere } from "../../../../lib/guard/waivers/index.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const present = async (files: RepoFiles) => {
  using fixture = repo(files);
  const cwd = fixture.dir;
  const loaded = await loadConfig({ cwd, allowCode: false, cacheDir: null });
  return await reportsHere({ cwd, loaded, version: "1", cacheDir: null, env: {}, deny: {} });
};

test("every configured check says what it finds, and no other one is asked", async () => {
  const reports = await present({
    "kprov.config.json": JSON.stringify({ identity: { name: "acme", forbidden: ["globex"] } }),
    "package.json": '{"name":"other"}',
    ".env": "A=1\n",
  });
  const found = reports.map(({ check, findings }) => [check, ...findings.map(({ code }) => code)]);
  expect(found).toContainEqual(["check-identity", "NAME_MISMATCH"]);
  expect(found).toContainEqual(["check-artifacts", "SECRET_FILE_TRACKED"]);
  expect(found.map(([check]) => check)).not.toContain("check-rules");
});
