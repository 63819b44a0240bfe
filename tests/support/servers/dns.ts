import { freePort } from "../free_port.ts";
import { findProgram } from "./program.ts";
import { startProcess } from "./process.ts";

/** Debian's package dnsmasq-base has it. */
export const DNSMASQ = findProgram("dnsmasq", "KUBEWORKER_DNSMASQ");

/** A DNS server at 127.0.0.1, which answers for example.org alone and refuses other questions. */
export interface DnsServer extends AsyncDisposable {
  readonly port: number;
}

/** @param records as dnsmasq takes them, as in `--srv-host=_a._tcp.example.org,b.example.org,6443,0,1` */
export async function startDns(...records: string[]): Promise<DnsServer> {
  const port = freePort();
  const server = await startProcess({
    path: DNSMASQ ?? "dnsmasq",
    args: [
      "--keep-in-foreground",
      "--conf-file=/dev/null",
      "--pid-file=",
      "--user=",
      "--no-hosts",
      "--no-resolv",
      "--bind-interfaces",
      "--listen-address=127.0.0.1",
      `--port=${port}`,
      "--local=/example.org/",
      "--host-record=up.example.org,127.0.0.1",
      ...records,
    ],
    isUp: async () => {
      const nameServer = { ipAddr: "127.0.0.1", port };
      const signal = AbortSignal.timeout(50);
      return (await Deno.resolveDns("up.example.org.", "A", { nameServer, signal })).length > 0;
    },
  });
  return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
