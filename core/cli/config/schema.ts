import { schemaOf } from "../../config/kubeadm/schema.ts";
import { NEWEST } from "../../config/kubeadm/versions.ts";
import type { Tool } from "../tool.ts";
import { readVersion } from "./print_default.ts";

/** How the one version of WorkerConfiguration may be named. */
const WORKER = ["kubeworker.dev/v1alpha1", "WorkerConfiguration"];

/** Prints the JSON Schema of a version of JoinConfiguration, or of WorkerConfiguration. @throws JoinError `usage` */
export async function schema(
  version: string | undefined,
  { terminal }: Pick<Tool, "terminal">,
): Promise<number> {
  const printed = version !== undefined && WORKER.includes(version)
    ? (await import("../../config/worker_configuration_schema.ts")).workerConfigurationSchema()
    : schemaOf(readVersion(version ?? NEWEST, "VERSION"));
  terminal.out(`${JSON.stringify(printed, undefined, 2)}\n`);
  return 0;
}
