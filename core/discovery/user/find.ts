import type { PluginListing } from "../../config/worker_configuration.ts";
import { isPlainPath } from "../../config/plain_path.ts";
import { doubtAbout } from "../../config/root_only.ts";
import { JoinError } from "../../engine/errors.ts";
import type { Host, PluginModule } from "../../host/types.ts";
import { sha256Of } from "./sha256.ts";

/** Where plugins lie, unless `--plugin-dir` says otherwise. */
const PLUGIN_DIRECTORY = "/etc/kubeworker/plugins";

/** The value of `--plugin-dir`. @throws JoinError `usage` */
export function readPluginDirectory(text: string | undefined): string {
  if (text === undefined) return PLUGIN_DIRECTORY;
  const path = text.replace(/\/$/, "");
  if (isPlainPath(path)) return path;
  throw new JoinError("usage", `Cannot use "${text}" for --plugin-dir`, {
    hint: "write an absolute path without . and .., as in /opt/kubeworker/plugins",
  });
}

/** The most that a plugin's text may have. */
const MOST_TEXT = 1 << 20;

/** A plugin that was found, with the hash of what will run. */
export type FoundPlugin =
  | {
    readonly kind: "file";
    readonly path: string;
    readonly sha256: string;
    readonly module: PluginModule;
  }
  | { readonly kind: "executable"; readonly path: string; readonly sha256: string };

type Machine = Pick<Host, "files" | "sandbox">;

/**
 * The listed file of a plugin, if it is what was listed and only root could change it. A file plugin's text
 * is read once: what is hashed is what runs.
 *
 * @throws JoinError `plugin-unlisted`, `plugin-unsafe`, `plugin-changed`, `file-failed`
 */
export async function findPlugin(
  listing: PluginListing,
  directory: string,
  host: Machine,
): Promise<FoundPlugin> {
  const path = `${directory}/${listing.file}`;
  const what = `plugin "${listing.name}"`;
  if (await host.files.stat(path) === undefined) {
    throw new JoinError("plugin-unlisted", `Cannot find ${path} of ${what}`, {
      hint: `put the plugin into ${directory}, or correct \`file\` of its listing`,
    });
  }
  const doubt = await doubtAbout(path, host);
  if (doubt !== undefined) throw new JoinError("plugin-unsafe", `Cannot run ${what}: ${doubt}`);
  const found = await readPlugin(path, host);
  if (found.sha256 !== listing.sha256) {
    throw new JoinError("plugin-changed", `${path} of ${what} is not the file that was listed`, {
      detail: { path, listed: listing.sha256, found: found.sha256 },
    });
  }
  return found;
}

/**
 * A plugin by its path, whoever could change it.
 *
 * @throws JoinError `plugin-unsafe` for what is neither a module nor an executable, `file-failed`
 */
export async function readPlugin(path: string, { files, sandbox }: Machine): Promise<FoundPlugin> {
  const info = await files.stat(path);
  if (info?.kind !== "file") {
    throw new JoinError("plugin-unsafe", `Cannot run ${path}: it is not a plain file`);
  }
  const language = languageOf(path);
  if (language === undefined) {
    if ((info.mode & 0o111) === 0) {
      throw new JoinError(
        "plugin-unsafe",
        `Cannot run ${path}: it is neither a .ts or .js file nor executable`,
        { hint: `\`chmod +x ${path}\`, if it is a program` },
      );
    }
    return { kind: "executable", path, sha256: await sandbox.files.sha256(path) ?? "" };
  }
  const bytes = await sandbox.files.bytes(path, MOST_TEXT) ?? new Uint8Array();
  return {
    kind: "file",
    path,
    sha256: await sha256Of(bytes),
    module: { text: decode(bytes, path), language },
  };
}

/** What a file's name says about what it is; undefined for an executable. */
export function languageOf(path: string): PluginModule["language"] | undefined {
  if (path.endsWith(".ts")) return "typescript";
  return path.endsWith(".js") ? "javascript" : undefined;
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new JoinError("plugin-malformed", `Cannot read ${path}: it is not UTF-8`, { cause });
  }
}
