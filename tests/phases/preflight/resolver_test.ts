import assert from "node:assert/strict";
import { find, findings } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const USUAL = "/etc/resolv.conf";
const RESOLVED = "/run/systemd/resolve/resolv.conf";
const GOOD = "nameserver 10.0.0.53\nsearch example.org\n";
const STUB = "nameserver 127.0.0.53\noptions edns0\n";

Deno.test.each(["ResolvConf", "ResolvConfLimits"])(
  "%s finds nothing on usual machines",
  async (name) => {
    assert.deepEqual(await find(name), []);
    assert.deepEqual(await find(name, { files: { [USUAL]: GOOD } }), []);
    assert.deepEqual(await find(name, { files: { [USUAL]: STUB, [RESOLVED]: GOOD } }), []);
  },
);

Deno.test.each([
  { what: "the stub of systemd-resolved, without its file", files: { [USUAL]: STUB } },
  { what: "a resolver of its own", files: { [USUAL]: "nameserver ::1\nnameserver 10.0.0.53\n" } },
  { what: "a stub in the stub's place", files: { [USUAL]: GOOD, [RESOLVED]: STUB } },
  {
    what: "a file named by the kubelet's flags",
    files: {
      [USUAL]: GOOD,
      "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=--resolv-conf=/etc/own.conf\n",
      "/etc/own.conf": STUB,
    },
  },
])("ResolvConf finds a loop in $what", async ({ files }) => {
  const found = await findings("ResolvConf", { files });
  assert.equal(found.length, 1);
  assert.equal(found[0]?.level, "warning");
  assert.match(found[0]?.text ?? "", /names (127\.0\.0\.53|::1): inside a pod/);
});

Deno.test("ResolvConf finds a file without name servers, and a link to nowhere", async () => {
  assert.deepEqual(await find("ResolvConf", { files: { [USUAL]: "search example.org\n" } }), [
    "warning /etc/resolv.conf names no name server",
  ]);
  const links = { [USUAL]: "../run/systemd/resolve/stub-resolv.conf" };
  const [found] = await find("ResolvConf", { links });
  assert.match(found ?? "", /^warning \/etc\/resolv\.conf is a link to \.\.\/run\/.* not there/);
});

function words(count: number, before: string): string {
  return Array.from({ length: count }, (_, index) => `${before}${index}`).join(" ");
}

Deno.test.each([
  { what: "3 servers", text: "nameserver 10.0.0.1\n".repeat(3), kubelet: "v1.37.2", is: [] },
  {
    what: "4 servers",
    text: "nameserver 10.0.0.1\n".repeat(4),
    kubelet: "v1.37.2",
    is: ["warning /etc/resolv.conf has 4 name servers; pods get 3 of them"],
  },
  { what: "7 domains, new", text: `search ${words(7, "d")}`, kubelet: "v1.37.2", is: [] },
  {
    what: "7 domains, old",
    text: `search ${words(7, "d")}`,
    kubelet: "v1.25.0",
    is: ["warning /etc/resolv.conf has 7 search domains; pods get 6 of them"],
  },
  {
    what: "33 domains",
    text: `search ${words(33, "d")}`,
    kubelet: "v1.37.2",
    is: ["warning /etc/resolv.conf has 33 search domains; pods get 32 of them"],
  },
  {
    what: "only the last line of domains",
    text: `search ${words(33, "d")}\nsearch a b\n`,
    kubelet: "v1.37.2",
    is: [],
  },
])("ResolvConfLimits says $is of $what", async ({ text, kubelet, is }) => {
  assert.deepEqual(await find("ResolvConfLimits", { files: { [USUAL]: text }, kubelet }), is);
});
