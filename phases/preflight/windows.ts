import type { Check } from "./check.ts";

/** What is the same on Windows; all others look at Linux's own files, programs or sockets. */
export const ON_WINDOWS: readonly string[] = [
  "Hostname",
  "Port-10250",
  "DirAvailable--etc-kubernetes-manifests",
  "FileAvailable--etc-kubernetes-kubelet.conf",
  "HTTPProxy",
  "KubeletVersion",
  "KubeletSkew",
  "Clock",
  "EndpointName",
  "EndpointAnswers",
  "ProxyTunnel",
];

/** The checks that mean something on Windows, in their order. */
export function checksOnWindows(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ name }) => ON_WINDOWS.includes(name));
}
