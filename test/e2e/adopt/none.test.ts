import { none } from "./repository/none.ts";
import { describeAdoption } from "./suite.ts";
import { makeWithTool } from "./support.ts";

describeAdoption("a repository of no ecosystem", none, { call: makeWithTool, isThorough: true });
