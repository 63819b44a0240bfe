/** What `${NAME}` in a case stands for. */
export type Placeholders = Readonly<Record<string, string>>;

/** Puts values in the place of every `${NAME}`, however deep it stands. An unknown name is an error. */
export function fill<T>(value: T, placeholders: Placeholders): T;
export function fill(value: unknown, placeholders: Placeholders): unknown {
  if (typeof value === "string") return fillText(value, placeholders);
  if (Array.isArray(value)) return value.map((item) => fill(item, placeholders));
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fill(item, placeholders)]),
  );
}

function fillText(text: string, placeholders: Placeholders): string {
  return text.replace(/\$\{([A-Z_]+)\}/g, (_whole, name: string) => {
    const value = placeholders[name];
    if (value !== undefined) return value;
    throw new TypeError(
      `Cannot fill in \${${name}}: there are ${Object.keys(placeholders).join(", ")}`,
    );
  });
}

/**
 * Whether a value is as expected, as far as something is expected: an object may have more members, a list
 * may not, and in a text `*` stands for anything.
 */
export function matches(actual: unknown, expected: unknown): boolean {
  if (typeof expected === "string" && typeof actual === "string") {
    const pattern = expected.split("*").map((part) => RegExp.escape(part)).join("[^]*");
    return new RegExp(`^${pattern}$`).test(actual);
  }
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length &&
      expected.every((item, index) => matches(actual[index], item));
  }
  if (typeof expected === "object" && expected !== null) {
    return typeof actual === "object" && actual !== null &&
      Object.entries(expected).every(([key, item]) => matches(Reflect.get(actual, key), item));
  }
  return Object.is(actual, expected);
}
