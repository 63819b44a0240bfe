import type { Condition } from "../condition.ts";

/** What an earlier join, or something else, left. */
export const FILE_CONDITIONS: readonly Condition[] = [
  { name: "kubelet.conf is there", before: "touch /etc/kubernetes/kubelet.conf" },
  {
    name: "kubelet.conf is a link to nowhere",
    before: "ln -s /nowhere /etc/kubernetes/kubelet.conf",
  },
  {
    name: "bootstrap-kubelet.conf is there",
    before: "touch /etc/kubernetes/bootstrap-kubelet.conf",
  },
  { name: "ca.crt is there", before: "touch /etc/kubernetes/pki/ca.crt" },
  {
    name: "a static pod is there",
    before: "mkdir /etc/kubernetes/manifests; touch /etc/kubernetes/manifests/mine.yaml",
  },
  {
    name: "a file in place of the manifests' directory",
    before: "touch /etc/kubernetes/manifests",
  },
  {
    name: "the whole of an earlier join is there",
    before: `cd /etc/kubernetes; touch kubelet.conf bootstrap-kubelet.conf pki/ca.crt
mkdir manifests; touch manifests/mine.yaml; cd /`,
  },
];
