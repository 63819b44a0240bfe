import type { JoinEvent } from "../../../core/engine/events.ts";
import { KUBEADM_ERAS } from "../../../phases/preflight/kubeadm_eras.ts";
import type { Said } from "./condition.ts";

/** The worst level that a program found, by the check's name in lower case, with what of it for the one of many parts. */
export type Findings = ReadonlyMap<string, "warning" | "error" | "refused">;

const THEIRS = /\[(WARNING|ERROR) ([^\]]+)\]: (.*)/g;
const COMMAND_LINE = "the command line";

/** SystemVerification is several checks under one name: by words of kubeadm's texts, and of ours. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ["kubelet's version", /kubelet version/],
  ["cgroup v1", /cgroups? v1/],
  ["cgroup mounts", /mount ?point|control groups are mounted/],
  ["cgroup controllers", /(required|optional) cgroups|controllers are missing/],
  ["kernel options", /kernel config|CONFIG_/],
  ["kernel release", /kernel release|The kernel is/],
];

interface Mark {
  readonly name: string;
  readonly level: "warning" | "error";
  readonly text: string;
}

/** What kubeadm found, by its own marks. */
export function readKubeadm({ code, stdout, stderr }: Said): Findings {
  const marks = [...`${stdout}\n${stderr}`.matchAll(THEIRS)];
  const found = marks.map(([, level, name = "", text = ""]): Mark => ({
    name,
    level: level === "ERROR" ? "error" : "warning",
    text,
  }));
  return worst(found, code !== 0 && !found.some(({ level }) => level === "error"));
}

/** What we found, of the checks that kubeadm has in any release. */
export function readKubeworker({ stdout }: Said): Findings {
  const events = stdout.trim().split("\n").map((line): JoinEvent => JSON.parse(line));
  const names = Object.keys(KUBEADM_ERAS);
  const found = events.flatMap((event): Mark[] =>
    event.kind === "problem" && names.includes(event.check)
      ? [{ name: event.check, level: event.level, text: event.text }]
      : []
  );
  const result = events.at(-1);
  if (result?.kind !== "result") throw new Error(`no result: ${stdout}`);
  return worst(found, !result.ok && result.error.code !== "preflight-failed");
}

function worst(found: readonly Mark[], refused: boolean): Findings {
  const levels = new Map<string, "warning" | "error" | "refused">();
  for (const mark of found) {
    const key = keyOf(mark);
    if (levels.get(key) !== "error") levels.set(key, mark.level);
  }
  if (refused) levels.set(COMMAND_LINE, "refused");
  return levels;
}

function keyOf({ name, text }: Mark): string {
  if (name !== "SystemVerification") return name.toLowerCase();
  const part = PARTS.find(([, words]) => words.test(text))?.[0] ?? text;
  return `${name.toLowerCase()} (${part})`;
}
