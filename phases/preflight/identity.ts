import type { Files } from "../../core/host/types.ts";
import { isPlaceholder, readMachineIdentity } from "../../core/node/machine_identity.ts";
import { isThere, listQuietly, readQuietly } from "../../core/node/read_quietly.ts";
import { type Check, warning } from "./check.ts";

/** What must be this machine's alone. Whether another Node has the same is a question for duplicates.ts. */
export const identityChecks: readonly Check[] = [
  {
    name: "MachineId",
    summary: "the machine has an id of its own",
    group: "machine",
    async run({ host }) {
      const { machineId } = await readMachineIdentity(host.files);
      if (machineId === undefined) return [];
      if (/^[0-9a-f]{32}$/.test(machineId) && !/^0+$/.test(machineId)) return [];
      const seen = machineId === "" ? "is empty" : `holds "${machineId.slice(0, 40)}"`;
      return [
        warning(
          `/etc/machine-id ${seen}: this machine cannot be told from others`,
          "`rm /etc/machine-id && systemd-machine-id-setup`",
        ),
      ];
    },
  },
  {
    name: "ProductUUID",
    summary: "the firmware gives the machine a number of its own",
    group: "machine",
    async run({ host }) {
      const { productUuid = "" } = await readMachineIdentity(host.files);
      if (!isPlaceholder(productUuid)) return [];
      return [
        warning(
          `The machine's product_uuid is a placeholder that other machines have, too: "${productUuid}"`,
          "some pod networks tell nodes apart by it: set one in the firmware or the virtual machine's definition",
        ),
      ];
    },
  },
  {
    name: "MacAddress",
    summary: "each network device has an address of its own",
    group: "network",
    async run({ host }) {
      const devices = await networkDevices(host.files);
      const byAddress = Map.groupBy(devices, ({ address }) => address);
      return [...byAddress].flatMap(([address, found]) => {
        const names = found.map(({ name }) => name).join(", ");
        if (/^[0:]+$/.test(address)) {
          return [warning(`${names} has the MAC address ${address}`, setMac(found[0]?.name))];
        }
        return found.length < 2 ? [] : [
          warning(`${names} have the same MAC address ${address}`, setMac(found[1]?.name)),
        ];
      });
    },
  },
];

function setMac(name = "DEVICE"): string {
  return `give it another: \`ip link set ${name} address …\`, or in the virtual machine's definition`;
}

/** Devices that are hardware, real or virtual. Parts of a bond share its address, and are left out. */
async function networkDevices(files: Files): Promise<{ name: string; address: string }[]> {
  const names = await listQuietly(files, "/sys/class/net");
  const devices = await Promise.all(names.map(async (name) => {
    const folder = `/sys/class/net/${name}`;
    const [device, master, address] = await Promise.all([
      isThere(files, `${folder}/device`),
      isThere(files, `${folder}/master`),
      readQuietly(files, `${folder}/address`),
    ]);
    if (!device || master || !address?.trim()) return [];
    return [{ name, address: address.trim() }];
  }));
  return devices.flat();
}
