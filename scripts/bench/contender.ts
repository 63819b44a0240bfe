import type { Lab } from "../../tests/lab/lab.ts";
import type { Machine } from "../../tests/lab/support/machine.ts";
import { kubeadmJoin } from "../../tests/lab/support/oracle.ts";
import { install, type Kind, PROGRAM_PATH, programFile } from "../../tests/lab/support/program.ts";

/** A joiner that is measured. */
export interface Contender {
  readonly name: string;
  /** Where its file lies in a node. */
  readonly path: string;
  /** How its requests to the API server begin their user agent. */
  readonly agent: string;
  prepare(node: Machine): Promise<void>;
  command(cluster: Lab): string[];
  readonly versionCommand: readonly string[];
}

function kubeworker(kind: Kind): Contender {
  return {
    name: `kubeworker, ${kind}`,
    path: PROGRAM_PATH,
    agent: "kubeworker/",
    prepare: (node) => install(node, kind),
    command: (cluster) => ["kubeworker", "join", ...cluster.joinArgs, "-o", "json"],
    versionCommand: ["kubeworker", "--version"],
  };
}

export const KUBEADM: Contender = {
  name: "kubeadm",
  path: "/usr/bin/kubeadm",
  agent: "kubeadm/",
  prepare: () => Promise.resolve(),
  command: kubeadmJoin,
  versionCommand: ["kubeadm", "version"],
};

/** All that can be measured here, kubeadm last. */
export function contenders(): Contender[] {
  const kinds = (["compiled", "self-extracting"] as const).filter((kind) =>
    programFile(kind) !== undefined
  );
  return [...kinds.map(kubeworker), KUBEADM];
}
