/** What ends a kubelet: the text is what a person finds in its log. */
export class Fatal extends Error {
  override readonly name = "Fatal";
}

/** Writes a line to the log, in the form of the real kubelet. */
export function log(level: "I" | "E", text: string): void {
  const now = new Date().toISOString();
  const stamp = `${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 23)}000`;
  const line = `${level}${stamp} ${String(Deno.pid).padStart(7)} kubelet.go:1] ${text}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
}
