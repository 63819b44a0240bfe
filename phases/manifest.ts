import type { JoinContext } from "../core/context.ts";
import type { AnyPhase } from "../core/engine/phase.ts";
import { discovery } from "./discovery.ts";
import { finalize } from "./finalize.ts";
import { kubeletDynamicConfig } from "./kubelet_dynamic_config.ts";
import { preflight } from "./preflight.ts";
import { tlsBootstrap } from "./tls_bootstrap.ts";

/** The join, from its first step to its last. */
export const phases: readonly AnyPhase<JoinContext>[] = [
  preflight,
  discovery,
  kubeletDynamicConfig,
  tlsBootstrap,
  finalize,
];
