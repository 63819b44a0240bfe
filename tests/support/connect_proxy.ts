import net from "node:net";
import { hangUp, listen } from "./listening.ts";

/** How a proxy answers CONNECT. */
export type ProxyManner =
  /** Opens the way, to where its names lead. */
  | { kind: "open" }
  /** Opens it to whoever shows this user and password, `user:password`. */
  | { kind: "with-password"; password: string }
  | { kind: "status"; status: number }
  /** Accepts the connection and says nothing. */
  | { kind: "silent" }
  /** Ends the connection when it is asked. */
  | { kind: "closes" }
  /** Sends this in place of an answer. */
  | { kind: "says"; text: string }
  /** Leads every connection to this loopback port: there another server ends the TLS. */
  | { kind: "intercepts"; port: number };

/** A request to open a way, as the proxy saw it. */
export interface Connect {
  readonly authority: string;
  readonly authorization: string | undefined;
}

/** An HTTP proxy on the loopback interface that knows names of its own. */
export interface ConnectProxy extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly connects: readonly Connect[];
  /** Connections that are open at the moment, the client's side. */
  readonly open: number;
}

/** @param names host → loopback port; other hosts get 502 */
export async function startConnectProxy(
  names: Readonly<Record<string, number>>,
  manner: ProxyManner = { kind: "open" },
): Promise<ConnectProxy> {
  const connects: Connect[] = [];
  const sockets = new Set<net.Socket>();
  const clients = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: false }, (client) => {
    track(client, sockets);
    track(client, clients);
    let head = "";
    client.on("data", function onData(chunk: Uint8Array) {
      head += new TextDecoder("latin1").decode(chunk);
      if (!head.includes("\r\n\r\n")) return;
      client.off("data", onData);
      const connect = readHead(head);
      connects.push(connect);
      answer(client, connect);
    });
  });

  function answer(client: net.Socket, { authority, authorization }: Connect): void {
    const host = authority.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    switch (manner.kind) {
      case "silent":
        return void client.resume();
      case "closes":
        return void client.end();
      case "says":
        return void client.end(manner.text);
      case "status":
        return refuse(client, manner.status);
      case "intercepts":
        return lead(client, manner.port);
      case "with-password":
        if (authorization !== `Basic ${btoa(manner.password)}`) return refuse(client, 407);
        return lead(client, names[host]);
      case "open":
        return lead(client, names[host]);
      default:
        return manner satisfies never;
    }
  }

  function lead(client: net.Socket, port: number | undefined): void {
    if (port === undefined) return refuse(client, 502);
    const target = net.connect({ host: "127.0.0.1", port });
    track(target, sockets);
    target.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target);
      target.pipe(client);
    });
    target.once("close", () => client.destroy());
    client.once("close", () => target.destroy());
  }

  const port = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connects,
    get open() {
      return clients.size;
    },
    [Symbol.asyncDispose]: () => hangUp(server, sockets),
  };
}

function track(socket: net.Socket, set: Set<net.Socket>): void {
  set.add(socket);
  socket.once("close", () => set.delete(socket));
  socket.on("error", () => socket.destroy());
}

function readHead(head: string): Connect {
  return {
    authority: /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head)?.[1] ?? "",
    authorization: /\r\nProxy-Authorization: (.*)\r\n/i.exec(head)?.[1],
  };
}

function refuse(client: net.Socket, status: number): void {
  client.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
}
