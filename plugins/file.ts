import type { DiscoveryPlugin } from "../core/discovery/contract.ts";
import { filesBeside, refuseWorldWritable } from "../core/discovery/named_files.ts";
import { discoverySource } from "../core/discovery/source.ts";
import { JoinError } from "../core/engine/errors.ts";

export interface FileSection {
  readonly path: string;
  readonly allowedExec: string | undefined;
}

const OTHERS_READ = 0o004;

/**
 * File discovery: a kubeconfig that the operator has put on this machine names the cluster, its CA, and
 * perhaps a credential.
 *
 * @see https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#file-or-https-based-discovery
 */
export const file: DiscoveryPlugin<FileSection> = {
  name: "file",
  summary: "takes the cluster and its CA from a kubeconfig file on this machine",
  vouches: true,

  fromFlags(flags) {
    const source = discoverySource(flags);
    if (source?.kind !== "path") return undefined;
    return { path: source.path, allowedExec: flags.discoveryFileExec };
  },

  async discover({ path, allowedExec }, ctx) {
    const found = await ctx.inputs.read(path);
    if (found === undefined) {
      throw new JoinError("discovery-file-unreadable", `There is no discovery file ${path}`);
    }
    refuseWorldWritable(found, "discovery file");
    // Loaded only here: token discovery must not pay for it.
    const { readDiscoveryFile } = await import("../core/discovery/discovery_file.ts");
    const proposal = await readDiscoveryFile({
      text: found.text,
      name: path,
      because: "in the discovery file",
      files: filesBeside(path, ctx.inputs),
      allowedExec,
    }, ctx);
    if (proposal.credential !== undefined && (found.mode & OTHERS_READ) !== 0) {
      ctx.warn(
        `The discovery file ${path} holds a credential, and others can read it`,
        `chmod 0600 ${path}`,
      );
    }
    return proposal;
  },
};
