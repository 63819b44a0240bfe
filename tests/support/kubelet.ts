/**
 * A small stand-in for the kubelet, as a program: `deno run -A kubelet.ts --root DIR`. It reads the files that a join
 * leaves under DIR, answers on its health port, bootstraps if it has to, and registers its Node.
 *
 * Misbehaviour: `--crash TEXT` ends it with that text, `--never-healthy` makes its health endpoint answer 500,
 * `--ready-after MS` delays the complete and Ready Node. `--tethered` ends it with its standard input.
 */
import http from "node:http";
import { parseArgs } from "node:util";
import { type KubeletConfiguration, readConfiguration } from "./kubelet/configuration.ts";
import { Fatal, log } from "./kubelet/fatal.ts";
import { type ClusterAccess, readKubeconfig } from "./kubelet/kubeconfig.ts";
import { register } from "./kubelet/registration.ts";
import { type RootedFiles, rootedFiles } from "./kubelet/rooted_files.ts";

const kubeconfigPath = "/etc/kubernetes/kubelet.conf";
const bootstrapPath = "/etc/kubernetes/bootstrap-kubelet.conf";

const { values: flags } = parseArgs({
  args: Deno.args,
  options: {
    root: { type: "string", default: "/" },
    crash: { type: "string" },
    "never-healthy": { type: "boolean", default: false },
    "ready-after": { type: "string", default: "0" },
    tethered: { type: "boolean", default: false },
  },
});

async function run(): Promise<void> {
  if (flags.crash !== undefined) throw new Fatal(flags.crash);
  const files = rootedFiles(flags.root);
  const configuration = await readConfiguration(files);
  const usable = await readKubeconfig(files, kubeconfigPath);
  const bootstrapping = usable ? undefined : await bootstrapAccess(files);
  if (configuration.healthzPort !== 0) serveHealth(configuration);
  const access = usable ?? await bootstrapped(files, bootstrapping, configuration.nodeName);
  if (!access) return;
  const { nodeName, dynamicConfigDir: directory } = configuration;
  if (directory !== undefined) {
    const { followConfigMap } = await import("./kubelet/dynamic_config.ts");
    followConfigMap(access, nodeName, { files, directory });
  }
  await register(access, configuration.nodeName, { readyAfter: Number(flags["ready-after"]) });
}

async function bootstrapAccess(files: RootedFiles): Promise<ClusterAccess> {
  const access = await readKubeconfig(files, bootstrapPath);
  if (access) return access;
  throw new Fatal(
    `failed to run Kubelet: unable to load bootstrap kubeconfig: stat ${bootstrapPath}: no such file or directory`,
  );
}

/** Loads the heavy part only when it is wanted: most starts have an identity. */
async function bootstrapped(
  files: RootedFiles,
  access: ClusterAccess | undefined,
  nodeName: string,
): Promise<ClusterAccess | undefined> {
  if (!access) return undefined;
  const { bootstrap } = await import("./kubelet/bootstrap.ts");
  return await bootstrap(files, access, nodeName);
}

function serveHealth({ healthzBindAddress, healthzPort }: KubeletConfiguration): void {
  const [status, text] = flags["never-healthy"]
    ? [500, "[+]ping ok\n[-]syncloop failed: reason withheld\nhealthz check failed\n"]
    : [200, "ok"];
  http.createServer((request, response) => {
    const known = request.url === "/healthz";
    response.writeHead(known ? status : 404, { "content-type": "text/plain; charset=utf-8" })
      .end(known ? text : "404 page not found\n");
  })
    .on("error", (error) => log("E", `"Failed to start healthz server" err="${error.message}"`))
    .listen(healthzPort, healthzBindAddress);
}

async function endWithInput(): Promise<never> {
  for await (const _ of Deno.stdin.readable); // Nothing is ever said, only closed.
  Deno.exit(0);
}

Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
if (flags.tethered) endWithInput();
try {
  await run();
} catch (error) {
  log("E", `"command failed" err="${error instanceof Error ? error.message : error}"`);
  Deno.exit(1);
}
