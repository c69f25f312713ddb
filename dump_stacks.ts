/**
 * The command: shows what a running Deno or Node program waits for.
 *
 * ```sh
 * deno run --allow-all jsr:@stackscope/stackscope/dump-stacks PID
 * ```
 *
 * `--help` tells the rest.
 *
 * @module
 */
import "./mod.ts"; // brings the glue for libraries
import { main } from "./src/cli/main.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
