import type { OwnCertificate } from "../node/own_identity.ts";
import { PATHS } from "../node/paths.ts";
import { readQuietly } from "../node/read_quietly.ts";
import type { SectionReport, StatusContext, StatusProblem, StatusSection } from "./section.ts";
import { isDenied, JOINED_LATER, span } from "./words.ts";

/** The kubelet renews when 70 to 90 % of the time are over: what is left then is this share of it. */
const RENEWED_BEFORE = 0.1;

/** Whose node this machine is, and for how long. */
export const identitySection: StatusSection = {
  name: "identity",
  summary: "whose node this machine is: cluster, certificate, until when, whether it is renewed",

  async look(ctx): Promise<SectionReport> {
    const identity = await ctx.identity();
    if (identity.kind === "none") return await withoutIdentity(ctx);
    if (identity.kind === "unreadable") {
      const text =
        `Whose node this is cannot be told from ${PATHS.kubeletConf}: ${identity.because}`;
      return report({ joined: undefined }, [], [{
        level: "error",
        text,
        ...rootHint(identity.because),
      }]);
    }
    const { server, ca, certificate } = identity;
    const [pin = ""] = ca.pins;
    const facts = { joined: true, server, caPins: ca.pins };
    const lines: [string, string][] = [["cluster", server], ["CA", pin]];
    if (typeof certificate === "string") {
      const text = `There is no certificate to show: ${certificate}`;
      return report(facts, lines, [{ level: "error", text, ...rootHint(certificate) }]);
    }
    const [rotates, pending] = await Promise.all([asksForRotation(ctx), hasPendingKey(ctx)]);
    const { nodeName, notBefore, notAfter, path } = certificate;
    const left = notAfter.getTime() - ctx.clock.now().getTime();
    const until = notAfter.toISOString().replace(/\.\d+Z$/, "Z");
    const renewal = pending
      ? "a request for the next one is under way"
      : rotates === true
      ? "the kubelet renews it"
      : rotates === false
      ? "nobody renews it"
      : "whether it is renewed is not known";
    return report(
      {
        ...facts,
        nodeName,
        certificate: {
          path,
          notBefore: notBefore.toISOString(),
          notAfter: notAfter.toISOString(),
          rotates,
          renewalPending: pending,
        },
      },
      [
        ["node", nodeName ?? "the certificate names none"],
        ...lines,
        [
          "certificate",
          `${left > 0 ? "valid until" : "ended at"} ${until} (${span(left)}); ${renewal}`,
        ],
      ],
      judge(certificate, { left, rotates, pending }),
    );
  },
};

function judge(
  { wrong, notBefore, notAfter, nodeName }: OwnCertificate,
  { left, rotates, pending }: { left: number; rotates: boolean | undefined; pending: boolean },
): StatusProblem[] {
  const problems: StatusProblem[] = [];
  if (wrong !== undefined) {
    problems.push({
      level: "error",
      text: `The cluster will not take this certificate: ${wrong}`,
      hint: "`kubeworker reset` and a new join give the node another",
    });
  }
  const whole = notAfter.getTime() - notBefore.getTime();
  if (left <= 0) {
    problems.push({
      level: "error",
      text: `The certificate of ${nodeName ?? "this node"} ended ${span(left)}`,
      hint:
        "it cannot renew itself any more: `kubeworker reset`, then join again; if the clock is wrong, mend that first",
    });
  } else if (left < whole * RENEWED_BEFORE) {
    const why = rotates === false
      ? "and the kubelet's configuration does not ask for another (rotateCertificates: false)"
      : pending
      ? "and the request for the next one is not answered"
      : "and the kubelet has not asked for another";
    problems.push({
      level: "warning",
      text: `The certificate ends ${span(left)}, ${why}`,
      hint: "`kubectl get csr` shows what waits for approval; `journalctl -u kubelet` says more",
    });
  }
  return problems;
}

async function withoutIdentity(ctx: StatusContext): Promise<SectionReport> {
  const bootstrapping = await readQuietly(ctx.host.files, PATHS.bootstrapConf) !== undefined;
  const text = bootstrapping
    ? `The kubelet has no certificate yet: ${PATHS.bootstrapConf} is there, ${PATHS.kubeletConf} is not`
    : "This machine has not joined a cluster";
  return report({ joined: false }, [["node", "none"]], [{
    level: "error",
    text,
    hint: bootstrapping
      ? "`kubectl get csr` shows whether its request waits for approval"
      : JOINED_LATER,
  }]);
}

/** Undefined where the configuration does not say, or cannot be read. */
async function asksForRotation({ host }: StatusContext): Promise<boolean | undefined> {
  const config = await readQuietly(host.files, PATHS.kubeletConfig);
  const found = /^rotateCertificates:\s*(true|false)\s*$/m.exec(config ?? "")?.[1];
  if (found !== undefined) return found === "true";
  // The kubelet's own default.
  return config === undefined ? undefined : false;
}

async function hasPendingKey({ host }: StatusContext): Promise<boolean> {
  return await host.files.stat(PATHS.clientKeyPending).catch(() => undefined) !== undefined;
}

/** Certificates, keys and kubelet.conf are root's alone. */
function rootHint(because: string): { hint: string } {
  return {
    hint: isDenied(because)
      ? "run it as root: `sudo kubeworker status`"
      : "`kubeworker reset` clears what is there; then join again",
  };
}

function report(
  facts: SectionReport["facts"],
  lines: SectionReport["lines"],
  problems: SectionReport["problems"],
): SectionReport {
  return { facts, lines, problems };
}
