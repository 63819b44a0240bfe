/** The project's own lint rules; `deno.json` lists this file under `lint.plugins`. */
import { fileLength } from "./lint/file_length.ts";
import { hostOnly } from "./lint/host_only.ts";
import { layers } from "./lint/layers.ts";

export default {
  name: "kubeworker",
  rules: { layers, "host-only": hostOnly, "file-length": fileLength },
} satisfies Deno.lint.Plugin;
