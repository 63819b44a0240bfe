/** The flags of `kubeworker join` as they were typed; undefined where they were not. */
export interface JoinFlags {
  endpoint?: string | undefined;
  token?: string | undefined;
  discoveryToken?: string | undefined;
  tlsBootstrapToken?: string | undefined;
  discoveryTokenCaCertHash?: readonly string[] | undefined;
  discoveryTokenUnsafeSkipCaVerification?: boolean | undefined;
  nodeName?: string | undefined;
  criSocket?: string | undefined;
  ignorePreflightErrors?: readonly string[] | undefined;
  skipPhases?: readonly string[] | undefined;
  tlsBootstrap?: string | undefined;
  wait?: string | undefined;
  timeout?: readonly string[] | undefined;
  dryRun?: boolean | undefined;
  root?: string | undefined;
  output?: string | undefined;
  verbose?: boolean | undefined;
}

/** The fields of JoinFlags. */
export type FlagName = keyof JoinFlags;
