import assert from "node:assert/strict";
import { MOTO, type S3Server, signedByBotocore, startS3 } from "../../support/servers/s3.ts";
import { findProgram, testWith } from "../../support/servers/program.ts";
import { capture } from "../../../scripts/build/command.ts";
import { discoverListed } from "./listed.ts";
import { propose, refuse } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const OPENSSL = findProgram("openssl", "KUBEWORKER_OPENSSL");
const NEEDED = { moto_server: MOTO, openssl: OPENSSL };

const CLUSTER = {
  servers: ["10.0.0.1:6443"],
  caPem: "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
  token: "abcdef.0123456789abcdef",
};

/** One server for all tests, since it takes seconds to start. */
let server: S3Server | undefined;
let folder = "";
let publicKey = "";

/** As the operator's shell does it. */
async function sh(script: string): Promise<string> {
  const { code, stdout, stderr } = await capture("sh", ["-euc", script]);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function sign(name: string, content: string): Promise<Record<string, string>> {
  await Deno.writeTextFile(`${folder}/${name}`, content);
  const file = `'${folder}/${name}'`;
  const signature = await sh(
    `openssl pkeyutl -sign -rawin -inkey '${folder}/key.pem' -in ${file} | base64 -w0`,
  );
  return { [name]: content, [`${name}.sig`]: signature };
}

Deno.test.beforeAll(async () => {
  if (MOTO === undefined || OPENSSL === undefined) return;
  folder = await Deno.makeTempDir({ prefix: "kubeworker-s3-" });
  await sh(`openssl genpkey -algorithm ed25519 -out '${folder}/key.pem'`);
  publicKey = await sh(
    `openssl pkey -in '${folder}/key.pem' -pubout -outform DER | tail -c 32 | base64`,
  );
  const good = await sign("discovery.json", JSON.stringify(CLUSTER));
  const spaced = await sign("my cluster (1).json", JSON.stringify(CLUSTER));
  const until = (expires: string) => JSON.stringify({ ...CLUSTER, expires });
  const objects = {
    ...good,
    ...spaced,
    ...await sign("old.json", until("2020-01-01")),
    ...await sign("fresh.json", until("2999-01-01T00:00:00Z")),
    ...await sign("plain.txt", "servers: none"),
    "changed.json": JSON.stringify({ ...CLUSTER, servers: ["192.0.2.66:6443"] }),
    "changed.json.sig": good["discovery.json.sig"] ?? "",
    "unsigned.json": JSON.stringify(CLUSTER),
    "unsigned.json.sig": "not base64!",
    "alone.json": JSON.stringify(CLUSTER),
  };
  const inBucket = (bucket: string) =>
    Object.entries(objects).map(([name, body]) => [`${bucket}/${encodeURI(name)}`, body]);
  server = await startS3(Object.fromEntries([...inBucket("public"), ...inBucket("private")]));
  for (const who of ["reader", "stranger"] as const) {
    const { id, secret } = server[who];
    await Deno.writeTextFile(
      `${folder}/${who}`,
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
  }
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  if (folder !== "") await Deno.remove(folder, { recursive: true });
});

async function asking(path: string, as?: "reader" | "stranger") {
  if (server === undefined) throw new Error("the server has not been started");
  await server.checkSignatures(as !== undefined);
  return {
    section: {
      url: `${server.address}/${path}`,
      publicKey,
      ...(as === undefined ? {} : { credentialsFile: `${folder}/${as}` }),
    },
    granted: { net: [server.host], read: [folder] },
  };
}

testWith(NEEDED, "s3 reads a signed object by a signed request", async () => {
  const { section, granted } = await asking("private/discovery.json", "reader");
  const { token, ...cluster } = CLUSTER;
  assert.deepEqual(await propose("s3", section, granted), {
    ...cluster,
    credential: { token },
    evidence: { kind: "vouched", by: `Ed25519 key ${publicKey}` },
  });
});

testWith(NEEDED, "s3 brings a join what was signed", async () => {
  const { section, granted } = await asking("private/discovery.json", "reader");
  const { proposal, facts } = await discoverListed("s3", section, { ...granted, vouch: true });
  assert.deepEqual(proposal.servers, CLUSTER.servers);
  assert.equal(proposal.caPem, CLUSTER.caPem);
  assert.deepEqual(facts.permissions, [`net=${server?.host}`, `read=${folder}`, "vouch"]);
});

// Not against moto: it does not accept names with blanks from anybody.
testWith(
  NEEDED,
  "s3 signs names and queries that have to be escaped as Amazon's library does",
  async () => {
    const { section, granted } = await asking("", "reader");
    const seen: Record<string, string>[] = [];
    await using other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      seen.push(Object.fromEntries(request.headers));
      return new Response(null, { status: 404 });
    });
    const host = `127.0.0.1:${other.addr.port}`;
    const key = { id: server?.reader.id ?? "", secret: server?.reader.secret ?? "" };
    const region = "eu-central-1";
    const path = "my-bucket/my%20cluster%20(1)*.json?versionId=a%2Fb&x=%20~";
    const url = `http://${host}/${path}`;
    const odd = { ...section, url, signatureUrl: url, region };
    await refuse("no-object", "s3", odd, { ...granted, net: [host] });
    const time = seen[0]?.["x-amz-date"] ?? "";
    const escaped = url.replace("(1)*", "%281%29%2A");
    assert.equal(
      seen[0]?.authorization,
      await signedByBotocore(escaped, { region, time, key }),
    );
  },
);

testWith(NEEDED, "s3 reads a public object without a key", async () => {
  const { section, granted } = await asking("public/discovery.json");
  assert.ok(await propose("s3", section, granted));
});

testWith(NEEDED, "s3 takes an object that has not expired", async () => {
  const { section, granted } = await asking("public/fresh.json");
  assert.ok(await propose("s3", section, granted));
});

testWith(NEEDED, "s3 reads pre-signed URLs, and shows nothing of their query", async () => {
  const { section, granted } = await asking("public/discovery.json");
  const query = "?X-Amz-Signature=0123secret&X-Amz-Expires=60";
  const url = section.url + query;
  const missing = await refuse("no-signature-url", "s3", { ...section, url }, granted);
  assert.match(missing.hint, /signatureUrl/);
  const signatureUrl = `${section.url}.sig${query}`;
  assert.ok(await propose("s3", { ...section, url, signatureUrl }, granted));
  const absent = { ...section, url: url.replace("discovery", "absent"), signatureUrl };
  const { everything } = await refuse("no-object", "s3", absent, granted);
  assert.ok(!everything.includes("0123secret"), everything);
});

for (
  const { what, code, path, as } of [
    { what: "an object that was changed", code: "forged", path: "public/changed.json" },
    { what: "a signature that is none", code: "forged", path: "public/unsigned.json" },
    { what: "an object that has no signature", code: "no-object", path: "public/alone.json" },
    { what: "an object that has expired", code: "expired", path: "public/old.json" },
    { what: "a signed object that is not JSON", code: "not-json", path: "public/plain.txt" },
    {
      what: "an object that is not there",
      code: "no-object",
      path: "private/absent.json",
      as: "reader",
    },
    { what: "to read without a key", code: "forbidden", path: "private/discovery.json" },
    {
      what: "to read with a key that may not",
      code: "forbidden",
      path: "private/discovery.json",
      as: "stranger",
    },
  ] as const
) {
  testWith(NEEDED, `s3 refuses, or is refused: ${what}`, async () => {
    const { section, granted } = await asking(path, as);
    await refuse(code, "s3", section, granted);
  });
}

testWith(NEEDED, "s3 refuses an object that another key has signed", async () => {
  const { section, granted } = await asking("public/discovery.json");
  const otherKey = new Uint8Array(32).fill(7).toBase64();
  await refuse("forged", "s3", { ...section, publicKey: otherKey }, granted);
});

testWith(NEEDED, "s3 does not follow a redirect, which could lead anywhere", async () => {
  const { section, granted } = await asking("public/discovery.json");
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => Response.redirect(`${server?.address}/public${new URL(request.url).pathname}`),
  );
  const host = `127.0.0.1:${other.addr.port}`;
  const net = [...granted.net, host];
  const url = `http://${host}/discovery.json`;
  await refuse("no-answer", "s3", { ...section, url }, { ...granted, net });
});

testWith(NEEDED, "s3 shows nothing of a secret key that S3 does not accept", async () => {
  const { section, granted } = await asking("private/discovery.json", "reader");
  const secret = "wrongwrongwrong";
  await Deno.writeTextFile(
    `${folder}/mistyped`,
    `aws_access_key_id=${server?.reader.id}\naws_secret_access_key=${secret}\n`,
  );
  const mistyped = { ...section, credentialsFile: `${folder}/mistyped` };
  const { message, everything } = await refuse("forbidden", "s3", mistyped, granted);
  assert.match(message, /SignatureDoesNotMatch/);
  assert.ok(!everything.includes(secret));
});

testWith(NEEDED, "s3 says that a file holds no access key", async () => {
  const { section, granted } = await asking("private/discovery.json", "reader");
  await Deno.writeTextFile(`${folder}/empty`, "[default]\n");
  const { message } = await refuse("no-access-key", "s3", {
    ...section,
    credentialsFile: `${folder}/empty`,
  }, granted);
  assert.match(message, /\/empty"/);
});
