/** The runtime's answer to `Version` (message `VersionResponse` of the CRI), as protobuf. */
export function versionMessage(version: {
  version: string;
  runtimeName: string;
  runtimeVersion: string;
  runtimeApiVersion: string;
}): Uint8Array<ArrayBuffer> {
  return concat(
    text(1, version.version),
    text(2, version.runtimeName),
    text(3, version.runtimeVersion),
    text(4, version.runtimeApiVersion),
  );
}

/**
 * The runtime's answer to `Status` (message `StatusResponse`): one status with two conditions, and its
 * configuration as JSON in the map of a verbose one.
 */
export function runtimeStatusMessage(
  ready: { runtimeReady: boolean; networkReady: boolean; config?: object | undefined },
): Uint8Array<ArrayBuffer> {
  const network = ready.networkReady ? [] : [
    text(3, "NetworkPluginNotReady"),
    text(4, "Network plugin returns error: cni plugin not initialized"),
  ];
  const status = bytes(
    1,
    concat(
      bytes(1, concat(text(1, "RuntimeReady"), flag(2, ready.runtimeReady))),
      bytes(1, concat(text(1, "NetworkReady"), flag(2, ready.networkReady), ...network)),
    ),
  );
  if (ready.config === undefined) return status;
  const entry = concat(text(1, "config"), text(2, JSON.stringify(ready.config)));
  return concat(status, bytes(2, entry));
}

/** The runtime's answer to `RuntimeConfig` (message `RuntimeConfigResponse`): systemd is the default, and not sent. */
export function runtimeConfigMessage(
  cgroupDriver: "systemd" | "cgroupfs",
): Uint8Array<ArrayBuffer> {
  return bytes(1, flag(1, cgroupDriver === "cgroupfs"));
}

/** The runtime's answer to `ImageStatus`: an image with its name, or none. */
export function imageStatusMessage(image: string | undefined): Uint8Array<ArrayBuffer> {
  return image === undefined ? new Uint8Array() : bytes(1, text(1, image));
}

/** A message as it travels: not compressed, its length in four bytes. */
export function grpcFrame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, 5);
  return frame;
}

function text(field: number, value: string): Uint8Array<ArrayBuffer> {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(varint(field << 3 | 2), varint(value.length), value);
}

/** False is protobuf's default and so is not sent. */
function flag(field: number, value: boolean): Uint8Array<ArrayBuffer> {
  return value ? concat(varint(field << 3), varint(1)) : new Uint8Array();
}

function varint(value: number): Uint8Array<ArrayBuffer> {
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length === 0; rest >>>= 7) {
    digits.push(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
  }
  return new Uint8Array(digits);
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
