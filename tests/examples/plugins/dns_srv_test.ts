import assert from "node:assert/strict";
import { freePort } from "../../support/free_port.ts";
import { DNSMASQ, startDns } from "../../support/servers/dns.ts";
import { testWith } from "../../support/servers/program.ts";
import { discoverListed } from "./listed.ts";
import { propose, refuse, run } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NEEDED = { dnsmasq: DNSMASQ };

function srv(target: string, port = 6443, priority = 0, weight = 1): string {
  return `--srv-host=_kubernetes._tcp.example.org,${target},${port},${priority},${weight}`;
}

function asking(port: number, more: object = {}) {
  const section = { domain: "example.org", nameServer: { address: "127.0.0.1", port }, ...more };
  return { section, granted: { net: [`127.0.0.1:${port}`] } };
}

testWith(
  NEEDED,
  "dns-srv proposes the targets, low priorities first, whatever they weigh",
  async () => {
    await using dns = await startDns(
      srv("far.example.org", 6444, 20, 60_000),
      srv("near.example.org", 6443, 10, 0),
    );
    const { section, granted } = asking(dns.port);
    assert.deepEqual(await propose("dns-srv", section, granted), {
      servers: ["near.example.org:6443", "far.example.org:6444"],
    });
  },
);

testWith(NEEDED, "dns-srv brings servers to a join, and no evidence", async () => {
  await using dns = await startDns(srv("cp1.example.org"));
  const { section, granted } = asking(dns.port);
  const { proposal, facts } = await discoverListed("dns-srv", section, granted);
  assert.deepEqual(proposal, {
    servers: ["cp1.example.org:6443"],
    evidence: { kind: "none" },
  });
  assert.equal(facts.version, "1.0.0");
  assert.deepEqual(facts.permissions, [`net=127.0.0.1:${dns.port}`]);
});

testWith(NEEDED, "dns-srv prefers targets of the same priority by their weights", async () => {
  await using dns = await startDns(
    srv("light.example.org", 6443, 10, 1),
    srv("heavy.example.org", 6443, 10, 60_000),
    srv("never.example.org", 6443, 10, 0),
  );
  const { section, granted } = asking(dns.port);
  // It comes out otherwise once in 60,000 runs.
  const { servers } = await propose("dns-srv", section, granted) as { servers: string[] };
  assert.equal(servers[0], "heavy.example.org:6443");
  assert.equal(servers.length, 3);
});

testWith(
  NEEDED,
  "dns-srv brings more targets than one UDP packet holds, but 16 at most",
  async () => {
    const labels = Array.from({ length: 18 }, (_, index) => `server-${index}-${"x".repeat(50)}`);
    await using dns = await startDns(...labels.map((label) => srv(`${label}.example.org`)));
    const { section, granted } = asking(dns.port);
    const { servers } = await propose("dns-srv", section, granted) as { servers: string[] };
    assert.equal(servers.length, 16);
  },
);

testWith(NEEDED, "dns-srv proposes addresses of both families when asked to", async () => {
  await using dns = await startDns(
    srv("both.example.org"),
    "--host-record=both.example.org,192.0.2.1,2001:db8::1",
  );
  const { section, granted } = asking(dns.port, { addresses: true });
  assert.deepEqual(await propose("dns-srv", section, granted), {
    servers: ["[2001:db8::1]:6443", "192.0.2.1:6443"],
  });
});

testWith(NEEDED, "dns-srv says that none of the targets has an address", async () => {
  await using dns = await startDns(srv("nowhere.example.org"));
  const { section, granted } = asking(dns.port, { addresses: true });
  const { hint } = await refuse("no-address", "dns-srv", section, granted);
  assert.match(hint, /"nowhere\.example\.org"/);
});

testWith(NEEDED, "dns-srv says that there are no records", async () => {
  await using dns = await startDns();
  const { section, granted } = asking(dns.port);
  const { message, hint } = await refuse("no-records", "dns-srv", section, granted);
  assert.match(message, /"_kubernetes\._tcp\.example\.org" at 127\.0\.0\.1/);
  assert.match(hint, /dig SRV/);
});

testWith(NEEDED, "dns-srv says that the records rule the service out", async () => {
  await using dns = await startDns("--srv-host=_kubernetes._tcp.example.org");
  const { section, granted } = asking(dns.port);
  await refuse("no-service", "dns-srv", section, granted);
});

testWith(NEEDED, "dns-srv takes a refusal of the name server as no records", async () => {
  await using dns = await startDns();
  const { section, granted } = asking(dns.port, { domain: "example.net" });
  await refuse("no-records", "dns-srv", section, granted);
});

Deno.test("dns-srv says within its time that nobody answers", async () => {
  const { section, granted } = asking(freePort());
  const began = performance.now();
  const { message } = await refuse("no-answer", "dns-srv", section, { ...granted, timeoutMs: 500 });
  assert.match(message, /at 127\.0\.0\.1/);
  assert.ok(performance.now() - began < 5000);
});

Deno.test("dns-srv asks no name server that was not granted", async () => {
  const { section } = asking(freePort());
  const { answer } = await run("dns-srv", section, { net: ["127.0.0.1:53"] });
  assert.match(answer.kind === "failed" ? answer.message : "", /net access to "127\.0\.0\.1:\d+"/);
});
