import type { Check } from "./check.ts";
import { clockChecks } from "./clock.ts";
import { diskChecks } from "./disk.ts";
import { duplicateChecks } from "./duplicates.ts";
import { endpointNameChecks } from "./endpoint_names.ts";
import { endpointChecks } from "./endpoints.ts";
import { executableChecks } from "./executables.ts";
import { fileChecks } from "./files.ts";
import { firewallChecks } from "./firewall.ts";
import { proxyChecks } from "./http_proxy.ts";
import { identityChecks } from "./identity.ts";
import { inotifyChecks } from "./inotify.ts";
import { ipvsChecks } from "./ipvs.ts";
import { kernelChecks } from "./kernel.ts";
import { kernelModuleChecks } from "./kernel_modules.ts";
import { kernelSettingChecks } from "./kernel_settings.ts";
import { kubeletChecks } from "./kubelet.ts";
import { kubeletUnitChecks } from "./kubelet_unit.ts";
import { leftoverChecks } from "./leftovers.ts";
import { limitChecks } from "./limits.ts";
import { machineChecks } from "./machine.ts";
import { mountChecks } from "./mounts.ts";
import { pathMtuChecks } from "./path_mtu.ts";
import { proxyTunnelChecks } from "./proxy_tunnel.ts";
import { resolverChecks } from "./resolver.ts";
import { routeChecks } from "./routes.ts";
import { runtimeChecks } from "./runtime.ts";
import { runtimeSettingChecks } from "./runtime_settings.ts";
import { securityChecks } from "./security.ts";
import { systemChecks } from "./system_verification.ts";
import { versionSkewChecks } from "./version_skew.ts";

/** Every preflight check, in the order of the report. */
export const checks: readonly Check[] = [
  ...machineChecks,
  ...executableChecks,
  ...fileChecks,
  ...kernelChecks,
  ...systemChecks,
  ...ipvsChecks,
  ...proxyChecks,
  ...runtimeChecks,
  ...kubeletChecks,
  ...kubeletUnitChecks,
  ...versionSkewChecks,
  ...clockChecks,
  ...identityChecks,
  ...duplicateChecks,
  ...diskChecks,
  ...mountChecks,
  ...securityChecks,
  ...limitChecks,
  ...leftoverChecks,
  ...kernelModuleChecks,
  ...kernelSettingChecks,
  ...inotifyChecks,
  ...routeChecks,
  ...firewallChecks,
  ...resolverChecks,
  ...endpointNameChecks,
  ...endpointChecks,
  ...pathMtuChecks,
  ...proxyTunnelChecks,
  ...runtimeSettingChecks,
];
