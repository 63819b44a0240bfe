/** A row of the error table. */
export interface ErrorEntry {
  /** The process's exit code. Stable: scripts may rely on it. */
  readonly exit: number;
  /** What has happened, for the reference page. */
  readonly means: string;
  /** What to do about it; whoever throws may say it more exactly. */
  readonly hint: string;
}
