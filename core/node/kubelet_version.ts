import { JoinError } from "../engine/errors.ts";
import type { Exec } from "../host/types.ts";

export interface KubeletVersion {
  readonly major: number;
  readonly minor: number;
  /** As the kubelet says it, with its `v`. */
  readonly text: string;
}

const FORM = /^\s*Kubernetes (v(\d+)\.(\d+)\.\d+[-0-9A-Za-z_.+]*)\s*$/;

/** Asks the kubelet on this machine. @throws JoinError `kubelet-version-unknown` */
export async function askKubeletVersion(exec: Exec, signal: AbortSignal): Promise<KubeletVersion> {
  if (!await exec.has("kubelet")) {
    throw new JoinError("kubelet-version-unknown", "There is no kubelet on this machine");
  }
  const { code, stdout, stderr } = await exec.run("kubelet", ["--version"], {
    timeoutMs: 15_000,
    signal,
  });
  const [, text, major, minor] = FORM.exec(stdout) ?? [];
  if (code !== 0 || text === undefined) {
    const said = (stdout + stderr).trim().split("\n")[0] ?? "";
    throw new JoinError(
      "kubelet-version-unknown",
      `\`kubelet --version\` does not say a version (exit code ${code}: "${said}")`,
    );
  }
  return { text, major: Number(major), minor: Number(minor) };
}

/** Whether a version is at least 1.`minor`. */
export function isAtLeast(version: KubeletVersion, minor: number): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= minor);
}
