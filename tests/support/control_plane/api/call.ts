import type { ObjectStore } from "./object_store.ts";
import type { StoredObject } from "./objects.ts";
import type { Caller } from "./caller.ts";

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";

/** One authenticated request for a resource. */
export interface Call {
  verb: Verb;
  version: string;
  namespace?: string;
  name?: string;
  subresource?: string;
  query: URLSearchParams;
  contentType: string;
  body: string;
  caller: Caller;
}

/** What to send back; a `watch` goes on until somebody ends it. */
export type Answer =
  | { kind: "json"; status: number; body: unknown }
  | { kind: "text"; status: number; text: string }
  | {
    kind: "watch";
    store: ObjectStore;
    /** Only the object of this name. */
    name?: string;
    query: URLSearchParams;
    render: (object: StoredObject) => unknown;
  };

export type ResourceApi = (call: Call) => Answer | Promise<Answer>;
