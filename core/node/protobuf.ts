/** A field of a protobuf message: a number, or bytes that may be a text or another message. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** A field that has a length: a text, bytes or a message. */
export interface LengthField {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * The fields in order; what follows a broken one is left out.
 *
 * @see https://protobuf.dev/programming-guides/encoding
 */
export function readFields(message: Uint8Array): ProtobufField[] {
  const found: ProtobufField[] = [];
  let at = 0;
  function varint(): number {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }
  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    const number = Math.floor(tag / 8);
    if (wire === 2) {
      const length = varint();
      if (at + length > message.length) break;
      found.push({ number, value: message.subarray(at, at + length) });
      at += length;
    } else if (wire === 0) found.push({ number, value: varint() });
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else break;
  }
  return found;
}

/** The fields with a length, in order; numbers are passed over. */
export function lengthFields(message: Uint8Array): LengthField[] {
  return readFields(message).flatMap(({ number, value }) =>
    value instanceof Uint8Array ? [{ number, bytes: value }] : []
  );
}

/** The bytes of a message's first field with this number; undefined if it has none. */
export function bytesOf(message: Uint8Array, number: number): Uint8Array | undefined {
  return lengthFields(message).find((field) => field.number === number)?.bytes;
}

/** The same as text; empty if it has none, as protobuf means it. */
export function textOf(message: Uint8Array, number: number): string {
  return new TextDecoder().decode(bytesOf(message, number) ?? new Uint8Array());
}

/** A message with another one, or other bytes, in the field of this number. */
export function bytesMessage(number: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = bytes.length; rest > 0 || length.length === 0; rest >>>= 7) {
    length.push(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
  }
  return new Uint8Array([number << 3 | 2, ...length, ...bytes]);
}

/** A message with one text. */
export function textMessage(number: number, text: string): Uint8Array {
  return bytesMessage(number, new TextEncoder().encode(text));
}
