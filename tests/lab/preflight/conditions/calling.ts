import type { Condition } from "../condition.ts";

const PROXY = "http://user:secret@10.77.0.99:3128";
const LONG = "a".repeat(64);

/** Who calls, how, and what the machine is called. */
export const CALLING_CONDITIONS: readonly Condition[] = [
  { name: "not root", under: "setpriv --reuid=65534 --regid=65534 --clear-groups" },
  {
    name: "not root, and the file of an earlier join is there",
    under: "setpriv --reuid=65534 --regid=65534 --clear-groups",
    ends: true,
  },
  { name: "the machine's name resolves", before: "put /etc/hosts '127.0.0.1 localhost n1\\n'" },
  { name: "a name of 64 characters", args: ["--node-name", LONG] },
  { name: "a name that no node may have", args: ["--node-name", "a_b"] },
  { name: "a proxy in the environment", env: { HTTPS_PROXY: PROXY }, ends: true },
  {
    name: "a proxy, and the endpoint among the exceptions",
    env: { HTTPS_PROXY: PROXY, NO_PROXY: "10.77.0.0/16" },
  },
  {
    name: "a proxy of an unusable kind",
    env: { HTTPS_PROXY: "socks5://10.77.0.99:1080" },
    ends: true,
  },
  ...[
    "FILEAVAILABLE--etc-kubernetes-kubelet.conf,systemverification",
    "all",
    "SystemVerification,Nonsense",
    "all,Swap",
  ].map((names): Condition => ({
    name: `ignoring ${names}`,
    args: [`--ignore-preflight-errors=${names}`],
    before: names === "all" ? "touch /etc/kubernetes/pki/ca.crt" : "",
    system: true,
    ends: true,
  })),
];
