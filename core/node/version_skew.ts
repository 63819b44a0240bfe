import type { KubeletVersion } from "./kubelet_version.ts";

/** What is wrong between two versions, and the rule that says so. */
export interface SkewProblem {
  readonly text: string;
  readonly hint: string;
}

/** The name under which it is reported, and can be ignored. */
export const SKEW_CHECK = "KubeletSkew";

/** Servers from here on take kubelets that are three releases older (and so 1.25 or newer). */
const THREE_SINCE = 28;

/**
 * Holds a kubelet against the API server: it may be as new as the server, and up to three minor releases older
 * (two, before servers of 1.28), never newer.
 *
 * @returns undefined if the two go together
 * @see https://kubernetes.io/releases/version-skew-policy/#kubelet
 */
export function findSkew(
  kubelet: KubeletVersion,
  server: { readonly major: number; readonly minor: number; readonly text: string },
): SkewProblem | undefined {
  const behind = server.minor - kubelet.minor;
  const allowed = server.minor >= THREE_SINCE ? 3 : 2;
  if (kubelet.major === server.major && behind >= 0 && behind <= allowed) return undefined;
  const newer = kubelet.major > server.major || (kubelet.major === server.major && behind < 0);
  const oldest = `${server.major}.${Math.max(0, server.minor - allowed)}`;
  const rule = newer
    ? "a kubelet must not be newer than the API server: it may use what that does not have"
    : `that server takes kubelets of ${oldest} and newer`;
  return {
    text: `The kubelet is ${kubelet.text}, the API server ${server.text}: ${rule}`,
    hint: `install a kubelet of ${server.major}.${server.minor}${
      newer ? ", or upgrade the control plane first" : ""
    }`,
  };
}
