import type { JoinOptions } from "../config/join_options.ts";
import { JoinError } from "../engine/errors.ts";
import type { JoinTarget } from "../engine/journal.ts";
import type { Cluster } from "../engine/state.ts";
import type { Host } from "../host/types.ts";
import { PATHS } from "../node/paths.ts";
import { kubeletTraces } from "../reset/kubelet_traces.ts";
import { writtenPaths } from "../reset/written_paths.ts";
import type { EarlierJoin } from "./earlier_join.ts";

/** What a join is for, as far as it is known before its cluster was found. */
interface Wanted {
  readonly nodeName: string;
  /** None: any cluster, so far. */
  readonly pins: readonly string[];
}

/**
 * A machine is part of one cluster, under one name: a join for another one does not go on from what is there.
 *
 * @throws JoinError `cluster-differs`, `node-name-differs`
 */
export function refuseOtherJoin(earlier: EarlierJoin | undefined, wanted: Wanted): void {
  if (earlier?.target === undefined) return;
  const { target: { nodeName, server, caPins }, since, complete } = earlier;
  const what = complete ? "This machine joined" : "This machine has begun to join";
  const there = `${what} the cluster at ${server} as "${nodeName}" (since ${since})`;
  const detail = { server, nodeName, since, caPins };
  const { pins } = wanted;
  if (pins.length > 0 && !caPins.some((pin) => pins.includes(pin))) {
    const text = `${there}, whose CA has the pin ${caPins.join(", ")}: it is another cluster`;
    throw new JoinError("cluster-differs", text, { detail });
  }
  if (nodeName === wanted.nodeName) return;
  throw new JoinError("node-name-differs", `${there}, not as "${wanted.nodeName}"`, {
    hint:
      `\`--node-name ${nodeName}\` goes on with that one; \`kubeworker reset\` makes way for another`,
    detail,
  });
}

/**
 * kubeadm keeps a CA file that is there, whatever is in it: the node would then trust another cluster.
 *
 * @throws JoinError `ca-file-differs`
 */
export async function refuseOtherCa(
  { ca }: Pick<Cluster, "ca">,
  caPath: string,
  { files }: Pick<Host, "files">,
): Promise<void> {
  const found = await files.read(caPath);
  if (found === undefined || found.trim() === ca.pem.trim()) return;
  throw new JoinError("ca-file-differs", `${caPath} holds another CA than this cluster's`);
}

interface Beginning {
  readonly host: Pick<Host, "files" | "journal">;
  readonly earlier?: EarlierJoin | undefined;
  readonly options: Pick<JoinOptions, "nodeName" | "caPath">;
}

/**
 * Writes down what this join is for, before it changes anything, unless an earlier run did.
 *
 * @throws JoinError `cluster-differs`, `node-name-differs`, `ca-file-differs`
 */
export async function beginJoin(
  { server, ca }: Cluster,
  { host, earlier, options: { nodeName, caPath } }: Beginning,
): Promise<void> {
  refuseOtherJoin(earlier, { nodeName, pins: ca.pins });
  await refuseOtherCa({ ca }, caPath, host);
  const records = await host.journal.records();
  const last = records.findLast((record) => record.state === "join");
  const known = last?.state === "join" ? last.target : undefined;
  const same = known?.server === server && known.caPins.join() === ca.pins.join();
  if (known?.nodeName === nodeName && same) return;
  const found = known?.found ?? await foreignTraces(host);
  const target: JoinTarget = { nodeName, server, caPins: ca.pins, found };
  await host.journal.join(target);
}

/** What a kubelet before ours, or the operator, left where ours will leave its own. */
async function foreignTraces(
  { files, journal }: Pick<Host, "files" | "journal">,
): Promise<string[]> {
  const records = await journal.records();
  const ours = writtenPaths(records);
  const credentials = `${PATHS.kubeletPki}/`;
  const traces = (await kubeletTraces(records, files))
    .filter((path) => path.startsWith(credentials));
  const there = await files.stat(PATHS.kubeletPki) === undefined ? [] : [PATHS.kubeletPki];
  return [...there, ...traces].filter((path) => !ours.has(path));
}
