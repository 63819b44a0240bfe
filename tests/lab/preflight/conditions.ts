import type { Condition } from "./condition.ts";
import { CALLING_CONDITIONS } from "./conditions/calling.ts";
import { FILE_CONDITIONS } from "./conditions/files.ts";
import { KERNEL_CONDITIONS } from "./conditions/kernel.ts";
import { KUBELET_CONDITIONS } from "./conditions/kubelet.ts";
import { PROGRAM_CONDITIONS } from "./conditions/programs.ts";

/** Every condition under which both programs are compared. */
export const CONDITIONS: readonly Condition[] = [
  { name: "a prepared node as it is" },
  ...FILE_CONDITIONS,
  ...KERNEL_CONDITIONS,
  ...PROGRAM_CONDITIONS,
  ...KUBELET_CONDITIONS,
  ...CALLING_CONDITIONS,
];
