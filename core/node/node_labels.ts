import { JoinError } from "../engine/errors.ts";
import { faultOfKey, faultOfValue } from "./qualified_name.ts";

/** The labels of Kubernetes' own that a kubelet may set on its Node. */
const ALLOWED: readonly string[] = [
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "kubernetes.io/arch",
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
];

/** Names that belong to Kubernetes, and those of them that are a kubelet's all the same. */
const KUBERNETES = ["kubernetes.io", "k8s.io"];
const KUBELETS = ["kubelet.kubernetes.io", "node.kubernetes.io"];

/**
 * Checks labels as `key=value`, and that the kubelet will set them: with any other it does not start, and the
 * admission plugin NodeRestriction would refuse the Node.
 *
 * @param nodeName for the command that sets the others
 * @throws JoinError `label-malformed`, `label-forbidden`
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
export function parseLabels(texts: readonly string[], nodeName: string): string[] {
  const labels = texts.map((text) => {
    const [key = "", ...rest] = text.split("=");
    const fault = rest.length === 0
      ? 'it has no "="'
      : faultOfKey(key) ?? faultOfValue(rest.join("="));
    if (fault !== undefined) refuse(text, fault);
    return { key, text };
  });
  const twice = labels.find(({ key }, index) => labels.findIndex((one) => one.key === key) < index);
  if (twice !== undefined) refuse(twice.text, `"${twice.key}" is there twice`);
  const forbidden = labels.filter(({ key }) => !isForKubelet(key));
  if (forbidden.length > 0) {
    const keys = forbidden.map(({ key }) => `"${key}"`).join(", ");
    const pairs = forbidden.map(({ text }) => text).join(" ");
    throw new JoinError("label-forbidden", `A node may not set the label ${keys} on itself`, {
      hint: `leave it out, and after the join run \`kubectl label node ${nodeName} ${pairs}\``,
      detail: { labels: forbidden.map(({ text }) => text) },
    });
  }
  return labels.map(({ text }) => text);
}

function refuse(text: string, why: string): never {
  throw new JoinError("label-malformed", `Cannot use "${text}" as a label: ${why}`);
}

function isForKubelet(key: string): boolean {
  const prefix = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
  return !isBelow(prefix, KUBERNETES) || ALLOWED.includes(key) || isBelow(prefix, KUBELETS);
}

function isBelow(prefix: string, names: readonly string[]): boolean {
  return names.some((name) => prefix === name || prefix.endsWith(`.${name}`));
}
