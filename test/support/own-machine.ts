/**
 * Before each test file: this machine's CI says which branch it builds, and that it is one, which is no business of the repositories that
 * tests make. What is missing here is an error there all the same: `TESTED_IN_CI`.
 *
 * @module
 */
const named =
  /^(?:GITHUB_(?:BASE|HEAD)?_?REF|GITHUB_EVENT_|CI_MERGE_REQUEST_|CI_EXTERNAL_PULL_REQUEST_|BITBUCKET_|SYSTEM_PULLREQUEST_|BUILDKITE_|CHANGE_|CI_COMMIT_TARGET_BRANCH|DRONE_|TRAVIS_)/;

const { CI } = process.env;
if (CI !== undefined && CI !== "") process.env["TESTED_IN_CI"] = CI;
delete process.env["CI"];
for (const name of Object.keys(process.env)) if (named.test(name)) delete process.env[name];
