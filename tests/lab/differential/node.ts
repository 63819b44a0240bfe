import type { Lab, Version } from "../lab.ts";
import type { Done } from "../support/command.ts";
import { publishedFile, putText } from "../support/discovery_files.ts";
import type { Machine } from "../support/machine.ts";
import type { CommandLine } from "./command_lines.ts";

/** Where the files are that command lines name. */
const FILES = "/root/differential";
/** What was read in this time was accepted: beyond it lie servers that do not answer. */
const PATIENCE = ["timeout", "5"];

/** The version of JoinConfiguration that a kubeadm writes. */
const NATIVE = { "1.37": "v1beta4", "1.20": "v1beta2" } as const;

/** Makes the files that command lines name. */
export async function prepare(node: Machine, cluster: Lab): Promise<void> {
  const { version, endpoint, token, pin } = cluster;
  const good = `apiVersion: kubeadm.k8s.io/${NATIVE[version]}
kind: JoinConfiguration
discovery:
  bootstrapToken: { token: ${token}, apiServerEndpoint: "${endpoint}", caCertHashes: ["${pin}"] }
`;
  await node.exec("mkdir", "-p", `${FILES}/patches`);
  const files = {
    "cluster.conf": await publishedFile(cluster),
    "good.yaml": good,
    "typo.yaml": `${good}typo: 1\n`,
    "ignores.yaml": `${good}nodeRegistration: { ignorePreflightErrors: [Swap] }\n`,
  };
  for (const [name, text] of Object.entries(files)) await putText(node, `${FILES}/${name}`, text);
}

/** Gives a line to both programs. Of the old kubeadm it is a phase that changes nothing: it has no dry run. */
export async function runLine(
  { words }: CommandLine,
  { node, cluster }: { node: Machine; cluster: Lab },
): Promise<{ ours: Done; theirs: Done }> {
  const args = words === "" ? [] : words.split(" ").map((word) => meaning(word, cluster));
  const kubeadm = cluster.version === "1.37"
    ? ["join", "--dry-run"]
    : ["join", "phase", "preflight"];
  return {
    theirs: await node.attempt(...PATIENCE, "kubeadm", ...kubeadm, ...args),
    ours: await node.attempt(
      ...[...PATIENCE, "kubeworker", "join", "-o", "json", "--dry-run"],
      ...["--timeout", "discovery=1s", ...args],
    ),
  };
}

function meaning(word: string, { endpoint, token, pin }: Lab): string {
  return word.replaceAll("_", " ").replaceAll("%", "_").replaceAll("NOTHING", "")
    .replaceAll("SERVER", endpoint).replaceAll("TOKEN", token).replaceAll("PIN", pin)
    .replaceAll("FILES", FILES);
}

/** Has both programs look at a file. */
export async function runFile(
  text: string,
  { node, cluster: { version } }: { node: Machine; cluster: Lab },
): Promise<{ ours: Done; theirs: Done }> {
  const path = `${FILES}/file.yaml`;
  await putText(node, path, text);
  const look = version === "1.37" ? ["validate", "--config"] : ["migrate", "--old-config"];
  return {
    theirs: await node.attempt(...PATIENCE, "kubeadm", "config", ...look, path),
    ours: await node.attempt(...PATIENCE, "kubeworker", "config", "validate", path, "-o", "json"),
  };
}

/** A file of the corpus for a version of kubeadm; undefined where it could not read its version at all. */
export function fileFor(text: string, version: Version): string | undefined {
  const api = /kubeadm\.k8s\.io\/(v\d\w*)/.exec(text)?.[1];
  if (version === "1.37") return /^v1(alpha3|beta[123])$/.test(api ?? "") ? undefined : text;
  if (api === "v1alpha3") return undefined;
  return text.replaceAll(/kubeadm\.k8s\.io\/v1beta[34]/g, `kubeadm.k8s.io/${NATIVE[version]}`);
}
