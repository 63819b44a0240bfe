import type { Check } from "./check.ts";
import { clockChecks } from "./clock.ts";
import { fileChecks } from "./files.ts";
import { kernelChecks } from "./kernel.ts";
import { kubeletChecks } from "./kubelet.ts";
import { machineChecks } from "./machine.ts";

/** Every preflight check, in the order of the report. */
export const checks: readonly Check[] = [
  ...machineChecks,
  ...fileChecks,
  ...kernelChecks,
  ...kubeletChecks,
  ...clockChecks,
];
