import { JoinError } from "../engine/errors.ts";
import type { Files } from "../host/types.ts";
import type { TrustedCa } from "../trust/ca.ts";
import { readCertificate } from "../trust/certificate.ts";
import { checkIssued } from "../trust/issued.ts";
import { parseNodeKey } from "../trust/node_key.ts";
import { certificatesOf } from "../trust/pem.ts";
import { Secret } from "../trust/secret.ts";
import { clientFiles } from "./kubelet_conf.ts";
import { behindLink } from "./link_target.ts";
import { PATHS } from "./paths.ts";
import { recallCluster } from "./recalled_cluster.ts";

/** A certificate and its key as the kubelet keeps them, judged leniently: it is to be told about. */
export interface OwnCertificate {
  /** The file itself, behind the link. */
  readonly path: string;
  /** Of its common name; undefined where that is no node's. */
  readonly nodeName: string | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly pem: string;
  readonly keyPem: Secret;
  /** Why the cluster will not take it, whatever the date; undefined where nothing is known against it. */
  readonly wrong: string | undefined;
}

/** Whose node this machine is, by its kubelet.conf. */
export type OwnIdentity =
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly because: string }
  | {
    readonly kind: "known";
    readonly server: string;
    readonly ca: TrustedCa;
    /** A reason in words where there is none to show. */
    readonly certificate: OwnCertificate | string;
  };

const USER = "system:node:";
const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----\n?/g;

/** Reads what kubelet.conf names, and says what is the matter with it. It throws nothing. */
export async function readOwnIdentity(files: Files): Promise<OwnIdentity> {
  try {
    const text = await files.read(PATHS.kubeletConf);
    if (text === undefined) return { kind: "none" };
    const cluster = await recallCluster(files);
    if (cluster === undefined) return { kind: "none" };
    const { server, ca } = cluster;
    return { kind: "known", server, ca, certificate: await readOwnCertificate(text, ca, files) };
  } catch (error) {
    return { kind: "unreadable", because: wordsOf(error) };
  }
}

async function readOwnCertificate(
  kubeletConf: string,
  ca: TrustedCa,
  files: Files,
): Promise<OwnCertificate | string> {
  const named = clientFiles(kubeletConf);
  if (named === undefined) return "kubelet.conf names no file of a certificate";
  const path = await behindLink(named.certificate, files);
  try {
    const text = await files.read(path);
    if (text === undefined) return `${path} is not there`;
    return await judge(path, text, ca);
  } catch (error) {
    return `${path} cannot be read: ${wordsOf(error)}`;
  }
}

async function judge(path: string, text: string, ca: TrustedCa): Promise<OwnCertificate | string> {
  const blocks = [...text.matchAll(BLOCK)];
  const pem = blocks.filter(([, kind]) => kind === "CERTIFICATE").map(([block]) => block).join("");
  const [keyPem] = blocks.find(([, kind = ""]) => kind.endsWith("PRIVATE KEY")) ?? [];
  const [der] = pem === "" ? [] : certificatesOf(pem);
  if (der === undefined) return `${path} holds no certificate`;
  if (keyPem === undefined) return `${path} holds no key`;
  const leaf = await readCertificate(der);
  const { notBefore, notAfter, commonNames: [name = ""] } = leaf;
  const nodeName = name.startsWith(USER) ? name.slice(USER.length) : undefined;
  const key = parseNodeKey(keyPem);
  const wrong = await checkIssued(pem, {
    publicKey: key?.publicKey ?? leaf.publicKey,
    nodeName: nodeName ?? "",
    ca,
    // The date is told apart from everything else.
    now: notBefore,
  }).then(() => undefined, wordsOf);
  return { path, nodeName, notBefore, notAfter, pem, keyPem: new Secret(keyPem), wrong };
}

function wordsOf(error: unknown): string {
  if (error instanceof JoinError) return error.inFull;
  return error instanceof Error ? error.message : String(error);
}
