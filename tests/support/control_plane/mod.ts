/**
 * A stand-in for a Kubernetes control plane, as far as a joining node sees it: one HTTPS port on the loopback
 * interface with the API server's answers, tokens, the approver and the signer, and every fault as a switch.
 */
export { adminConf, type AdminConfOptions } from "./admin_conf.ts";
export { type ControlPlane, startControlPlane } from "./control_plane.ts";
export type { ControlPlaneOptions } from "./options.ts";
