import { toJoinError } from "../../core/engine/errors.ts";
import type { Check } from "./check.ts";
import { asKubeadm, type Remark } from "./kubeadm_check.ts";

/** A proxy on the way to the cluster. */
export const proxyChecks: readonly Check[] = [
  asKubeadm({
    name: "HTTPProxy",
    summary: "no proxy is on the way to the API servers",
    group: "network",
    look({ host: { local }, options }) {
      const remarks = options.endpoints.flatMap(({ host, text }): Remark[] => {
        try {
          const proxy = local.proxyFor(`https://${text}`);
          return proxy === undefined ? [] : [{
            text: `The way to ${text} goes through the proxy ${proxy.shown}`,
            hint: `if that is not wanted, add ${host} to NO_PROXY`,
          }];
        } catch (thrown) {
          const { message, hint } = toJoinError(thrown);
          return [{ text: message, hint }];
        }
      });
      // A proxy that cannot be used is so for all of them.
      const texts = remarks.map(({ text }) => text);
      return Promise.resolve(remarks.filter(({ text }, index) => texts.indexOf(text) === index));
    },
  }),
];
