import { parse, stringify } from "yaml";
import type { Lab, Version } from "../lab.ts";
import type { Machine } from "../support/machine.ts";
import type { Configuration } from "./configurations.ts";

const KUBELET = "/var/lib/kubelet";
const FILES = ["config.yaml", "kubeadm-flags.env", "instance-config.yaml"];
const API: Record<Version, string> = { "1.37": "v1beta4", "1.20": "v1beta2" };
const PATCHES_FLAG: Record<Version, string> = {
  "1.37": "--patches=/patches",
  "1.20": "--experimental-patches=/patches",
};

/** What a program has left, by the files' names. */
export type Written = ReadonlyMap<string, string>;

/** Puts a configuration into the node: /join.yaml, and what it names. */
export async function arrange(
  node: Machine,
  cluster: Lab,
  { registration = {}, args = [], patches }: Configuration,
): Promise<void> {
  const root = await node.root();
  const old = cluster.version === "1.20";
  const socket = old && (Object.keys(registration).length > 0 || args.length > 0 || patches);
  const kubeletExtraArgs = old
    ? Object.fromEntries(args)
    : args.map(([name, value]) => ({ name, value }));
  await Deno.writeTextFile(
    `${root}/join.yaml`,
    stringify({
      apiVersion: `kubeadm.k8s.io/${API[cluster.version]}`,
      kind: "JoinConfiguration",
      discovery: {
        bootstrapToken: {
          token: cluster.token,
          apiServerEndpoint: cluster.endpoint,
          caCertHashes: [cluster.pin],
        },
      },
      nodeRegistration: {
        ...(socket ? { criSocket: "unix:///run/containerd/containerd.sock" } : {}),
        ...registration,
        ...(args.length === 0 ? {} : { kubeletExtraArgs }),
      },
      ...(patches !== undefined && !old ? { patches: { directory: "/patches" } } : {}),
    }),
  );
  await node.exec("rm", "-rf", "/patches");
  if (patches === undefined) return;
  await node.exec("mkdir", "-m", "0755", "/patches");
  for (const [name, text] of Object.entries(patches)) {
    await Deno.writeTextFile(`${root}/patches/${name}`, text);
  }
}

/** kubeadm's phase. 1.20's waits for the kubelet, which is masked: it is ended when the last file is there. */
export async function byKubeadm(node: Machine): Promise<Written> {
  const last = `${KUBELET}/kubeadm-flags.env`;
  return await write(
    node,
    `kubeadm join phase kubelet-start --config /join.yaml & pid=$!
     for _ in $(seq 200); do [ -s ${last} ] && break; kill -0 $pid || break; sleep 0.1; done
     sleep 0.3; kill $pid; wait $pid; [ -s ${last} ]`,
  );
}

export async function byKubeworker(
  node: Machine,
  { patches }: Configuration,
  version: Version,
): Promise<Written> {
  // No file of 1.20's has a word for patches.
  const flag = patches !== undefined && version === "1.20" ? PATCHES_FLAG[version] : "";
  return await write(
    node,
    `kubeworker join phase kubelet-dynamic-config --config /join.yaml -o json ${flag}`,
  );
}

async function write(node: Machine, command: string): Promise<Written> {
  const clean = `cd ${KUBELET} && rm -rf ${FILES.join(" ")} /var/lib/kubeworker
     cd /etc/kubernetes && rm -rf kubelet.conf bootstrap-kubelet.conf pki/ca.crt`;
  const { code, stdout, stderr } = await node.attempt("sh", "-c", `${clean}\n${command}`);
  if (code !== 0) throw new Error(`${command}: ${stdout}\n${stderr}`);
  const root = await node.root();
  const texts = await Promise.all(
    FILES.map(async (name): Promise<[string, string][]> => {
      const text = await Deno.readTextFile(`${root}${KUBELET}/${name}`).catch(() => undefined);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  return new Map(texts.flat());
}

/** One line for each difference: what it is about, ours, theirs. */
export function compare(ours: Written, theirs: Written): string[] {
  const lines: string[] = [];
  for (const name of FILES) {
    const [mine, other] = [ours.get(name), theirs.get(name)];
    if (mine === other) continue;
    if (name === "config.yaml" && mine !== undefined && other !== undefined) {
      compareValues("", parse(mine), parse(other), lines);
    } else lines.push(`${name}: ${argumentsOf(mine)} / ${argumentsOf(other)}`);
  }
  return lines.sort();
}

function argumentsOf(text = "absent"): string {
  return text.trim().replace(/^KUBELET_KUBEADM_ARGS="(.*)"$/, "$1");
}

function compareValues(path: string, mine: unknown, other: unknown, lines: string[]): void {
  const [a, b] = [mine, other].map((value) => JSON.stringify(value) ?? "absent");
  if (a === b) return;
  const both = [mine, other].every((value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
  );
  if (!both) return void lines.push(`config.yaml ${path}: ${a} / ${b}`);
  for (const key of new Set([...Object.keys(Object(mine)), ...Object.keys(Object(other))])) {
    compareValues(
      path === "" ? key : `${path}.${key}`,
      Object(mine)[key],
      Object(other)[key],
      lines,
    );
  }
}
