/** Vectors that were made with other programs than this one: the signature by the reference library, the pins by OpenSSL. */

export const TOKEN = "abcdef.0123456789abcdef";
export const SECRET = "0123456789abcdef";

/** 159 bytes, as kubeadm publishes it. */
export const KUBECONFIG =
  "apiVersion: v1\nclusters:\n- cluster:\n    server: https://192.0.2.10:6443\n" +
  '  name: ""\ncontexts: null\ncurrent-context: ""\nkind: Config\npreferences: {}\nusers: null\n';

const HEADER = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9";

export const SIGNATURES = {
  right: `${HEADER}..X4GX7iDniPclfZDdOrN7-K3IlribzSMXhZBMXFBb0Xs`,
  otherSecret: `${HEADER}..YQBYvpyIH9hAtkkC9fMXk1H1b-AbQL4f7mxUQpwwDQM`,
  withoutFinalNewline: `${HEADER}..ZI9a7P-Oi2h0zyETxzrEM4FXOsjkQ8N3BEe0pSrQ3yw`,
  ofNothing: `${HEADER}..MO2tlCpY1xB334qWeOe_XEv9c6DIMRNmKJZImOzY17k`,
} as const;

export const CA_ONE = {
  pin: "sha256:1eac77978ea6d947105860b3d384997d4f218f7a244055a210b70bc068e4ef5b",
  pem: `-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUEHGqi+wL3Y0bZPwLxw8iCUaJSE8wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjQwNjI5NTBaGA8yMTI2MTAz
MTA2Mjk1MFowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABF4aScqvSNYDiWq4IyJuFJqVjOketFoZuWhtb/qbRn6N0rg6x25n
Mudma9+M+cW1uVxITwGcWaslIBsl09KM2fajUzBRMB0GA1UdDgQWBBTX2cFlA+KQ
XOmazAOaWIMkEW8j7zAfBgNVHSMEGDAWgBTX2cFlA+KQXOmazAOaWIMkEW8j7zAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIGgy+bGc7JAdDL/JaPYx
JHePnDOihT2e0+2ODbZlftmHAiEAvWmdb/kaV3FTGxN5GxuGBshpasGqw7/1y5us
LXjUxmA=
-----END CERTIFICATE-----
`,
} as const;

export const CA_TWO = {
  pin: "sha256:8c8f482155ae18ae351d224646b6c0a216eaf67344e37576a7ae3a14d12cba10",
  pem: `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIUPA8+rmtP7dLnq4K1cACCDlW1DzwwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTI0MDYyOTUwWhgPMjEyNjEwMzEwNjI5
NTBaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
ULmkGzHHM8l+82Xau5OzlyyiJb0nk2PHkrNVnGxiKUcIML88NchAkjxmT6JRwcQ3
cg7KlVXWKA9VaD1wY0ZxKKNTMFEwHQYDVR0OBBYEFISopQsTcpBsMErPVKPEQshG
xzk6MB8GA1UdIwQYMBaAFISopQsTcpBsMErPVKPEQshGxzk6MA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgGwi8qBx4AkP3TrbIODV5y2oHXtqd8kvB
AQ/bnRf0EXICIBEi7/ngHTunfc3HA2TVY+fnAtO9cyRr26y+jHnxwBAS
-----END CERTIFICATE-----
`,
} as const;
