import { type Metadata, type StoredEvent, type StoredObject, timestamp } from "./objects.ts";
import type { Resource } from "./resources.ts";
import { refuse } from "./status.ts";

/** One counter for all kinds of object, as etcd's revision is. */
export class RevisionCounter {
  #value = 1000;

  get value(): number {
    return this.#value;
  }

  next(): number {
    return ++this.#value;
  }
}

/** The objects of one resource, with the history that watches replay. Objects go in and out as copies. */
export class ObjectStore {
  readonly about: Resource;
  readonly #revisions: RevisionCounter;
  readonly #objects = new Map<string, StoredObject>();
  readonly #history: StoredEvent[] = [];
  readonly #listeners = new Set<(event: StoredEvent) => void>();

  constructor(about: Resource, revisions: RevisionCounter) {
    this.about = about;
    this.#revisions = revisions;
  }

  get revision(): number {
    return this.#revisions.value;
  }

  find(name: string): StoredObject | undefined {
    const found = this.#objects.get(name);
    return found && structuredClone(found);
  }

  get(name: string): StoredObject {
    const found = this.find(name);
    if (!found) throw refuse.notFound(this.about, name);
    return found;
  }

  list(): StoredObject[] {
    return [...this.#objects.values()].map((object) => structuredClone(object));
  }

  /** Stores a new object under a fresh uid. Throws `AlreadyExists` as the API server does. */
  create(
    wanted: Pick<Metadata, "name"> & Partial<Metadata>,
    content: Pick<StoredObject, "spec" | "status">,
  ): StoredObject {
    if (this.#objects.has(wanted.name)) throw refuse.alreadyExists(this.about, wanted.name);
    const revision = this.#revisions.next();
    const object = structuredClone({
      ...content,
      metadata: {
        ...wanted,
        uid: crypto.randomUUID(),
        resourceVersion: String(revision),
        creationTimestamp: timestamp(),
      },
    });
    this.#objects.set(wanted.name, object);
    this.#publish("ADDED", object, revision);
    return structuredClone(object);
  }

  /** Replaces an object's content, keeping its identity. */
  replace(object: StoredObject): StoredObject {
    const before = this.get(object.metadata.name);
    const revision = this.#revisions.next();
    const after = structuredClone({
      ...object,
      metadata: {
        ...object.metadata,
        uid: before.metadata.uid,
        creationTimestamp: before.metadata.creationTimestamp,
        resourceVersion: String(revision),
      },
    });
    this.#objects.set(object.metadata.name, after);
    this.#publish("MODIFIED", after, revision);
    return structuredClone(after);
  }

  remove(name: string): StoredObject {
    const object = this.get(name);
    const revision = this.#revisions.next();
    this.#objects.delete(name);
    object.metadata.resourceVersion = String(revision);
    this.#publish("DELETED", object, revision);
    return object;
  }

  /** Events after a revision. */
  since(revision: number): StoredEvent[] {
    return this.#history.filter((event) => event.resourceVersion > revision);
  }

  /** Calls back on every later change until the returned function is called. */
  subscribe(listener: (event: StoredEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #publish(type: StoredEvent["type"], object: StoredObject, resourceVersion: number): void {
    const event = { type, object: structuredClone(object), resourceVersion };
    this.#history.push(event);
    for (const listener of [...this.#listeners]) listener(event);
  }
}
