import { readDiscoveryFile } from "../discovery/discovery_file.ts";
import { filesBeside } from "../discovery/named_files.ts";
import { JoinError } from "../engine/errors.ts";
import { createServers } from "../engine/servers.ts";
import type { Host } from "../host/types.ts";
import { type Api, createApi } from "../kube/api.ts";
import { trustSource } from "../trust/ca.ts";

const CALL_MS = 10_000;

/** Somebody who may delete Nodes. */
export interface Administrator {
  /** The kubeconfig, as the operator named it. */
  readonly name: string;
  api(signal: AbortSignal): Api;
}

/**
 * An administrator's kubeconfig. A credential plugin in it is not run: as root it could do anything.
 *
 * @throws JoinError `input-unreadable`, and the errors of a discovery file
 */
export async function readAdministrator(
  path: string,
  { inputs, https, clock }: Pick<Host, "inputs" | "https" | "clock">,
): Promise<Administrator> {
  const file = await inputs.read(path);
  if (file === undefined) {
    throw new JoinError("input-unreadable", `There is no file ${path}`, {
      hint: "--delete-node takes the kubeconfig of an administrator",
    });
  }
  const because = "in the discovery file";
  const { servers: [server], caPem, credential } = await readDiscoveryFile({
    text: file.text,
    name: path,
    because,
    files: filesBeside(path, inputs),
    allowedExec: undefined,
  }, {
    hasBootstrapToken: false,
    runCredentialPlugin: () => Promise.reject(new Error("no credential plugin is run here")),
    clock,
    warn: () => {},
  });
  if (server === undefined || caPem === undefined || credential === undefined) {
    throw new JoinError(
      "credential-unusable",
      `Cannot delete a Node with ${path}: it lacks a server, its CA or a credential`,
      { hint: "copy /etc/kubernetes/admin.conf from a control plane" },
    );
  }
  const ca = trustSource(caPem, because);
  const url = server.startsWith("https://") ? server : `https://${server}`;
  return {
    name: path,
    api: (signal) =>
      createApi({ servers: createServers([{ url }]), ca, credential }, {
        https,
        clock,
        signal,
        timeoutMs: CALL_MS,
      }),
  };
}
