import type { Fix } from "./fix.ts";
import { kubeletServiceFixes } from "./kubelet_service.ts";
import { moduleFixes } from "./modules.ts";
import { runtimeFix } from "./runtime.ts";
import { swapFix } from "./swap.ts";
import { sysctlFixes } from "./sysctl.ts";

/** Every fix, in the order in which they run. */
export const fixes: readonly Fix[] = [
  ...moduleFixes,
  ...sysctlFixes,
  swapFix,
  runtimeFix,
  ...kubeletServiceFixes,
];
