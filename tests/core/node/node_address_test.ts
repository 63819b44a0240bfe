import assert from "node:assert/strict";
import { createExec } from "../../../core/host/exec.ts";
import { chooseAddress, parseNodeIp, requireAddresses } from "../../../core/node/node_address.ts";
import { failsWith, throwsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const signal = new AbortController().signal;

const LO = ["1: lo    inet 127.0.0.1/8 scope host lo", "1: lo    inet6 ::1/128 scope host"];
const ETH0 = "2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global dynamic eth0";
const ETH1 = "3: eth1    inet 192.168.56.11/24 brd 192.168.56.255 scope global eth1";
const DOCKER = "4: docker0    inet 172.17.0.1/16 scope global docker0";
const SIX = "2: eth0    inet6 fd00::2/64 scope global";
const PASSING = "2: eth0    inet6 fd00::abcd/64 scope global temporary dynamic";
const LINK = "2: eth0    inet6 fe80::1/64 scope link";

/** A machine of which `ip` says this, and from which a server is reached by `source`. */
async function machine(lines: readonly string[], source = "") {
  const root = await temporaryRoot();
  await root.script(
    "/usr/sbin/ip",
    `case "$*" in
"-o addr show") cat <<'END'
${lines.map((line) => `${line}\\       valid_lft forever preferred_lft forever`).join("\n")}
END
;;
"-o route get "*) ${
      source === "" ? "exit 2" : `echo "$4 via 10.0.2.2 dev x src ${source} uid 0"`
    } ;;
*) exit 1 ;;
esac`,
  );
  return {
    exec: createExec(root.path),
    [Symbol.asyncDispose]: () => root[Symbol.asyncDispose](),
  };
}

Deno.test.each<{ text: string; is: string[] }>([
  { text: "10.0.0.5", is: ["10.0.0.5"] },
  { text: "2001:DB8:0::5", is: ["2001:db8::5"] },
  { text: "10.0.0.5, 2001:db8::5", is: ["10.0.0.5", "2001:db8::5"] },
  { text: "2001:db8::5,10.0.0.5", is: ["2001:db8::5", "10.0.0.5"] },
  { text: "0.0.0.0", is: ["0.0.0.0"] },
  { text: "::", is: ["::"] },
])("parseNodeIp() reads $text", ({ text, is }) => {
  assert.deepEqual(parseNodeIp(text), is);
});

Deno.test.each<{ text: string; says: RegExp }>([
  { text: "", says: /"" is not an IP address/ },
  { text: "eth0", says: /"eth0" is not/ },
  { text: "10.0.0.05", says: /"10\.0\.0\.05" is not/ },
  { text: "10.0.0.5/24", says: /is not an IP address/ },
  { text: "10.0.0.5,", says: /"" is not/ },
  { text: "127.0.0.1", says: /loopback/ },
  { text: "::1", says: /loopback/ },
  { text: "169.254.1.1", says: /link-local/ },
  { text: "fe80::1", says: /link-local/ },
  { text: "224.0.0.1", says: /multicast/ },
  { text: "ff02::1", says: /multicast/ },
  { text: "10.0.0.5,10.0.0.6", says: /one family/ },
  { text: "10.0.0.5,::5,10.0.0.6", says: /more than two/ },
  { text: "10.0.0.5,::", says: /stand alone/ },
])("parseNodeIp() refuses $text", ({ text, says }) => {
  const error = throwsWith("node-ip-malformed", () => parseNodeIp(text));
  assert.match(error.message, says);
  assert.equal(error.exitCode, 3);
});

Deno.test("requireAddresses() takes this machine's addresses, and any of a family", async () => {
  await using host = await machine([...LO, ETH0, SIX, LINK]);
  for (
    const wanted of [["10.0.2.15"], ["fd00::2"], ["10.0.2.15", "fd00::2"], ["0.0.0.0"], ["::"]]
  ) {
    await requireAddresses(wanted, host, signal);
  }
});

Deno.test("requireAddresses() refuses another's address, and names those that there are", async () => {
  await using host = await machine([...LO, ETH0, ETH1, PASSING, LINK]);
  const error = await failsWith(
    "node-ip-foreign",
    () => requireAddresses(["10.0.2.15", "fd00::9"], host, signal),
  );
  assert.match(error.message, /"fd00::9"/);
  assert.equal(error.hint, "choose one of 10.0.2.15 (eth0), 192.168.56.11 (eth1)");
});

Deno.test("requireAddresses() says nothing where there is no `ip`", async () => {
  await using root = await temporaryRoot();
  await requireAddresses(["10.0.2.15"], { exec: createExec(root.path) }, signal);
});

Deno.test("chooseAddress() takes the one from which the server is reached", async () => {
  await using host = await machine([...LO, ETH0, ETH1, SIX], "192.168.56.11");
  assert.deepEqual(await chooseAddress("192.168.56.10", host, signal), {
    address: "192.168.56.11",
    others: ["10.0.2.15"],
  });
});

Deno.test.each<{ what: string; lines: string[]; server?: string; source?: string }>([
  { what: "one address", lines: [...LO, ETH0, LINK], source: "10.0.2.15" },
  {
    what: "one of the server's family",
    lines: [ETH0, ETH1, SIX],
    server: "fd00::1",
    source: "fd00::2",
  },
  { what: "bridges of containers beside it", lines: [ETH0, DOCKER], source: "10.0.2.15" },
  {
    what: "an address of passage beside it",
    lines: [SIX, PASSING],
    server: "fd00::1",
    source: "fd00::2",
  },
  { what: "no route", lines: [ETH0, ETH1] },
  { what: "a source that is not among them", lines: [ETH0, ETH1], source: "10.9.9.9" },
  {
    what: "a server on this machine",
    lines: [ETH0, ETH1],
    server: "127.0.0.1",
    source: "10.0.2.15",
  },
])("chooseAddress() chooses nothing with $what", async ({ lines, server = "10.0.0.1", source }) => {
  await using host = await machine(lines, source);
  assert.equal(await chooseAddress(server, host, signal), undefined);
});
