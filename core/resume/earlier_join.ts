import { changesOf, type JoinTarget, type JournalRecord } from "../engine/journal.ts";
import type { Host } from "../host/types.ts";
import { PATHS } from "../node/paths.ts";
import { recallCluster } from "../node/recalled_cluster.ts";
import { kubeletWroteConf } from "../reset/kubelet_traces.ts";
import { ownNodeName } from "../reset/own_node.ts";

/** What earlier runs of kubeworker made of this machine, as the journal has it. */
export interface EarlierJoin {
  /** What it was for; of an old journal, what kubelet.conf says. */
  readonly target: JoinTarget | undefined;
  /** When it began, as in RFC 3339. */
  readonly since: string;
  /** When it wrote down its last step. */
  readonly until: string;
  /** `joined`, or the code of its error; undefined if it was killed. */
  readonly outcome: string | undefined;
  /** It came to its end: this machine became a node, and nothing was changed by us since. */
  readonly complete: boolean;
  /**
   * Whether the kubelet.conf on this machine is of this join, as it is now: a kubelet that an earlier run has
   * given the token may write it at any moment.
   */
  ownsConf(): Promise<boolean>;
}

/** @returns undefined where no join has begun, or nothing is left of it */
export async function readEarlierJoin(
  host: Pick<Host, "files" | "journal">,
): Promise<EarlierJoin | undefined> {
  const records = await host.journal.records();
  const first = records.find((record) => record.state === "join") ??
    records.find((record) => record.state === "intent" && isOfJoin(record.change));
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const noted = records.findLast((record) => record.state === "join");
  const known = noted?.state === "join" ? noted.target : undefined;
  const ownsConf = () => isOwnConf(known, records, host);
  const owned = await ownsConf();
  if (!owned && !await isAnythingLeft(host)) return undefined;
  const end = records.findLast((record) => record.state === "end" && record.run === last.run);
  return {
    target: known ?? (owned ? await targetOfConf(host) : undefined),
    since: first.time,
    until: last.time,
    outcome: end?.state === "end" ? end.outcome : undefined,
    complete: isComplete(records),
    ownsConf,
  };
}

function isOfJoin(change: ReturnType<typeof changesOf>[0]): boolean {
  return change.kind === "file" &&
    [PATHS.kubelet, PATHS.kubernetes].some((folder) => change.path.startsWith(`${folder}/`));
}

function isComplete(records: readonly JournalRecord[]): boolean {
  const joined = records.findLastIndex((record) =>
    record.state === "end" && record.outcome === "joined"
  );
  return joined >= 0 && !records.slice(joined).some(({ state }) => state === "intent");
}

/** By its content, by what wrote it, or by the cluster that it names. */
async function isOwnConf(
  target: JoinTarget | undefined,
  records: readonly JournalRecord[],
  host: Pick<Host, "files">,
): Promise<boolean> {
  if (await host.files.stat(PATHS.kubeletConf) === undefined) return false;
  if (await host.files.isOurs(PATHS.kubeletConf)) return true;
  const byKubelet = kubeletWroteConf(records);
  if (target === undefined) return byKubelet;
  const cluster = await recallCluster(host.files).catch(() => undefined);
  if (!cluster?.ca.pins.some((pin) => target.caPins.includes(pin))) return false;
  const name = await ownNodeName(host);
  // A kubelet writes it before it has the certificate that tells the name.
  return name === target.nodeName || (name === undefined && byKubelet);
}

/** A `kubeadm reset` takes everything away but our journal. */
async function isAnythingLeft({ files }: Pick<Host, "files">): Promise<boolean> {
  return await files.stat(PATHS.clientKeyPending) !== undefined ||
    await files.isOurs(PATHS.kubeletConfig);
}

async function targetOfConf(host: Pick<Host, "files">): Promise<JoinTarget | undefined> {
  const cluster = await recallCluster(host.files).catch(() => undefined);
  const nodeName = await ownNodeName(host);
  if (cluster === undefined || nodeName === undefined) return undefined;
  return { nodeName, server: cluster.server, caPins: cluster.ca.pins, found: [] };
}
