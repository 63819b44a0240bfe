import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { readJoinOptions } from "../../../core/config/join_options.ts";
import type { EventBody } from "../../../core/engine/events.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import { proxyFor } from "../../../core/host/proxy.ts";
import { createNodeFacts } from "../../../core/node/facts.ts";
import { checkRegistration, nodeIpFor } from "../../../core/node/registration.ts";
import { failsWith } from "../kit/errors.ts";
import { fakeServices } from "../kit/joining.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SERVER = "https://192.168.56.10:6443";

/** Two networks; servers are reached from the second. */
const IP = `case "$*" in
"-o addr show")
echo "2: eth0    inet 10.0.2.15/24 scope global eth0"
echo "3: eth1    inet 192.168.56.11/24 scope global eth1"
echo "3: eth1    inet6 fd00::2/64 scope global";;
*) echo "$4 dev eth1 src 192.168.56.11";;
esac`;

interface Machine {
  flags?: JoinFlags;
  kubelet?: string;
  /** path → text */
  files?: Readonly<Record<string, string>>;
  /** What a name stands for; undefined: it is not known. */
  resolved?: string[];
  proxy?: string;
}

async function contextOf({ flags = {}, kubelet, files = {}, resolved, proxy }: Machine) {
  const root = await temporaryRoot();
  await root.script("/usr/sbin/ip", IP);
  if (kubelet !== undefined) await root.script("/usr/bin/kubelet", `echo Kubernetes ${kubelet}`);
  for (const [path, text] of Object.entries(files)) await root.put(path, text);
  const events: EventBody[] = [];
  const clock = createClock();
  const owned = await createHost({
    root: root.path,
    dryRun: false,
    emit: () => {},
    version: "0.0.1",
    clock,
    services: fakeServices(),
  });
  const local = {
    ...owned.local,
    proxyFor: (url: string) => proxyFor(url, (name) => name === "HTTPS_PROXY" ? proxy : undefined),
    resolve: () =>
      resolved === undefined
        ? Promise.reject(new Error("no such name"))
        : Promise.resolve(resolved),
  };
  const { signal } = new AbortController();
  const options = readJoinOptions(flags, "n1");
  const host = { ...owned, local };
  return {
    ...{ host, clock, options, plugin: undefined, alone: true, background: () => {}, signal },
    facts: createNodeFacts(host, options, signal),
    emit: (event: EventBody) => void events.push(event),
    events,
    async [Symbol.asyncDispose]() {
      owned[Symbol.dispose]();
      await root[Symbol.asyncDispose]();
    },
  };
}

Deno.test("nodeIpFor() takes the address that the server is reached from, and says so", async () => {
  await using context = await contextOf({});
  assert.deepEqual(await nodeIpFor(SERVER, context), ["192.168.56.11"]);
  const [event, ...more] = context.events;
  assert.equal(more.length, 0);
  assert.ok(event?.kind === "note");
  assert.equal(
    event.text,
    "The node's IP is 192.168.56.11, from which 192.168.56.10 is reached; this machine also has 10.0.2.15",
  );
});

Deno.test("nodeIpFor() asks by what address a server's name stands for", async () => {
  await using context = await contextOf({ resolved: ["192.168.56.10"] });
  assert.deepEqual(await nodeIpFor("https://api.example.org:6443", context), ["192.168.56.11"]);
});

Deno.test("nodeIpFor() takes what the operator asks for, and says nothing", async () => {
  await using context = await contextOf({ flags: { nodeIp: "10.0.2.15,fd00::2" } });
  assert.deepEqual(await nodeIpFor(SERVER, context), ["10.0.2.15", "fd00::2"]);
  assert.deepEqual(context.events, []);
});

Deno.test("nodeIpFor() does not keep what an earlier join chose", async () => {
  const files = {
    "/var/lib/kubelet/kubeadm-flags.env": 'KUBELET_KUBEADM_ARGS="--node-ip=1.2.3.4"',
  };
  await using context = await contextOf({ files });
  assert.deepEqual(await nodeIpFor(SERVER, context), ["192.168.56.11"]);
});

Deno.test.each<{ what: string; server?: string; machine: Machine }>([
  {
    what: "the kubelet's argument says it",
    machine: { flags: { kubeletExtraArg: ["node_ip=10.0.2.15"] } },
  },
  {
    what: "the kubelet has a setting",
    machine: { files: { "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--node-ip=10.0.2.15" } },
  },
  { what: "a proxy is on the way", machine: { proxy: "http://10.0.2.2:3128" } },
  { what: "the family has one address", server: "https://[fd00::1]:6443", machine: {} },
  { what: "a name has no address", server: "https://api.example.org:6443", machine: {} },
])("nodeIpFor() leaves it to the kubelet where $what", async ({ server = SERVER, machine }) => {
  await using context = await contextOf(machine);
  assert.equal(await nodeIpFor(server, context), undefined);
  assert.deepEqual(context.events, []);
});

Deno.test("checkRegistration() refuses what this machine and its kubelet do not have", async () => {
  const kubeletExtraArg = ["network-plugin=cni"];
  await using gone = await contextOf({ kubelet: "v1.24.0", flags: { kubeletExtraArg } });
  await failsWith("kubelet-argument-removed", () => checkRegistration(gone.options, gone));
  await using foreign = await contextOf({ flags: { nodeIp: "192.168.56.12" } });
  await failsWith("node-ip-foreign", () => checkRegistration(foreign.options, foreign));
  const flags = { nodeIp: "10.0.2.15,fd00::2" };
  await using old = await contextOf({ kubelet: "v1.20.2", flags });
  await failsWith("node-ip-malformed", () => checkRegistration(old.options, old));
});

Deno.test("checkRegistration() lets pass what they have, and says nothing without a kubelet", async () => {
  const flags = { nodeIp: "10.0.2.15,fd00::2", kubeletExtraArg: ["network-plugin=cni"] };
  await using before = await contextOf({ kubelet: "v1.23.0", flags });
  await checkRegistration(before.options, before);
  await using none = await contextOf({ flags });
  await checkRegistration(none.options, none);
});
