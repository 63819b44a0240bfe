import { freePort } from "../free_port.ts";
import { findProgram } from "./program.ts";
import { startProcess } from "./process.ts";

/** PyPI's package `moto[server]` has it. */
export const MOTO = findProgram("moto_server", "KUBEWORKER_MOTO_SERVER");

/** S3 by moto, which computes the signatures of requests anew by Amazon's own library. */
export interface S3Server extends AsyncDisposable {
  readonly host: string;
  readonly address: string;
  /** An access key that may read everything. */
  readonly reader: { readonly id: string; readonly secret: string };
  /** An access key that may read nothing. */
  readonly stranger: { readonly id: string; readonly secret: string };
  /** Whether it looks at signatures and policies. If so, it has no answer for requests without a signature. */
  checkSignatures(on: boolean): Promise<void>;
}

/**
 * The header by which Amazon's own library, botocore, which moto brings along, signs a GET.
 *
 * @param time as in `20260102T030405Z`
 */
export async function signedByBotocore(
  url: string,
  { region, time, key }: { region: string; time: string; key: { id: string; secret: string } },
): Promise<string> {
  const script = [
    "import sys, datetime, botocore.auth as auth",
    "from botocore.awsrequest import AWSRequest",
    "from botocore.credentials import Credentials",
    "url, region, time, id, secret = sys.argv[1:]",
    "at = datetime.datetime.strptime(time, '%Y%m%dT%H%M%SZ')",
    "auth.get_current_datetime = lambda *_: at",
    "request = AWSRequest('GET', url)",
    "auth.S3SigV4Auth(Credentials(id, secret), 's3', region).add_auth(request)",
    "print(request.headers['Authorization'])",
  ].join("\n");
  const python = (MOTO ?? "").replace(/[^/]*$/, "python3");
  const args = ["-c", script, url, region, time, key.id, key.secret];
  const { stdout, stderr } = await new Deno.Command(python, { args }).output();
  const decoder = new TextDecoder();
  if (stdout.length === 0) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout).trim();
}

/** By `bucket/key`; those of the bucket "public" may be read by anybody. */
export type Objects = Record<string, string>;

export async function startS3(objects: Objects): Promise<S3Server> {
  const port = freePort();
  const host = `127.0.0.1:${port}`;
  const address = `http://${host}`;
  const server = await startProcess({
    path: MOTO ?? "moto_server",
    args: ["-H", "127.0.0.1", "-p", String(port)],
    isUp: async () => await send(`${address}/moto-api/data.json`) !== "",
  });
  const buckets = new Set(Object.keys(objects).map((name) => name.split("/")[0]));
  for (const bucket of buckets) await send(`${address}/${bucket}`, { method: "PUT" });
  for (const [name, body] of Object.entries(objects)) {
    const headers = { "x-amz-acl": name.startsWith("public/") ? "public-read" : "private" };
    await send(`${address}/${name}`, { method: "PUT", body, headers });
  }
  const reader = await createKey(address, "reader");
  const stranger = await createKey(address, "stranger");
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  });
  await iam(address, {
    Action: "PutUserPolicy",
    UserName: "reader",
    PolicyName: "p",
    PolicyDocument,
  });
  return {
    host,
    address,
    reader,
    stranger,
    async checkSignatures(on) {
      // The number of requests until it does.
      await send(`${address}/moto-api/reset-auth`, { method: "POST", body: on ? "0" : "1e9" });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function createKey(
  address: string,
  UserName: string,
): Promise<{ id: string; secret: string }> {
  await iam(address, { Action: "CreateUser", UserName });
  const text = await iam(address, { Action: "CreateAccessKey", UserName });
  const valueOf = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? "";
  return { id: valueOf("AccessKeyId"), secret: valueOf("SecretAccessKey") };
}

async function iam(address: string, parameters: Record<string, string>): Promise<string> {
  // By the scope of this header it knows which service is meant.
  const authorization = "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/iam/aws4_request, " +
    "SignedHeaders=host, Signature=any";
  const body = new URLSearchParams({ Version: "2010-05-08", ...parameters });
  return await send(address, { method: "POST", body, headers: { authorization } });
}

async function send(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method} ${url}: ${response.status} ${text}`);
  return text;
}
