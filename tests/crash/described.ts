import type { Effect } from "./effects.ts";

/** Points, kind and name, as in `3 file write /etc/fstab (temporary)`. */
export function describe({ kind, name, sides }: Effect): string {
  return `${sides.length} ${kind} ${name}`;
}

export interface Described {
  /** The file, request or service that it is about. */
  readonly subject: string;
  /** What is done to it. */
  readonly step: string;
  readonly points: number;
}

/** What `describe` said. */
export function readDescribed(text: string): Described {
  const [points = "", kind = "", ...words] = text.replace(/ \(\d+\)$/, "").split(" ");
  const name = words.join(" ");
  const count = Number(points);
  const [, line] = /^(?:intend|done) "(?:file )?(.*)" in /.exec(name) ?? [];
  if (line !== undefined) return { subject: line, step: "lines of the journal", points: count };
  if (kind !== "file") return { subject: name, step: kind, points: count };
  const path = name.slice(name.indexOf("/")).replace(" (temporary)", "");
  return { subject: path, step: name.slice(0, name.indexOf(" /")), points: count };
}
