import config from "../deno.json" with { type: "json" };

/** Put in by the build, which replaces each of these texts exactly once. */
const COMMIT = "__KUBEWORKER_COMMIT__";
const KIND = "__KUBEWORKER_KIND__";

/** What this program is. From source, the build's marks are still there. */
export const BUILD = {
  version: config.version,
  commit: COMMIT.startsWith("__") ? "unknown" : COMMIT,
  kind: KIND.startsWith("__") ? "source" : KIND,
} as const;
