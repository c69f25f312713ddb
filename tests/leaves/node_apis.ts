/**
 * The public asynchronous APIs of the node: modules: functions that take a callback or give a promise, and the methods and events
 * that programs wait for. Of the functions that a module exports none may be missing here: `unlistedExports()`.
 */

/** Functions by module: those that are waited for, and those that do all they do at once or give something to wait for. */
const FUNCTIONS: Readonly<Record<string, { waits: string; others: string }>> = {
  "fs": {
    waits:
      `access appendFile chmod chown close copyFile cp exists fchmod fchown fdatasync fstat fsync ftruncate futimes glob lchown
      link lstat lutimes mkdir mkdtemp open openAsBlob opendir read readdir readFile readlink readv realpath rename rm rmdir stat
      statfs symlink truncate unlink utimes watch watchFile write writeFile writev`,
    others:
      `_toUnixTimestamp CFISBIS convertFileInfoToBigIntStats convertFileInfoToStats createReadStream createWriteStream
      readFilePromise readlinkPromise readvPromise unwatchFile watchPromise`,
  },
  "fs/promises": {
    waits:
      `access appendFile chmod chown copyFile cp glob lchmod lchown link lstat lutimes mkdir mkdtemp mkdtempDisposable open
      opendir readFile readdir readlink realpath rename rm rmdir stat statfs symlink truncate unlink utimes watch writeFile`,
    others: "",
  },
  "net": {
    waits: "connect",
    others: `_createServerHandle _normalizeArgs createConnection createServer getDefaultAutoSelectFamily
      getDefaultAutoSelectFamilyAttemptTimeout isIP isIPv4 isIPv6 setDefaultAutoSelectFamily
      setDefaultAutoSelectFamilyAttemptTimeout`,
  },
  "tls": {
    waits: "connect",
    others: `checkServerIdentity createSecureContext createSecurePair createServer convertALPNProtocols getCiphers
      getCACertificates setDefaultCACertificates`,
  },
  "dgram": { waits: "", others: "createSocket" },
  "dns": {
    waits:
      `lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs
      resolvePtr resolveSoa resolveSrv resolveTxt reverse`,
    others: "getServers setServers getDefaultResultOrder setDefaultResultOrder",
  },
  "dns/promises": {
    waits:
      `lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs
      resolvePtr resolveSoa resolveSrv resolveTxt reverse`,
    others: "getServers setServers getDefaultResultOrder setDefaultResultOrder",
  },
  "http": {
    waits: "get request",
    others: `_connectionListener createServer setGlobalProxyFromEnv setMaxIdleHTTPParsers validateHeaderName
      validateHeaderValue`,
  },
  "https": { waits: "get request", others: "createServer" },
  "http2": {
    waits: "connect",
    others: `addAbortListener createSecureServer createServer getDefaultSettings getPackedSettings getUnpackedSettings
      performServerHandshake`,
  },
  "child_process": { waits: "exec execFile fork spawn", others: "" },
  "worker_threads": {
    waits: "postMessageToThread",
    others:
      `markAsUncloneable markAsUntransferable isMarkedAsUntransferable moveMessagePortToContext receiveMessageOnPort
      getEnvironmentData setEnvironmentData`,
  },
  "crypto": {
    waits:
      `checkPrime diffieHellman generateKey generateKeyPair generatePrime hkdf pbkdf2 randomBytes randomFill randomInt
      scrypt sign verify`,
    others:
      `createCipheriv createDecipheriv createDiffieHellman createDiffieHellmanGroup createECDH createHash createHmac
      createPrivateKey createPublicKey createSecretKey createSign createVerify getRandomValues getCipherInfo getCiphers
      getCurves getDiffieHellman getFips getHashes hash privateDecrypt privateEncrypt publicDecrypt publicEncrypt randomUUID
      secureHeapUsed setEngine setFips timingSafeEqual`,
  },
  "zlib": {
    waits: `brotliCompress brotliDecompress deflate deflateRaw gunzip gzip inflate inflateRaw unzip zstdCompress
      zstdDecompress`,
    others: `crc32 createDeflate createInflate createDeflateRaw createInflateRaw createGzip createGunzip createUnzip
      createBrotliCompress createBrotliDecompress createZstdCompress createZstdDecompress`,
  },
  "readline": {
    waits: "",
    others: "clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor",
  },
  "readline/promises": { waits: "", others: "createInterface" },
  "stream": {
    waits: "finished pipeline",
    others: `isDestroyed isDisturbed isErrored isReadable isWritable duplexPair addAbortSignal destroy compose
      setDefaultHighWaterMark getDefaultHighWaterMark _isArrayBufferView _isUint8Array _uint8ArrayToBuffer`,
  },
  "stream/promises": { waits: "finished pipeline", others: "" },
  "stream/consumers": { waits: "arrayBuffer blob buffer bytes json text", others: "" },
  "timers": { waits: "setImmediate setInterval setTimeout", others: "clearTimeout clearInterval clearImmediate" },
  "timers/promises": { waits: "setImmediate setInterval setTimeout", others: "" },
  "events": {
    waits: "on once",
    others: "getEventListeners setMaxListeners getMaxListeners listenerCount addAbortListener init",
  },
  "inspector/promises": { waits: "", others: "close open url waitForDebugger" },
  "sqlite": { waits: "backup", others: "" },
  "diagnostics_channel": { waits: "subscribe", others: "channel hasSubscribers tracingChannel unsubscribe" },
};

/** Methods, and events that have an object of their own to wait for. */
const MEMBERS = `
  fs.Dir.close fs.Dir.read fs.Dir[Symbol.asyncIterator]
  fs.promises.FileHandle.appendFile fs.promises.FileHandle.chmod fs.promises.FileHandle.chown fs.promises.FileHandle.close
  fs.promises.FileHandle.datasync fs.promises.FileHandle.read fs.promises.FileHandle.readFile fs.promises.FileHandle.readLines
  fs.promises.FileHandle.readv fs.promises.FileHandle.stat fs.promises.FileHandle.sync fs.promises.FileHandle.truncate
  fs.promises.FileHandle.utimes fs.promises.FileHandle.write fs.promises.FileHandle.writeFile fs.promises.FileHandle.writev
  fs.promises.FileHandle[Symbol.asyncDispose]
  net.Socket.connect net.Socket.end net.Socket.setTimeout net.Socket.write net.Socket[Symbol.asyncIterator]
  net.Server.close net.Server.getConnections net.Server.listen net.Server[Symbol.asyncDispose]
  dgram.Socket.bind dgram.Socket.close dgram.Socket.connect dgram.Socket.send
  http.ClientRequest.end http.ClientRequest.setTimeout http.ClientRequest.write http.IncomingMessage[Symbol.asyncIterator]
  http.Server.close http.Server.listen
  http2.ClientHttp2Stream.close http2.Http2Session.close http2.Http2Session.ping http2.Http2Session.settings
  worker_threads.Worker.terminate
  readline.Interface.question readline.Interface[Symbol.asyncIterator] readline.promises.Interface.question
  readline.promises.Readline.commit
  stream.Readable.every stream.Readable.find stream.Readable.forEach stream.Readable.map stream.Readable.reduce
  stream.Readable.some stream.Readable.toArray stream.Readable[Symbol.asyncDispose] stream.Readable[Symbol.asyncIterator]
  stream.Writable.end stream.Writable.write stream.Writable[Symbol.asyncDispose]
  zlib.Zlib.close zlib.Zlib.flush zlib.ZlibParams.params
  timers.promises.scheduler.wait timers.promises.scheduler.yield
  inspector.promises.Session.post process.nextTick util.aborted
  crypto.webcrypto.subtle.decrypt crypto.webcrypto.subtle.digest crypto.webcrypto.subtle.encrypt
  crypto.webcrypto.subtle.generateKey`;

/** As in the cases: `fs.stat`, `fs.promises.stat`, `net.Socket.connect`. */
export function nodeApis(): string[] {
  const functions = Object.entries(FUNCTIONS).flatMap(([module, { waits }]) =>
    listed(waits).map((name) => `${module.replace("/", ".")}.${name}`)
  );
  return [...functions, ...listed(MEMBERS)].sort();
}

/** Functions that a module has and no list names, and names of the lists that it does not have. */
export async function unlistedExports(): Promise<string[]> {
  const found: string[] = [];
  for (const [module, { waits, others }] of Object.entries(FUNCTIONS)) {
    const { default: exports } = await import(`node:${module}`);
    const names = Object.keys(exports).filter((name) =>
      typeof exports[name] === "function" && !/Sync$|^[A-Z]/.test(name) || name === "CFISBIS"
    );
    const known = new Set([...listed(waits), ...listed(others)]);
    for (const name of names) if (!known.delete(name)) found.push(`node:${module} has ${name}`);
    for (const name of known) if (typeof exports[name] !== "function") found.push(`node:${module} lacks ${name}`);
  }
  return found;
}

function listed(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== "");
}
