import { freePort } from "../free_port.ts";
import { findProgram } from "./program.ts";
import { startProcess } from "./process.ts";

/** Amazon's own stand-in: `go install github.com/aws/amazon-ec2-metadata-mock/cmd/ec2-metadata-mock@v1.13.0`. */
export const EC2_METADATA = findProgram("ec2-metadata-mock", "KUBEWORKER_EC2_METADATA");

/** The metadata service of one instance. */
export interface MetadataService extends AsyncDisposable {
  readonly address: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** The service of an EC2 instance that answers by IMDSv2 only. */
export async function startEc2Metadata(
  { userData = "", tags = {} }: { userData?: string; tags?: Record<string, string> },
): Promise<MetadataService> {
  const host = `127.0.0.1:${freePort()}`;
  const address = `http://${host}`;
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-metadata-" });
  const config = `${folder}/config.json`;
  // It knows two tags; their names are part of their paths.
  const [first = ["Name", ""], second = ["Test", ""]] = Object.entries(tags);
  const path = (name: string) => `/latest/meta-data/tags/instance/${name}`;
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      metadata: {
        paths: { "tags-instance-name": path(first[0]), "tags-instance-test": path(second[0]) },
        values: { "tags-instance-name": first[1], "tags-instance-test": second[1] },
      },
      userdata: { values: { userdata: new TextEncoder().encode(userData).toBase64() } },
    }),
  );
  const [, port = ""] = host.split(":");
  const server = await startProcess({
    path: EC2_METADATA ?? "ec2-metadata-mock",
    args: ["--imdsv2", "--hostname=127.0.0.1", `--port=${port}`, `--config-file=${config}`],
    env: { HOME: folder },
    isUp: async () => (await status(`${address}/latest/meta-data/`)) === 401,
  });
  return {
    address,
    host,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A service in the manner of GCE: attributes of the instance, for whoever sends `Metadata-Flavor: Google`. */
export function startGceMetadata(attributes: Record<string, string>): MetadataService {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (request.headers.get("metadata-flavor") !== "Google") {
      return new Response("Missing Metadata-Flavor:Google header.", { status: 403 });
    }
    const name = new URL(request.url).pathname.split("/instance/attributes/")[1] ?? "";
    const value = attributes[name];
    const headers = { "metadata-flavor": "Google" };
    return value === undefined
      ? new Response("404 page not found", { status: 404, headers })
      : new Response(value, { headers });
  });
  const host = `127.0.0.1:${server.addr.port}`;
  return { address: `http://${host}`, host, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
