/** Parts of command lines. */
export const PINNED = "--discovery-token-ca-cert-hash PIN";
export const UNSAFE = "--discovery-token-unsafe-skip-ca-verification";
/** A line that joins. */
export const GOOD = `SERVER --token TOKEN ${PINNED}`;
export const OTHER_PIN = `sha256:${"0".repeat(64)}`;
