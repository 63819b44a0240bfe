import { configurationSection } from "./configuration_section.ts";
import { followedSection } from "./followed_section.ts";
import { identitySection } from "./identity_section.ts";
import { joinSection } from "./join_section.ts";
import { kubeletSection } from "./kubelet_section.ts";
import { nodeSection } from "./node_section.ts";
import { runtimeSection } from "./runtime_section.ts";
import type { StatusSection } from "./section.ts";

/** The sections of `kubeworker status`, in the order of its output. */
export const sections: readonly StatusSection[] = [
  identitySection,
  nodeSection,
  kubeletSection,
  configurationSection,
  followedSection,
  runtimeSection,
  joinSection,
];
