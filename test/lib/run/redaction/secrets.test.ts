import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { createRedactor, findSecrets, isSecretName } from "../../../../lib/run/redaction/index.ts";

const value = "correct-horse-battery";

describe("isSecretName", () => {
  it.each([
    ..."TOKEN NPM_TOKEN github_token GITHUB_TOKEN_2 CI_JOB_TOKEN authToken npm_config_//registry.npmjs.org/:_authToken".split(
      " ",
    ),
    ..."SECRET CLIENT_SECRET AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SESSION_TOKEN secrets.prod DJANGO_SECRET_KEY".split(
      " ",
    ),
    ..."PASSWORD PGPASSWORD dbPassword2 MYSQL_PWD mypwd DBPWD DB_PASSWD SSHPASS SMTP_PASS DB_PASS GPG_PASSPHRASE".split(
      " ",
    ),
    ..."API_KEY APIKEY OPENAI_API_KEY apiKey access_key PRIVATE_KEY SSH_PRIVATE_KEY STRIPE_KEY KEY".split(" "),
    ..."CREDENTIAL GOOGLE_CREDENTIALS AUTH REDISCLI_AUTH NPM_CONFIG__AUTH DOCKER_AUTH_CONFIG AUTHORIZATION BEARER".split(
      " ",
    ),
    ..."COOKIE SESSION SESSION_ID ASP_SESSION SIGNATURE SENTRY_DSN CONNECTION_STRING AzureConnectionString GH_PAT".split(
      " ",
    ),
    ..."DESKTOP_SESSION_TOKEN CI_JOB_JWT_V2 SLACK_WEBHOOK_URL XDG_SECRET".split(" "),
  ])("takes %s for a secret", (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(findSecrets({ [name]: value })).toEqual([{ name, value }]);
  });

  it.each([
    ..."PATH PWD OLDPWD AUTHOR GIT_AUTHOR_NAME TOKENIZERS_PARALLELISM PASSENGER_X KEYBOARD SSH_AUTH_SOCK".split(" "),
    ..."XDG_SESSION_ID XDG_SESSION_TYPE XDG_SESSION_DESKTOP DBUS_SESSION_BUS_ADDRESS DESKTOP_SESSION TERM_SESSION_ID".split(
      " ",
    ),
    ..."SESSION_MANAGER HOME LANG MONKEY COMPASS BYPASS SECRETARY COOKIECUTTER_CONFIG PATTERN PUBLIC_KEY SORT_KEY".split(
      " ",
    ),
    ..."AWS_REGION AWS_PROFILE TOKEN_FILE SESSION_TIMEOUT SECRETS_DIR KEY_LENGTH DATABASE_URL GIT_ASKPASS CONNECTION".split(
      " ",
    ),
    "",
  ])("does not take %s for one", (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(findSecrets({ [name]: value })).toEqual([]);
  });
});

describe("findSecrets", () => {
  it("ignores values under 8 bytes, counted in UTF-8 without surrounding white space", () => {
    expect(
      findSecrets({ A_TOKEN: "1234567", B_TOKEN: " 1234567\n", C_TOKEN: "", D_TOKEN: "ääää", E_TOKEN: "12345678\n" }),
    ).toEqual([
      { name: "D_TOKEN", value: "ääää" },
      { name: "E_TOKEN", value: "12345678" },
    ]);
  });

  it("finds the password of a URL in any variable, as it stands and percent-decoded", () => {
    expect(findSecrets({ DATABASE_URL: "postgres://user:p%40ss-w0rd@host:5432/db" })).toEqual([
      { name: "DATABASE_URL", value: "p%40ss-w0rd" },
      { name: "DATABASE_URL", value: "p@ss-w0rd" },
    ]);
    expect(
      findSecrets({ ANY: "see https://:first%ZZfirst@a/x and redis://u:second@two@b" }).map((secret) => secret.value),
    ).toEqual(["first%ZZfirst", "second@two"]);
    expect(
      findSecrets({ HOSTS: "amqp://u:hunter2hunter2@a,u:hunter3hunter3@b" }).map((secret) => secret.value),
    ).toContain("hunter2hunter2");
    expect(findSecrets({ ANY: "http://host:8080/path ssh://git@github.com:22/a https://somebody@host/x" })).toEqual([]);
  });

  it("finds a token that stands as the user name of a URL", () => {
    const token = "ghp_abcdefghijklmnop0123";
    for (const url of [`https://${token}@github.com/a/b`, `https://${token}:x-oauth-basic@github.com/a/b`]) {
      expect(findSecrets({ REMOTE: url })).toEqual([{ name: "REMOTE", value: token }]);
    }
  });

  it("finds secrets in key=value pairs of any variable", () => {
    expect(findSecrets({ OPTS: `-DdbPassword=${value} -Dpath=/some/where/else "AccountKey=a+b/c-d-e==;"` })).toEqual([
      { name: "OPTS", value },
      { name: "OPTS", value: "a+b/c-d-e==" },
    ]);
    expect(findSecrets({ DSN_TEXT: "host=db password='two words here'" }).map((secret) => secret.value)).toContain(
      "two words here",
    );
  });

  it("leaves out what keeps nothing secret", () => {
    const env = {
      GITHUB_TOKEN: "",
      A_SECRET: "GITHUB_TOKEN",
      B_SECRET: "********",
      C_PASSWORD: "Postgres",
      D_CREDENTIALS: tmpdir(),
    };
    expect(tmpdir().length).toBeGreaterThanOrEqual(4);
    expect(findSecrets({ ...env, E_CREDENTIALS: process.execPath })).toEqual([]);
    expect(findSecrets({ A_SECRET: "GITHUB_TOKEN", E_CREDENTIALS: `${process.execPath}/not-there` })).toHaveLength(2);
  });

  it("takes every value of the names that are given, compared without case, if long enough", () => {
    const env = { LICENCE: "postgres", PLAIN: value, SHORT: "1234567" };
    expect(findSecrets(env, { names: ["licence", "SHORT", "MISSING"] })).toEqual([
      { name: "LICENCE", value: "postgres" },
    ]);
  });

  it("takes each line of a secret of several lines, and nothing of another variable's lines", () => {
    const key = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkq", "c2hvcnQxMg==", "-----END PRIVATE KEY-----"].join(
      "\n",
    );
    const values = findSecrets({ SIGNING_KEY: key, NOTES: key }).map((secret) => secret.value);
    expect(values).toEqual([key, "MIIEvQIBADANBgkq", "c2hvcnQxMg=="]);
    const redactor = createRedactor(findSecrets({ SIGNING_KEY: key }));
    expect(redactor.text(Buffer.from("x: MIIEvQIBADANBgkq").toString("hex"))).not.toContain("4d494945");
    expect(findSecrets({ MY_SECRETS: "A=first-value\nproduction\n" }).map((secret) => secret.value)).toEqual([
      "A=first-value\nproduction",
      "first-value",
    ]);
  });

  it("sorts by the bytes of the name and repeats nothing", () => {
    const env = { b_token: value, ä_token: value, B_TOKEN: value, A_TOKEN: `https://x:${value}@h` };
    expect(findSecrets(env).map((secret) => secret.name)).toEqual([
      "A_TOKEN",
      "A_TOKEN",
      "B_TOKEN",
      "b_token",
      "ä_token",
    ]);
  });

  it("reads a value of a megabyte in linear time", () => {
    expect(
      findSecrets({ BLOB: "x".repeat(2 ** 20), URLS: "://a:".repeat(2 ** 16), PAIRS: "a=".repeat(2 ** 16) }),
    ).toEqual([]);
  });
});
