import { configurationOver } from "../../config/configuration_over.ts";
import { configuredFlags } from "../../config/configured_flags.ts";
import { formatDuration } from "../../config/duration.ts";
import type { FlagName, JoinFlags } from "../../config/join_flags.ts";
import type { FileFlags } from "../../config/kubeadm/flags.ts";
import { flagsOverFile } from "../../config/kubeadm/merge.ts";
import { type TimeoutName, TIMEOUTS } from "../../config/timeouts.ts";
import { CONFIGURATION_PATH, type WorkerConfiguration } from "../../config/worker_configuration.ts";
import { TOKEN_VARIABLE } from "./given_token.ts";
import { JOIN_FLAGS } from "../join_flag_table.ts";

/** A value, and where it is from. */
export interface ViewRow {
  readonly path: string;
  readonly value: string;
  readonly origin: string;
}

/** All that a join is told, one under the other. */
export interface Layers {
  readonly flags: JoinFlags;
  /** The token of the environment, where it counts. */
  readonly variable?: string | undefined;
  /** The file of `--config`, and what to call it. */
  readonly name: string;
  readonly file: FileFlags;
  readonly worker: WorkerConfiguration | undefined;
  /** The machine's own. */
  readonly standing: WorkerConfiguration;
}

/** These say how to show and where, not what a join does. */
const ASIDE = ["--config", "--strict-kubeadm", "--root", "--output", "--verbose", "--timeout"];

/** Of these the flag's are put to the file's. */
const JOINED: readonly FlagName[] = ["ignorePreflightErrors", "kubeletExtraArg"];

/** What a join would go by, under the names of the flags. */
export function effectiveRows(
  { flags: typed, variable, name, file, worker, standing }: Layers,
): ViewRow[] {
  const flags = variable === undefined ? typed : { ...typed, token: variable };
  const merged = flagsOverFile(flags, file.flags);
  const given = worker === undefined ? {} : configuredFlags(merged, worker);
  const configuration = worker === undefined ? standing : configurationOver(worker, standing);
  const whole = configuredFlags(merged, configuration);
  const { token, tokenFile: typedFile, discoveryToken, tlsBootstrapToken } = whole;
  const noToken = [token, typedFile, discoveryToken, tlsBootstrapToken].every(isNothing);
  const tokenFile = noToken ? configuration.discovery.tokenFile : undefined;

  function originOf(field: FlagName): string {
    const place = file.origins.get(field);
    const [said, written] = [!isNothing(flags[field]), !isNothing(file.flags[field])];
    const line = place === undefined ? name : `${name}:${place.line}`;
    if (JOINED.includes(field) && said && written) return `${line} and flag`;
    if (said) return field === "token" && variable !== undefined ? TOKEN_VARIABLE : "flag";
    if (!isNothing(merged[field])) return line;
    return isNothing(given[field]) ? CONFIGURATION_PATH : name;
  }
  function rowOf(path: string, field: FlagName, shownDefault = "not set"): ViewRow {
    const value = whole[field];
    if (isNothing(value)) return { path, value: shownDefault, origin: "default" };
    return { path, value: textOf(value), origin: originOf(field) };
  }
  const named = JOIN_FLAGS.flatMap(({ flags: text, shownDefault }) => {
    const [long = ""] = /--[a-z-]+/.exec(text) ?? [];
    if (ASIDE.includes(long)) return [];
    const field = long.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    if (field === "tokenFile" && tokenFile !== undefined) {
      const given = worker?.discovery.tokenFile === tokenFile;
      return [{ path: long, value: tokenFile, origin: given ? name : CONFIGURATION_PATH }];
    }
    return [rowOf(long, field as FlagName, shownDefault)];
  });
  return [
    rowOf("HOST:PORT", "endpoints"),
    ...named,
    ...timeoutRows(flags, {
      file,
      name,
      given: worker?.timeouts ?? {},
      standing: standing.timeouts ?? {},
    }),
  ];
}

interface WrittenTimeouts {
  readonly file: FileFlags;
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly standing: Readonly<Record<string, string>>;
}

function timeoutRows(
  flags: JoinFlags,
  { file, name: fileName, given, standing }: WrittenTimeouts,
): ViewRow[] {
  return Object.entries(TIMEOUTS).map(([name, { ms }]) => {
    const path = `--timeout ${name}`;
    const line = file.origins.get(`timeout.${name as TimeoutName}`)?.line;
    const sources = [
      [lastOf(flags.timeout, name), "flag"],
      [lastOf(file.flags.timeout, name), `${fileName}:${line}`],
      [given[name], fileName],
      [standing[name], CONFIGURATION_PATH],
    ] as const;
    const [value, origin] = sources.find(([text]) => text !== undefined) ??
      [formatDuration(ms), "default"];
    return { path, value: value ?? "", origin };
  });
}

function lastOf(settings: readonly string[] | undefined, name: string): string | undefined {
  return settings?.findLast((setting) => setting.startsWith(`${name}=`))?.slice(name.length + 1);
}

function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
