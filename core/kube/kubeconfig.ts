import { firstProblem } from "./shape.ts";
import { parseYaml } from "./yaml.ts";
import * as z from "zod/mini";

/** Why a text is not a kubeconfig that can be used; callers say whose it was. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
}

/** The parts of a kubeconfig that a joiner reads (k8s.io/client-go/tools/clientcmd/api/v1). */
export interface Kubeconfig {
  clusters: {
    name?: string | undefined;
    cluster: {
      server?: string | undefined;
      "certificate-authority-data"?: string | undefined;
      "certificate-authority"?: string | undefined;
      "insecure-skip-tls-verify"?: boolean | undefined;
      "tls-server-name"?: string | undefined;
      "proxy-url"?: string | undefined;
    };
  }[];
  contexts: { name: string; context: { cluster: string; user?: string | undefined } }[];
  users: { name: string; user: Record<string, unknown> }[];
  currentContext: string;
}

/** Ten times what a kubeconfig with several CAs has. */
const KUBECONFIG_BYTES = 64 << 10;

const text = z.string();
const KUBECONFIG = z.object({
  apiVersion: z.optional(z.literal("v1")),
  kind: z.optional(z.literal("Config")),
  clusters: z.nullish(z.array(z.object({
    name: z.nullish(text),
    cluster: z.object({
      server: z.optional(text),
      "certificate-authority-data": z.optional(text),
      "certificate-authority": z.optional(text),
      "insecure-skip-tls-verify": z.optional(z.boolean()),
      "tls-server-name": z.optional(text),
      "proxy-url": z.optional(text),
    }),
  }))),
  contexts: z.nullish(z.array(z.object({
    name: text,
    context: z.object({ cluster: text, user: z.optional(text) }),
  }))),
  users: z.nullish(z.array(z.object({ name: text, user: z.nullish(z.record(text, z.unknown())) }))),
  "current-context": z.nullish(text),
});

/** @throws KubeconfigError */
export function parseKubeconfig(source: string): Kubeconfig {
  let value: unknown;
  try {
    value = parseYaml(source, KUBECONFIG_BYTES);
  } catch (cause) {
    throw new KubeconfigError(`it is not YAML: ${firstWords(cause)}`, { cause });
  }
  const read = KUBECONFIG.safeParse(value);
  if (!read.success) {
    throw new KubeconfigError(firstProblem(read.error.issues));
  }
  return {
    clusters: (read.data.clusters ?? []).map(({ name, cluster }) => ({
      name: name ?? undefined,
      cluster,
    })),
    contexts: read.data.contexts ?? [],
    users: (read.data.users ?? []).map(({ name, user }) => ({ name, user: user ?? {} })),
    currentContext: read.data["current-context"] ?? "",
  };
}

/** The lines that follow show the source; an alias without anchor is perhaps a password that begins with `*`. */
function firstWords(cause: unknown): string {
  const [first = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return first.replace(/^(Unresolved alias.*?): .*/, "$1");
}

export interface ClusterEntry {
  server: string;
  caPem: string | undefined;
  /** A path, for kubeconfigs that are files themselves; `caPem` goes before it. */
  caFile: string | undefined;
  /** `insecure-skip-tls-verify`. */
  insecure: boolean;
  /** Fields that change how the server is reached, and that a node cannot follow. */
  detours: string[];
}

/**
 * The entry to use: the one without a name, else that of the current context (kubeadm's rule).
 *
 * @throws KubeconfigError
 */
export function clusterEntry(config: Kubeconfig): ClusterEntry {
  const context = config.contexts.find(({ name }) => name === config.currentContext);
  const entry = config.clusters.findLast(({ name }) => name === undefined || name === "") ??
    (config.currentContext === ""
      ? undefined
      : config.clusters.findLast(({ name }) => name === context?.context.cluster));
  if (entry === undefined) {
    throw new KubeconfigError("it has neither an unnamed cluster nor one of its current context");
  }
  const { server, "certificate-authority-data": data, "certificate-authority": path } =
    entry.cluster;
  if (server === undefined || server === "") throw new KubeconfigError("its cluster has no server");
  return {
    server,
    caPem: data === undefined || data === "" ? undefined : decodeBase64(data),
    caFile: path === undefined || path === "" ? undefined : path,
    insecure: entry.cluster["insecure-skip-tls-verify"] ?? false,
    detours: (["tls-server-name", "proxy-url"] as const).filter((name) =>
      (entry.cluster[name] ?? "") !== ""
    ),
  };
}

function decodeBase64(data: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(data));
  } catch (cause) {
    throw new KubeconfigError("its certificate-authority-data is not base64 of a text", { cause });
  }
}
