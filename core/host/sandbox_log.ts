/** What counts of a log; the rest is read and dropped, so that the writer does not hang. */
const MOST_LOG = 64 << 10;
const LONGEST_LINE = 1000;

/** Hands on the lines of a stream as they come, until it ends or is cancelled. */
export async function passLines(
  stream: ReadableStream<Uint8Array>,
  log: (line: string) => void,
): Promise<void> {
  const say = cappedLog(log);
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) say(line);
  }
  if (rest !== "") say(rest);
}

/** A log that is cut when it grows too long, and says so. */
export function cappedLog(log: (line: string) => void): (line: string) => void {
  let room = MOST_LOG;
  return (line) => {
    if (room < 0) return;
    room -= line.length + 1;
    log(room < 0 ? "… (the rest of its log is left out)" : line.slice(0, LONGEST_LINE));
  };
}

/** `256 MiB`, `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  return `${Number((bytes / (1 << 20)).toFixed(1))} MiB`;
}
