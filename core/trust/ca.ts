import { X509Certificate } from "node:crypto";
import { JoinError } from "../engine/errors.ts";
import { firstInside } from "./der.ts";
import { certificatesOf, toPem } from "./pem.ts";
import { type Pin, pinOf } from "./pin.ts";
import type { SourceTrust, Vouched } from "./proposal.ts";

declare const trusted: unique symbol;

/**
 * Certificates that this program has decided to trust. The brand exists in types only: nothing outside
 * this file can make one, so whoever holds one came through one of the makers below.
 */
export interface TrustedCa {
  readonly [trusted]: true;
  readonly pem: string;
  readonly certificates: readonly Uint8Array[];
  readonly pins: readonly Pin[];
  /** Pins of certificates that were offered but not accepted. */
  readonly refused: readonly Pin[];
  readonly because:
    | "pinned"
    | "signed by the token alone"
    | "on this node already"
    | SourceTrust
    | Vouched["because"];
  /** What a plugin that vouches for it says that it has checked. */
  readonly by?: string;
}

/** On what ground a CA is trusted, for people: with the words of who vouches for it. */
export function groundOf({ because, by }: TrustedCa): string {
  return by === undefined ? because : `${because} (${by})`;
}

/**
 * Trusts the certificates of a bundle whose key is pinned, and those alone. kubeadm accepts a whole bundle
 * when one of its certificates is pinned: who knows the token could then slip in a CA of their own.
 *
 * @throws JoinError `pin-mismatch`, `ca-malformed`
 */
export function trustPinned(bundlePem: string, pins: readonly Pin[]): TrustedCa {
  const offered = read(bundlePem);
  const accepted = offered.filter(({ pin }) => pins.includes(pin));
  if (accepted.length === 0) {
    const found = offered.map(({ pin }) => pin);
    throw new JoinError(
      "pin-mismatch",
      `The cluster's CA has the pin ${found.join(", ")}, which is not pinned (pinned: ${
        pins.join(", ")
      })`,
      { detail: { found, pinned: [...pins] } },
    );
  }
  return make(accepted, offered, "pinned");
}

/**
 * Trusts a whole bundle because its text was signed with the token's secret. Only as good as the token is
 * secret; callers need the operator's explicit leave.
 *
 * @throws JoinError `ca-malformed`
 */
export function trustSigned(bundlePem: string): TrustedCa {
  const offered = read(bundlePem);
  return make(offered, offered, "signed by the token alone");
}

/**
 * Trusts a bundle whole because of where it came from: the operator named that source as one to believe.
 *
 * @throws JoinError `ca-malformed`
 */
export function trustSource(bundlePem: string, source: SourceTrust | Vouched): TrustedCa {
  const offered = read(bundlePem);
  if (typeof source === "string") return make(offered, offered, source);
  return make(offered, offered, source.because, source.by);
}

/**
 * Trusts what root already put on this machine: the CA in the node's own kubelet.conf.
 *
 * @throws JoinError `ca-malformed`
 */
export function trustFromNode(bundlePem: string): TrustedCa {
  const offered = read(bundlePem);
  return make(offered, offered, "on this node already");
}

interface Offered {
  der: Uint8Array;
  pin: Pin;
  isCa: boolean;
}

function read(bundlePem: string): Offered[] {
  return certificatesOf(bundlePem).map((der) => {
    try {
      // Two readers have to understand it, so that neither can be led to another key.
      const certificate = new X509Certificate(der);
      if (certificate.publicKey.type !== "public") throw new Error("it has no key");
      return { der, pin: pinOf(der), isCa: certificate.ca || isVersion1(der) };
    } catch (cause) {
      throw new JoinError(
        "ca-malformed",
        "Cannot use the cluster's CA data: a block is not a certificate",
        { cause },
      );
    }
  });
}

/** It has no extensions, so that it cannot say whose it is: Go, too, takes it for a CA's. */
function isVersion1(der: Uint8Array): boolean {
  return firstInside(firstInside(der))[0] !== 0xa0;
}

function make(
  accepted: Offered[],
  offered: Offered[],
  because: TrustedCa["because"],
  by?: string,
): TrustedCa {
  // TLS libraries differ in what they make of it: ours would take it, the kubelet's would not.
  const odd = accepted.find(({ isCa }) => !isCa);
  if (odd !== undefined) {
    throw new JoinError(
      "ca-malformed",
      `Cannot use the cluster's CA data: the certificate with the pin ${odd.pin} is not a CA's`,
    );
  }
  const body: Omit<TrustedCa, typeof trusted> = {
    pem: accepted.map(({ der }) => toPem(der, "CERTIFICATE")).join(""),
    certificates: accepted.map(({ der }) => der),
    pins: accepted.map(({ pin }) => pin),
    refused: offered.filter((one) => !accepted.includes(one)).map(({ pin }) => pin),
    because,
    ...(by === undefined ? {} : { by }),
  };
  // The one place where the brand is given.
  return body as TrustedCa;
}
