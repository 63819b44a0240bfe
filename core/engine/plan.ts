import { JoinError } from "./errors.ts";
import type { PhaseAction } from "./events.ts";
import type { AnyPhase } from "./phase.ts";
import { nearest } from "./nearest.ts";

/** One phase's part in a plan. `provide`: only what it provides is wanted, and nothing may change. */
export interface Step<Context> {
  readonly phase: AnyPhase<Context>;
  readonly action: PhaseAction;
}

export type Plan<Context> = readonly Step<Context>[];

export interface PlanOptions {
  /** Run this phase alone; what it needs is provided first. */
  only?: string;
  /** Leave these out. */
  skip?: readonly string[];
}

/**
 * Decides what will happen, before anything does.
 *
 * @throws JoinError `phase-unknown`, `phase-provider-duplicate`, `phase-order-wrong`,
 * `phase-provider-skipped`, each naming the phases concerned.
 */
export function plan<Context>(
  manifest: readonly AnyPhase<Context>[],
  options: PlanOptions = {},
): Plan<Context> {
  checkManifest(manifest);
  const skip = new Set(options.skip ?? []);
  for (const name of [...skip, ...(options.only === undefined ? [] : [options.only])]) {
    if (!manifest.some((phase) => phase.name === name)) throw unknownPhase(name, manifest);
  }
  const steps = options.only === undefined
    ? manifest.map((phase): Step<Context> => ({
      phase,
      action: skip.has(phase.name) ? "skip" : "run",
    }))
    : alone(manifest, options.only);
  for (const { phase, action } of steps) {
    if (action === "skip") continue;
    for (const need of phase.needs) {
      const provider = steps.find((step) => step.phase.provides.includes(need));
      if (provider?.action === "skip") {
        throw new JoinError(
          "phase-provider-skipped",
          `Cannot skip phase "${provider.phase.name}": phase "${phase.name}" needs the ${need} that it provides`,
          { hint: `add ${phase.name} to --skip-phases, or leave ${provider.phase.name} in` },
        );
      }
    }
  }
  return steps;
}

function alone<Context>(manifest: readonly AnyPhase<Context>[], name: string): Step<Context>[] {
  const wanted = new Set<string>();
  function want(phase: AnyPhase<Context>): void {
    if (wanted.has(phase.name)) return;
    wanted.add(phase.name);
    for (const need of phase.needs) {
      const provider = manifest.find((other) => other.provides.includes(need));
      if (provider !== undefined) want(provider);
    }
  }
  const chosen = manifest.find((phase) => phase.name === name);
  if (chosen !== undefined) want(chosen);
  return manifest.filter((phase) => wanted.has(phase.name))
    .map((phase) => ({ phase, action: phase.name === name ? "run" : "provide" }));
}

function checkManifest<Context>(manifest: readonly AnyPhase<Context>[]): void {
  const names = new Set<string>();
  const providers = new Map<string, string>();
  for (const phase of manifest) {
    if (names.has(phase.name)) {
      throw new JoinError("phase-provider-duplicate", `Two phases are named "${phase.name}"`);
    }
    names.add(phase.name);
    for (const need of phase.needs) {
      if (providers.has(need)) continue;
      const later = manifest.find((other) => other.provides.includes(need));
      throw new JoinError(
        "phase-order-wrong",
        later === undefined
          ? `Phase "${phase.name}" needs the ${need}, which no phase provides`
          : `Phase "${phase.name}" needs the ${need}, but "${later.name}", which provides it, comes later`,
      );
    }
    for (const value of phase.provides) {
      const other = providers.get(value);
      if (other !== undefined) {
        throw new JoinError(
          "phase-provider-duplicate",
          `Phases "${other}" and "${phase.name}" both provide the ${value}`,
        );
      }
      providers.set(value, phase.name);
    }
  }
}

function unknownPhase<Context>(name: string, manifest: readonly AnyPhase<Context>[]): JoinError {
  const names = manifest.map((phase) => phase.name);
  const near = nearest(name, names);
  return new JoinError("phase-unknown", `Unknown phase "${name}"`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}the phases are: ${
      names.join(", ")
    }`,
  });
}
