/** The API group of kubeadm's configuration files. */
export const GROUP = "kubeadm.k8s.io";

/** Every version of JoinConfiguration that is read, the oldest first. */
export const VERSIONS = ["v1alpha3", "v1beta1", "v1beta2", "v1beta3", "v1beta4"] as const;

export type Version = typeof VERSIONS[number];

/** The one that print-default and migrate write. */
export const NEWEST: Version = "v1beta4";

/** Versions that are not read, and why. */
const UNREAD: Readonly<Record<string, string>> = {
  v1alpha1: "too old: kubeadm 1.11 migrates it",
  v1alpha2: "too old: kubeadm 1.12 migrates it",
  v1: "experimental in kubeadm: write v1beta4",
};

/** `v1beta4` of `v1beta4` or of `kubeadm.k8s.io/v1beta4`. */
export function parseVersion(text: string): Version | undefined {
  const name = text.startsWith(`${GROUP}/`) ? text.slice(GROUP.length + 1) : text;
  return VERSIONS.find((version) => version === name);
}

/** Why a version of kubeadm's group is not read. */
export function whyUnread(version: string): string {
  return `"${version}" is ${
    UNREAD[version] ?? `no version of JoinConfiguration: there are ${VERSIONS.join(", ")}`
  }`;
}

export function isOlder(a: Version, b: Version): boolean {
  return VERSIONS.indexOf(a) < VERSIONS.indexOf(b);
}
