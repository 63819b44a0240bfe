import { JoinError } from "../engine/errors.ts";

/**
 * An absolute path, or one with `unix://` in front; on Windows a named pipe, which gets `npipe://` in front
 * where that is missing.
 *
 * @throws JoinError `cri-socket-malformed`
 */
export function parseCriSocket(text: string, os = "linux"): string {
  if (os === "windows") return parsePipe(text);
  if (/^(unix:\/\/)?\/[^\s]+$/.test(text)) return text;
  throw new JoinError("cri-socket-malformed", `Cannot use "${text}" as a CRI socket`);
}

/** Slashes and backslashes mean the same there; the kubelet wants slashes. */
function parsePipe(text: string): string {
  const pipe = text.replaceAll("\\", "/").replace(/^npipe:\/\//, "");
  if (/^\/\/\.\/pipe\/[^\s/]+$/.test(pipe)) return `npipe://${pipe}`;
  throw new JoinError("cri-socket-malformed", `Cannot use "${text}" as a CRI socket`, {
    hint: "on Windows, write it as npipe:////./pipe/containerd-containerd",
  });
}
