import type { FlagName, JoinFlags } from "../join_flags.ts";

/**
 * The flags, and from the file what they leave open. A flag that says how to find the cluster puts the file's
 * way aside, and a token or a pin those of the file that it stands for. Lists are the flag's, but for the
 * checks to be ignored, which are put together as kubeadm does it, and the deadlines and the kubelet's arguments,
 * name by name.
 */
export function flagsOverFile(flags: JoinFlags, file: JoinFlags): JoinFlags {
  const aside = new Set(putAside(flags));
  const given = entriesOf(flags);
  // A discovery token also authenticates, whatever becomes of the way that it was for.
  const { tlsBootstrapToken = aside.has("discoveryToken") ? file.discoveryToken : undefined } =
    file;
  const kept = entriesOf({ ...file, tlsBootstrapToken }).filter(([name]) => !aside.has(name));
  const both = {
    ignorePreflightErrors: [
      ...(file.ignorePreflightErrors ?? []),
      ...(flags.ignorePreflightErrors ?? []),
    ],
    // The last of one name counts.
    timeout: [...(file.timeout ?? []), ...(flags.timeout ?? [])],
    kubeletExtraArg: argumentsOver(flags.kubeletExtraArg ?? [], file.kubeletExtraArg ?? []),
  };
  const joined = entriesOf(both).filter(([, value]) => value.length > 0);
  return Object.fromEntries([...kept, ...given, ...joined]);
}

/** The file's that have no namesake among the flag's, then the flag's. */
function argumentsOver(given: readonly string[], file: readonly string[]): string[] {
  const names = new Set(given.map(nameOf));
  return [...file.filter((argument) => !names.has(nameOf(argument))), ...given];
}

function nameOf(argument: string): string {
  return argument.replace(/=.*$/s, "").replaceAll("_", "-");
}

/** What a flag stands for, though its name is another. */
function* putAside(flags: JoinFlags): Generator<FlagName> {
  const { endpoints = [], discoveryTokenCaCertHash: pins = [] } = flags;
  const other = flags.discoveryFile !== undefined || flags.discoveryPlugin !== undefined;
  if (endpoints.length > 0 || other) yield* ["endpoints", "discoveryFile", "discoveryPlugin"];
  // These belong to the way that is put aside.
  if (other) yield* ["discoveryToken", "discoveryTokenCaCertHash"];
  if (flags.token !== undefined) yield* ["token", "discoveryToken", "tlsBootstrapToken"];
  if (pins.length > 0 || flags.discoveryCa !== undefined) yield "discoveryTokenCaCertHash";
}

function entriesOf<T extends object>(flags: T): [FlagName, T[keyof T]][] {
  return (Object.entries(flags) as [FlagName, T[keyof T]][]).filter(([, value]) =>
    value !== undefined && !(Array.isArray(value) && value.length === 0)
  );
}
