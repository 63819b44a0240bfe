/**
 * Reads the cluster from the metadata of a cloud instance: of EC2 by IMDSv2, from tags or user data, or of
 * GCE from attributes. The names are `kubeworker-servers` (comma separated), `kubeworker-ca` (PEM) and
 * `kubeworker-token`; user data is JSON with these names.
 *
 * A CA there is believed, as the operator believes the cloud. Tags are too short for one: then pins or the
 * token decide. Every process that reaches the service can read what it holds: keep tokens short-lived.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */

/** What kubeworker hands over; only what is used here. */
interface Context {
  fetchText(url: string, init?: RequestInit): Promise<{ status: number; text: string }>;
  log(text: string): void;
  fail(code: string, message: string, hint: string): never;
}

interface Section {
  readonly source: "ec2-tags" | "ec2-user-data" | "gce-attributes";
  readonly address?: string;
}

/** An attribute's value; undefined where there is none of this name. */
type Read = (name: string) => Promise<string | undefined>;

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "instance-metadata",
  version: "1.0.0",
  summary: "reads the cluster from the metadata of an EC2 or GCE instance",
  permissions: { net: ["*"], vouch: true },
  schema: {
    type: "object",
    required: ["source"],
    additionalProperties: false,
    properties: {
      source: { enum: ["ec2-tags", "ec2-user-data", "gce-attributes"] },
      address: {
        type: "string",
        format: "uri",
        description: "of the service; http://169.254.169.254 unless given",
      },
    },
  },

  async discover(section: Section, ctx: Context): Promise<unknown> {
    const { source, address = "http://169.254.169.254" } = section;
    const read = source === "gce-attributes"
      ? gceAttributes(address, ctx)
      : await ec2(source, address, ctx);
    const list = await read("kubeworker-servers");
    const servers = list?.split(",").map((server) => server.trim()).filter((server) =>
      server !== ""
    );
    if (servers === undefined || servers.length === 0) {
      ctx.fail("no-servers", `The ${source} hold no "kubeworker-servers"`, HINTS[source]);
    }
    const [caPem, token] = [await read("kubeworker-ca"), await read("kubeworker-token")];
    ctx.log(`found ${servers.length} servers in the ${source} of ${address}`);
    return {
      servers,
      caPem,
      ...(token === undefined ? {} : { credential: { token } }),
      evidence: caPem === undefined
        ? { kind: "none" }
        : { kind: "vouched", by: `${source} of ${address}` },
    };
  },
};

const HINTS = {
  "ec2-tags":
    "tag the instance, and let it read its tags: `aws ec2 modify-instance-metadata-options --instance-metadata-tags enabled`",
  "ec2-user-data":
    'start the instance with user data like `{"kubeworker-servers":"10.0.0.1:6443"}`',
  "gce-attributes":
    "`gcloud compute instances add-metadata NAME --metadata kubeworker-servers=10.0.0.1:6443`",
} as const;

async function ec2(source: Section["source"], address: string, ctx: Context): Promise<Read> {
  // IMDSv2: a PUT, which a page or a proxy that is tricked into a GET cannot send, brings a session token.
  const session = await send(`${address}/latest/api/token`, {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
  }, ctx);
  if (session === undefined) {
    ctx.fail("no-imdsv2", `${address} does not speak IMDSv2`, "is this an EC2 instance?");
  }
  const get = (path: string) =>
    send(`${address}/latest/${path}`, { headers: { "x-aws-ec2-metadata-token": session } }, ctx);
  if (source === "ec2-tags") return (name) => get(`meta-data/tags/instance/${name}`);
  const data = parse(await get("user-data") ?? "{}", ctx);
  return (name) => Promise.resolve(data[name]);
}

function gceAttributes(address: string, ctx: Context): Read {
  const path = "computeMetadata/v1/instance/attributes";
  const headers = { "metadata-flavor": "Google" };
  return (name) => send(`${address}/${path}/${name}`, { headers }, ctx);
}

/** @returns the text of the answer, or undefined for "not found" */
async function send(url: string, init: RequestInit, ctx: Context): Promise<string | undefined> {
  const { host, pathname } = new URL(url);
  const { status, text } = await ctx.fetchText(url, { ...init, redirect: "error" })
    .catch((error: unknown) => {
      if (error instanceof Deno.errors.NotCapable) throw error;
      const hint = "is this an instance of that cloud, and the service on? see `address`";
      const why = error instanceof Error ? error.message : "";
      ctx.fail("no-answer", `The metadata service at ${host} does not answer: ${why}`, hint);
    });
  if (status === 200) return text;
  if (status === 404) return undefined;
  ctx.fail(
    status === 401 || status === 403 ? "forbidden" : "no-answer",
    `The metadata service does not give "${pathname}" (status ${status})`,
    "is it on for this instance? `aws ec2 modify-instance-metadata-options --http-endpoint enabled`",
  );
}

function parse(text: string, ctx: Context): Record<string, string> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && Object.values(data).every(isText)) {
      return data as Record<string, string>;
    }
  } catch {
    // Said below. The parser's own message would quote the text, and so perhaps the token.
  }
  ctx.fail("not-json", "The user data is not a JSON object of texts", HINTS["ec2-user-data"]);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
