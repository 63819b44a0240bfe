/** A flag of kubeadm's that kubeworker does not have. */
export interface ForeignFlag {
  readonly why: string;
  /** What to type in its place. */
  readonly instead: string;
}

const CONTROL_PLANE: ForeignFlag = {
  why: "this tool joins workers",
  instead: "leave it out to join a worker; `kubeadm join --control-plane` makes control planes",
};
const LOG: ForeignFlag = {
  why: "there is no log file, and no further log flag",
  instead: "leave it out; `-v` shows more, and `kubeworker … > FILE 2>&1` keeps it",
};

/** By their names, with dashes. A flag that kubeworker learns leaves this table. */
export const FOREIGN_FLAGS: ReadonlyMap<string, ForeignFlag> = new Map(Object.entries({
  "--control-plane": CONTROL_PLANE,
  "--experimental-control-plane": CONTROL_PLANE,
  "--apiserver-advertise-address": CONTROL_PLANE,
  "--apiserver-bind-port": CONTROL_PLANE,
  "--certificate-key": CONTROL_PLANE,
  "--rootfs": {
    why: "kubeworker changes no root directory of its own",
    instead: "`--root DIRECTORY` names a directory that stands for /",
  },
  "-f": { why: "kubeworker asks no questions", instead: "leave it out" },
  "--log-file": LOG,
  "--log-file-max-size": LOG,
  "--log-dir": LOG,
  "--logtostderr": LOG,
  "--alsologtostderr": LOG,
  "--stderrthreshold": LOG,
  "--vmodule": LOG,
  "--one-output": LOG,
  "--add-dir-header": LOG,
  "--skip-headers": LOG,
  "--skip-log-headers": LOG,
  "--log-backtrace-at": LOG,
  "--log-flush-frequency": LOG,
}));
