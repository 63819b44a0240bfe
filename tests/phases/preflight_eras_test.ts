import assert from "node:assert/strict";
import { eraOf, KUBEADM_ERAS, type KubeadmCheckName } from "../../phases/preflight/kubeadm_eras.ts";
import { checks } from "../../phases/preflight/manifest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NAMES = Object.keys(KUBEADM_ERAS) as KubeadmCheckName[];
const MINORS = Array.from({ length: 26 }, (_, index) => index + 12);

/** As in `E12-22 W23-`; a dot for each release without the check is left out. */
function life(name: KubeadmCheckName): string {
  const spans: { mark: string; from: number; to: number }[] = [];
  for (const minor of MINORS) {
    const era = eraOf(name, minor);
    if (era === undefined) continue;
    const mark = `${era.level === "error" ? "E" : "W"}${era.family?.slice(-1) ?? ""}`;
    const last = spans.at(-1);
    if (last?.mark === mark && last.to === minor - 1) last.to = minor;
    else spans.push({ mark, from: minor, to: minor });
  }
  return spans.map(({ mark, from, to }) => `${mark}:${from}-${to === 37 ? "" : to}`).join(" ");
}

Deno.test.each<{ name: KubeadmCheckName; is: string }>([
  { name: "IsPrivilegedUser", is: "E:12-" },
  { name: "DirAvailable--etc-kubernetes-manifests", is: "E:12-22" },
  { name: "RequiredIPVSKernelModulesAvailable", is: "W:12-13" },
  { name: "ContainerRuntimeVersion", is: "W:35-" },
  { name: "FileContent--proc-sys-net-bridge-bridge-nf-call-iptables", is: "E:12-26 E4:27-29" },
  { name: "FileContent--proc-sys-net-bridge-bridge-nf-call-ip6tables", is: "E6:12-29" },
  { name: "FileContent--proc-sys-net-ipv4-ip_forward", is: "E:12-26 E4:27-" },
  { name: "FileContent--proc-sys-net-ipv6-conf-default-forwarding", is: "E6:12-" },
  { name: "Swap", is: "E:12-22 W:23-" },
  { name: "FileExisting-crictl", is: "E:12-31" },
  { name: "FileExisting-conntrack", is: "E:18-31" },
  { name: "FileExisting-mount", is: "E:12-" },
  { name: "FileExisting-nsenter", is: "E:12-32" },
  { name: "FileExisting-losetup", is: "E:33-" },
  { name: "FileExisting-socat", is: "W:12-31" },
  { name: "FileExisting-tc", is: "W:12-32" },
])("kubeadm has $name at $is", ({ name, is }) => assert.equal(life(name), is));

Deno.test("every check of kubeadm's is in the manifest", () => {
  const ours = new Set(checks.map(({ name }) => name));
  assert.deepEqual(NAMES.filter((name) => !ours.has(name)), []);
});

Deno.test("a kubelet older than 1.12, and one from the future, have rules, too", () => {
  assert.equal(eraOf("Swap", 11)?.level, "error");
  assert.equal(eraOf("Swap", Infinity)?.level, "warning");
});
