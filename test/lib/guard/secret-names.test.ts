import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../lib/guard/canaries.ts";
import { judgeFile } from "../../../lib/guard/judge.ts";
import { secretFileTracked } from "../../../lib/guard/rules/secret-file-tracked.ts";

const context = { denied: () => undefined, maxFileSize: 100 };

/** What `path` looks like to SECRET_FILE_TRACKED; undefined where it is left alone. */
const look = (path: string, content = "x\n") =>
  judgeFile(plantedFile({ path, content }), [secretFileTracked], context)[0]?.message.replace("Looks like ", "");

/** Put together here, so that this file holds no key itself. */
const pem = (label: string) => `-----${"BEGIN"} ${label}-----\nMIIE\n`;

describe("names of secrets", () => {
  it.each([
    ["an SSH private key", ["id_dsa", "a/id_ecdsa", "id_ecdsa_sk", "id_ed25519_sk", "id_xmss"]],
    ["environment variables", [".env.example.local", ".env.examples", ".env.\n", ".env.a\nb"]],
    ["cloud credentials", ["application_default_credentials.json", ".boto", ".s3cfg", "home/.oci/config"]],
    ["cloud credentials", [".azure/accessTokens.json", "serviceaccount.json", "client_secrets.json"]],
    ["cloud credentials", ["acme-firebase-adminsdk-ab1-c2.json"]],
    ["cluster credentials", ["prod.kubeconfig"]],
    ["registry credentials", [".cargo/credentials", "a/.cargo/credentials.toml", ".gem/credentials"]],
    ["database credentials", [".pgpass", ".mylogin.cnf"]],
    ["application secrets", ["a/.streamlit/secrets.toml"]],
    ["a vault's key", [".vault-token", ".vault_pass.txt", ".vault-password", "config/master.key"]],
    ["Terraform state, which holds secrets in the clear", ["a.tfstate", "terraform.tfstate.backup"]],
    ["a key store", ["debug.keystore.jks", "my-debug.keystore"]],
    ["a password store", ["team.kdb", "a.agilekeychain", "a.opvault"]],
  ])("gives away %s: %j", (what, paths) => {
    expect(paths.map((path) => [path, look(path)])).toEqual(paths.map((path) => [path, what]));
  });

  it.each([
    ...["microservice-accounts.json", "service-account.json.md", "no_client_secret.json", "client_secret.json.md"],
    ...["a-firebase-adminsdk-b.json.md", "a.kubeconfig.md", "a.tfstate.md", "a.keystore.md", "a.kdbx.md", "a.ovpn.md"],
  ])("are no other names: %j", (path) => {
    expect(look(path)).toBeUndefined();
  });
});

describe("tokens in files", () => {
  it.each([
    [
      "prod.env",
      [
        ...["export  A_TOKEN=abc", "A_CREDENTIAL=abc", "APIKEY=abc", "A_TOKEN_2=abc", "A_TOKEN_12=abc"],
        ...["A_TOKEN_PROD=abc", "A_TOKEN_PRODUCTION=abc", "A_TOKEN=x-abc", "A_TOKEN=1b"],
      ],
    ],
    ["sample.env.prod.env", ["A_TOKEN=abc"]],
    [".yarnrc.yml", ["  npmAuthToken :   abc", 'npmAuthIdent: "abc"']],
    [".pypirc", ["  password=abc", "password: abc", "password = abc"]],
    ["_netrc", ["machine h login l password  p"]],
    [".my.cnf", ["[client]\n  password=abc", "password = abc"]],
    [".dockercfg", ['{"h": {"auth": "abc="}}', '{"h":{"identitytoken" :"abc="}}']],
    [
      "gcp.json",
      ['{"private_key" :"-----BEGIN', '{"private_key":  "-----BEGIN', '{"private_key":"-----BEGIN'].map(
        (text) => `${text} PRIVATE KEY-----`,
      ),
    ],
  ])("are found in %s", (path, contents) => {
    for (const content of contents) expect([content, look(path, content) !== undefined]).toEqual([content, true]);
  });

  it.each([
    ["prod.env", "USE_TOKEN=1"],
    [".npmrc.md", "_authToken=abc\n"],
    [".yarnrc.yml.md", "npmAuthToken: abc\n"],
    [".yarnrc.yml", "# npmAuthToken: abc\n"],
    [".yarnrc.yml", `npmAuthToken: "${"$"}{NPM_TOKEN}"\n`],
    [".pypirc.md", "password = abc\n"],
    [".pypirc", "# password = abc\n"],
    [".pypirc", `password = ${"$"}{PASSWORD}\n`],
    ["_netrc.md", "password p\n"],
    [".my.cnf.md", "password=abc\n"],
    [".my.cnf", "# password=abc\n[client]\npassword=\nuser=u\n"],
    [".dockercfg.md", '{"h":{"auth":"abc="}}\n'],
    ["gcp.json.md", `{"private_key":"${pem("PRIVATE KEY")}`],
  ])("are none in %s: %j", (path, content) => {
    expect(look(path, content)).toBeUndefined();
  });
});

describe("first bytes of keys", () => {
  it.each([
    ["a key behind white space", "a.txt", ` \n${pem("PRIVATE KEY")}`],
    ["a key of some kind further down in a .pem", "a.pem", `text\n${pem("RSA PRIVATE KEY")}`],
    ["a .key with a certificate before the private key", "a.key", `${pem("CERTIFICATE")}${pem("PRIVATE KEY")}`],
    ["a .key with a public key before the private one", "a.key", `${pem("PUBLIC KEY")}\r${pem("EC PRIVATE KEY")}`],
    ["a .key with a public key behind something else", "a.key", `hunter2\n${pem("PUBLIC KEY")}`],
    ["a .key with a public key behind the private one", "a.key", `${pem("PRIVATE KEY")}${pem("PUBLIC KEY")}`],
    ["what only speaks of an encrypted file", ".env", "A=$ANSIBLE_VAULT;\n"],
    ["what only looks like an encrypted file", ".env", "A\0GITCRYPT\0"],
  ])("finds %s", (_, path, content) => {
    expect(look(path, content)).toBeDefined();
  });

  it.each([
    ["a text that begins like a key and speaks of one", "a.txt", `Put ${pem("PRIVATE KEY")}`],
    ["a .pem that speaks of a key", "a.pem", `it begins with ${pem("PRIVATE KEY")}${pem("CERTIFICATE")}`],
    ["a public key behind white space", "a.key", `\n ${pem("PUBLIC KEY")}`],
    ["a public key", "a.key", pem("PUBLIC KEY")],
    ["a public key of some kind", "a.key", pem("RSA PUBLIC KEY")],
    ["a certificate", "a.key", pem("CERTIFICATE")],
    ["a certificate request", "a.key", pem("NEW CERTIFICATE REQUEST")],
    ["an SSH public key", "a.key", "ssh-ed25519 AAAA a@b\n"],
  ])("leaves %s alone", (_, path, content) => {
    expect(look(path, content)).toBeUndefined();
  });
});
