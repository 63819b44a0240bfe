import { defaultsOf } from "../../config/kubeadm/defaults.ts";
import { NEWEST, parseVersion, VERSIONS } from "../../config/kubeadm/versions.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Tool } from "../tool.ts";

const KIND = "JoinConfiguration";

export interface PrintDefaultOptions {
  readonly apiObjects?: readonly string[] | undefined;
  readonly apiVersion?: string | undefined;
}

/** Prints the defaults of a JoinConfiguration. @throws JoinError `usage` */
export function printDefault(
  { apiObjects = [KIND], apiVersion = NEWEST }: PrintDefaultOptions,
  { terminal }: Pick<Tool, "terminal">,
): Promise<number> {
  const other = apiObjects.find((kind) => kind !== KIND);
  if (other !== undefined) {
    throw new JoinError("usage", `Cannot use "${other}" for --api-objects`, {
      hint: `a worker has one: ${KIND}`,
    });
  }
  terminal.out(defaultsOf(readVersion(apiVersion, "--api-version")));
  return Promise.resolve(0);
}

/** A version as `v1beta4` or with its group. @throws JoinError `usage` */
export function readVersion(text: string, where: string): typeof VERSIONS[number] {
  const version = parseVersion(text);
  if (version !== undefined) return version;
  throw new JoinError("usage", `Cannot use "${text}" for ${where}`, {
    hint: `there are: ${VERSIONS.join(", ")}`,
  });
}
