import { expect, test } from "vitest";
import { ownAims, packageAims, pipAims } from "../../../../../lib/guard/parity/altered/packages.ts";
import type { Aim } from "../../../../../lib/guard/parity/altered/touched.ts";

const asks = new Set(["npm_config_ask_ed", "npm_config_asked", "npm_config_save_exact"]);

/** What `command` may write: how, and where. */
const shown = (command: string): string => {
  const [program, ...words] = command.split(" ");
  return said(program === "pip" ? pipAims(words) : packageAims(words, { version: "1.2.3", asks }));
};

const said = (aims: readonly Aim[]): string => aims.map(({ how, word }) => `${how} ${word}`).join(", ");

test.each([
  ["npm update", "certain the versions that a lock file names"],
  ["npm up", "certain the versions that a lock file names"],
  ["npm upgrade", "certain the versions that a lock file names"],
  ["npm udpate", "certain the versions that a lock file names"],
  ["npm update kprovengine", "certain the versions that a lock file names"],
  ["npm update kprovengine x", "certain kprovengine"],
  ["npm update x", ""],
  ["npm update x-kprovengine", "certain x-kprovengine"],
  ["npm xup", ""],
  ["npm updates", ""],
  ["npm run update", ""],
  ["npm i --no-package-lock", "certain the versions that a lock file names"],
  ["npm i --no-lockfile", "certain the versions that a lock file names"],
  ["npm i --no-shrinkwrap", "certain the versions that a lock file names"],
  ["npm i --package-lock=false", "certain the versions that a lock file names"],
  ["npm i x--no-lockfile", ""],
  ["npm i --no-lockfiles", ""],
  ["npm i -x --no-lockfile y", "certain the versions that a lock file names"],
  ["npm run x --no-lockfile", ""],
  ["npm i kprovengine@1.2.3", ""],
  ["npm i kprovengine@1.2.4", "certain kprovengine@1.2.4"],
  ["npm i kprovengine ./x y", "certain kprovengine, certain ./x"],
  ["npm i y", ""],
  ["yarn global add ./x", "certain ./x"],
  ["yarn globals add ./x", ""],
  ["npm init", "written ./package.json"],
  ["npm innit", "written ./package.json"],
  ["npm create x", "written ./package.json"],
  ["npm set-script a b", "written ./package.json"],
  ["npm version", ""],
  ["npm version patch", "written ./package.json"],
  ["npm pkg set a=b", "written ./package.json"],
  ["npm pkg delete a", "written ./package.json"],
  ["npm pkg fix", "written ./package.json"],
  ["npm pkg get a", ""],
  ["npm pkg", ""],
  ["npm run set", ""],
  ["npm --prefix d init", "written d/package.json"],
  ["npm -C d init", "written d/package.json"],
  ["npm --dir d init", "written d/package.json"],
  ["npm --cwd d init", "written d/package.json"],
  ["yarn set version 3", "written ./.yarnrc.yml, written ./package.json"],
  ["yarn set", ""],
  ["npm config set registry https://registry.npmjs.org", ""],
  ["npm config set registry https://registry.npmjs.org/x", "certain the setting registry"],
  ["npm config set registry xhttps://registry.npmjs.org", "certain the setting registry"],
  ["npm config set npmRegistryServer https://registry.yarnpkg.com/", ""],
  ["npm config set npmRegistryServer x", "certain the setting npmRegistryServer"],
  ["npm config set registry", "certain the setting registry"],
  ["npm config set script-shell x", "certain the setting script-shell"],
  ["npm config set script-shell=x registry=y=z", "certain the setting script-shell, certain the setting registry"],
  ["npm config set registry=https://registry.npmjs.org/", ""],
  ["npm config set fund=x", ""],
  ["npm config set fund x", ""],
  ["npm config set", ""],
  ["npm config edit", "certain the setting edit"],
  ["npm config get edit", ""],
  ["npm config get script-shell", ""],
  ["npm c set script-shell x", "certain the setting script-shell"],
  ["npm set edit x", "certain the setting edit"],
  ["npm set script-shell x", "certain the setting script-shell"],
  ["npm set script-shell=x", "certain the setting script-shell"],
  ["npm get script-shell", ""],
  ["npm config set cache-dir x", ""],
  ["npm config set cache x", ""],
  ["npm config set store-dir x", ""],
  ["npm config set _auth x", ""],
  ["npm config set save-exact true", "certain the setting save-exact"],
  ["npm config set SAVE-EXACT true", "certain the setting SAVE-EXACT"],
  ["npm config set legacy-peer-deps true", ""],
  ["npm config set ASKED x", "certain the setting ASKED"],
  ["npm config set ask-ed x", "certain the setting ask-ed"],
  ["pip config set a.timeout 1", ""],
  ["pip config set a.index-url 1", "certain the setting a.index-url"],
  ["pip config edit", "certain the setting "],
  ["pip config set", "certain the setting "],
  ["pip config get a.index-url", ""],
  ["pip install set x", ""],
  ["pip xconfig set a.index-url x", ""],
])("%s: %s", (command, aims) => {
  expect(shown(command)).toBe(aims);
});

test.each([
  ..."install i in ins inst insta instal isnt isnta isntal isntall add a link ln install-test it update up".split(" "),
  ..."upgrade udpate dedupe ddp uninstall un unlink remove rm r rebuild rb patch patch-commit import".split(" "),
  ..."audit-fix edit bin-links".split(" "),
])("npm %s installs what it names", (command) => {
  expect(shown(`npm ${command} ./x`)).toBe("certain ./x");
});

test.each([
  ..."prefix dir cwd registry cache userconfig globalconfig modules-dir store-dir workspace filter tag omit".split(" "),
  ..."include loglevel location network-timeout before cache-folder mutex modules-folder otp access".split(" "),
])("the value of --%s is no command", (option) => {
  expect(shown(`npm --${option} run install ./x`)).toBe("certain ./x");
});

test.each(["C", "L", "w", "F"])("the value of -%s is no command", (option) => {
  expect(shown(`npm -${option} run install ./x`)).toBe("certain ./x");
});

test.each([
  ["waive x", true],
  ["waive --list", false],
  ["init", true],
  ["deny add x", true],
  ["deny x remove", true],
  ["deny list", false],
  ["keys add", false],
  ["keys remove", false],
  ["governance update", true],
  ["governance show", false],
  ["keys update", false],
  ["preflight", false],
])("kprovengine %s: %s", (text, isWriting) => {
  const [command = "", ...words] = text.split(" ");
  expect(said(ownAims(command, words))).toBe(isWriting ? "certain what the gate judges by" : "");
});
