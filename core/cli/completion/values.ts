import { formatDuration } from "../../config/duration.ts";
import { TIMEOUTS } from "../../config/timeouts.ts";
import type { FlagEntry } from "../flag_entry.ts";
import type { Answer, Offer } from "./answer.ts";

interface Named {
  readonly name: string;
  readonly summary: string;
}

/** What the lists of the program and the machine hold. What few ask for is loaded when it is asked for. */
export interface Known {
  readonly phases: readonly Named[];
  readonly checks: () => Promise<readonly Named[]>;
  readonly fixes: () => Promise<readonly Named[]>;
  /** The plugins that may run, by the configuration file. */
  readonly pluginNames: () => Promise<readonly string[]>;
}

/** Where a placeholder stands for something on the disk. */
const ON_DISK: Readonly<Record<string, "files" | "directories">> = {
  "file": "files",
  "FILE": "files",
  "path": "files",
  "path|https-url": "files",
  "socket": "files",
  "kubeconfig": "files",
  "directory": "directories",
  "dir": "directories",
};

/** What a placeholder stands for, if it is something on the disk. */
export function onDisk(placeholder: string): Answer | undefined {
  const kind = Object.hasOwn(ON_DISK, placeholder) ? ON_DISK[placeholder] : undefined;
  return kind === undefined ? undefined : { kind };
}

/** What the value of a flag may be, as far as it is known. `typed` is what there is of it already. */
export async function valuesOf(entry: FlagEntry, typed: string, known: Known): Promise<Answer> {
  const { choices, completes, flags } = entry;
  if (choices !== undefined) return { kind: "words", offers: choices.map((word) => ({ word })) };
  switch (completes) {
    case "phases":
      return { kind: "words", offers: known.phases.map(toOffer) };
    case "checks":
      return { kind: "words", offers: [{ word: "all" }, ...(await known.checks()).map(toOffer)] };
    case "fixes":
      return { kind: "words", offers: [{ word: "all" }, ...(await known.fixes()).map(toOffer)] };
    case "plugins":
      return { kind: "words", offers: (await known.pluginNames()).map((word) => ({ word })) };
    case "timeouts":
      return timeouts(typed);
    case undefined:
      return onDisk(/<(.+)>/.exec(flags)?.[1] ?? "") ?? { kind: "words", offers: [] };
    default:
      return completes satisfies never;
  }
}

/** First the name, then the time that it has without the flag. */
function timeouts(typed: string): Answer {
  const entries = Object.entries(TIMEOUTS);
  return typed.includes("=")
    ? {
      kind: "words",
      offers: entries.map(([name, { ms }]) => ({ word: `${name}=${formatDuration(ms)}` })),
    }
    : {
      kind: "open",
      offers: entries.map(([name, { means }]) => ({ word: `${name}=`, means })),
    };
}

function toOffer({ name, summary }: Named): Offer {
  return { word: name, means: summary };
}
