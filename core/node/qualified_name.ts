const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What is wrong with the key of a label or taint; undefined if nothing is.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function faultOfKey(key: string): string | undefined {
  const [name = "", prefix, ...rest] = key.split("/").reverse();
  if (key === "") return "the key is empty";
  if (rest.length > 0) return `the key "${key}" has more than one "/"`;
  if (prefix !== undefined && (prefix.length > 253 || !PREFIX.test(prefix))) {
    return `"${prefix}" before the "/" is not a DNS name in lower case`;
  }
  if (name.length > 63) return `the name "${name}" has more than 63 characters`;
  if (!NAME.test(name)) return `the name "${name}" is not ${FORM}`;
  return undefined;
}

/** What is wrong with the value of a label or taint; undefined if nothing is. */
export function faultOfValue(value: string): string | undefined {
  if (value.length > 63) return `the value "${value}" has more than 63 characters`;
  return value === "" || NAME.test(value) ? undefined : `the value "${value}" is not ${FORM}`;
}

const FORM = "made of letters, digits, '-', '_' and '.', with a letter or digit at both ends";
