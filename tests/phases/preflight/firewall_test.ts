import assert from "node:assert/strict";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const RUNS = { "/sys/fs/cgroup/system.slice/firewalld.service/cgroup.procs": "" };
const ZONE = "/etc/firewalld/zones/public.xml";
const UFW = {
  "/etc/ufw/ufw.conf": "ENABLED=yes\nLOGLEVEL=low\n",
  "/etc/default/ufw": 'DEFAULT_INPUT_POLICY="DROP"\n',
};
const RULES = "/etc/ufw/user.rules";
const NFT = {
  "/etc/systemd/system/sysinit.target.wants/nftables.service": "",
};
const IPT = { "/etc/systemd/system/multi-user.target.wants/netfilter-persistent.service": "" };

function nft(policy: string, rules: string): Record<string, string> {
  return {
    ...NFT,
    "/etc/nftables.conf":
      `#!/usr/sbin/nft -f\ntable inet filter {\n  chain input {\n    type filter hook input priority 0; policy ${policy};\n${rules}  }\n}\n`,
  };
}

function ufw(...tuples: string[]): Record<string, string> {
  return { ...UFW, [RULES]: tuples.map((tuple) => `### tuple ### ${tuple}\n-A x\n`).join("") };
}

function iptables(...rules: string[]): Record<string, string> {
  return { ...IPT, "/etc/iptables/rules.v4": `*filter\n${rules.join("\n")}\nCOMMIT\n` };
}

Deno.test.each<{ what: string; files: Record<string, string> }>([
  { what: "none", files: {} },
  { what: "firewalld that does not run", files: { [ZONE]: "<zone/>" } },
  {
    what: "firewalld with the port",
    files: { ...RUNS, [ZONE]: '<zone><port port="10250" protocol="tcp"/></zone>' },
  },
  {
    what: "firewalld with a range",
    files: { ...RUNS, [ZONE]: '<zone><port protocol="tcp" port="10240-10260"/></zone>' },
  },
  {
    what: "firewalld with the kubelet's service",
    files: { ...RUNS, [ZONE]: '<zone><service name="kubelet"/></zone>' },
  },
  {
    what: "firewalld that trusts everybody",
    files: { ...RUNS, "/etc/firewalld/firewalld.conf": "DefaultZone=trusted\n" },
  },
  { what: "ufw that is off", files: { ...UFW, "/etc/ufw/ufw.conf": "ENABLED=no\n" } },
  {
    what: "ufw that lets in what is not refused",
    files: { ...UFW, "/etc/default/ufw": 'DEFAULT_INPUT_POLICY="ACCEPT"\n' },
  },
  { what: "ufw with the port", files: ufw("allow tcp 10250 0.0.0.0/0 any 0.0.0.0/0 in") },
  { what: "ufw with a list", files: ufw("allow tcp 22,10250:10255 0.0.0.0/0 any 0.0.0.0/0 in") },
  { what: "ufw with a limit", files: ufw("limit tcp 10250 0.0.0.0/0 any 0.0.0.0/0 in") },
  { what: "ufw with a network", files: ufw("allow any any 0.0.0.0/0 any 10.0.0.0/8 in") },
  { what: "nftables that accepts", files: nft("accept", "") },
  { what: "nftables that nobody starts", files: { "/etc/nftables.conf": "policy drop" } },
  { what: "nftables with the port", files: nft("drop", "tcp dport { 22, 10250 } accept\n") },
  { what: "nftables with a range", files: nft("drop", "tcp dport 10000-11000 accept\n") },
  { what: "nftables with other files", files: nft("drop", 'include "/etc/nftables.d/*"\n') },
  { what: "nftables with a set", files: nft("drop", "tcp dport @kube accept\n") },
  { what: "iptables that accepts", files: iptables(":INPUT ACCEPT [0:0]") },
  {
    what: "iptables with the port",
    files: iptables(
      ":INPUT DROP [0:0]",
      "-A INPUT -p tcp -m multiport --dports 22,10250 -j ACCEPT",
    ),
  },
  {
    what: "iptables with all of TCP",
    files: iptables(":INPUT DROP [0:0]", "-A INPUT -p tcp -j ACCEPT"),
  },
  {
    what: "iptables with chains of another program",
    files: iptables(":INPUT DROP [0:0]", "-A INPUT -m conntrack -j KUBE-FIREWALL"),
  },
  {
    what: "iptables with a network",
    files: iptables(":INPUT DROP [0:0]", "-A INPUT -s 10.0.0.0/8 -j ACCEPT"),
  },
])("Firewall finds nothing about $what", async ({ files }) => {
  assert.deepEqual(await find("Firewall", { files }), []);
});

Deno.test.each<{ name: string; what: string; files: Record<string, string> }>([
  { name: "firewalld", what: "without zones", files: RUNS },
  {
    name: "firewalld",
    what: "with other ports",
    files: {
      ...RUNS,
      [ZONE]: '<zone><service name="ssh"/><port port="1025" protocol="tcp"/></zone>',
    },
  },
  { name: "ufw", what: "without rules", files: UFW },
  { name: "ufw", what: "with other ports", files: ufw("allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in") },
  {
    name: "ufw",
    what: "that refuses the port",
    files: ufw("deny tcp 10250 0.0.0.0/0 any 0.0.0.0/0 in"),
  },
  {
    name: "nftables",
    what: "with a comment about the port",
    files: nft("drop", "tcp dport 22 accept # not 10250\n"),
  },
  {
    name: "iptables",
    what: "with loopback alone",
    files: iptables(
      ":INPUT DROP [0:0]",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -p icmp -j ACCEPT",
      "-A INPUT -p udp -j ACCEPT",
    ),
  },
  {
    name: "iptables",
    what: "that rejects the rest",
    files: iptables(
      ":INPUT ACCEPT [0:0]",
      "-A INPUT -p tcp --dport 22 -j ACCEPT",
      "-A INPUT -j REJECT --reject-with icmp-host-prohibited",
    ),
  },
])("Firewall finds $name $what", async ({ name, files }) => {
  const found = await findings("Firewall", { files });
  assert.equal(found.length, 1);
  assert.equal(found[0]?.level, "warning");
  assert.match(found[0]?.text ?? "", new RegExp(`^${name} is on and does not let port 10250 in`));
  assert.match(found[0]?.hint ?? "", /10250/);
});

Deno.test("NetworkManager must be told to leave pods alone, where it runs", async () => {
  const runs = { "/sys/fs/cgroup/systemd/system.slice/NetworkManager.service/cgroup.procs": "" };
  const told = "[keyfile]\nunmanaged-devices=interface-name:cali*\n";
  assert.deepEqual(await find("NetworkManager"), []);
  const [found] = await find("NetworkManager", { files: runs });
  assert.match(found ?? "", /^warning NetworkManager runs and is not told/);
  for (
    const path of [
      "/etc/NetworkManager/conf.d/calico.conf",
      "/usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf",
      "/etc/NetworkManager/NetworkManager.conf",
    ]
  ) {
    assert.deepEqual(await find("NetworkManager", { files: { ...runs, [path]: told } }), []);
  }
});
