// Like bin.cjs of the npm package `deno`: Node only starts the real program and waits for it.
require("node:child_process").spawnSync(process.env.DENO_BINARY, process.argv.slice(2), { stdio: "inherit" });
