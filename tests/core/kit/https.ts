import { createClock } from "../../../core/host/clock.ts";
import { createHttps } from "../../../core/host/https.ts";
import type { ForeignRequest, Https, VerifiedRequest } from "../../../core/host/types.ts";
import { type TrustedCa, trustSigned } from "../../../core/trust/ca.ts";
import type { ControlPlane } from "../../support/control_plane/mod.ts";
import { type Recorder, recorder } from "./events.ts";

/** The real client, and requests to a stand-in that need little to be said. */
export interface HttpsClient extends Disposable {
  readonly https: Https;
  readonly record: Recorder;
  readonly abort: AbortController;
  verified(path: string, more?: Partial<VerifiedRequest>): VerifiedRequest;
  insecure(path: string, more?: Partial<ForeignRequest>): ForeignRequest;
}

export function httpsClient(
  cluster: ControlPlane,
  ca: TrustedCa = trustSigned(cluster.authority.certificatePem),
): HttpsClient {
  const record = recorder();
  const abort = new AbortController();
  const https = createHttps({
    root: "/",
    clock: createClock(),
    emit: record.emit,
    userAgent: "kubeworker/test",
  });
  const base = (path: string) => ({
    method: "GET",
    url: cluster.url + path,
    timeoutMs: 2000,
    signal: abort.signal,
  } as const);
  return {
    https,
    record,
    abort,
    verified: (path, more) => ({ ...base(path), trust: { kind: "ca", ca }, ...more }),
    insecure: (path, more) => ({
      ...base(path),
      trust: { kind: "insecure", because: "a test" },
      ...more,
    }),
    [Symbol.dispose]: () => https.close(),
  };
}
