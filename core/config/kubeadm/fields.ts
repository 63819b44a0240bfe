import { DISCOVERY_FIELDS } from "./discovery_fields.ts";
import { type Field, isIn } from "./field.ts";
import { OTHER_FIELDS } from "./other_fields.ts";
import { REGISTRATION_FIELDS } from "./registration_fields.ts";
import type { Version } from "./versions.ts";

/**
 * Every field of JoinConfiguration in every version that is read; `apiVersion` and `kind` apart. A path that
 * changed its type is there twice.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export const FIELDS: readonly Field[] = [
  ...REGISTRATION_FIELDS,
  ...DISCOVERY_FIELDS,
  ...OTHER_FIELDS,
];

export function fieldsOf(version: Version): Field[] {
  return FIELDS.filter((field) => isIn(field, version));
}
