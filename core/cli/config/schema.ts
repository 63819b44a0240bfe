import { schemaOf } from "../../config/kubeadm/schema.ts";
import { NEWEST } from "../../config/kubeadm/versions.ts";
import type { Tool } from "../tool.ts";
import { readVersion } from "./print_default.ts";

/** Prints the JSON Schema of a version of JoinConfiguration. @throws JoinError `usage` */
export function schema(
  version: string | undefined,
  { terminal }: Pick<Tool, "terminal">,
): Promise<number> {
  const printed = schemaOf(readVersion(version ?? NEWEST, "VERSION"));
  terminal.out(`${JSON.stringify(printed, undefined, 2)}\n`);
  return Promise.resolve(0);
}
