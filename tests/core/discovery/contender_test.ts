import assert from "node:assert/strict";
import {
  type Contender,
  type ContenderContext,
  contendersFor,
} from "../../../core/discovery/contender.ts";
import { createClock } from "../../../core/host/clock.ts";
import { proxyFor } from "../../../core/host/proxy.ts";
import { fakeClock } from "../kit/clock.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Surroundings {
  names?: Record<string, string[]>;
  environment?: Record<string, string>;
  warnings?: string[];
  resolve?: (name: string) => Promise<string[]>;
  clock?: ContenderContext["clock"];
  signal?: AbortSignal;
}

async function contenders(
  urls: readonly string[],
  { names = {}, environment = {}, warnings = [], ...more }: Surroundings = {},
): Promise<readonly Contender[]> {
  return await contendersFor(urls, {
    local: {
      resolve: more.resolve ?? ((name) => Promise.resolve(names[name] ?? [])),
      proxyFor: (url) => proxyFor(url, (name) => environment[name]),
    },
    // A sleep of no length would be over before the resolver is.
    clock: more.clock ?? createClock(),
    signal: more.signal ?? new AbortController().signal,
    warn: (text, hint) => void warnings.push(`${text}: ${hint}`),
  });
}

const A = "https://a.example:6443";
const B = "https://b.example:6443";

Deno.test("contendersFor() takes a server of one address as it stands", async () => {
  const names = { "a.example": ["10.0.0.1"] };
  for (const url of [A, "https://10.0.0.1:6443", "https://[2001:db8::1]:6443", B]) {
    assert.deepEqual(await contenders([url], { names }), [{ url, name: url.slice(8) }]);
  }
});

Deno.test("contendersFor() makes a way of each address, the families taking turns", async () => {
  const names = {
    "a.example": ["2001:db8::1", "2001:db8::2", "2001:db8::3", "10.0.0.1"],
    "b.example": ["10.0.0.1", "10.0.0.2", "10.0.0.1", "2001:db8::1"],
  };
  const ofA = await contenders([A], { names });
  assert.deepEqual(ofA.map(({ route }) => route), [
    { address: "2001:db8::1" },
    { address: "10.0.0.1" },
    { address: "2001:db8::2" },
    { address: "2001:db8::3" },
  ]);
  assert.equal(ofA[1]?.name, "a.example:6443 (10.0.0.1)");
  const ofB = await contenders([B], { names });
  assert.deepEqual(ofB.map(({ route }) => route), [
    { address: "10.0.0.1" },
    { address: "2001:db8::1" },
    { address: "10.0.0.2" },
  ]);
});

Deno.test("contendersFor() tries the first way of every server before the second of any", async () => {
  const names = { "a.example": ["10.0.0.1", "10.0.0.2"], "b.example": ["10.0.1.1", "10.0.1.2"] };
  const found = await contenders([A, B, "https://10.9.9.9:6443"], { names });
  assert.deepEqual(found.map(({ name }) => name), [
    "a.example:6443 (10.0.0.1)",
    "b.example:6443 (10.0.1.1)",
    "10.9.9.9:6443",
    "a.example:6443 (10.0.0.2)",
    "b.example:6443 (10.0.1.2)",
  ]);
});

Deno.test("contendersFor() goes through the proxy first, then without it", async () => {
  const environment = { HTTPS_PROXY: "http://u:secret@proxy.example:3128" };
  const [first, second, ...rest] = await contenders([A], { environment });
  assert.deepEqual(rest, []);
  assert.equal(first?.name, "a.example:6443 through http://proxy.example:3128");
  assert.ok(first.route !== undefined && "proxy" in first.route);
  assert.deepEqual(second, { url: A, name: "a.example:6443" });
  assert.doesNotMatch(JSON.stringify([first, second]), /secret/);
});

Deno.test("contendersFor() goes directly where NO_PROXY says so, and to loopback", async () => {
  const environment = { HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY: ".example" };
  for (const url of [A, "https://127.0.0.1:6443"]) {
    assert.deepEqual(await contenders([url], { environment }), [{ url, name: url.slice(8) }]);
  }
});

Deno.test("contendersFor() says that a proxy cannot be used, without its password", async () => {
  const warnings: string[] = [];
  const environment = { HTTPS_PROXY: "socks5://u:secret@proxy.example:1080" };
  assert.equal((await contenders([A], { environment, warnings })).length, 1);
  assert.match(warnings.join(), /socks5:\/\/proxy\.example:1080.*going directly.*HTTPS_PROXY/);
  assert.doesNotMatch(warnings.join(), /secret/);
});

Deno.test("contendersFor() does not wait for a resolver that hangs", async () => {
  const resolve = () => new Promise<string[]>(() => {});
  const clock = fakeClock();
  assert.deepEqual(await contenders([A], { resolve, clock }), [{ url: A, name: A.slice(8) }]);
  assert.deepEqual(clock.sleeps, [2000]);
});

Deno.test("contendersFor() ends at once when it is interrupted", async () => {
  const abort = new AbortController();
  const resolve = () => new Promise<string[]>(() => {});
  const running = contenders([A], { resolve, signal: abort.signal });
  const began = performance.now();
  abort.abort();
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(performance.now() - began < 100);
});
