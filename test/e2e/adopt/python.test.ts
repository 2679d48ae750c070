import { python } from "./repository/python.ts";
import { describeAdoption } from "./suite.ts";
import { makeWithTool } from "./support.ts";

describeAdoption("a Python repository with a Dockerfile and a Makefile", python, {
  call: makeWithTool,
  isThorough: true,
});
