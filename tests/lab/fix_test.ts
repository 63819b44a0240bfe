/** What `preflight --fix` mends on real nodes, and that `reset` takes it back. See lab.ts for how to run this. */
import assert from "node:assert/strict";
import type { JoinEvent } from "../../core/engine/events.ts";
import { labTest, up, VERSIONS } from "./lab.ts";
import type { Machine } from "./support/machine.ts";
import { differencesOf, stateOf } from "./support/machine_state.ts";
import { install } from "./support/program.ts";

interface Mending {
  /** The check, and the fix of its name. */
  fix: string;
  spoil: string;
  /** Succeeds once it is mended. */
  mended: string;
}

const MENDINGS: readonly Mending[] = [
  {
    fix: "FileContent--proc-sys-net-ipv4-ip_forward",
    spoil: "sysctl -qw net.ipv4.ip_forward=0",
    mended: "test $(cat /proc/sys/net/ipv4/ip_forward) = 1 && " +
      "grep -q '^net.ipv4.ip_forward = 1$' /etc/sysctl.d/90-kubeworker.conf",
  },
  {
    fix: "Service-kubelet",
    spoil: "systemctl -q disable kubelet",
    mended: "systemctl -q is-enabled kubelet",
  },
  {
    fix: "KubeletDropIn",
    spoil: "for f in $(find / -xdev -name 10-kubeadm.conf); do mv $f /root/; done; " +
      "systemctl daemon-reload",
    mended: "systemctl cat kubelet | grep -q KUBELET_KUBEADM_ARGS",
  },
  {
    fix: "CRI",
    spoil: "systemctl stop containerd",
    mended: "systemctl -q is-active containerd",
  },
];

async function preflight(node: Machine, ...flags: string[]): Promise<JoinEvent[]> {
  const { stdout, stderr } = await node.attempt("kubeworker", "preflight", "-o", "json", ...flags);
  assert.notEqual(stdout, "", stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

/** What a check came to, the last time it ran. */
function outcomeOf(events: readonly JoinEvent[], name: string): string | undefined {
  const last = events.findLast((event) =>
    event.kind === "check" && event.check.toLowerCase() === name.toLowerCase()
  );
  return last?.kind === "check" ? last.outcome : undefined;
}

async function shell(node: Machine, command: string): Promise<number> {
  return (await node.attempt("sh", "-c", command)).code;
}

for (const version of VERSIONS) {
  labTest(`preflight --fix mends a node of ${version}, and reset takes it back`, async (t) => {
    await using cluster = await up(version);
    for (const { fix, spoil, mended } of MENDINGS) {
      await t.step(fix, async () => {
        await using node = await cluster.node("n1");
        await install(node);
        assert.equal(await shell(node, spoil), 0);
        const before = await stateOf(node);
        const found = await preflight(node);
        assert.match(outcomeOf(found, fix) ?? "nothing", /error|warning/);
        assert.notEqual(await shell(node, mended), 0);

        await preflight(node, "--fix", fix, "--dry-run");
        assert.deepEqual(differencesOf(before, await stateOf(node)), []);
        assert.notEqual(await shell(node, mended), 0, "the dry run mended it");

        const after = await preflight(node, "--fix", fix);
        assert.equal(outcomeOf(after, fix), "ok");
        assert.equal(await shell(node, mended), 0);

        assert.equal(await shell(node, "kubeworker reset"), 0);
        assert.deepEqual(differencesOf(before, await stateOf(node)), []);
        // A runtime that was started goes on: pods may be running in it by now.
        if (fix !== "CRI") assert.notEqual(await shell(node, mended), 0, "not taken back");
      });
    }

    await t.step("all at once, within a join", async () => {
      await using node = await cluster.node("n2");
      await install(node);
      for (const { spoil } of MENDINGS) assert.equal(await shell(node, spoil), 0);
      const { code, stdout, stderr } = await node.attempt(
        ...["kubeworker", "join", ...cluster.joinArgs, "--fix", "all", "--wait=ready"],
      );
      assert.equal(code, 0, `${stdout}\n${stderr}`);
    });
  });
}
