/** Kills the process at the nth change to a file system: KPROV_TEST_KILL=n, before it; with "after", behind it. */
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");

const [wanted, when] = (process.env.KPROV_TEST_KILL ?? "").split(" ");
const top = process.env.KPROV_TEST_TOP;
let count = 0;
for (const name of [
  "mkdirSync",
  "openSync",
  "writeSync",
  "linkSync",
  "renameSync",
  "unlinkSync",
  "rmSync",
  "rmdirSync",
]) {
  const real = fs[name];
  fs[name] = (...args) => {
    const isOurs =
      typeof args[0] === "string"
        ? args[0].startsWith(top) && (name !== "openSync" || args[1] === "wx")
        : name === "writeSync";
    if (!isOurs) return real(...args);
    count += 1;
    const isNow = String(count) === wanted;
    if (isNow && when === "before") process.kill(process.pid, "SIGKILL");
    const result = real(...args);
    if (isNow) process.kill(process.pid, "SIGKILL");
    return result;
  };
}
syncBuiltinESMExports();
