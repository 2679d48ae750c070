export type { PythonEnvironment, Tool, Toolchain } from "./schemas/toolchain.ts";
