/** What `reset` came to, by paths. */
export interface ResetReport {
  removed: string[];
  restored: string[];
  /** What was left where it is, and why. */
  kept: { path: string; reason: string }[];
  /** Where the journal of what was undone is now. */
  journal?: string;
}

/** What a failed join came to that was to be taken back. */
export interface RollbackReport extends ResetReport {
  /** Nothing of the join is left. */
  complete: boolean;
}
