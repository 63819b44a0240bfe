import type { JoinTarget, JournalRecord } from "../engine/journal.ts";

/** The journal as a join reads and ends it. A look at a machine writes nothing into it. */
export interface Journal {
  /** What is written down and was not taken back since, oldest first; this run's own as well. */
  records(): Promise<JournalRecord[]>;
  /** This run's id in it. */
  readonly run: string;
  /** Whether this run has written anything down: then it has changed something. */
  readonly used: boolean;
  /** @throws JoinError `lock-held` if another process is changing this machine */
  refuseHeld(): Promise<void>;
  /** Says what this join is for, before its first change of the machine. */
  join(target: JoinTarget): Promise<void>;
  /** Says how this run ended. */
  end(outcome: string): Promise<void>;
  /** Lets the lock go; this run changes nothing any more. */
  close(): void;
}
