import type { Beyond } from "./beyond.ts";

const NAMED = "cp.lab.test:6443";
const LOCAL = "127.0.0.1:16443";

/** A TLS server whose answers a shell command makes, with a certificate of its own. */
function server(port: number, command: string): string {
  return `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=lying \\
  -keyout /tmp/lying.pem -out /tmp/lying.crt 2> /dev/null && cat /tmp/lying.crt >> /tmp/lying.pem
cat > /tmp/answer <<'END'
${command}
END
socat OPENSSL-LISTEN:${port},cert=/tmp/lying.pem,verify=0,reuseaddr,fork SYSTEM:'sh /tmp/answer' \\
  2> /dev/null & server=$!
sleep 0.3`;
}

/** The real API server's answer, with something done to it on the way. */
const RELAYED = "read line; curl -sik --http1.1 https://10.77.0.10:6443/version";
const KILL = "kill $server; sleep 0.1";

/** A proxy that does a shell command after the head of a request. */
function proxy(command: string): string {
  return `cat > /tmp/proxy <<'END'
while read -r line; do [ "$line" = "$(printf '\\r')" ] && break; done
${command}
END
socat TCP-LISTEN:13128,bind=127.0.0.1,reuseaddr,fork SYSTEM:'sh /tmp/proxy' 2> /dev/null & proxy=$!
sleep 0.2`;
}

const BY_PROXY = { HTTPS_PROXY: "http://user:secret@127.0.0.1:13128" };

function wanted(service: string): string {
  return `/etc/systemd/system/multi-user.target.wants/${service}.service`;
}

/** The way to the API servers, and what stands in it. */
export const NETWORK: readonly Beyond[] = [
  { name: "a name that nobody knows", endpoint: NAMED, found: { EndpointName: "error" } },
  {
    name: "a name that leads to this machine",
    endpoint: NAMED,
    before: "put /etc/hosts '127.0.0.1 localhost cp.lab.test\\n10.77.0.11 n1\\n'",
    found: { EndpointName: "warning", EndpointAnswers: "error" },
  },
  {
    name: "a name with an address that is dead",
    endpoint: NAMED,
    before: `put /etc/hosts '10.77.0.10 cp.lab.test\\n10.77.0.99 cp.lab.test\\n10.77.0.11 n1\\n'`,
    found: { EndpointName: "warning" },
  },
  {
    name: "no route to the server",
    endpoint: "10.99.0.1:6443",
    before: "ip route show default > /tmp/default; ip route del default 2> /dev/null || true",
    after: "[ ! -s /tmp/default ] || ip route add $(cat /tmp/default)",
    found: { EndpointRoute: "warning", EndpointAnswers: "error" },
  },
  {
    name: "a route through a device that is down",
    endpoint: "10.98.0.2:6443",
    before: `ip link add va type veth peer name vb; ip addr add 10.98.0.1/24 dev va
ip link set va up`,
    after: "ip link del va",
    found: { EndpointRoute: "warning", EndpointAnswers: "error" },
  },
  {
    name: "nothing listens at the server's port",
    endpoint: "10.77.0.10:7",
    found: { EndpointAnswers: "error" },
  },
  {
    name: "no API server behind the port",
    endpoint: LOCAL,
    before: server(
      16443,
      "read line; printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi'",
    ),
    after: KILL,
    found: { EndpointAnswers: "error" },
  },
  {
    name: "a server that takes its time",
    endpoint: LOCAL,
    before: server(16443, `sleep 2.3; ${RELAYED}`),
    after: KILL,
    found: { EndpointAnswers: "warning" },
  },
  {
    name: "a server whose clock is an hour behind",
    endpoint: LOCAL,
    before: server(
      16443,
      `late=$(LC_ALL=C date -u -d '-1 hour' '+%a, %d %b %Y %H:%M:%S GMT')
${RELAYED} | sed "s/^[Dd]ate: .*/Date: $late\\r/"`,
    ),
    after: KILL,
    found: { Clock: "warning" },
  },
  {
    name: "large packets get lost on the way",
    before: `nft 'add table ip lost; add chain ip lost out { type filter hook output priority 0; };
add rule ip lost out ip daddr 10.77.0.10 meta length > 1450 drop'`,
    after: "nft delete table ip lost",
    found: { PathMTU: "warning" },
    // With newer servers, the first packet of TLS is a large one.
    besides: { "1.37": { EndpointAnswers: "error" } },
  },
  {
    name: "a narrow link, to which TCP adapts",
    before: "ip link set eth0 mtu 1280",
    after: "ip link set eth0 mtu 1500",
    found: {},
  },
  {
    name: "a proxy that refuses",
    env: BY_PROXY,
    before: proxy("printf 'HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n\\r\\n'"),
    after: "kill $proxy",
    found: { HTTPProxy: "warning", ProxyTunnel: "warning" },
  },
  {
    name: "a proxy that reads what it passes on",
    env: BY_PROXY,
    before: `${server(16443, RELAYED)}
${proxy("printf 'HTTP/1.1 200 OK\\r\\n\\r\\n'; exec socat - TCP:127.0.0.1:16443")}`,
    after: `kill $proxy; ${KILL}`,
    found: { HTTPProxy: "warning", ProxyTunnel: "warning" },
  },
  {
    name: "nftables keeps the kubelet's port closed",
    before:
      `printf 'table inet filter { chain input { type filter hook input priority 0; policy drop; tcp dport 22 accept } }' \\
  > /etc/nftables.conf; ln -s /nowhere ${wanted("nftables")}; touch /tmp/unit; rm ${
        wanted("nftables")
      }; touch ${wanted("nftables")}`,
    after: `rm -f /etc/nftables.conf ${wanted("nftables")}`,
    found: { Firewall: "warning" },
  },
  {
    name: "iptables keeps the kubelet's port closed",
    before:
      `mkdir -p /etc/iptables; printf '*filter\\n:INPUT DROP [0:0]\\n-A INPUT -p tcp --dport 22 -j ACCEPT\\nCOMMIT\\n' > /etc/iptables/rules.v4
touch ${wanted("netfilter-persistent")}`,
    after: `rm -rf /etc/iptables ${wanted("netfilter-persistent")}`,
    found: { Firewall: "warning" },
  },
  {
    name: "firewalld keeps the kubelet's port closed",
    before: "systemd-run -q --unit=firewalld sleep 60",
    after: "systemctl stop firewalld",
    found: { Firewall: "warning" },
  },
  {
    name: "NetworkManager minds the devices of pods",
    before: "systemd-run -q --unit=NetworkManager sleep 60",
    after: "systemctl stop NetworkManager",
    found: { NetworkManager: "warning" },
  },
  {
    name: "resolv.conf asks this machine itself",
    before: "put /etc/resolv.conf 'nameserver 127.0.0.53\\n'",
    found: { ResolvConf: "warning" },
  },
  {
    name: "resolv.conf is a link to nowhere",
    before: "umount /etc/resolv.conf; mv /etc/resolv.conf /root/; ln -s /run/none /etc/resolv.conf",
    after: "rm /etc/resolv.conf; mv /root/resolv.conf /etc/",
    found: { ResolvConf: "warning" },
  },
  {
    name: "more name servers than pods get",
    before:
      `put /etc/resolv.conf 'nameserver 10.77.0.1\\nnameserver 10.77.0.2\\nnameserver 10.77.0.3\\nnameserver 10.77.0.4\\n'`,
    found: { ResolvConfLimits: "warning" },
  },
];
