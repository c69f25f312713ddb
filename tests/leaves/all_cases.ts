/** All cases, in groups. */
import type { Case } from "./coverage.ts";
import { fileCases } from "./file_cases.ts";
import { httpCases } from "./http_cases.ts";
import { netCases } from "./net_cases.ts";
import { nodeCryptoCases } from "./node_crypto_cases.ts";
import { nodeFsCases } from "./node_fs_cases.ts";
import { nodeHttpCases } from "./node_http_cases.ts";
import { nodeNetCases } from "./node_net_cases.ts";
import { nodeProcessCases } from "./node_process_cases.ts";
import { nodeStreamCases } from "./node_stream_cases.ts";
import { processCases } from "./process_cases.ts";
import { quicCases } from "./quic_cases.ts";
import { storageCases } from "./storage_cases.ts";
import { webCases } from "./web_cases.ts";

/** What cases need: a directory for files, and where to put what is to be closed. */
type Group = (dir: string, resources: AsyncDisposableStack) => Case[] | Promise<Case[]>;

/** Of Deno and of the web platform. */
export const DENO_CASES: Readonly<Record<string, Group>> = {
  file: fileCases,
  net: netCases,
  process: processCases,
  storage: storageCases,
  http: httpCases,
  web: webCases,
  quic: quicCases,
};

/** Of the node: modules. */
export const NODE_CASES: Readonly<Record<string, Group>> = {
  nodeFs: nodeFsCases,
  nodeNet: nodeNetCases,
  nodeHttp: nodeHttpCases,
  nodeProcess: nodeProcessCases,
  nodeStream: nodeStreamCases,
  nodeCrypto: nodeCryptoCases,
};
