import { expect, test } from "vitest";
import command from "../../../scripts/check-identity.ts";
import { call } from "../../support/call.ts";
import { repo } from "../../support/repo.ts";
import { init, notesOf } from "./support.ts";

const title = (text: string) => `FROM node:22\nLABEL org.opencontainers.image.title=${text}\n`;
const named = { "README.md": "# Sales Report\n", "package.json": '{"name":"sales-report"}' };

test.each([
  ["the technical name", { ...named, Dockerfile: title("sales-report") }],
  ["the name for people", { ...named, Dockerfile: title('"Sales Report"') }],
  ["another spelling", { ...named, Dockerfile: title('"Sales_Report"') }],
  [
    "another spelling, without a README",
    { "package.json": named["package.json"], Dockerfile: title("'Sales Report'") },
  ],
  ["no title", { ...named, Dockerfile: 'FROM node:22\nLABEL org.opencontainers.image.licenses="MIT"\n' }],
])("a fresh adoption of an image titled with %s is proved", async (_, files) => {
  using made = repo(files);
  await init(made.dir, "--yes", "--ci", "none");
  made.commit();
  const { result, text } = await call(command, made.dir, []);
  expect(text).toContain("proved");
  expect(result.exitCode).toBe(0);
});

test("a title that is another name altogether is found, and one that is missing is named", async () => {
  using made = repo({ ...named, Dockerfile: title("payroll"), "web/Dockerfile": "FROM node:22\n" });
  const adopted = await init(made.dir, "--yes", "--ci", "none");
  expect(notesOf(adopted).join()).toContain("web/Dockerfile: it has no label org.opencontainers.image.title");
  made.commit();
  const { result, text } = await call(command, made.dir, []);
  expect(text).toContain("payroll");
  expect(result.exitCode).toBe(1);
});
