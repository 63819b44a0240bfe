import type { Beyond } from "./beyond.ts";

const KUBELET = "/var/lib/kubelet";

/** Two network cards, as the kernel shows them. */
function cards(first: string, second: string): string {
  return `$mounts -t tmpfs none /sys/class/net
for card in "eth0 ${first}" "eth1 ${second}"; do
  set -- $card; mkdir -p /sys/class/net/$1/device; echo $2 > /sys/class/net/$1/address
done`;
}

/** Disks, mounts, identity, and what keeps programs from things. */
export const MACHINE: readonly Beyond[] = [
  {
    name: "the kubelet's disk is full",
    before: `$mounts -t tmpfs -o size=8m none ${KUBELET}`,
    found: { DiskSpace: "error" },
  },
  {
    name: "the kubelet's disk is small",
    before: `$mounts -t tmpfs -o size=200m none ${KUBELET}`,
    found: { DiskSpace: "warning" },
  },
  {
    name: "the kubelet's disk has no inodes left",
    before: `$mounts -t tmpfs -o size=4g,nr_inodes=20 none ${KUBELET}
for i in $(seq 30); do touch ${KUBELET}/$i 2> /dev/null; done`,
    found: { DiskInodes: "warning" },
  },
  {
    name: "/etc/kubernetes cannot be written to",
    before: "$mounts -o remount,ro /etc/kubernetes",
    found: { MountReadOnly: "error" },
  },
  {
    name: "the runtime's disk cannot be written to",
    before: "$mounts -t tmpfs -o ro,size=4g none /var/lib/containerd",
    found: { MountReadOnly: "warning" },
  },
  {
    name: "nothing can be run from the kubelet's disk",
    before: `$mounts -t tmpfs -o noexec,size=4g none ${KUBELET}`,
    found: { MountNoExec: "warning" },
  },
  {
    name: "mounts that pods do not see",
    before: `$mounts --make-private ${KUBELET}`,
    found: { MountPropagation: "warning" },
  },
  {
    name: "an empty machine-id",
    before: "put /etc/machine-id ''",
    found: { MachineId: "warning" },
  },
  {
    name: "a machine-id of an image",
    before: "put /etc/machine-id 'uninitialized\\n'",
    found: { MachineId: "warning" },
  },
  {
    name: "a placeholder for the product's UUID",
    before: `cover /sys/class net; mkdir -p /sys/class/dmi/id
echo 03000200-0400-0500-0006-000700080009 > /sys/class/dmi/id/product_uuid`,
    found: { ProductUUID: "warning" },
  },
  {
    name: "two cards with one MAC address",
    before: cards("02:00:00:00:00:01", "02:00:00:00:00:01"),
    found: { MacAddress: "warning" },
  },
  {
    name: "a card without a MAC address",
    before: cards("02:00:00:00:00:01", "00:00:00:00:00:00"),
    found: { MacAddress: "warning" },
  },
  {
    name: "SELinux without a policy for containers",
    before: "cover /sys/fs cgroup; mkdir /sys/fs/selinux; echo 1 > /sys/fs/selinux/enforce",
    found: { SELinux: "warning" },
  },
  {
    name: "AppArmor without its parser",
    before:
      `hide apparmor_parser; cover /sys $(ls /sys | grep -v '^module$'); mkdir -p /sys/module/apparmor/parameters
echo Y > /sys/module/apparmor/parameters/enabled`,
    found: { AppArmor: "warning" },
  },
  {
    name: "few open files for the whole machine",
    before: "put /proc/sys/fs/nr_open '65536\\n'",
    found: { OpenFiles: "warning" },
  },
  {
    name: "few open files for containers",
    before: `mkdir -p /run/systemd/system/containerd.service.d
printf '[Service]\\nLimitNOFILE=1024\\n' > /run/systemd/system/containerd.service.d/few.conf`,
    after: "rm -r /run/systemd/system/containerd.service.d",
    found: { OpenFiles: "warning" },
  },
  {
    name: "an old kernel without random numbers",
    before:
      "put /proc/sys/kernel/osrelease '4.4.0\\n'; put /proc/sys/kernel/random/entropy_avail '20\\n'",
    found: { Entropy: "warning" },
  },
];
