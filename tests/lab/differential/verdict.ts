/** What a program says about a command line or a file before it does anything. */
export interface Verdict {
  readonly accepted: boolean;
  /** What is wrong, under the names of flags and fields; empty where it names nothing. */
  readonly fields: readonly string[];
}

/** How our verdict differs: we refuse what kubeadm takes, the other way round, or it is for another reason. */
export type Difference = "we refuse" | "we accept" | "another field";

/** Undefined where the verdicts are the same. A field and what is in it are no two reasons. */
export function difference(ours: Verdict, theirs: Verdict): Difference | undefined {
  if (ours.accepted !== theirs.accepted) return theirs.accepted ? "we refuse" : "we accept";
  if (ours.accepted || ours.fields.length === 0 || theirs.fields.length === 0) return undefined;
  const common = ours.fields.some((one) => theirs.fields.some((other) => isWithin(one, other)));
  return common ? undefined : "another field";
}

function isWithin(one: string, other: string): boolean {
  const [short = "", long = ""] = [one, other].sort((a, b) => a.length - b.length);
  return long === short || long.startsWith(`${short}.`) || long.startsWith(`${short}[`);
}

/** One difference that is known, and why it is there. */
export interface KnownDifference<Version extends string> {
  readonly difference: Difference;
  /** Command lines or files, by kubeadm's version. */
  readonly of: Readonly<Partial<Record<Version, readonly string[]>>>;
  readonly because: string;
}

/** The known ones of a version, and those that were seen, as lines to be compared. */
export function asLines<Version extends string>(
  known: readonly KnownDifference<Version>[],
  version: Version,
): string[] {
  return known.flatMap(({ difference, of }) =>
    (of[version] ?? []).map((what) => `${what}: ${difference}`)
  ).sort();
}
