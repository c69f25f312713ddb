/** The packages, in versions of their own: no other test uses them, so they do not stand in `deno.json`. */
const VERSIONS = {
  "@esfx/async-readerwriterlock": "1.0.0-pre.8",
  "async-lock": "1.5.0",
  "async-mutex": "0.5.0",
  "async-rwlock": "1.1.1",
  "async-sema": "3.1.1",
  "await-lock": "3.0.0",
  "generic-pool": "3.9.0",
  "p-limit": "7.3.3",
  "p-queue": "9.0.1",
  "rwlock": "5.0.0",
  "tarn": "3.1.2",
};

export const load = (name) => import(`npm:${name}@${VERSIONS[name]}`);
