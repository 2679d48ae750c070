/**
 * Before each test file: this machine's CI says which branch it builds, which is no business of the repositories that tests make.
 *
 * @module
 */
const named =
  /^(?:GITHUB_(?:BASE|HEAD)?_?REF|GITHUB_EVENT_|CI_MERGE_REQUEST_|CI_EXTERNAL_PULL_REQUEST_|BITBUCKET_|SYSTEM_PULLREQUEST_|BUILDKITE_|CHANGE_|CI_COMMIT_TARGET_BRANCH|DRONE_|TRAVIS_)/;

for (const name of Object.keys(process.env)) if (named.test(name)) delete process.env[name];
