import assert from "node:assert/strict";
import type { JoinContext } from "../../core/context.ts";
import { parseEndpoint } from "../../core/config/endpoint.ts";
import { proxyFor } from "../../core/host/proxy.ts";
import { proxyChecks } from "../../phases/preflight/http_proxy.ts";
import type { Finding } from "../../phases/preflight/check.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** What the check finds with these variables. */
async function judge(
  environment: Readonly<Record<string, string>>,
  endpoints = ["10.0.0.1:6443", "[2001:db8::1]:6443"],
): Promise<Finding[]> {
  const ctx = {
    host: { local: { proxyFor: (url: string) => proxyFor(url, (name) => environment[name]) } },
    options: { endpoints: endpoints.map(parseEndpoint) },
    facts: { kubeletVersion: () => Promise.resolve({ major: 1, minor: 20, text: "v1.20.2" }) },
  } as unknown as JoinContext;
  return await proxyChecks[0]?.run(ctx) ?? [];
}

Deno.test("preflight tells of a proxy, for each endpoint, and not its password", async () => {
  const found = await judge({ HTTPS_PROXY: "http://user:p4ss@proxy:3128" });
  assert.deepEqual(found, [
    {
      level: "warning",
      text: "The way to 10.0.0.1:6443 goes through the proxy http://proxy:3128",
      hint: "if that is not wanted, add 10.0.0.1 to NO_PROXY",
    },
    {
      level: "warning",
      text: "The way to [2001:db8::1]:6443 goes through the proxy http://proxy:3128",
      hint: "if that is not wanted, add 2001:db8::1 to NO_PROXY",
    },
  ]);
});

Deno.test("preflight is silent where the endpoint is excepted from the proxy, or there is none", async () => {
  assert.deepEqual(await judge({}), []);
  const found = await judge({ https_proxy: "proxy:3128", no_proxy: "10.0.0.0/8" });
  assert.deepEqual(found.map(({ text }) => text), [
    "The way to [2001:db8::1]:6443 goes through the proxy http://proxy:3128",
  ]);
});

Deno.test("preflight says once that a proxy cannot be used", async () => {
  const found = await judge({ HTTPS_PROXY: "socks5://user:p4ss@proxy:1080" });
  assert.equal(found.length, 1);
  assert.equal(found[0]?.level, "warning");
  assert.match(found[0]?.text ?? "", /^Cannot use the proxy socks5:\/\/proxy:1080/);
});

Deno.test("preflight looks for no proxy where no endpoint is named", async () => {
  assert.deepEqual(await judge({ HTTPS_PROXY: "proxy:3128" }, []), []);
});
