// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { checkout } from "../support.ts";
import { faultsIn, jobIn, readWorkflow } from "./workflow.ts";

const text = (container: string) =>
  `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    container: ${container}\n    steps:\n      - run: gate\n`;

const said = "unread? always: what the container's options do to the gate is not known";
const mounted = "unread? always: a directory of the repository may stand in the place of the container's programs";

describe("the options of a job's container", () => {
  test.each([
    "",
    " ",
    "--cpus 1",
    "--cpus=1 --memory 4g  --user root:1001",
    "--user=root --init --privileged --rm",
    "-it -u 1001 -m 4g",
    "--health-cmd pg_isready --health-interval 10s --log-driver=none",
    "--network host --cap-add SYS_ADMIN",
    "--security-opt seccomp=unconfined --shm-size=2gb --ulimit nofile=1:2",
    "--name a-b --network-alias x",
    "--add-host=host.docker.internal:host-gateway --add-host db:127.0.0.1",
    "--tmpfs /tmp --tmpfs=/run/x:rw,size=1g",
    "-v /var/run/docker.sock:/var/run/docker.sock:ro --volume cache:/data/x",
    "--label a=b -p 80:80 --pids-limit 9 --cpuset-cpus 0-1 -h x",
  ])("%j are harmless", async (options) => {
    expect(await faultsIn(text(`{ image: x, options: ${JSON.stringify(options)} }`))).toEqual([]);
  });

  test.each([
    "-e NODE_OPTIONS=--require=/x.js",
    "--env NODE_OPTIONS=x",
    "--cpus 1 --env-file=x",
    "--cpus 1 -eA=b",
    "-v /a:/usr/bin",
    ...["/usr/local/bin", "/__w", "/", "/tmp/../usr", "/root", "/home/x", "/github/home", "/opt", "$X"].flatMap(
      (place) => [`--tmpfs ${place}`, `-v a:${place}`],
    ),
    ...["./a", dirname(checkout), "/x/_work/app", "/a/../b", "$X"].map((place) => `--volume=${place}:/data`),
    "-v /data",
    "-V a:/data",
    "--CPUS 1",
    "--tmpfs /tmp:exec -e A=b",
    "--add-host registry.npmjs.org:1.2.3.4",
    "--init --add-host=API.GitHub.com:1.2.3.4",
    "--add-host x",
    "-ue A=b",
    "-ite A=b",
    "--user root -w /x",
    "--user -e A=b",
    "--user root A=b",
    "--user ${{ vars.USER }}",
    "--user $USER",
    "--init other/image",
    "-it other/image",
    "--user",
    "--cpus --rm",
    "--user 'a -e' x",
    "--entrypoint /x",
    "--mount type=bind",
    "--users root",
    "x--init",
    "--init x --volume=/a:/b",
    "${{ vars.OPTIONS }}",
    "--cpus\n-eA=b",
  ])("%j are a doubt", async (options) => {
    expect(await faultsIn(text(`{ image: x, options: ${JSON.stringify(options)} }`))).toEqual([said]);
  });

  test("have their place", async () => {
    const job = jobIn(await readWorkflow(text("{ image: x, options: -e A=b, volumes: [a:/b, './c:/d'] }")));
    expect(job.steps[0]?.faults.map(({ at, written }) => [at.line, at.column, written])).toEqual([
      [5, 37, "-e A=b"],
      [5, 61, "./c:/d"],
    ]);
  });

  test("are those of the job alone, and of none without a container", async () => {
    expect(await faultsIn(text("x"))).toEqual([]);
    const services = "x\n    services: { db: { image: y, options: -e A=b } }";
    expect(await faultsIn(text(services))).toEqual([]);
  });
});

describe("the volumes of a job's container", () => {
  test.each<[string, boolean]>([
    ["/tmp/x:/data/bin", false],
    ["/home/runner/.cache:/root/.cache", false],
    ["/:/host", false],
    ["/opt/hostedtoolcache:/opt/hostedtoolcache", false],
    ["/data/x", false],
    ["/var/run/docker.sock:/var/run/docker.sock", false],
    ["/opt/tools.d:/opt", false],
    ["/homework:/x", false],
    ["cache:/data/github", false],
    ["./bin:/usr/local/bin", true],
    ["../bin:/usr/local/bin", true],
    ["/a/../b:/usr/local/bin", true],
    ["${{ github.workspace }}/bin:/usr/local/bin", true],
    [`${checkout}/bin:/usr/local/bin`, true],
    ["/home/x/actions-runner/_work/app/app/bin:/usr/local/bin", true],
  ])("%s: %s", async (volume, isDoubt) => {
    expect(await faultsIn(text(`{ image: x, volumes: [a:/b, ${JSON.stringify(volume)}] }`))).toEqual(
      isDoubt ? [mounted] : [],
    );
  });

  const over =
    "unread? always: it stands in the place of the container's programs, of their settings or of the checkout";
  test.each([
    "cache:/usr/local/bin",
    "/tmp/x:/usr/local/bin:ro",
    "/tmp/x:/usr",
    "/tmp/x:/etc",
    "/tmp/x:/root",
    "/tmp/x:/root/.npmrc",
    "/tmp/x:/github/home",
    "/tmp/x:/__w",
    "/tmp/x:/__t/node",
    "/tmp/x:/opt/node/bin",
    "/tmp/x:/usr/bin/opt",
  ])("%s may hold other programs", async (volume) => {
    expect(await faultsIn(text(`{ image: x, volumes: [a:/b, ${JSON.stringify(volume)}] }`))).toEqual([over]);
  });
});

describe("the image of a job's container", () => {
  const chosen =
    "unread? always: whoever proposes the change may choose the image, and so the programs that run the gate";
  const title = "${{ github.event.pull_request.title }}";
  test.each<[string, boolean]>([
    ["node:${{ github.head_ref }}", true],
    [`{ image: "ghcr.io/acme/${title}" }`, true],
    ["{ image: \"node:${{ github.event['pull_request'].head.ref }}\" }", true],
    ["node:${{ github.ref_name }}", true],
    ["node:24", false],
    ["ghcr.io/acme/x:${{ github.sha }}", false],
    ["ghcr.io/${{ github.repository }}:${{ github.base_ref }}", false],
    ["node:${{ vars.NODE }}", false],
    ["node:${{ matrix.node }}", false],
    [`{ image: x, env: { TITLE: "${title}" } }`, false],
  ])("%s: a doubt %s", async (container, isDoubt) => {
    expect(await faultsIn(text(container))).toEqual(isDoubt ? [chosen] : []);
  });

  test.each<[string, boolean]>([
    ["22, 24", false],
    ["22, '${{ github.head_ref }}'", true],
  ])("may be one of a matrix: %s", async (values, isDoubt) => {
    const matrix = `"node:\${{ matrix.node }}"\n    strategy: { matrix: { node: [${values}] } }`;
    expect(await faultsIn(text(matrix))).toEqual(isDoubt ? [chosen] : []);
  });

  test("may be an input of the workflow", async () => {
    const called = (given: string) =>
      `on: [push, pull_request]\njobs:\n  outer:\n    uses: ./.github/workflows/g.yml\n    with: { image: "${given}" }\n`;
    const inner =
      "on:\n  workflow_call:\n    inputs: { image: { type: string } }\njobs:\n  gate:\n    runs-on: x\n    container: ${{ inputs.image }}\n    steps: [{ run: gate }]\n";
    const files = { ".github/workflows/g.yml": inner };
    expect(await faultsIn(called("node:24"), { files })).toEqual([]);
    expect(await faultsIn(called("node:${{ github.head_ref }}"), { files })).toEqual([chosen]);
  });
});
