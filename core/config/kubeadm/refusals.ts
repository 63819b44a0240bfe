/** Why a field is refused, and what to do instead. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}

/**
 * What a JoinConfiguration may say and kubeworker cannot do, by the field. What it learns to do leaves this
 * table, and its field gets another `use`.
 */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  "controlPlane": {
    why: "kubeworker joins workers, this is a control plane's",
    instead: "leave it out to join a worker; `kubeadm join` makes control planes",
  },
};
