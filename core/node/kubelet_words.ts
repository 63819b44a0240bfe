/**
 * What kubelets up to 1.22 print after a fatal line: the stack of every goroutine, hundreds of lines; and what
 * the service manager adds to it.
 */
const NOISE = [
  /^goroutine \d+ \[/,
  /^\t/,
  /^created by /,
  /^[\w.\/@%~*()[\]-]+\(.*\)$/,
  /^kubelet\.service: /,
  /^(?:Started|Starting|Stopped|Stopping) kubelet/,
];

/** The lines of a log that the kubelet itself wrote to say something. */
export function ownWords(lines: readonly string[]): string[] {
  return lines.filter((line) => line.trim() !== "" && !NOISE.some((noise) => noise.test(line)));
}
