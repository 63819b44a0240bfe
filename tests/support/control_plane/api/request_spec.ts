import type { Dialect } from "../dialect.ts";
import { parseRequest, recognized } from "./certificate_request.ts";
import { isRecord } from "./reading.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";

export const kubeletClientSigner = "kubernetes.io/kube-apiserver-client-kubelet";

/** The part of a CertificateSigningRequest that its author writes, checked. */
export interface RequestSpec {
  /** Base64 of PEM, as sent. */
  request: string;
  signerName: string;
  usages: string[];
  expirationSeconds?: number;
}

const knownUsages = new Set([
  ...["signing", "digital signature", "content commitment", "key encipherment"],
  ...["key agreement", "data encipherment", "cert sign", "crl sign", "encipher only"],
  ...["decipher only", "any", "server auth", "client auth", "code signing", "email protection"],
  ...["s/mime", "ipsec end system", "ipsec tunnel", "ipsec user", "timestamping"],
  ...["ocsp signing", "microsoft sgc", "netscape sgc"],
]);

/** Validates a spec as the API server does when the object is created. Throws the refusals that it would answer. */
export async function checkedSpec(
  spec: unknown,
  options: { name: string; version: string; dialect: Dialect },
): Promise<RequestSpec> {
  const fields = isRecord(spec) ? spec : {};
  const { name, version, dialect } = options;
  function invalid(field: string, problem: string) {
    return refuse.invalid(resources.requests, name, field, problem);
  }

  const request = typeof fields.request === "string" ? fields.request : "";
  let parsed: Awaited<ReturnType<typeof parseRequest>>;
  try {
    parsed = await parseRequest(request);
  } catch (error) {
    throw invalid(
      "spec.request",
      `Invalid value: ...: ${error instanceof Error ? error.message : error}`,
    );
  }

  const usages = Array.isArray(fields.usages)
    ? fields.usages.filter((usage) => typeof usage === "string")
    : [];
  if (version === "v1") {
    if (usages.length === 0) throw invalid("spec.usages", "Required value");
    const unknown = usages.find((usage) => !knownUsages.has(usage));
    if (unknown !== undefined) throw invalid("spec.usages[0]", `Unsupported value: "${unknown}"`);
    if (new Set(usages).size < usages.length) {
      throw invalid("spec.usages", `Duplicate value: "${usages.join(", ")}"`);
    }
  }

  const guess = recognized(parsed, usages, dialect)
    ? kubeletClientSigner
    : "kubernetes.io/legacy-unknown";
  const signerName = typeof fields.signerName === "string" && fields.signerName !== ""
    ? fields.signerName
    : version === "v1beta1"
    ? guess
    : undefined;
  if (signerName === undefined) throw invalid("spec.signerName", "Required value");

  const seconds = fields.expirationSeconds;
  if (!dialect.expirationSeconds || typeof seconds !== "number") {
    return { request, signerName, usages };
  }
  if (seconds < 600) {
    throw invalid(
      "spec.expirationSeconds",
      `Invalid value: ${seconds}: may not specify a duration less than 600 seconds (10 minutes)`,
    );
  }
  return { request, signerName, usages, expirationSeconds: seconds };
}
