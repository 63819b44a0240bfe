/**
 * Finds the API servers by DNS: the SRV records `_kubernetes._tcp.DOMAIN`, in the order of RFC 2782.
 *
 * DNS proves nothing, so this plugin proposes servers only: give CA pins or a bootstrap token as well.
 */

/** What kubeworker hands over; only what is used here. */
interface Context {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  log(text: string): void;
  fail(code: string, message: string, hint: string): never;
}

interface Section {
  readonly domain: string;
  readonly nameServer?: { readonly address: string; readonly port?: number };
  readonly addresses?: boolean;
}

/** kubeworker takes no more of them. */
const MAX_SERVERS = 16;

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "dns-srv",
  version: "1.0.0",
  summary: "finds the API servers by the SRV records _kubernetes._tcp.DOMAIN",
  // A name server has to be granted, also one of /etc/resolv.conf: `net: ["10.0.0.53:53"]`.
  permissions: { net: ["*"] },
  schema: {
    type: "object",
    required: ["domain"],
    additionalProperties: false,
    properties: {
      domain: { type: "string", minLength: 1, description: "example.org, for one" },
      nameServer: {
        type: "object",
        description: "whom to ask; without it, the name servers of this machine",
        required: ["address"],
        additionalProperties: false,
        properties: {
          address: { type: "string", description: "its IP address" },
          port: { type: "integer", minimum: 1, maximum: 65535, description: "53 unless given" },
        },
      },
      addresses: {
        type: "boolean",
        description: "propose the targets' IPv6 and IPv4 addresses in place of their names",
      },
    },
  },

  async discover(section: Section, ctx: Context): Promise<{ servers: string[] }> {
    const name = `_kubernetes._tcp.${section.domain}`;
    const ask = asking(section, ctx);
    const records = await lookUp(name, ask, ctx);
    // RFC 2782: a lone target "." says that the service is not there, on purpose.
    const targets = inOrder(records)
      .map(({ target, port }) => ({ host: target.replace(/\.$/, ""), port }))
      .filter(({ host }) => host !== "");
    if (targets.length === 0) {
      ctx.fail(
        "no-service",
        `The records of "${name}" say that there is no such service`,
        `publish a target: \`${name}. SRV 0 100 6443 cp1.${section.domain}.\``,
      );
    }
    ctx.log(`${targets.length} of ${records.length} records of "${name}" name a target`);
    const servers: string[] = [];
    for (const { host, port } of targets) {
      const hosts = section.addresses ? await addressesOf(host, ask) : [host];
      if (hosts.length === 0) ctx.log(`"${host}" has no address`);
      for (const each of hosts) servers.push(`${each.includes(":") ? `[${each}]` : each}:${port}`);
    }
    if (servers.length === 0) {
      ctx.fail(
        "no-address",
        `None of the targets of "${name}" has an address`,
        `publish A or AAAA records for ${targets.map(({ host }) => `"${host}"`).join(", ")}`,
      );
    }
    return { servers: [...new Set(servers)].slice(0, MAX_SERVERS) };
  },
};

function asking({ nameServer }: Section, ctx: Context): Deno.ResolveDnsOptions {
  // A little less than there is, so that there is time left to say that nobody answered.
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(ctx.timeoutMs * 0.9)]);
  if (nameServer === undefined) return { signal };
  return { signal, nameServer: { ipAddr: nameServer.address, port: nameServer.port ?? 53 } };
}

async function lookUp(
  name: string,
  ask: Deno.ResolveDnsOptions,
  ctx: Context,
): Promise<Deno.SrvRecord[]> {
  try {
    return await Deno.resolveDns(`${name}.`, "SRV", ask);
  } catch (error) {
    if (ctx.signal.aborted || error instanceof Deno.errors.NotCapable) throw error;
    const server = ask.nameServer?.ipAddr ?? "the name servers of this machine";
    if (error instanceof Deno.errors.NotFound) {
      ctx.fail(
        "no-records",
        `There are no SRV records of "${name}" at ${server}`,
        `\`dig SRV ${name}\` shows what is published`,
      );
    }
    ctx.fail(
      "no-answer",
      `Nobody answered for "${name}" at ${server}: ${error instanceof Error ? error.message : ""}`,
      "check `nameServer` in the plugin's section, and that this machine reaches it by UDP and TCP",
    );
  }
}

/** Low priorities first; within one, by chance in proportion to the weights. */
function inOrder(records: readonly Deno.SrvRecord[]): Deno.SrvRecord[] {
  // The smaller -log(chance)/weight, the earlier: the same odds as drawing one record after the other.
  const drawn = records.map((record) => ({
    record,
    draw: -Math.log(1 - Math.random()) / Math.max(record.weight, 1e-3),
  }));
  drawn.sort((a, b) => a.record.priority - b.record.priority || a.draw - b.draw);
  return drawn.map(({ record }) => record);
}

/** IPv6 first. A target without an address of one family is no error. */
async function addressesOf(host: string, ask: Deno.ResolveDnsOptions): Promise<string[]> {
  const families = (["AAAA", "A"] as const).map((type) => Deno.resolveDns(`${host}.`, type, ask));
  const found = await Promise.allSettled(families);
  ask.signal?.throwIfAborted();
  return found.flatMap((family) => family.status === "fulfilled" ? family.value : []);
}
