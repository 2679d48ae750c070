import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../../lib/guard/canaries.ts";
import { judgeFile } from "../../../../lib/guard/judge.ts";
import type { Content } from "../../../../lib/guard/rule.ts";
import { secretFileTracked } from "../../../../lib/guard/rules/secret-file-tracked.ts";
import { repo } from "../../../support/repo.ts";

const context = { denied: () => undefined, maxFileSize: 100 };
const judge = (path: string, content: string | Uint8Array = "x\n") =>
  judgeFile(plantedFile({ path, content }), [secretFileTracked], context)[0];

/** Put together here, so that this file holds no key itself. */
const pem = (label: string) => `-----${"BEGIN"} ${label}-----\nMIIE\n`;

describe("SECRET_FILE_TRACKED", () => {
  it("says what it looks like and that the secret must be rotated", () => {
    expect(judge("deploy/.env")).toEqual({
      code: "SECRET_FILE_TRACKED",
      level: "violation",
      path: "deploy/.env",
      message: "Looks like environment variables",
      fix: "git rm --cached -- deploy/.env  # and rotate the secret: it stays in history",
    });
  });

  it("gives a fix that a shell runs as it stands: only the file is untracked", () => {
    using fixture = repo({ ".env": "A=1", and: "1", secret: "2" });
    execFileSync("sh", ["-c", judge(".env")?.fix ?? "false"], { cwd: fixture.dir });
    expect(fixture.git("ls-files").split("\n")).toEqual(["and", "secret"]);
  });

  it.each([
    ".env",
    ".env.local",
    ".env.production",
    ".ENV",
    "id_rsa",
    "ssh/id_ed25519",
    "certs/server.key",
    "a.p12",
    "a.pfx",
    "a.jks",
    "release.keystore",
    "a.kdbx",
    "a.ppk",
    "credentials.json",
    "service-account.json",
    "service_account_prod.json",
    "client_secret_123.json",
    ".aws/credentials",
    "home/.aws/credentials",
    "kubeconfig",
    ".kube/config",
    ".htpasswd",
    "secrets.yml",
    "k8s/Secrets.yaml",
    "terraform.tfstate",
    "prod.tfstate.backup",
    "office.ovpn",
    ".git-credentials",
    ".vault_pass",
  ])("finds %s by its name", (path) => {
    expect(judge(path)?.code).toBe("SECRET_FILE_TRACKED");
  });

  it.each([
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".env.production.example",
    ".env.vault",
    ".envrc",
    "src/env.ts",
    "id_rsa.pub",
    "src/key.ts",
    "credentials.ts",
    "config/credentials",
    "kube/config",
    "docs/secrets.md",
    "debug.keystore",
    "main.tf",
  ])("leaves %s alone", (path) => {
    expect(judge(path)).toBeUndefined();
  });

  it.each([
    ["a key without a telling name", "config/notes.txt", pem("RSA PRIVATE KEY")],
    ["a PKCS #8 key", "a.txt", pem("PRIVATE KEY")],
    ["an encrypted key", "a.txt", pem("ENCRYPTED PRIVATE KEY")],
    ["an OpenSSH key", "deploy", pem("OPENSSH PRIVATE KEY")],
    ["an OpenPGP key", "key.asc", pem("PGP PRIVATE KEY BLOCK")],
    ["a key behind a byte order mark", "a.txt", `\ufeff${pem("PRIVATE KEY")}`],
    ["a key in UTF-16", "a.txt", Buffer.from(`\ufeff${pem("PRIVATE KEY")}`, "utf16le")],
    ["a key in UTF-16 without a mark", "a.txt", Buffer.from(pem("PRIVATE KEY"), "utf16le")],
    ["a key in UTF-16, the other way round", "a.txt", Buffer.from(`\ufeff${pem("PRIVATE KEY")}`, "utf16le").swap16()],
    ["a key behind a blank", "a.txt", ` ${pem("PRIVATE KEY")}`],
    ["a key behind an empty line", "a.txt", `\n${pem("PRIVATE KEY")}`],
    ["a .pem in UTF-16", "a.pem", Buffer.from(`text\n${pem("PRIVATE KEY")}`, "utf16le")],
    ["a .pem with a mark before its second part", "a.pem", `${pem("CERTIFICATE")}\ufeff${pem("PRIVATE KEY")}`],
    ["a PuTTY key", "a.txt", "PuTTY-User-Key-File-3: ssh-ed25519\n"],
    ["an age key", "a.txt", "AGE-SECRET-KEY-1QQQ\n"],
    ["a .pem with text before the key", "a.pem", `Bag Attributes\n    friendlyName: x\n${pem("PRIVATE KEY")}`],
    ["a .pem with a certificate before the key", "a.pem", `${pem("CERTIFICATE")}${pem("PRIVATE KEY")}`],
    ["an npm token", ".npmrc", "registry=https://r.example/\n//r.example/:_authToken=npm_abc\n"],
    ["an npm password", "app/.npmrc", "_password = abc\n"],
    ["a yarn token", ".yarnrc.yml", 'npmAuthToken: "abc"\n'],
    ["a PyPI token", ".pypirc", "[pypi]\nusername = __token__\npassword = pypi-abc\n"],
    ["a netrc", ".netrc", "machine h login l password p\n"],
    ["a token in prod.env", "deploy/prod.env", "API_TOKEN=abc\n"],
    ["an exported password", "prod.env", "# of production\nexport DB_PASSWORD='abc'\n"],
    ["a key in lower case, behind a blank", "Prod.ENV", "MODE=x\r\n aws_secret_access_key = abc\r\n"],
    ["a password alone", "db.env", "PASSWORD=abc"],
    ["a client's secret", "a.b.env", "OAUTH_CLIENT_SECRET=abc\n"],
    ["a version of a key", "a.env", "SIGNING_KEY_V2=abc\n"],
    ["a number as password", "a.env", "DB_PASSWORD=1234\n"],
    ["a value that begins like a placeholder", "a.env", "A_TOKEN=yourself\n"],
    ["a value that begins like a switch", "a.env", "A_TOKEN=no-abc\n"],
    ["one secret among placeholders", "a.env", "A_TOKEN=changeme\nB_TOKEN=abc\n"],
    ["a token in an env file in UTF-16", "prod.env", Buffer.from("\ufeffAPI_TOKEN=abc\n", "utf16le")],
    ["registry credentials", ".docker/config.json", '{"auths":{"h":{"auth":"abc="}}}'],
    ["a service account under any name", "conf/gcp.json", '{"private_key": "-----BEGIN PRIVATE KEY-----\\n"}'],
  ])("finds %s by its content", (_, path, content) => {
    expect(judge(path, content)?.code).toBe("SECRET_FILE_TRACKED");
  });

  it.each([
    ["a certificate", "ca.pem", pem("CERTIFICATE")],
    ["a public key", "pub.pem", pem("PUBLIC KEY")],
    ["a text about keys", "doc.md", `# Keys\n\n${pem("PRIVATE KEY")}`],
    ["an env file without secrets", "build.env", "MODE=production\nPORT=80\nTOKENIZERS_PARALLELISM=0\nKEYBOARD=de\n"],
    ["an env file with an empty secret", "prod.env", "API_TOKEN=\nDB_PASSWORD=''\nA_SECRET=  # from the vault\n"],
    ["an env file that names a variable", "prod.env", `API_TOKEN=${"$"}{TOKEN}\nB_TOKEN=$(cat token)\nC_TOKEN="$D"\n`],
    [
      "an env file with placeholders",
      "prod.env",
      "API_TOKEN=<token>\nA_SECRET=changeme\nB_SECRET=your-secret\nC_SECRET={{ c }}\n",
    ],
    ["an env file that counts tokens", "prod.env", "MAX_TOKENS=4096\nTOKEN_LIMIT=80\nPASSWORD_MIN_LENGTH=12 # long\n"],
    ["an env file with switches", "prod.env", "USE_TOKEN=1\nREQUIRE_PASSWORD=false # off\nASK_PASSWORD='no'\n"],
    ["an env file with a comment", "prod.env", "# API_TOKEN=abc\n"],
    ["a secret's place", "prod.env", "TOKEN_FILE=/run/secrets/token\nTOKEN_URL=https://a.example\n"],
    ["an example", "example.env", "API_TOKEN=abc\n"],
    ["a sample", "deploy/sample.env", "API_TOKEN=abc\n"],
    ["a template", "prod.template.env", "API_TOKEN=abc\n"],
    ["a file of another kind", "src/prod.env.ts", "API_TOKEN=abc\n"],
    ["a public key called .key", "release.key", pem("PGP PUBLIC KEY BLOCK")],
    ["slides called .key", "talk.key", "PK\x03\x04\x14\0"],
    ["an npmrc without a token", ".npmrc", "save-exact=true\n"],
    ["an npmrc that names a variable", ".npmrc", `//r.example/:_authToken=${"$"}{NPM_TOKEN}\n`],
    ["a commented token", ".npmrc", "# _authToken=abc\n"],
    ["a pypirc without a password", ".pypirc", "[pypi]\nusername = u\npassword =\nrepository: x\n"],
    ["a configuration that only says auth", "src/config.json", '{"auth":"oauth"}'],
    ["a file that git-crypt encrypted", ".env", Buffer.from("\0GITCRYPT\0abc", "latin1")],
    ["an Ansible vault", "group_vars/secrets.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"],
    ["a chart's template", "chart/templates/secrets.yaml", "data:\n  a: {{ .Values.a }}\n"],
  ])("leaves %s alone", (_, path, content) => {
    expect(judge(path, content)).toBeUndefined();
  });

  it.each([
    ["an environment that begins like a public key", ".env", "ssh-rsa AAAA\n"],
    ["secrets that are no template", "chart/templates/secrets.yaml", "data:\n  a: b\n"],
    ["secrets elsewhere with an expression", "chart/secrets.yaml", "a: {{ b }}\n"],
    ["secrets in a directory that is only called so", "chart/mytemplates/secrets.yaml", "a: {{ b }}\n"],
    ["secrets below such a name", "templates/secrets.yaml/secrets.yml", "a: {{ b }}\n"],
    ["a key that is not public", "release.key", pem("PRIVATE KEY")],
    ["an empty .env", ".env", ""],
    ["credentials deep down", "a/b/.aws/credentials", "x"],
  ])("finds %s by its name, whatever it holds", (_, path, content) => {
    expect(judge(path, content)?.code).toBe("SECRET_FILE_TRACKED");
  });

  it.each(["templates/secrets.yml", "a/templates/secrets.yaml"])("leaves the template %s alone", (path) => {
    expect(judge(path, "a: {{ b }}\n")).toBeUndefined();
  });

  it("judges by what is published: a work tree where it is decrypted is no secret, one where it is encrypted no excuse", () => {
    const sealed = { size: 10, head: Buffer.from("\0GITCRYPT\0") };
    const open = { size: 2, head: Buffer.from("x\n") };
    const file = { path: ".env", kind: "file", ignored: false } as const;
    const found = (...contents: Content[]) => judgeFile({ ...file, contents }, [secretFileTracked], context)[0];
    expect(found({ ...sealed, from: "index" }, { ...open, from: "work tree" })).toBeUndefined();
    expect(found({ ...open, from: "index" }, { ...sealed, from: "work tree" })).toBeDefined();
    expect(found({ ...sealed, from: "work tree" })).toBeDefined();
  });

  it("looks at every version's content", () => {
    const text = { from: "index", size: 2, head: Buffer.from("x\n") } as const;
    const key = { from: "work tree", size: 40, head: Buffer.from(pem("PRIVATE KEY")) } as const;
    const file = { path: "notes", kind: "file", ignored: false, contents: [text, key] } as const;
    expect(judgeFile(file, [secretFileTracked], context)[0]).toBeDefined();
    expect(judge("notes", new Uint8Array())).toBeUndefined();
  });

  it("judges by every published version, not by the harmless one", () => {
    const secret = { from: "index", size: 2, head: Buffer.from("x\n") } as const;
    const sealed = { from: "index", size: 10, head: Buffer.from("\0GITCRYPT\0") } as const;
    const file = { path: ".env", kind: "file", ignored: false } as const;
    expect(judgeFile({ ...file, contents: [sealed, secret] }, [secretFileTracked], context)[0]).toBeDefined();
    expect(judgeFile({ ...file, contents: [] }, [secretFileTracked], context)[0]).toBeDefined();
  });
});
