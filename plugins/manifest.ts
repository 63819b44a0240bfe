import type { AnyDiscoveryPlugin } from "../core/discovery/contract.ts";
import { file } from "./file.ts";
import { https } from "./https.ts";
import { token } from "./token.ts";

/** The built-in discovery plugins. The first that the flags ask for is used. */
export const plugins: readonly AnyDiscoveryPlugin[] = [token, file, https];
