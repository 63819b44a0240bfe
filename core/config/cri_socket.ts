import { JoinError } from "../engine/errors.ts";

/** An absolute path, or one with `unix://` in front. @throws JoinError `cri-socket-malformed` */
export function parseCriSocket(text: string): string {
  if (/^(unix:\/\/)?\/[^\s]+$/.test(text)) return text;
  throw new JoinError("cri-socket-malformed", `Cannot use "${text}" as a CRI socket`);
}
