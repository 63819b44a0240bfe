import assert from "node:assert/strict";
import { freePort } from "../../support/free_port.ts";
import {
  EC2_METADATA,
  startEc2Metadata,
  startGceMetadata,
} from "../../support/servers/metadata.ts";
import { failsWith } from "../../core/kit/errors.ts";
import { testWith } from "../../support/servers/program.ts";
import { discoverListed } from "./listed.ts";
import { propose, refuse } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const NEEDED = { "ec2-metadata-mock": EC2_METADATA };
const NAME = "instance-metadata";
const TOKEN = "abcdef.0123456789abcdef";
const CA = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

testWith(NEEDED, `${NAME} reads the tags of an EC2 instance`, async () => {
  const tags = { "kubeworker-servers": "10.0.0.1:6443, 10.0.0.2:6443", "kubeworker-token": TOKEN };
  await using service = await startEc2Metadata({ tags });
  const section = { source: "ec2-tags", address: service.address };
  assert.deepEqual(await propose(NAME, section, { net: [service.host] }), {
    servers: ["10.0.0.1:6443", "10.0.0.2:6443"],
    credential: { token: TOKEN },
    evidence: { kind: "none" },
  });
});

testWith(
  NEEDED,
  `${NAME} reads the user data of an EC2 instance, and vouches for its CA`,
  async () => {
    const data = {
      "kubeworker-servers": "[2001:db8::1]:6443",
      "kubeworker-ca": CA,
      "kubeworker-token": TOKEN,
    };
    await using service = await startEc2Metadata({ userData: JSON.stringify(data) });
    const section = { source: "ec2-user-data", address: service.address };
    assert.deepEqual(await propose(NAME, section, { net: [service.host] }), {
      servers: ["[2001:db8::1]:6443"],
      caPem: CA,
      credential: { token: TOKEN },
      evidence: { kind: "vouched", by: `ec2-user-data of ${service.address}` },
    });
  },
);

testWith(NEEDED, `${NAME} says how to tag an instance that has no tags`, async () => {
  await using service = await startEc2Metadata({});
  const section = { source: "ec2-tags", address: service.address };
  const { hint } = await refuse("no-servers", NAME, section, { net: [service.host] });
  assert.match(hint, /--instance-metadata-tags enabled/);
});

testWith(NEEDED, `${NAME} does not quote user data that is no JSON`, async () => {
  await using service = await startEc2Metadata({ userData: `#cloud-config\ntoken: ${TOKEN}\n` });
  const section = { source: "ec2-user-data", address: service.address };
  const { everything } = await refuse("not-json", NAME, section, { net: [service.host] });
  assert.ok(!everything.includes(TOKEN), everything);
});

Deno.test(`${NAME} reads the attributes of a GCE instance`, async () => {
  await using service = startGceMetadata({
    "kubeworker-servers": "10.0.0.1:6443",
    "kubeworker-ca": CA,
  });
  const section = { source: "gce-attributes", address: service.address };
  assert.deepEqual(await propose(NAME, section, { net: [service.host] }), {
    servers: ["10.0.0.1:6443"],
    caPem: CA,
    evidence: { kind: "vouched", by: `gce-attributes of ${service.address}` },
  });
});

Deno.test(`${NAME} brings its CA to a join that lets it vouch, and to no other`, async () => {
  await using service = startGceMetadata({
    "kubeworker-servers": "10.0.0.1:6443",
    "kubeworker-ca": CA,
  });
  const section = { source: "gce-attributes", address: service.address };
  const net = [service.host];
  const { proposal } = await discoverListed(NAME, section, { net, vouch: true });
  assert.deepEqual(proposal.evidence, {
    kind: "source",
    because: "vouched for by a plugin",
    by: `gce-attributes of ${service.address}`,
  });
  const error = await failsWith("plugin-forbidden", () => discoverListed(NAME, section, { net }));
  assert.match(error.hint, /vouch: true/);
});

Deno.test(`${NAME} says that a service does not speak IMDSv2, or is forbidden`, async () => {
  await using service = startGceMetadata({});
  const section = { source: "ec2-tags", address: service.address };
  // The other cloud's service refuses whoever does not send its header.
  const { message } = await refuse("forbidden", NAME, section, { net: [service.host] });
  assert.match(message, /"\/latest\/api\/token" \(status 403\)/);
});

Deno.test(`${NAME} says that there is no such service here`, async () => {
  const host = `127.0.0.1:${freePort()}`;
  const section = { source: "ec2-tags", address: `http://${host}` };
  const { message } = await refuse("no-answer", NAME, section, { net: [host] });
  assert.ok(message.includes(host));
  assert.match(message, /Connection refused/);
});
