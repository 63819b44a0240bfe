import { JoinError } from "../engine/errors.ts";

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/**
 * Trims and lower-cases a node name, as the kubelet does, and checks that the API server will take it
 * (RFC 1123 subdomain, apimachinery validation).
 *
 * @throws JoinError `node-name-invalid`
 */
export function normalizeNodeName(text: string): string {
  const name = text.trim().toLowerCase();
  if (name === "") {
    throw new JoinError("node-name-invalid", "This machine has no host name to use as node name");
  }
  if (name.length > 253 || !SUBDOMAIN.test(name)) {
    throw new JoinError("node-name-invalid", `Cannot use "${name}" as a node name`);
  }
  return name;
}
