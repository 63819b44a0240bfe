/** The calls of CRI that only look; every other one counts as a change. */
const LOOKS = /\/(Version|Status|RuntimeConfig|List\w+|\w+Status|\w+Stats|\w+Info)$/;

/** Whether a gRPC call may change something, by its path: `/runtime.v1.RuntimeService/Version`. */
export function isChange(path: string): boolean {
  return !LOOKS.test(path);
}
