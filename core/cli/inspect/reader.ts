import type { ConnectionStep, ForeignRequest, HttpsResponse } from "../../host/types.ts";
import type { Clock, Https } from "../../host/types.ts";
import type { DateSample } from "./clock.ts";

/** Nothing that is asked for is larger. */
const MAX_BYTES = 1 << 20;

/** A request is let to take this long at least, in ms, however little of the time is left. */
const LEAST_MS = 500;

export interface ReaderOptions {
  https: Https;
  clock: Clock;
  signal: AbortSignal;
  /** `https://host:port` */
  url: string;
  /** For all requests together, from now on. */
  timeoutMs: number;
}

/** Asks one server, without any credential, and keeps what the connections showed. */
export interface Reader {
  /** @throws JoinError `server-…`, `response-too-large` */
  get(path: string, trust: ForeignRequest["trust"]): Promise<HttpsResponse>;
  /** Of the first connection. */
  readonly connected: Extract<ConnectionStep, { kind: "connected" }> | undefined;
  readonly secured: Extract<ConnectionStep, { kind: "secured" }> | undefined;
  readonly dates: readonly DateSample[];
  /** In ms. */
  left(): number;
}

export function createReader({ https, clock, signal, url, timeoutMs }: ReaderOptions): Reader {
  const began = clock.elapsedMs();
  const dates: DateSample[] = [];
  let connected: Reader["connected"];
  let secured: Reader["secured"];

  function left(): number {
    return Math.max(LEAST_MS, timeoutMs - (clock.elapsedMs() - began));
  }

  return {
    get connected() {
      return connected;
    },
    get secured() {
      return secured;
    },
    dates,
    left,
    async get(path, trust) {
      let askedAt = clock.now();
      const response = await https.request({
        method: "GET",
        url: url + path,
        trust,
        timeoutMs: left(),
        maxBytes: MAX_BYTES,
        signal,
        onConnection(step) {
          if (step.kind === "connected") connected ??= step;
          else {
            secured ??= step;
            askedAt = clock.now();
          }
        },
      });
      const { receivedAt } = response;
      dates.push({ date: response.headers.date, askedAt, receivedAt });
      return response;
    },
  };
}
