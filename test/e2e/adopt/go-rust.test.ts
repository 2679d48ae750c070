import { go } from "./repository/go.ts";
import { rust } from "./repository/rust.ts";
import { describeAdoption } from "./suite.ts";
import { makeWithTool } from "./support.ts";

describeAdoption("a Go module", go, { call: makeWithTool });
describeAdoption("a Rust package", rust, { call: makeWithTool });
