import { type Document, isMap, isScalar, Pair, Scalar, YAMLMap } from "yaml";

/**
 * Edits of a document that keep its comments: what moves takes along the comments of its key and its value.
 * Paths are dotted; the fields of kubeadm have no dots in their names.
 */
export interface Edit {
  /** Gives a field another place. Missing objects are made where the first field was taken from. */
  move(from: string, to: string): void;
  /** Puts a value where nothing is. */
  put(path: string, value: unknown): void;
  drop(path: string): void;
  /** Changes a value in its place. */
  change(path: string, turn: (value: unknown) => unknown): void;
}

type Fields = YAMLMap<unknown, unknown>;

export function createEdit(document: Document): Edit {
  function rootOf(): Fields {
    if (!isMap(document.contents)) throw new Error("a JoinConfiguration is a mapping");
    return document.contents;
  }
  function find(path: string): { fields: Fields; pair: Pair; index: number } | undefined {
    const names = path.split(".");
    let fields = rootOf();
    for (const [depth, name] of names.entries()) {
      const index = fields.items.findIndex(({ key }) => nameOf(key) === name);
      const pair = fields.items[index];
      if (pair === undefined) return undefined;
      if (depth === names.length - 1) return { fields, pair, index };
      if (!isMap(pair.value)) return undefined;
      fields = pair.value;
    }
    return undefined;
  }
  /** The object that holds a field, made if it is not there; at its root, at `index`. */
  function parentOf(path: string, index: number): Fields {
    const names = path.split(".").slice(0, -1);
    let fields = rootOf();
    for (const [depth, name] of names.entries()) {
      let pair = fields.items.find(({ key }) => nameOf(key) === name);
      if (pair === undefined) {
        pair = new Pair<unknown, unknown>(new Scalar(name), new YAMLMap());
        fields.items.splice(depth === 0 ? index : fields.items.length, 0, pair);
      }
      if (!isMap(pair.value)) pair.value = new YAMLMap();
      fields = pair.value as Fields;
    }
    return fields;
  }
  function drop(path: string): void {
    const found = find(path);
    if (found === undefined) return;
    found.fields.items.splice(found.index, 1);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
    if (parent !== "" && found.fields.items.length === 0) drop(parent);
  }
  return {
    drop,
    move(from, to) {
      const found = find(from);
      if (found === undefined) return;
      const index = find(from.split(".")[0] ?? "")?.index ?? 0;
      const { pair } = found;
      drop(from);
      drop(to);
      const name = to.slice(to.lastIndexOf(".") + 1);
      if (isScalar(pair.key)) pair.key.value = name;
      else pair.key = new Scalar(name);
      const target = parentOf(to, Math.min(index, rootOf().items.length));
      target.items.push(pair);
    },
    put(path, value) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      const fields = parentOf(path, rootOf().items.length);
      fields.items.push(new Pair<unknown, unknown>(new Scalar(name), document.createNode(value)));
    },
    change(path, turn) {
      const found = find(path);
      if (found !== undefined) found.pair.value = turn(found.pair.value);
    },
  };
}

function nameOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}
