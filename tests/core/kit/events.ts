import type { Emit, EventBody } from "../../../core/engine/events.ts";

/** Keeps what is emitted. */
export interface Recorder {
  readonly emit: Emit;
  readonly events: readonly EventBody[];
  of<K extends EventBody["kind"]>(kind: K): Extract<EventBody, { kind: K }>[];
  clear(): void;
}

export function recorder(): Recorder {
  const events: EventBody[] = [];
  return {
    emit: (event) => void events.push(event),
    events,
    of: <K extends EventBody["kind"]>(kind: K) =>
      events.filter((event): event is Extract<EventBody, { kind: K }> => event.kind === kind),
    clear: () => void events.splice(0),
  };
}
