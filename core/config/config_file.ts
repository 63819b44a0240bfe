import { readDocuments, type SourceDocument } from "./source/documents.ts";
import { createFindings, type Finding, type Findings } from "./source/finding.ts";
import { entryOf } from "./source/node.ts";
import { type FileFlags, toFlags } from "./kubeadm/flags.ts";
import { pickDocuments, type PickedDocuments } from "./kubeadm/pick.ts";
import { type JoinDocument, readJoinDocument } from "./kubeadm/read.ts";
import { checkRules, requireDiscovery } from "./kubeadm/rules.ts";
import { CONFIGURATION_PATH, type WorkerConfiguration } from "./worker_configuration.ts";
import { readWorkerDocument } from "./worker_configuration_text.ts";

/** A file of `--config`: a JoinConfiguration of kubeadm's, a WorkerConfiguration of ours, or both. */
export interface ConfigFile {
  readonly documents: readonly SourceDocument[];
  readonly picked: PickedDocuments;
  readonly join: JoinDocument | undefined;
  /** What the JoinConfiguration says, as flags. */
  readonly fileFlags: FileFlags;
  readonly worker: WorkerConfiguration | undefined;
  readonly findings: readonly Finding[];
}

export interface ConfigFileOptions {
  /** No flag will say how the cluster is found, so that the file has to. */
  readonly alone?: boolean;
}

/** Reads and checks a file. All that is wrong with it, or worth a warning, is in the findings. */
export function readConfigFile(
  text: string,
  { alone = false }: ConfigFileOptions = {},
): ConfigFile {
  const findings = createFindings();
  const documents = readDocuments(text, findings);
  const picked = pickDocuments(documents, findings);
  const join = picked.join &&
    readJoinDocument(picked.join.source.root, picked.join.version, findings);
  if (join !== undefined) {
    checkRules(join, findings);
    if (alone && picked.worker === undefined) requireDiscovery(join, findings);
  }
  const fileFlags = join === undefined ? { flags: {}, origins: new Map() } : toFlags(join);
  const worker = readWorker(picked, findings);
  return { documents, picked, join, fileFlags, worker, findings: findings.all };
}

function readWorker(
  { worker }: PickedDocuments,
  findings: Findings,
): WorkerConfiguration | undefined {
  if (worker === undefined) return undefined;
  for (const field of ["plugins", "hooks"]) {
    const entry = entryOf(worker.root, field);
    if (entry === undefined) continue;
    const where = `list ${field} in ${CONFIGURATION_PATH}`;
    findings.add("unsupported", entry.at, field, `only root's own file may do this: ${where}`);
  }
  return readWorkerDocument(worker.root, findings);
}
