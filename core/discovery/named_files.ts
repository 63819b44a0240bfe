import { JoinError } from "../engine/errors.ts";
import type { InputFile, Inputs } from "../host/types.ts";

/** Reads a file that a discovery file names. @throws JoinError `discovery-file-unreadable`, `discovery-file-unsafe` */
export type FileReader = (path: string) => Promise<string>;

const OTHERS_WRITE = 0o002;

/**
 * A cluster is believed because of a file: nobody but its owner and group may change it.
 *
 * @param what for the message, as in "CA file"
 * @throws JoinError `discovery-file-unsafe`
 */
export function refuseWorldWritable({ path, mode }: InputFile, what: string): void {
  if ((mode & OTHERS_WRITE) === 0) return;
  throw new JoinError(
    "discovery-file-unsafe",
    `The ${what} ${path} can be changed by everybody (mode ${mode.toString(8).padStart(4, "0")})`,
  );
}

/** Relative paths are those from the file's own directory, as clientcmd has it. */
export function filesBeside(path: string, inputs: Inputs): FileReader {
  const directory = path.includes("/") ? path.replace(/\/[^/]*$/, "") : ".";
  return async function read(named) {
    const whole = named.startsWith("/") ? named : `${directory}/${named}`;
    const found = await inputs.read(whole);
    if (found === undefined) {
      throw new JoinError("discovery-file-unreadable", `There is no file ${whole}`, {
        hint: `${path} names it; paths in it are relative to its own directory`,
      });
    }
    refuseWorldWritable(found, "file");
    return found.text;
  };
}

/** What came over the network names no file of this machine: whoever wrote it could have any of them sent. */
export function noFiles(url: string): FileReader {
  return function read(named) {
    return Promise.reject(
      new JoinError(
        "discovery-file-malformed",
        `The downloaded ${url} names the file "${named}" of this machine`,
        { hint: "a file that is downloaded has to hold its data itself (…-data)" },
      ),
    );
  };
}

/** The text of a named file, and who named it when that fails. */
export async function textOf(read: FileReader, path: string, whose: string): Promise<string> {
  try {
    return await read(path);
  } catch (cause) {
    if (!(cause instanceof JoinError)) throw cause;
    throw new JoinError(cause.code, `Cannot read the ${whose}: ${cause.message}`, {
      hint: cause.hint,
      cause: cause.cause,
    });
  }
}
