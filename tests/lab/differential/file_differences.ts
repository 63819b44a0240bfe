import type { Version } from "../lab.ts";
import type { KnownDifference } from "./verdict.ts";

function refused(...names: readonly string[]): string[] {
  return names.map((name) => `refused/${name}`);
}

/** Where we do not judge a configuration file as kubeadm does. Each is looked for, and missed if it is gone. */
export const FILE_DIFFERENCES: readonly KnownDifference<Version>[] = [
  {
    difference: "we refuse",
    of: {
      "1.37": ["unsupported/control-plane"],
      "1.20": ["unsupported/control-plane"],
    },
    because: "this tool joins workers",
  },
  {
    difference: "we refuse",
    of: {
      "1.37": refused("cri-socket"),
    },
    because: "it puts unix:// in front, and fails in its check CRI",
  },
  {
    difference: "we refuse",
    of: { "1.37": refused("duration-zero"), "1.20": refused("duration-negative") },
    because: "with no time at all it cannot succeed",
  },
  {
    difference: "we refuse",
    of: { "1.37": refused("empty", "no-join"), "1.20": refused("empty", "no-join") },
    because:
      "these commands of kubeadm let a file without a JoinConfiguration pass, its join does not",
  },
  {
    difference: "we refuse",
    of: {
      "1.37": refused("pin-empty", "pin-malformed"),
      "1.20": refused("pin-empty", "pin-malformed"),
    },
    because: "kubeadm looks at a pin's form only after its first read of the cluster",
  },
  {
    difference: "we refuse",
    of: { "1.37": refused("taint-effect"), "1.20": refused("taint-effect") },
    because: "kubeadm does not look at taints: the kubelet ends at such a one",
  },
  {
    difference: "we refuse",
    of: {
      "1.20": [
        ...[
          "kubeadm-1.37-defaults",
          "nulls",
          "timeouts-without-end",
          "v1beta3-patches",
          "v1beta3-whole",
          "yaml-1-1-boolean",
        ].map((name) => `accepted/${name}`),
        ...refused(
          "duplicate-key",
          "duration-number",
          "duration-without-unit",
          "duration-zero",
          "field-of-a-newer-version",
          "field-of-an-older-version",
          "misplaced-field",
          "pull-policy",
          "text-for-boolean",
          "text-for-list",
          "unknown-case",
          "unknown-field",
        ),
      ],
    },
    because:
      "1.20 only warns of fields that v1beta2 does not have, and of a key that is there twice",
  },
  {
    difference: "we refuse",
    of: {
      "1.37": refused("old-node-configuration"),
      "1.20": refused("old-node-configuration", "wrong-kind"),
    },
    because:
      "a kind that kubeadm does not know is passed over, and the file is then one of nothing",
  },
];
