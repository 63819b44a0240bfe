import type { Done } from "../support/command.ts";
import type { Verdict } from "./verdict.ts";

/** It has read its flags and files, and looks at the machine. */
const READ = "[preflight] Running pre-flight checks";

/** What kubeadm says of a flag that it cannot read, with the flag's name. */
const FLAG_WORDS = [
  /unknown flag: (--[\w-]+)/g,
  /unknown shorthand flag: '.' in (-\w+)/g,
  /flag needs an argument: (--[\w-]+)/g,
  /flag needs an argument: '.' in (-\w)/g,
  /invalid argument ".*?" for "(?:-\w, )?(--[\w-]+)" flag/g,
];

/** What it says of a value, with the field's path. */
const FIELD_WORDS = [
  /([a-z][A-Za-z-]*(?:\.[A-Za-z]+)*(?:\[\d+\])?): (?:Invalid value|Required value|Not supported|Duplicate)/g,
  /Go struct field \w+\.([\w.]+)/g,
  /unknown field "([\w.]+)"/g,
  /key "(\w+)" already set in map/g,
];

const OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/can not mix '--config'/, "--config"],
  [/unable to read config from/, "--config"],
  [/accepts at most 1 arg/, "discovery.bootstrapToken.apiServerEndpoint"],
  [/unknown configuration APIs/, "kind"],
  [/invalid phase name/, "--skip-phases"],
  [/is specified twice/, "kind"],
  [/Kind=: kind and apiVersion is mandatory/, "kind"],
  [/GroupVersionKind \/.*kind and apiVersion is mandatory/, "apiVersion"],
  [
    /unknown configuration APIs|old API spec|experimental API spec|no kind ".*" is registered/,
    "apiVersion",
  ],
];

/** Reads what kubeadm said, the old one or the new one. */
export function theirVerdict({ code, stdout, stderr }: Done): Verdict {
  const accepted = code === 0 || stdout.includes(READ);
  if (accepted) return { accepted, fields: [] };
  // Warnings of what it lets pass stand in lines of their own.
  const text = stderr.replace(/^W\d{4} .*\n/gm, "");
  const fields = [
    ...[...FLAG_WORDS, ...FIELD_WORDS].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, name = ""]) => asOurs(name))
    ),
    ...OTHER_WORDS.filter(([pattern]) => pattern.test(text)).map(([, name]) => name),
    ...olderPath(text),
  ];
  return { accepted, fields };
}

function asOurs(name: string): string {
  if (name === "--v") return "-v";
  return name === "ignore-preflight-errors" ? "--ignore-preflight-errors" : name;
}

/** 1.20 names the types on the way: `v1beta2.JoinConfiguration.Discovery: v1beta2.Discovery.Timeout: …`. */
function olderPath(text: string): string[] {
  const names = [...text.matchAll(/v1beta\d\.\w+\.(\w+): /g)].map(([, name = ""]) =>
    name.charAt(0).toLowerCase() + name.slice(1)
  );
  return names.length === 0 ? [] : [names.join(".")];
}
