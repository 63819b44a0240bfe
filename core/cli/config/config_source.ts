import {
  type ConfigFile,
  type ConfigFileOptions,
  readConfigFile,
} from "../../config/config_file.ts";
import { decodeSource, MOST_BYTES } from "../../config/source/decode.ts";
import { untilAborted } from "../../engine/until_aborted.ts";

/** What reads the files that the operator names. */
export interface Source {
  readonly readInput: (name: string, maxBytes: number) => Promise<Uint8Array>;
  readonly signal: AbortSignal;
}

/** A file's text, and what to call it in messages. */
export interface ConfigText {
  readonly name: string;
  readonly text: string;
}

/** @throws JoinError `input-unreadable`, `config-invalid` */
export async function readConfigText(
  file: string,
  { readInput, signal }: Source,
): Promise<ConfigText> {
  const name = file === "-" ? "standard input" : file;
  const bytes = await untilAborted(readInput(file, MOST_BYTES), signal);
  return { name, text: decodeSource(bytes, name) };
}

/** The file of `--config`, checked; nothing is thrown for what is wrong in it. */
export async function readConfigSource(
  file: string,
  source: Source,
  options: ConfigFileOptions = {},
): Promise<ConfigFile & ConfigText> {
  const { name, text } = await readConfigText(file, source);
  return { ...readConfigFile(text, options), name, text };
}
