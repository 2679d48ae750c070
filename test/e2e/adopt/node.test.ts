import { node } from "./repository/node.ts";
import { describeAdoption } from "./suite.ts";
import { make } from "./support.ts";

describeAdoption("a Node workspace", node, { call: make });
