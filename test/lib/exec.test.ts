import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { capture, captureSync, which } from "../../lib/exec.ts";
import { temporary } from "../support/temporary.ts";

describe("which", () => {
  const place = () => {
    const cwd = temporary();
    for (const dir of ["one", "two", "one/dir"]) mkdirSync(join(cwd, dir), { recursive: true });
    writeFileSync(join(cwd, "one/plain"), "", { mode: 0o644 });
    for (const name of ["two/plain", "two/tool", "here"]) writeFileSync(join(cwd, name), "", { mode: 0o755 });
    return cwd;
  };
  const look = (name: string, cwd: string, path?: string) =>
    which(name, { cwd, env: path === undefined ? {} : { PATH: path } });

  test("takes the first executable on PATH, whatever lies before it", () => {
    const cwd = place();
    expect(look("tool", cwd, `${cwd}/one:${cwd}/two`)).toEqual({ found: join(cwd, "two/tool") });
    expect(look("plain", cwd, `${cwd}/one:${cwd}/two`)).toEqual({ found: join(cwd, "two/plain") });
    expect(look("tool", cwd, "two")).toEqual({ found: join(cwd, "two/tool") });
    expect(look("here", cwd, "/nowhere:")).toEqual({ found: join(cwd, "here") });
    expect(look("sh", cwd)).toHaveProperty("found");
  });

  test("a name with a slash is a path", () => {
    const cwd = place();
    expect(look("two/tool", cwd, "")).toEqual({ found: join(cwd, "two/tool") });
    expect(look("tool/", cwd, `${cwd}/two`)).toEqual({ missing: "not-found" });
  });

  test("tells missing from not executable", () => {
    const cwd = place();
    expect(look("tool", cwd, `${cwd}/one`)).toEqual({ missing: "not-found" });
    expect(look("plain", cwd, `${cwd}/one`)).toEqual({ missing: "not-executable" });
    expect(look("dir", cwd, `${cwd}/one`)).toEqual({ missing: "not-executable" });
    expect(look("", cwd, `${cwd}/one`)).toEqual({ missing: "not-found" });
  });
});

describe.each([
  ["capture", capture],
  ["captureSync", async (...given: Parameters<typeof captureSync>) => captureSync(...given)],
])("%s", (_name, run) => {
  const cwd = "/";

  test("keeps both streams and the status, without a shell", async () => {
    const script = "cat; printf '%s' \"$1\"; echo no >&2; exit 3";
    const answer = await run(["sh", "-c", script, "sh", "$(x) *"], { cwd, input: "in\n" });
    expect(answer).toEqual({ status: 3, stdout: Buffer.from("in\n$(x) *"), stderr: "no\n" });
  });

  test("a program that does not read its input is no error", async () => {
    expect(await run(["true"], { cwd, input: "x".repeat(1_000_000) })).toMatchObject({ status: 0 });
  });

  test.each([
    ["E_TOOL_MISSING", ["no-such-program-here"], {}],
    ["E_TOOL_FAILED", ["/etc/passwd"], {}],
    ["E_TOOL_FAILED", ["sleep", "30"], { timeout: 100 }],
    ["E_TOOL_FAILED", ["yes"], { maxBytes: 1000 }],
    ["E_TOOL_FAILED", ["sh", "-c", "kill -9 $$"], {}],
  ] as const)("throws %s for %j", async (code, argv, limits) => {
    const started = performance.now();
    await expect(run([...argv] as [string, ...string[]], { cwd, ...limits })).rejects.toMatchObject({ code });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test("capture with a group of its own ends what the program started", async () => {
  const dir = temporary();
  const argv: [string, ...string[]] = ["sh", "-c", "(sleep 1; touch late) & sleep 30"];
  await expect(capture(argv, { cwd: dir, timeout: 100, ownGroup: true })).rejects.toThrow(/still running/);
  await new Promise((done) => setTimeout(done, 1300));
  expect(which("./late", { cwd: dir, env: {} })).toEqual({ missing: "not-found" });
});

test("a program that is to end with us ends with all it started when a signal ends us", async () => {
  const cwd = temporary();
  const module = fileURLToPath(new URL("../../lib/exec.ts", import.meta.url));
  const script = `
    import { capture } from ${JSON.stringify(module)};
    const argv = ["sh", "-c", "sleep 60 & echo $! > pid.new; mv pid.new pid; wait"];
    await capture(argv, { cwd: process.cwd(), timeout: 60_000, ownGroup: true, endsWithUs: true });`;
  writeFileSync(join(cwd, "main.mjs"), script);
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), "main.mjs"], { cwd, stdio: "ignore" });
  const waitFor = async (isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo(); tries += 1) {
      if (tries > 500) throw new Error("waited in vain");
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  await waitFor(() => existsSync(join(cwd, "pid")));
  const pid = readFileSync(join(cwd, "pid"), "utf8").trim();
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([null, "SIGTERM"]);
  await waitFor(() => !isRunning(pid));
});

/** An orphan that nobody has collected yet runs no more. */
const isRunning = (pid: string): boolean => {
  try {
    process.kill(Number(pid), 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH" && existsSync(`/proc/${pid}`);
  }
};
