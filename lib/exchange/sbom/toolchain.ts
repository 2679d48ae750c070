/**
 * The toolchain of a run as components.
 *
 * @module
 */
import { layout, type Toolchain } from "../../evidence/index.ts";
import { type Component, normalisePython, packageComponent, refOf } from "./component.ts";

/** Tools, operating system, CUDA and Python distributions, as `toolchain.json` has them. */
export const toolchainComponents = ({ platform, tools, python, cuda }: Toolchain): Component[] => [
  ...systemOf(platform),
  ...tools.map(
    ({ name, role, version, sha256 }): Component => ({
      type: "application",
      "bom-ref": refOf("tool", name, sha256),
      name,
      ...(version !== null && { version }),
      hashes: [{ alg: "SHA-256", content: sha256 }],
      evidence: { occurrences: [seenIn(role)] },
    }),
  ),
  ...python.flatMap(({ implementation, version, role, distributions }) =>
    distributions.map((found) =>
      packageComponent(
        { type: "pypi", name: normalisePython(found.name), version: found.version },
        seenIn(`importable by ${implementation} ${version} (${role})`),
      ),
    ),
  ),
  ...cudaOf(cuda),
];

// --- internal ---

const seenIn = (additionalContext: string) => ({ location: layout.toolchain, additionalContext });

const systemOf = ({ os, architecture, distribution }: Toolchain["platform"]): Component[] => {
  const name = distribution?.id ?? os;
  return [
    {
      type: "operating-system",
      "bom-ref": refOf("os", name, distribution?.version ?? ""),
      name,
      ...(distribution !== null && { version: distribution.version }),
      evidence: { occurrences: [seenIn(`${os} ${architecture}`)] },
    },
  ];
};

const cudaOf = (cuda: Toolchain["cuda"]): Component[] => {
  if (cuda === null) return [];
  const { driver, toolkit, devices } = cuda;
  const component = (type: Component["type"], name: string, version: string | null): Component => ({
    type,
    "bom-ref": refOf(type, name, version ?? ""),
    name,
    ...(version !== null && { version }),
    evidence: { occurrences: [seenIn("CUDA")] },
  });
  return [
    ...(driver === null ? [] : [component("device-driver", "NVIDIA driver", driver)]),
    ...(toolkit === null ? [] : [component("platform", "CUDA toolkit", toolkit)]),
    ...devices.map((device) => component("device", device, null)),
  ];
};
