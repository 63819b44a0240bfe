/** The flags of `kubeworker join` as they were typed; undefined where they were not. */
export interface JoinFlags {
  /** HOST:PORT of the cluster's API servers, as arguments. */
  endpoints?: readonly string[] | undefined;
  token?: string | undefined;
  tokenFile?: string | undefined;
  discoveryToken?: string | undefined;
  tlsBootstrapToken?: string | undefined;
  discoveryTokenCaCertHash?: readonly string[] | undefined;
  discoveryTokenUnsafeSkipCaVerification?: boolean | undefined;
  discoveryCa?: string | undefined;
  discoveryFile?: string | undefined;
  discoveryFileCa?: string | undefined;
  discoveryFileOtherHosts?: boolean | undefined;
  discoveryFileExec?: string | undefined;
  discoveryPlugin?: string | undefined;
  discoveryPluginOption?: readonly string[] | undefined;
  pluginDir?: string | undefined;
  config?: string | undefined;
  strictKubeadm?: boolean | undefined;
  nodeName?: string | undefined;
  labels?: readonly string[] | undefined;
  taints?: readonly string[] | undefined;
  nodeIp?: string | undefined;
  kubeletExtraArg?: readonly string[] | undefined;
  criSocket?: string | undefined;
  patches?: string | undefined;
  kubeletConfigDir?: string | undefined;
  caCertPath?: string | undefined;
  featureGates?: readonly string[] | undefined;
  dynamicConfigMap?: string | undefined;
  configSourceKubeconfig?: string | undefined;
  ignorePreflightErrors?: readonly string[] | undefined;
  fix?: readonly string[] | undefined;
  skipPhases?: readonly string[] | undefined;
  tlsBootstrap?: string | undefined;
  approveWith?: string | undefined;
  approveWithExec?: string | undefined;
  wait?: string | undefined;
  timeout?: readonly string[] | undefined;
  onFailure?: string | undefined;
  dryRun?: boolean | undefined;
  root?: string | undefined;
  output?: string | undefined;
  verbose?: boolean | undefined;
}

/** The fields of JoinFlags. */
export type FlagName = keyof JoinFlags;
