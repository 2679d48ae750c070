import { monorepo } from "./repository/monorepo.ts";
import { describeAdoption } from "./suite.ts";
import { make } from "./support.ts";

describeAdoption("a monorepo of Python, Node and Go", monorepo, { call: make });
