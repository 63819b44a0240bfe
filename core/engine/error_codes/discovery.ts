import type { ErrorEntry } from "./entry.ts";

/** Discovery by a file, by HTTPS, through a proxy, or by several servers. */
export const DISCOVERY_ERRORS = {
  "discovery-conflict": {
    exit: 3,
    means: "two ways to find the cluster were given at once",
    hint:
      "give either HOST:PORT with a token, or --discovery-file, or --discovery-plugin; --token goes with each of them",
  },
  "discovery-file-unreadable": {
    exit: 3,
    means: "the discovery file is not there, is no plain file, or cannot be read",
    hint: "name a kubeconfig by its path, or by an https:// URL",
  },
  "discovery-file-unsafe": {
    exit: 3,
    means: "the discovery file, or the CA file, can be changed by every user of this machine",
    hint: "the cluster is believed because of that file: `chmod go-w` it, and see who changed it",
  },
  "discovery-file-malformed": {
    exit: 3,
    means: "the discovery file is not a kubeconfig that names one cluster",
    hint:
      "make one on a control plane: `kubectl -n kube-public get cm cluster-info -o jsonpath='{.data.kubeconfig}'`",
  },
  "discovery-file-insecure": {
    exit: 5,
    means: "the discovery file gives no ground to trust the server that it names",
    hint:
      "put the cluster's CA into it as certificate-authority-data, and take insecure-skip-tls-verify out",
  },
  "discovery-file-digest": {
    exit: 5,
    means: "the downloaded discovery file does not have the digest that was asked for",
    hint: "compare with `sha256sum` of the file as it was published; if they differ, do not join",
  },
  "discovery-url-malformed": {
    exit: 3,
    means: "the discovery file's URL cannot be used",
    hint: "it must begin with https:// or be a path; `#sha256=HEX` behind it pins the content",
  },
  "download-failed": {
    exit: 4,
    means: "the server of the discovery file answered with something else than the file",
    hint: "open the URL with `curl -fsSL` to see what it answers",
  },
  "download-redirect": {
    exit: 5,
    means: "the download of the discovery file was redirected where it may not go",
    hint:
      "name the final https:// URL; --discovery-file-other-hosts lets it go to other hosts, never to plain http",
  },
  "credential-missing": {
    exit: 3,
    means: "nothing was given by which the cluster could know this node",
    hint: "pass --tls-bootstrap-token; `kubeadm token create` on a control plane prints one",
  },
  "credential-unusable": {
    exit: 3,
    means: "the discovery file's user has a credential that cannot be used",
    hint: "pass --tls-bootstrap-token instead: it takes the place of the file's credential",
  },
  "credential-plugin-forbidden": {
    exit: 3,
    means: "the discovery file wants to run a program that the operator did not allow by name",
    hint: "look at the file; if the program is yours, allow it with --discovery-file-exec COMMAND",
  },
  "credential-plugin-failed": {
    exit: 9,
    means: "the credential plugin of the discovery file did not give a credential",
    hint: "run it by hand to see why, or pass --tls-bootstrap-token",
  },
  "proxy-unusable": {
    exit: 3,
    means: "the environment names a proxy that cannot be used",
    hint: "HTTPS_PROXY must be http://HOST:PORT; unset it to go directly",
  },
  "proxy-refused": {
    exit: 4,
    means: "the proxy of the environment did not open the way to the server",
    hint: "put the server into NO_PROXY, or give the proxy its user and password in HTTPS_PROXY",
  },
  "roots-missing": {
    exit: 9,
    means: "this machine has no public root certificates",
    hint: "install the package ca-certificates, or name the server's CA with --discovery-file-ca",
  },
} as const satisfies Record<string, ErrorEntry>;
