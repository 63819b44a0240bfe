import type { ErrorCode } from "../engine/error_codes.ts";
import { JoinError } from "../engine/errors.ts";
import { createServers } from "../engine/servers.ts";
import type { Host } from "../host/types.ts";
import { type Api, createApi } from "../kube/api.ts";
import { type TrustedCa, trustSource } from "../trust/ca.ts";
import type { CredentialCommand } from "./contract.ts";
import { readDiscoveryFile } from "./discovery_file.ts";
import { filesBeside, refuseWorldWritable } from "./named_files.ts";

const CALL_MS = 10_000;

/** Somebody who may change what the cluster holds. */
export interface Administrator {
  /** The kubeconfig, as the operator named it. */
  readonly name: string;
  api(signal: AbortSignal): Api;
}

export interface AdministratorOptions {
  /** Which flag takes the file, for the hint where there is none. */
  readonly flag: string;
  /** For one call with its repetitions, in ms. */
  readonly timeoutMs?: number;
  /** The credential plugin that may be run, and by whom; without it none is: as root it could do anything. */
  readonly exec?: {
    /** Which flag allows it; --allow-exec unless told. */
    readonly flag?: string;
    /** `exec.command` as the file has it. */
    readonly allowed: string | undefined;
    run(command: CredentialCommand): Promise<string>;
  };
}

/**
 * An administrator's kubeconfig.
 *
 * @throws JoinError `input-unreadable`, and the errors of a discovery file
 */
export async function readAdministrator(
  path: string,
  { inputs, https, clock }: Pick<Host, "inputs" | "https" | "clock">,
  { flag, exec, timeoutMs = CALL_MS }: AdministratorOptions,
): Promise<Administrator & { readonly ca: TrustedCa }> {
  const file = await inputs.read(path).catch((error) => {
    throw error instanceof JoinError && error.cause !== undefined
      ? new JoinError(error.code, error.message, { cause: error.cause, hint: ROOTS })
      : error;
  });
  if (file === undefined) {
    throw new JoinError("input-unreadable", `There is no file ${path}`, {
      hint: `${flag} takes the kubeconfig of an administrator; a control plane of kubeadm has ` +
        "/etc/kubernetes/admin.conf",
    });
  }
  refuseWorldWritable(file, "kubeconfig");
  const because = "in the discovery file";
  const { servers: [server], caPem, credential } = await readDiscoveryFile({
    text: file.text,
    name: path,
    because,
    use: "an administrator's kubeconfig",
    files: filesBeside(path, inputs),
    allowedExec: exec?.allowed,
  }, {
    hasBootstrapToken: false,
    runCredentialPlugin: exec?.run ??
      (() => Promise.reject(new Error("no credential plugin is run here"))),
    clock,
    warn: () => {},
  }).catch((error) => {
    throw withHint(error, exec && (exec.flag ?? "--allow-exec"));
  });
  if (server === undefined || caPem === undefined || credential === undefined) {
    throw new JoinError(
      "credential-unusable",
      `Cannot use ${path} as an administrator's kubeconfig: it lacks a server, its CA or a credential`,
      { hint: COPY },
    );
  }
  const ca = trustSource(caPem, because);
  const url = server.startsWith("https://") ? server : `https://${server}`;
  return {
    name: path,
    ca,
    api: (signal) =>
      createApi({ servers: createServers([{ url }]), ca, credential }, {
        https,
        clock,
        signal,
        timeoutMs,
      }),
  };
}

const ROOTS = "admin.conf is root's: run it as root, or name a copy that this user may read";
const COPY = "copy /etc/kubernetes/admin.conf from a control plane";

/** In place of the hints for a join, which speak of its flags. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  "credential-plugin-forbidden": COPY,
  "credential-plugin-failed": "run it by hand to see why",
  "credential-unusable": COPY,
  "discovery-file-malformed": COPY,
};

function withHint(error: unknown, allowedBy: string | undefined): unknown {
  if (!(error instanceof JoinError)) return error;
  const { code, message, cause, detail } = error;
  const hint = allowedBy !== undefined && code === "credential-plugin-forbidden"
    ? `look at the file; if the program is yours, allow it with ${allowedBy} COMMAND, as it is there`
    : HINTS[code];
  return hint === undefined ? error : new JoinError(code, message, { hint, cause, detail });
}
