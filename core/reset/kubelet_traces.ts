import type { JournalRecord } from "../engine/journal.ts";
import { PATHS } from "../node/paths.ts";

/** What the kubelet itself keeps in its directory, by the releases since 1.12. */
const RUN_TIME = [
  ...["pods", "pods-api", "plugins", "plugins_registry", "plugin-containers", "pod-resources"],
  ...["device-plugins", "checkpoints", "dynamic-config", "image_manager"],
  ...["cpu_manager_state", "memory_manager_state", "dra_manager_state"],
  ...["allocated_pods_state", "actuated_pods_state", "pod_status_manager_state"],
];

/** Its certificates and keys, below pki. */
const CREDENTIALS =
  /^(kubelet\.(crt|key)|kubelet-(client|server)-.*\.pem|kubelet-client\.key\.tmp)$/;

/** Whether earlier runs got so far that a kubelet worked on their files. */
export function hasJoined(records: readonly JournalRecord[]): boolean {
  return records.some((record) => {
    if (record.state !== "intent") return false;
    const { change } = record;
    if (change.kind === "service") return change.unit === "kubelet" && change.action === "restart";
    return change.kind === "file" && change.after !== null &&
      [PATHS.kubeletConf as string, PATHS.bootstrapConf].includes(change.path);
  });
}

/** Whether the token was given to the kubelet, which then wrote kubelet.conf itself. */
export function kubeletWroteConf(records: readonly JournalRecord[]): boolean {
  const written = records.flatMap((record) =>
    record.state === "intent" && record.change.kind === "file" && record.change.after !== null
      ? [record.change.path]
      : []
  );
  return written.includes(PATHS.bootstrapConf) && !written.includes(PATHS.kubeletConf);
}

/** What the join found there that only looks like the kubelet's: an operator's own certificate. */
function foundBefore(records: readonly JournalRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap((record) => record.state === "join" ? record.target.found : []));
}

/** What the kubelet left, as far as its name says so. */
export async function kubeletTraces(
  records: readonly JournalRecord[],
  files: { list(path: string): Promise<string[]> },
): Promise<string[]> {
  const [inner, pki] = await Promise.all([
    files.list(PATHS.kubelet),
    files.list(PATHS.kubeletPki),
  ]);
  const foreign = foundBefore(records);
  return [
    ...inner.filter((name) => RUN_TIME.includes(name)).map((name) => `${PATHS.kubelet}/${name}`),
    ...pki.filter((name) => CREDENTIALS.test(name)).map((name) => `${PATHS.kubeletPki}/${name}`)
      .filter((path) => !foreign.has(path)),
    ...(kubeletWroteConf(records) ? [PATHS.kubeletConf] : []),
  ];
}
