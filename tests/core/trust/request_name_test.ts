import assert from "node:assert/strict";
import { NODE_CLIENT_USAGES } from "../../../core/trust/certificate_request.ts";
import { generateNodeKey } from "../../../core/trust/node_key.ts";
import { keyFingerprint, requestName } from "../../../core/trust/request_name.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const PUBLIC_KEY = Uint8Array.fromHex(
  "3059301306072a8648ce3d020106082a8648ce3d030107034200042c697127ed" +
    "d7c439abf9438f76acbe938c195963afe62327d0a1f37d231c04870f18b398d9" +
    "04cbf8d6ba50e742fceaa460fa6b31f89caef9be361f7530645cfd",
);

Deno.test.each([
  {
    usages: ["digital signature", "client auth"],
    name: "node-csr-fuVCj9pnkPg8mDHA8T6CkAtzH68RcoPt6PXN-BbH5xQ",
  },
  {
    usages: ["digital signature", "key encipherment", "client auth"],
    name: "node-csr-2NpxaR7pT2HD2a0ppChqKOC85VfJ7bUi6jb81twkWgE",
  },
])("requestName() gives the kubelet's name $name", ({ usages, name }) => {
  assert.equal(requestName(PUBLIC_KEY, "worker-1", usages), name);
});

Deno.test("requestName() depends on key, name, usages and their order", () => {
  const usages = [...NODE_CLIENT_USAGES];
  const names = new Set([
    requestName(PUBLIC_KEY, "worker-1", usages),
    requestName(PUBLIC_KEY, "worker-2", usages),
    requestName(PUBLIC_KEY, "worker-1", usages.toReversed()),
    requestName(PUBLIC_KEY, "worker-1", usages.slice(1)),
    requestName(generateNodeKey().publicKey, "worker-1", usages),
  ]);
  assert.equal(names.size, 5);
  for (const name of names) assert.match(name, /^node-csr-[A-Za-z0-9_-]{43}$/);
});

Deno.test("keyFingerprint() is SHA-256 over the public key in pairs", () => {
  assert.equal(
    keyFingerprint(PUBLIC_KEY),
    "SHA256:84:8a:e8:32:58:d5:35:45:3e:f9:5c:04:69:94:1a:0d:bf:fb:8c:1c:3a:2b:9c:d5:3b:b4:97:92:6b:4f:87:ea",
  );
});
