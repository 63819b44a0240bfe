import { JoinError } from "../engine/errors.ts";
import {
  type ClusterEntry,
  clusterEntry,
  type Kubeconfig,
  KubeconfigError,
  parseKubeconfig,
} from "../kube/kubeconfig.ts";
import { currentUser } from "../kube/kubeconfig_user.ts";
import type { Proposal, SourceTrust } from "../trust/proposal.ts";
import { serverUrl } from "../trust/server_url.ts";
import type { DiscoverContext } from "./contract.ts";
import { readCredential } from "./file_credential.ts";
import { type FileReader, textOf } from "./named_files.ts";

export interface DiscoveryFile {
  readonly text: string;
  /** As the operator knows it: a path or a URL. */
  readonly name: string;
  readonly because: SourceTrust;
  /** What it is to be used as, for messages; a discovery file unless told. */
  readonly use?: string;
  /** Reads the files that it names. */
  readonly files: FileReader;
  /** `exec.command` of the credential plugin that the operator allows. */
  readonly allowedExec: string | undefined;
}

/**
 * A kubeconfig that the operator believes, as a proposal: its cluster, its CA, and, where no token was given,
 * its user's credential.
 *
 * @throws JoinError `discovery-file-malformed`, `discovery-file-insecure`, `credential-…`
 * @see k8s.io/kubernetes/cmd/kubeadm/app/discovery/file
 */
export async function readDiscoveryFile(
  file: DiscoveryFile,
  ctx: Pick<DiscoverContext, "hasBootstrapToken" | "runCredentialPlugin" | "clock" | "warn">,
): Promise<Proposal> {
  const config = parse(file);
  const entry = inFile(file, () => clusterEntry(config));
  const user = inFile(file, () => currentUser(config));
  if (entry.insecure) {
    throw new JoinError(
      "discovery-file-insecure",
      `${file.name} turns the check of the server's certificate off`,
    );
  }
  if (entry.detours.length > 0) {
    throw malformed(
      file,
      `its cluster has ${entry.detours.join(" and ")}, which would not reach the node's kubelet`,
      "name a server that is reached directly, under a name in its certificate",
    );
  }
  const server = serverUrl(entry.server, "discovery-file-malformed");
  const caPem = await caOf(entry, file);
  const credential = user === undefined || ctx.hasBootstrapToken
    ? undefined
    : await readCredential(user, { ...file, server, caPem }, ctx);
  return {
    servers: [server],
    caPem,
    credential,
    evidence: { kind: "source", because: file.because },
  };
}

async function caOf(entry: ClusterEntry, file: DiscoveryFile): Promise<string | undefined> {
  // As clientcmd has it, data goes before a path.
  if (entry.caPem !== undefined || entry.caFile === undefined) return entry.caPem;
  return await textOf(file.files, entry.caFile, `certificate-authority of ${file.name}`);
}

function parse(file: DiscoveryFile): Kubeconfig {
  if (/^\s*<(!doctype|html|\?xml)/i.test(file.text)) {
    throw malformed(file, "it is a web page", "is it the URL of the file itself?");
  }
  const wrapped = kindOfConfigMap(file.text);
  if (wrapped !== undefined) {
    throw malformed(
      file,
      `line ${wrapped} is the \`kind\` of the ConfigMap around the kubeconfig, not of the kubeconfig`,
      "take that line out, or make the file anew: `kubectl -n kube-public get cm cluster-info -o jsonpath='{.data.kubeconfig}'`",
    );
  }
  return inFile(file, () => parseKubeconfig(file.text));
}

/** The number of that line: `kubectl -o yaml | grep -A10` takes it along from today's clusters. */
function kindOfConfigMap(text: string): number | undefined {
  const index = text.split("\n").findIndex((line) => /^\s*kind:\s*ConfigMap\b/.test(line));
  return index < 0 ? undefined : index + 1;
}

function inFile<T>(file: DiscoveryFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    throw malformed(file, error.message);
  }
}

function malformed(
  { name, use = "a discovery file" }: DiscoveryFile,
  why: string,
  hint?: string,
): JoinError {
  return new JoinError(
    "discovery-file-malformed",
    `Cannot use ${name} as ${use}: ${why}`,
    hint === undefined ? {} : { hint },
  );
}
