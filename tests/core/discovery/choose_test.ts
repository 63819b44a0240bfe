import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { chooseDiscovery } from "../../../core/discovery/choose.ts";
import { parseWorkerConfiguration } from "../../../core/config/worker_configuration_text.ts";
import type { ChosenPlugin } from "../../../core/discovery/contract.ts";
import { createHost } from "../../../core/host/host.ts";
import { plugins } from "../../../plugins/manifest.ts";
import { failsWith } from "../kit/errors.ts";
import { temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

async function choose(flags: JoinFlags): Promise<ChosenPlugin | undefined> {
  await using root = await temporaryRoot();
  using host = await createHost({
    root: root.path,
    dryRun: false,
    emit: () => {},
    version: "0.0.1",
  });
  const configuration = { discovery: {}, plugins: new Map() };
  return await chooseDiscovery(plugins, flags, { configuration, host, emit: () => {} });
}

Deno.test.each<{ flags: JoinFlags; name: string | undefined; vouches?: boolean }>([
  { flags: {}, name: undefined },
  { flags: { endpoints: [] }, name: undefined },
  { flags: { endpoints: ["10.0.0.1:6443"] }, name: "token", vouches: false },
  { flags: { endpoints: ["10.0.0.1:6443"], discoveryToken: "t" }, name: "token", vouches: false },
  { flags: { discoveryFile: "/a.yaml" }, name: "file", vouches: true },
  { flags: { discoveryFile: "/a.yaml", token: "t" }, name: "file", vouches: true },
  { flags: { discoveryFile: "/a.yaml", tlsBootstrapToken: "t" }, name: "file", vouches: true },
  { flags: { discoveryFile: "file:///a.yaml" }, name: "file", vouches: true },
  { flags: { discoveryFile: "https://h.example/a" }, name: "https", vouches: true },
  { flags: { discoveryFile: "HTTPS://h.example/a" }, name: "https", vouches: true },
])("chooseDiscovery() chooses $name for $flags", async ({ flags, name, vouches }) => {
  const chosen = await choose(flags);
  assert.equal(chosen?.name, name);
  assert.equal(chosen?.vouches, vouches);
});

Deno.test("chooseDiscovery() refuses a listing that has the name of a built-in plugin", async () => {
  await using root = await temporaryRoot();
  using host = await createHost({ root: root.path, dryRun: true, emit: () => {}, version: "0" });
  const text = (name: string) =>
    `{apiVersion: kubeworker.dev/v1alpha1, kind: WorkerConfiguration, plugins: [
      {name: ${name}, file: a.ts, sha256: "${"0".repeat(64)}"}]}`;
  const asking = (name: string) =>
    chooseDiscovery(plugins, { endpoints: ["10.0.0.1:6443"] }, {
      configuration: parseWorkerConfiguration(text(name), "config.yaml"),
      host,
      emit: () => {},
    });
  for (const { name } of plugins) {
    const error = await failsWith("config-malformed", () => asking(name));
    assert.match(error.message, new RegExp(`"${name}" is the name of a built-in plugin$`));
    assert.match(error.hint, /another name/);
  }
  assert.equal((await asking("mine"))?.name, "token");
});

Deno.test.each<{ flags: JoinFlags; says: RegExp; hint: RegExp }>([
  {
    flags: { endpoints: ["10.0.0.1:6443"], discoveryFile: "/a.yaml" },
    says: /the server 10\.0\.0\.1:6443 and --discovery-file/,
    hint: /--token goes with each/,
  },
  {
    flags: { endpoints: ["10.0.0.1:6443"], discoveryPlugin: "mine" },
    says: /the server 10\.0\.0\.1:6443 and --discovery-plugin/,
    hint: /either/,
  },
  {
    flags: { discoveryFile: "/a.yaml", discoveryPlugin: "mine" },
    says: /--discovery-file and --discovery-plugin/,
    hint: /either/,
  },
  {
    flags: { discoveryFile: "/a.yaml", discoveryToken: "abcdef.0123456789abcdef" },
    says: /--discovery-file and --discovery-token/,
    hint: /--tls-bootstrap-token/,
  },
  {
    flags: { discoveryFile: "/a.yaml", discoveryFileCa: "/ca.crt" },
    says: /--discovery-file-ca .* for a file that is downloaded/,
    hint: /https:\/\/ URL/,
  },
  {
    flags: { discoveryFile: "/a.yaml", discoveryFileOtherHosts: true },
    says: /--discovery-file-other-hosts are for a file that is downloaded/,
    hint: /leave them out/,
  },
  {
    flags: { endpoints: ["10.0.0.1:6443"], discoveryPluginOption: ["a=b"] },
    says: /--discovery-plugin-option was given without a plugin/,
    hint: /--discovery-plugin$/,
  },
])("chooseDiscovery() refuses $says", async ({ flags, says, hint }) => {
  const error = await failsWith("discovery-conflict", () => choose(flags));
  assert.match(error.message, says);
  assert.match(error.hint, hint);
  assert.doesNotMatch(error.message + error.hint, /0123456789abcdef/);
});
