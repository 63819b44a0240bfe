/** Joins over bad networks, and with a control plane that goes away. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import { type Lab, labTest, up, VERSIONS } from "./lab.ts";
import { apiServerOf } from "./support/api_server.ts";
import { type JoinRun, startJoin } from "./support/join_run.ts";
import type { Machine } from "./support/machine.ts";
import { install } from "./support/program.ts";
import { pause } from "./support/wait.ts";

const PHASES = ["discovery", "kubelet-dynamic-config", "tls-bootstrap", "finalize"];
const CUT_MS = 8_000;
const AWAY_MS = 3_000;

/** What happens to a join. */
interface Trouble {
  readonly name: string;
  /** Done before it begins. */
  before?(cluster: Lab, node: Machine): Promise<void>;
  /** Done meanwhile, from the beginning of this phase on; without one, from its own beginning on. */
  readonly at?: string;
  meanwhile?(cluster: Lab, node: Machine): Promise<void>;
  /** The join cannot but notice. */
  readonly noticed?: boolean;
}

const TROUBLES: readonly Trouble[] = [
  ...PHASES.map((at): Trouble => ({
    name: `a cable that is cut for 8 s at the beginning of ${at}`,
    at,
    async meanwhile(cluster, node) {
      await cluster.start("cut", node.name).done;
      await pause(CUT_MS);
      await cluster.start("heal", node.name).done;
    },
  })),
  ...PHASES.map((at): Trouble => ({
    name: `an API server that is killed at the beginning of ${at}, and started after 3 s`,
    at,
    async meanwhile(cluster) {
      await apiServerOf(cluster).stop();
      await startLater(cluster);
    },
  })),
  {
    name: "an API server that is away when the join begins",
    before: (cluster) => apiServerOf(cluster).stop(),
    meanwhile: startLater,
    noticed: true,
  },
  {
    name: "a serving certificate that is renewed meanwhile",
    at: "kubelet-dynamic-config",
    async meanwhile(cluster) {
      const server = apiServerOf(cluster);
      await server.stop();
      await server.renewCertificate();
      await server.start();
    },
  },
  {
    name: "30 % loss",
    before: async (cluster, node) => void await cluster.start("drop", node.name, "30").done,
  },
  {
    name: "64 kbit/s",
    before: async (cluster, node) => void await cluster.start("rate", node.name, "64kbit").done,
  },
];

async function startLater(cluster: Lab): Promise<void> {
  await pause(AWAY_MS);
  await apiServerOf(cluster).start();
}

async function joinsThrough(
  cluster: Lab,
  node: Machine,
  { at, before, meanwhile }: Trouble,
): Promise<JoinRun> {
  await before?.(cluster, node);
  const join = startJoin(node, cluster.joinArgs);
  async function act(): Promise<void> {
    if (at !== undefined) {
      await join.event((event) => event.kind === "phase-start" && event.phase === at);
    }
    await meanwhile?.(cluster, node);
  }
  const [run] = await Promise.all([join.done, act()]);
  return run;
}

/** Waits that took long, as the join tells them. */
function longWaits({ events }: JoinRun): string {
  return events.flatMap((event) =>
    event.kind === "waited" && event.ms > 2_000
      ? [
        `${(event.ms / 1000).toFixed(1)} s for ${event.what.replace(/node-csr-.*/, "its request")}`,
      ]
      : []
  ).join(", ");
}

for (const version of VERSIONS) {
  labTest(`bad networks on ${version}`, async (t) => {
    await using cluster = await up(version);
    for (const [index, trouble] of TROUBLES.entries()) {
      await t.step(trouble.name, async () => {
        await using node = await cluster.node(`n${index + 1}`);
        await install(node);
        const run = await joinsThrough(cluster, node, trouble);
        const { code, result, ms, stdout } = run;
        assert.equal(code, 0, stdout);
        assert(result.ok);
        const lived = JSON.stringify(result.hardships ?? {});
        // deno-lint-ignore no-console -- figures for the report
        console.log(
          `${version}, ${trouble.name}: joined in ${(ms / 1000).toFixed(1)} s ${lived}; ${
            longWaits(run)
          }`,
        );
        if (trouble.noticed) assert((result.hardships?.failedRequests ?? 0) > 0, lived);
        await cluster.start("heal", node.name).done;
        await cluster.ready(node.name);
      });
    }
  });
}
