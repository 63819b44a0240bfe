/**
 * Reads the cluster from the object `discovery.json` of an S3 bucket, and believes it if the Ed25519 signature
 * in `discovery.json.sig` is good. Whoever can write to the bucket, or sits in between, can forge nothing.
 *
 * The object is JSON, `{ "servers": ["10.0.0.1:6443"], "caPem": "…", "token": "…", "expires": "2027-01-01" }`.
 * Signature and public key, in base64, are made by
 *     openssl pkeyutl -sign -rawin -inkey key.pem -in discovery.json | base64 -w0 >discovery.json.sig
 *     openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | base64
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */

/** What kubeworker hands over; only what is used here. */
interface Context {
  fetchText(url: string, init?: RequestInit): Promise<{ status: number; text: string }>;
  readText(path: string): Promise<string>;
  fail(code: string, message: string, hint: string): never;
}

interface Section {
  readonly url: string;
  readonly signatureUrl?: string;
  readonly publicKey: string;
  readonly region?: string;
  readonly credentialsFile?: string;
}

interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "s3",
  version: "1.0.0",
  summary: "reads the cluster from a signed object in an S3 bucket",
  permissions: { net: ["*"], read: ["*"], vouch: true },
  schema: {
    type: "object",
    required: ["url", "publicKey"],
    additionalProperties: false,
    properties: {
      url: {
        type: "string",
        format: "uri",
        description: "the object; with a query, it is pre-signed",
      },
      signatureUrl: { type: "string", format: "uri", description: "URL.sig unless given" },
      publicKey: { type: "string", description: "Ed25519, 32 bytes in base64" },
      region: { type: "string", description: "us-east-1 unless given" },
      credentialsFile: {
        type: "string",
        description: "with the lines `aws_access_key_id = …` and `aws_secret_access_key = …`",
      },
    },
  },

  async discover(section: Section, ctx: Context): Promise<unknown> {
    const { url, signatureUrl = `${url}.sig`, region = "us-east-1" } = section;
    if (section.signatureUrl === undefined && url.includes("?")) {
      ctx.fail("no-signature-url", "The URL is pre-signed", "pre-sign the other: `signatureUrl`");
    }
    const key = section.credentialsFile === undefined
      ? undefined
      : readKey(await ctx.readText(section.credentialsFile), section.credentialsFile, ctx);
    const text = await read(url, region, key, ctx);
    const signature = (await read(signatureUrl, region, key, ctx)).trim();
    await verify(text, signature, section.publicKey, ctx);
    const { servers, caPem, token, expires } = parse(text, ctx);
    if (expires !== undefined && !(Date.parse(expires) > Date.now())) {
      ctx.fail("expired", `The object is signed, but expired on "${expires}"`, "sign a new one");
    }
    return {
      servers,
      caPem,
      ...(token === undefined ? {} : { credential: { token } }),
      evidence: { kind: "vouched", by: `Ed25519 key ${section.publicKey}` },
    };
  },
};

function readKey(text: string, path: string, ctx: Context): AccessKey {
  const [id, secret] = ["aws_access_key_id", "aws_secret_access_key"]
    .map((name) => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, "m").exec(text)?.[1]);
  if (id === undefined || secret === undefined) {
    ctx.fail(
      "no-access-key",
      `"${path}" does not hold an access key`,
      "it needs the lines `aws_access_key_id = …` and `aws_secret_access_key = …`",
    );
  }
  return { id, secret };
}

async function read(
  url: string,
  region: string,
  key: AccessKey | undefined,
  ctx: Context,
): Promise<string> {
  const { host, pathname } = new URL(url);
  const headers = key === undefined ? {} : await signed(new URL(url), region, key);
  const { status, text } = await ctx.fetchText(url, { headers, redirect: "error" })
    .catch((error: unknown) => {
      if (error instanceof Deno.errors.NotCapable) throw error;
      ctx.fail(
        "no-answer",
        `S3 at "${host}" does not answer: ${error instanceof Error ? error.message : ""}`,
        "check `url`, and try it with `curl`",
      );
    });
  if (status === 200) return text;
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "no reason";
  ctx.fail(
    status === 404 ? "no-object" : status === 403 ? "forbidden" : "no-answer",
    `S3 at "${host}" does not give "${pathname}" (status ${status}, ${code})`,
    status === 403
      ? "check the key in `credentialsFile`, its s3:GetObject, `region`, and this machine's clock"
      : "upload it: `aws s3 cp discovery.json s3://BUCKET/`, and discovery.json.sig as well",
  );
}

/** The headers of a GET that is signed by AWS Signature Version 4. */
async function signed(url: URL, region: string, key: AccessKey): Promise<Record<string, string>> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const sent = { "x-amz-content-sha256": await sha256(""), "x-amz-date": time };
  const headers = Object.entries({ host: url.host, ...sent });
  const names = headers.map(([name]) => name).join(";");
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join("");
  const query = [...url.searchParams].map((pair) => pair.map(escape).join("=")).sort().join("&");
  const path = url.pathname.split("/").map((part) => escape(decodeURIComponent(part))).join("/");
  const request = ["GET", path, query, lines, names, await sha256("")].join("\n");
  let mac = new TextEncoder().encode(`AWS4${key.secret}`);
  for (const part of scope.split("/")) mac = await hmac(mac, part);
  const text = ["AWS4-HMAC-SHA256", time, scope, await sha256(request)].join("\n");
  const signature = (await hmac(mac, text)).toHex();
  return {
    ...sent,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function sha256(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

type Bytes = Uint8Array<ArrayBuffer>;

async function hmac(secret: Bytes, text: string): Promise<Bytes> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
}

async function verify(
  text: string,
  base64: string,
  publicKey: string,
  ctx: Context,
): Promise<void> {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(publicKey)) {
    ctx.fail("not-a-key", `"${publicKey}" is no Ed25519 key`, "see the head of the plugin");
  }
  const key = Uint8Array.fromBase64(publicKey);
  const verifier = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  const bytes = new TextEncoder().encode(text);
  const isSigned = /^[A-Za-z0-9+/]{86}==$/.test(base64) &&
    await crypto.subtle.verify("Ed25519", verifier, Uint8Array.fromBase64(base64), bytes);
  if (!isSigned) {
    ctx.fail(
      "forged",
      "The object is not what the key in `publicKey` has signed",
      "sign it again; if you have just uploaded it, look who else can write to the bucket",
    );
  }
}

function parse(text: string, ctx: Context): Record<string, string> {
  try {
    return Object(JSON.parse(text));
  } catch {
    ctx.fail("not-json", "The object is signed, but it is not JSON", "see the head of the plugin");
  }
}
