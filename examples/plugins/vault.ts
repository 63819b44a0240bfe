/**
 * Reads the cluster from a KV v2 secret of HashiCorp Vault or OpenBao. The machine gets nothing but a wrapping
 * token, in a file that only root can read or in the section: it unwraps to a Vault token, once. If it was
 * unwrapped before, somebody else has it.
 *
 *     vault kv put secret/kubeworker servers=10.0.0.1:6443 ca=@ca.crt token=abcdef.0123456789abcdef
 *     vault token create -policy=kubeworker -use-limit=1 -ttl=10m -wrap-ttl=1h -field=wrapping_token
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/response-wrapping
 */
import { request } from "node:https";

/** What kubeworker hands over; only what is used here. */
interface Context {
  readonly signal: AbortSignal;
  readText(path: string): Promise<string>;
  fail(code: string, message: string, hint: string): never;
}

interface Section {
  readonly address: string;
  readonly secret: string;
  readonly wrappingToken?: string;
  readonly wrappingTokenFile?: string;
  readonly ca?: string;
}

interface Vault {
  readonly address: string;
  /** PEM; undefined: the public roots. */
  readonly ca: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const MAX_BYTES = 1 << 20;

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "vault",
  version: "1.0.0",
  summary: "reads the cluster from a KV v2 secret of Vault, by a wrapping token",
  permissions: { net: ["*"], read: ["*"], vouch: true },
  schema: {
    type: "object",
    required: ["address", "secret"],
    oneOf: [{ required: ["wrappingToken"] }, { required: ["wrappingTokenFile"] }],
    additionalProperties: false,
    properties: {
      address: { type: "string", format: "uri", description: "https://HOST:PORT" },
      secret: {
        type: "string",
        description: "the API's path of the secret, as in secret/data/kubeworker",
      },
      wrappingToken: { type: "string" },
      wrappingTokenFile: { type: "string" },
      ca: {
        type: "string",
        description: "file with the CA of Vault's certificate; the public ones unless given",
      },
    },
  },

  async discover(section: Section, ctx: Context): Promise<unknown> {
    const { address, secret, wrappingToken, wrappingTokenFile = "" } = section;
    const ca = section.ca === undefined ? undefined : await ctx.readText(section.ca);
    const wrapping = wrappingToken ?? (await ctx.readText(wrappingTokenFile)).trim();
    const token = await unwrap({ address, ca }, wrapping, ctx);
    const { status, text } = await send({ address, ca }, "GET", secret, token, ctx);
    if (status !== 200) {
      ctx.fail(
        status === 404 ? "no-secret" : "forbidden",
        `Vault does not give the secret "${secret}" (status ${status}${reasonOf(text)})`,
        status === 404
          ? "`vault kv get` shows it; in the API's path, `data/` follows the mount"
          : `the token's policy needs \`path "${secret}" { capabilities = ["read"] }\``,
      );
    }
    const { servers, ca: caPem, token: bootstrapToken } = JSON.parse(text).data.data;
    if (typeof servers !== "string" || typeof caPem !== "string") {
      ctx.fail(
        "not-a-cluster",
        `The secret "${secret}" lacks "servers" or "ca"`,
        "`vault kv put secret/kubeworker servers=10.0.0.1:6443 ca=@ca.crt token=…`",
      );
    }
    return {
      servers: servers.split(",").map((server) => server.trim()),
      caPem,
      ...(bootstrapToken === undefined ? {} : { credential: { token: bootstrapToken } }),
      evidence: { kind: "vouched", by: `"${secret}" of Vault at ${address}` },
    };
  },
};

async function unwrap(vault: Vault, wrapping: string, ctx: Context): Promise<string> {
  const { status, text } = await send(vault, "POST", "sys/wrapping/unwrap", wrapping, ctx);
  if (status === 400 || status === 403) {
    ctx.fail(
      "token-spent",
      `Vault refuses the wrapping token (status ${status}${reasonOf(text)})`,
      "it has expired, or it was unwrapped before: if not by you, revoke what it held; then make a new one",
    );
  }
  if (status !== 200) {
    ctx.fail(
      "no-answer",
      `Vault does not unwrap the token (status ${status}${reasonOf(text)})`,
      "`vault status` tells whether it is sealed",
    );
  }
  const token: unknown = JSON.parse(text).auth?.client_token;
  if (typeof token !== "string") {
    ctx.fail(
      "not-a-token",
      "What was wrapped is no token",
      "wrap `vault token create -wrap-ttl=…`",
    );
  }
  return token;
}

/** Vault's own words; it does not quote tokens. */
function reasonOf(text: string): string {
  try {
    return `, "${JSON.parse(text).errors.join('", "')}"`;
  } catch {
    return "";
  }
}

async function send(
  vault: Vault,
  method: "GET" | "POST",
  path: string,
  token: string,
  ctx: Context,
): Promise<Answer> {
  try {
    return await exchange(vault, method, path, token, ctx.signal);
  } catch (error) {
    if (ctx.signal.aborted || error instanceof Deno.errors.NotCapable) throw error;
    ctx.fail(
      "no-answer",
      `Vault at ${vault.address} does not answer: ${error instanceof Error ? error.message : ""}`,
      "check `address`, and whether `ca` is the file with the CA of its certificate",
    );
  }
}

/** Not by `fetch`: there, a CA of one's own is trusted beside the public ones, here in their place. */
function exchange(
  { address, ca }: Vault,
  method: "GET" | "POST",
  path: string,
  token: string,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = { "x-vault-token": token, "x-vault-request": "true" };
  const options = { method, headers, signal, agent: false, ...(ca === undefined ? {} : { ca }) };
  const sent = request(`${address}/v1/${path}`, options, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.length > MAX_BYTES) sent.destroy(new Error("Vault answers with more than 1 MiB"));
    });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    response.on("error", reject);
  });
  sent.on("error", reject).end();
  return promise;
}
