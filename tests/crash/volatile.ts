/** What of two machines that joined alike is not alike, and why. Everything else is compared byte for byte. */
export interface Volatile {
  /** Paths, by what is left when dates and checksums have been replaced by a word. */
  readonly path: RegExp;
  /** The same for people. */
  readonly shown: string;
  /** The content may differ, or the whole entry may be there or not. */
  readonly what: "content" | "entry";
  readonly because: string;
}

export const VOLATILE: readonly Volatile[] = [
  {
    path: /^\/var\/lib\/kubeworker\/journal\.jsonl$/,
    shown: "/var/lib/kubeworker/journal.jsonl",
    what: "content",
    because: "it tells of every run",
  },
  {
    path: /^\/var\/lib\/kubeworker\/journal-\$\{DATE\}.*\.jsonl$/,
    shown: "/var/lib/kubeworker/journal-DATE.jsonl",
    what: "entry",
    because: "each journal that was undone is put aside",
  },
  {
    path: /^\/var\/lib\/kubeworker\/report\.json$/,
    shown: "/var/lib/kubeworker/report.json",
    what: "content",
    because: "it tells of the last run alone, with its dates",
  },
  {
    path: /^\/var\/lib\/kubeworker\/report\.\d\.json$/,
    shown: "/var/lib/kubeworker/report.N.json",
    what: "entry",
    because: "each run that came to an end has a report of its own",
  },
  {
    path: /^\/var\/lib\/kubeworker\/replaced(\/.*)?$/,
    shown: "/var/lib/kubeworker/replaced",
    what: "entry",
    because: "copies of what a run that failed had put in place, and taken back",
  },
  {
    path: /^\/var\/lib\/kubeworker\/lock$/,
    shown: "/var/lib/kubeworker/lock",
    what: "content",
    because: "it names the process that held it last",
  },
];

/** Objects of the cluster: fields that are given by the server, or made of key material. */
export const VOLATILE_FIELDS: Readonly<Record<string, string>> = {
  uid: "the server gives it",
  resourceVersion: "the server gives it",
  creationTimestamp: "a date",
  lastUpdateTime: "a date",
  lastTransitionTime: "a date",
  request: "key material",
  certificate: "key material",
};
