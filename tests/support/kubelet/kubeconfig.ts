import { X509Certificate } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";
import type { RootedFiles } from "./rooted_files.ts";

/** Where the API server is and who we are to it. */
export interface ClusterAccess {
  server: string;
  caPem: string;
  credential: { kind: "token"; token: string } | { kind: "certificate"; pem: string };
}

const text = z.string().min(1);
const schema = z.object({
  clusters: z.array(z.object({
    name: z.string(),
    cluster: z.object({
      server: text,
      "certificate-authority-data": text.optional(),
      "certificate-authority": text.optional(),
    }),
  })),
  contexts: z.array(
    z.object({ name: text, context: z.object({ cluster: z.string(), user: text }) }),
  ),
  "current-context": text,
  users: z.array(z.object({
    name: text,
    user: z.object({
      token: text.optional(),
      "client-certificate": text.optional(),
      "client-certificate-data": text.optional(),
      "client-key": text.optional(),
      "client-key-data": text.optional(),
    }),
  })),
});

/** Reads a kubeconfig; `undefined` when it is not there or not usable, as an expired client certificate makes it. */
export async function readKubeconfig(
  files: RootedFiles,
  path: string,
): Promise<ClusterAccess | undefined> {
  const parsed = schema.safeParse(parse(await files.read(path) ?? ""));
  if (!parsed.success) return undefined;
  const config = parsed.data;
  const context = config.contexts.find(({ name }) => name === config["current-context"])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user;
  if (!cluster || !user) return undefined;

  const data = cluster["certificate-authority-data"];
  const caPem = decode(data) ?? await files.read(cluster["certificate-authority"] ?? "");
  if (caPem === undefined) return undefined;
  const { server } = cluster;
  if (user.token !== undefined) {
    return { server, caPem, credential: { kind: "token", token: user.token } };
  }
  const pem = decode(user["client-certificate-data"]) ??
    await files.read(user["client-certificate"] ?? "") ?? "";
  const key = decode(user["client-key-data"]) ?? await files.read(user["client-key"] ?? "") ?? "";
  if (!isUsable(pem) || !key.includes("PRIVATE KEY-----")) return undefined;
  const whole = pem === key ? pem : `${pem}\n${key}`;
  return { server, caPem, credential: { kind: "certificate", pem: whole } };
}

function decode(data: string | undefined): string | undefined {
  return data === undefined ? undefined : new TextDecoder().decode(Uint8Array.fromBase64(data));
}

function isUsable(pem: string): boolean {
  try {
    return Date.parse(new X509Certificate(pem).validTo) > Date.now();
  } catch {
    return false;
  }
}

/** The kubeconfig that a kubelet writes for itself, key for key. */
export function kubeletKubeconfig(cluster: { server: string; caPem: string }): string {
  const current = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${new TextEncoder().encode(cluster.caPem).toBase64()}
    server: ${cluster.server}
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
users:
- name: default-auth
  user:
    client-certificate: ${current}
    client-key: ${current}
`;
}
