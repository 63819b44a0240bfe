import type { ResetContext } from "./context.ts";

/** What nobody but the operator can tell to be left over, and how to remove it. */
const UNTOUCHED = [
  ["CNI configuration in /etc/cni/net.d", "`rm -r /etc/cni/net.d/*`, if no other cluster needs it"],
  [
    "rules of iptables, nftables and IPVS",
    "a reboot clears them; or `iptables -F`, `ipvsadm --clear`, which take all other rules along",
  ],
  ["images of the container runtime", "`crictl rmi --prune`"],
] as const;

/** @param follows whether the kubelet followed a ConfigMap that its Node names */
export function sayUntouched(
  nodeName: string | undefined,
  follows: boolean,
  { emit, options }: Pick<ResetContext, "emit" | "options">,
): void {
  const node = nodeName === undefined || options.administrator !== undefined ? [] : [
    [
      `the Node "${nodeName}" in the cluster${
        follows ? ", and its configSource, which goes with it" : ""
      }`,
      `\`kubectl delete node ${nodeName}\``,
    ] as const,
  ];
  for (const [what, hint] of [...node, ...UNTOUCHED]) {
    emit({ kind: "note", level: "info", text: `Not touched: ${what}`, hint });
  }
}
